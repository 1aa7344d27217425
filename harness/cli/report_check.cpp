// SPDX-License-Identifier: MIT
#include "cli/report_check.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "trace/json.hpp"

namespace conformance::cli {

namespace {

using Json = nlohmann::ordered_json;
using Wrong = std::optional<InputError>;

struct Key {
  const char* name = "";
  const char* type = "";  ///< as Json::type_name() says it
  bool required = true;
};

constexpr std::array<Key, 14> report_keys = {{{"format", "number"},
                                              {"tool", "object"},
                                              {"target", "string"},
                                              {"seed", "number"},
                                              {"profile", "string"},
                                              {"strict", "boolean"},
                                              {"fault", "string", false},
                                              {"exit_code", "number"},
                                              {"error", "string", false},
                                              {"warnings", "array"},
                                              {"specifications", "array"},
                                              {"plays", "array"},
                                              {"traces", "object"},
                                              {"environment", "object"}}};
constexpr std::array<Key, 7> play_keys = {{{"name", "string"},
                                           {"role", "string"},
                                           {"versions", "object"},
                                           {"iut", "string"},
                                           {"counters", "object"},
                                           {"results", "array"},
                                           {"timings", "array", false}}};
constexpr std::array<Key, 14> result_keys = {{{"role", "string"},
                                              {"version", "string"},
                                              {"rule", "string"},
                                              {"title", "string", false},
                                              {"required", "string", false},
                                              {"level", "string"},
                                              {"rule_version", "string"},
                                              {"verdict", "string"},
                                              {"reason", "string"},
                                              {"deciding", "boolean"},
                                              {"bounded", "boolean"},
                                              {"flags", "array"},
                                              {"grades", "object", false},
                                              {"link", "string", false}}};

template <std::size_t size>
Wrong check_keys(const Json& json, const std::string& pointer, const std::array<Key, size>& keys) {
  if (!json.is_object()) return InputError{"found " + std::string(json.type_name()) + ", expected an object", pointer};
  for (const auto& key : keys) {
    const auto place = pointer + "/" + key.name;
    if (!json.contains(key.name)) {
      if (key.required) return InputError{"is missing, expected " + std::string(key.type), place};
      continue;
    }
    const std::string found = json[key.name].type_name();
    if (found != key.type) return InputError{"found " + found + ", expected " + key.type, place};
  }
  return std::nullopt;
}

Wrong check_result(const Json& json, const std::string& pointer) {
  if (auto wrong = check_keys(json, pointer, result_keys)) return wrong;
  constexpr std::array<const char*, 6> verdicts = {"pass", "fail", "inconclusive", "error", "not applicable", "none"};
  const auto& verdict = json["verdict"].get_ref<const std::string&>();
  if (std::find(verdicts.begin(), verdicts.end(), verdict) != verdicts.end()) return std::nullopt;
  return InputError{"found \"" + verdict + "\", expected pass, fail, inconclusive, error, not applicable or none",
                    pointer + "/verdict"};
}

Wrong check_play(const Json& json, const std::string& pointer) {
  if (auto wrong = check_keys(json, pointer, play_keys)) return wrong;
  std::size_t index = 0;
  for (const auto& result : json["results"]) {
    if (auto wrong = check_result(result, pointer + "/results/" + std::to_string(index++))) return wrong;
  }
  return std::nullopt;
}

Wrong check_trace(const Json& json, const std::string& pointer) {
  constexpr std::array<Key, 2> keys = {{{"header", "object"}, {"events", "array"}}};
  if (auto wrong = check_keys(json, pointer, keys)) return wrong;
  auto lines = json["header"].dump() + "\n";
  for (const auto& event : json["events"]) lines += event.dump() + "\n";
  if (const auto read = trace::parse_json_lines(lines); read.has_error()) {
    return InputError{read.error().message() + " (the header is line 1)", pointer};
  }
  return std::nullopt;
}

}  // namespace

Wrong check_report(const Json& report) {
  if (auto wrong = check_keys(report, "", report_keys)) return wrong;
  if (report["format"] != 1) return InputError{"found " + report["format"].dump() + ", expected 1", "/format"};
  std::size_t index = 0;
  for (const auto& play : report["plays"]) {
    if (auto wrong = check_play(play, "/plays/" + std::to_string(index++))) return wrong;
  }
  for (const auto& [name, trace] : report["traces"].items()) {
    if (auto wrong = check_trace(trace, "/traces/" + name)) return wrong;
  }
  return std::nullopt;
}

}  // namespace conformance::cli
