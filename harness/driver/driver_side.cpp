// SPDX-License-Identifier: MIT
#include "driver/driver_side.hpp"

#include <nlohmann/json.hpp>

namespace conformance::driver {

namespace {

using Json = nlohmann::ordered_json;

std::string line(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json ok(std::uint64_t seq) {
  Json json;
  json["seq"] = seq;
  json["ok"] = Json::object();
  return json;
}

template <class T>
std::string with_value(std::uint64_t seq, const T& value) {
  auto json = ok(seq);
  json["ok"]["value"] = value;
  return line(json);
}

}  // namespace

std::string Asked::text(const std::string& name) const {
  const auto found = fields.find(name);
  const auto* value = found == fields.end() ? nullptr : std::get_if<std::string>(&found->second);
  return value == nullptr ? "" : *value;
}

std::int64_t Asked::number(const std::string& name) const {
  const auto found = fields.find(name);
  const auto* value = found == fields.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  return value == nullptr ? 0 : *value;
}

bool Asked::truth(const std::string& name) const {
  const auto found = fields.find(name);
  const auto* value = found == fields.end() ? nullptr : std::get_if<bool>(&found->second);
  return value != nullptr && *value;
}

Result<Asked> read_request(std::string_view text) {
  const auto json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object()) return InputError{"no JSON object", ""};
  Asked asked;
  for (const auto& [name, value] : json.items()) {
    if (name == "seq") {
      if (!value.is_number_unsigned()) return InputError{"\"seq\" is no number", ""};
      asked.seq = value.get<std::uint64_t>();
    } else if (name == "cmd") {
      if (!value.is_string()) return InputError{"\"cmd\" is no string", ""};
      asked.command = value.get<std::string>();
    } else if (value.is_boolean()) {
      asked.fields[name] = value.get<bool>();
    } else if (value.is_number_integer()) {
      asked.fields[name] = value.get<std::int64_t>();
    } else if (value.is_string()) {
      asked.fields[name] = value.get<std::string>();
    }
  }
  if (asked.seq == 0 || asked.command.empty()) return InputError{"a request has \"seq\" and \"cmd\"", ""};
  return asked;
}

std::string answer_line(std::uint64_t seq, const scenario::Answer& answer) {
  using Kind = scenario::Answer::Kind;
  if (answer.kind == Kind::ok) return line(ok(seq));
  Json json;
  json["seq"] = seq;
  if (answer.kind == Kind::error) {
    json["error"]["reason"] = answer.reason;
  } else {
    json["unsupported"]["why"] = answer.kind == Kind::unsupported_by_client ? "client" : "driver";
    json["unsupported"]["reason"] = answer.reason;
  }
  return line(json);
}

std::string value_line(std::uint64_t seq, const std::string& value) { return with_value(seq, value); }
std::string value_line(std::uint64_t seq, std::uint64_t value) { return with_value(seq, value); }
std::string value_line(std::uint64_t seq, const std::vector<std::string>& values) { return with_value(seq, values); }

std::string hello_line(std::uint64_t seq, const Hello& hello) {
  auto json = ok(seq);
  auto& said = json["ok"];
  said["name"] = hello.name;
  said["version"] = hello.version;
  said["actions"] = hello.abilities.actions;
  said["queries"] = hello.abilities.queries;
  said["settings"] = Json::object();
  for (const auto& setting : hello.abilities.settings) {
    said["settings"][setting] = hello.restarting.contains(setting) ? "restart" : "runtime";
  }
  said["sync"] = hello.abilities.sync;
  said["clock"] = hello.virtual_clock ? "virtual" : "real";
  said["parallel_chats"] = hello.parallel_chats;
  return line(json);
}

std::string alert_line(const std::string& from) {
  Json json;
  json["event"] = "alert";
  json["from"] = from;
  return line(json);
}

}  // namespace conformance::driver
