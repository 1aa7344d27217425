// SPDX-License-Identifier: MIT
#include "driver/protocol.hpp"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace conformance::driver {

namespace {

using Json = nlohmann::ordered_json;

// What a line is wrong by, caught where it was read.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Deep nesting is refused before it is built: no line of the protocol needs it.
constexpr int depth_max = 16;

Json parse(std::string_view text) {
  bool deep = false;
  const auto count = [&deep](int depth, Json::parse_event_t /*event*/, Json& /*parsed*/) {
    if (depth > depth_max) deep = true;
    return !deep;
  };
  auto json = Json::parse(text.begin(), text.end(), count, false);
  if (deep) throw Wrong("nested deeper than " + std::to_string(depth_max));
  if (!json.is_object()) throw Wrong("no JSON object");
  return json;
}

void only(const Json& json, std::initializer_list<const char*> known, bool strict) {
  if (!strict) return;
  for (const auto& [key, value] : json.items()) {
    const bool is_known =
        std::any_of(known.begin(), known.end(), [&name = key](const char* one) { return name == one; });
    if (!is_known) throw Wrong("an unknown field \"" + key + "\"");
  }
}

const Json* find(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() || found->is_null() ? nullptr : &*found;
}

std::string text(const Json& json, const char* key, bool needed) {
  const auto* value = find(json, key);
  if (value == nullptr && !needed) return "";
  if (value == nullptr || !value->is_string()) throw Wrong("\"" + std::string(key) + "\" is no string");
  return value->get<std::string>();
}

bool truth(const Json& json, const char* key) {
  const auto* value = find(json, key);
  if (value != nullptr && !value->is_boolean()) throw Wrong("\"" + std::string(key) + "\" is neither true nor false");
  return value != nullptr && value->get<bool>();
}

std::set<std::string> texts(const Json& json, const char* key) {
  std::set<std::string> all;
  const auto* value = find(json, key);
  if (value == nullptr) return all;
  if (!value->is_array()) throw Wrong("\"" + std::string(key) + "\" is no array of strings");
  for (const auto& one : *value) {
    if (!one.is_string()) throw Wrong("\"" + std::string(key) + "\" is no array of strings");
    all.insert(one.get<std::string>());
  }
  return all;
}

Reply read_reply(const Json& json, const Json& seq, bool strict) {
  only(json, {"seq", "ok", "unsupported", "error"}, strict);
  if (!seq.is_number_unsigned()) throw Wrong("\"seq\" is no number");
  Reply reply;
  reply.seq = seq.get<std::uint64_t>();
  const auto* ok = find(json, "ok");
  const auto* unsupported = find(json, "unsupported");
  const auto* error = find(json, "error");
  if ((ok != nullptr) + (unsupported != nullptr) + (error != nullptr) != 1) {
    throw Wrong("an answer has one of \"ok\", \"unsupported\" and \"error\"");
  }
  const auto& said = ok != nullptr ? *ok : unsupported != nullptr ? *unsupported : *error;
  if (!said.is_object()) throw Wrong("what an answer says is no object");
  if (ok != nullptr) {
    reply.ok = said.dump(-1, ' ', false, Json::error_handler_t::replace);
    return reply;
  }
  using Kind = scenario::Answer::Kind;
  reply.answer.reason = text(said, "reason", true);
  reply.answer.kind = Kind::error;
  if (unsupported != nullptr) {
    only(said, {"why", "reason"}, strict);
    const auto why = text(said, "why", true);
    if (why != "client" && why != "driver") throw Wrong("\"why\" is \"" + why + "\", expected client or driver");
    reply.answer.kind = why == "client" ? Kind::unsupported_by_client : Kind::unsupported_by_driver;
  } else {
    only(said, {"reason"}, strict);
  }
  return reply;
}

// Reads, and puts what is wrong into an error.
template <class T, class Read>
Result<T> guarded(const Read& read) {
  try {
    return Result<T>(read());
  } catch (const Wrong& wrong) {
    return InputError{wrong.what(), ""};
  }
}

}  // namespace

std::string Request::to_json(std::uint64_t seq) const {
  Json json;
  json["seq"] = seq;
  json["cmd"] = command_;
  for (const auto& [name, value] : fields_) {
    if (const auto* written = std::get_if<Request::Written>(&value)) {
      json[name] = Json::parse(written->text, nullptr, false);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      json[name] = *text;
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
      json[name] = *number;
    } else {
      json[name] = std::get<bool>(value);
    }
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::variant<Reply, DriverEvent>> read_line(std::string_view line, bool strict) {
  return guarded<std::variant<Reply, DriverEvent>>([&]() -> std::variant<Reply, DriverEvent> {
    const auto json = parse(line);
    if (const auto* seq = find(json, "seq")) return read_reply(json, *seq, strict);
    if (find(json, "event") == nullptr) throw Wrong("neither an answer (\"seq\") nor an event (\"event\")");
    only(json, {"event", "from", "kind"}, strict);
    DriverEvent event{text(json, "event", true), text(json, "from", false)};
    if (strict && event.name != "alert") throw Wrong("an unknown event \"" + event.name + "\"");
    if (event.name == "alert" && event.from.empty()) throw Wrong("an alert does not say whom it is \"from\"");
    return event;
  });
}

Result<Hello> read_hello(const std::string& ok, bool strict) {
  return guarded<Hello>([&] {
    const auto json = parse(ok);
    only(json, {"name", "version", "actions", "queries", "settings", "sync", "clock", "parallel_chats"}, strict);
    Hello hello;
    hello.name = text(json, "name", true);
    hello.version = text(json, "version", false);
    hello.abilities.actions = texts(json, "actions");
    hello.abilities.queries = texts(json, "queries");
    hello.abilities.sync = truth(json, "sync");
    hello.parallel_chats = truth(json, "parallel_chats");
    if (const auto* settings = find(json, "settings")) {
      if (!settings->is_object()) throw Wrong("\"settings\" is no object");
      for (const auto& [name, how] : settings->items()) {
        if (how != "runtime" && how != "restart")
          throw Wrong("a setting takes effect at \"runtime\" or by \"restart\"");
        hello.abilities.settings.insert(name);
        if (how == "restart") hello.restarting.insert(name);
      }
    }
    const auto clock = text(json, "clock", false);
    if (!clock.empty() && clock != "real" && clock != "virtual") throw Wrong("\"clock\" is real or virtual");
    hello.virtual_clock = clock == "virtual";
    return hello;
  });
}

Result<std::string> read_value(const std::string& ok, bool strict) {
  return guarded<std::string>([&] {
    const auto json = parse(ok);
    only(json, {"value"}, strict);
    const auto found = json.find("value");
    if (found == json.end()) throw Wrong("the answer to a query has no \"value\"");
    if (found->is_null()) return std::string();
    if (found->is_string()) return found->get<std::string>();
    if (found->is_number_unsigned()) return std::to_string(found->get<std::uint64_t>());
    if (!found->is_array()) throw Wrong("\"value\" is no string, number, array of strings or null");
    std::string lines;
    for (const auto& one : *found) {
      if (!one.is_string()) throw Wrong("\"value\" is no string, number, array of strings or null");
      lines += one.get<std::string>() + "\n";
    }
    return lines;
  });
}

Result<bool> read_restarted(const std::string& ok, bool strict) {
  return guarded<bool>([&] {
    const auto json = parse(ok);
    only(json, {"restarted"}, strict);
    return truth(json, "restarted");
  });
}

}  // namespace conformance::driver
