// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "trace/json.hpp"
#include "xml/parser.hpp"

namespace conformance::trace {

namespace {

using Json = nlohmann::json;

// Thrown and caught in this file only: deep readers stay one-liners.
struct Bad {
  std::string reason;
};

const Json& member(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) throw Bad{std::string("\"") + key + "\" is missing"};
  return *found;
}

std::string text(const Json& json, const char* key) {
  const auto& value = member(json, key);
  if (!value.is_string()) throw Bad{std::string("\"") + key + "\" is " + value.type_name() + ", expected a string"};
  return value.get<std::string>();
}

std::string text_or_empty(const Json& json, const char* key) { return json.contains(key) ? text(json, key) : ""; }

std::string one_of(const Json& json, const char* key, std::initializer_list<const char*> allowed) {
  const auto value = text(json, key);
  std::string list;
  for (const char* candidate : allowed) {
    if (value == candidate) return value;
    list += (list.empty() ? "" : ", ") + std::string(candidate);
  }
  throw Bad{std::string("\"") + key + "\" is \"" + value + "\", expected one of " + list};
}

std::string unsupported_by(const Json& json) {
  return json.contains("by") ? one_of(json, "by", {"client", "driver"}) : "";
}

std::uint64_t number(const Json& json, const char* key) {
  const auto& value = member(json, key);
  if (!value.is_number_unsigned()) throw Bad{std::string("\"") + key + "\" is not a whole number from 0"};
  return value.get<std::uint64_t>();
}

Duration milliseconds(const Json& json, const char* key) {
  constexpr std::uint64_t longest = 1'000ULL * 60 * 60 * 24 * 365;
  const auto value = number(json, key);
  if (value > longest) throw Bad{std::string("\"") + key + "\" is more than a year"};
  return Duration(static_cast<Duration::rep>(value));
}

bool truth(const Json& json, const char* key) {
  if (!json.contains(key)) return false;
  if (!json[key].is_boolean()) throw Bad{std::string("\"") + key + "\" is not true or false"};
  return json[key].get<bool>();
}

std::vector<std::string> texts(const Json& json, const char* key) {
  std::vector<std::string> all;
  if (!json.contains(key)) return all;
  if (!json[key].is_array()) throw Bad{std::string("\"") + key + "\" is not a list"};
  for (const auto& item : json[key]) {
    if (!item.is_string()) throw Bad{std::string("\"") + key + "\" has something that is not a string"};
    all.push_back(item.get<std::string>());
  }
  return all;
}

// What the parser of a live stream takes has to come back: written out, characters are escaped and each attribute
// declares its namespace.
constexpr xml::ParserLimits written_out = {.bytes_max = limits::trace_line_bytes_max,
                                           .attributes_max = 2 * limits::attributes_max + 1};

StanzaEvent stanza(const Json& json) {
  const auto dir = one_of(json, "dir", {"in", "out"});
  const auto element = xml::parse_element(text(json, "xml"), xmpp::ns::client, written_out);
  if (element.has_error()) throw Bad{"\"xml\": " + element.error().message()};
  auto parsed = xmpp::Stanza::parse(*element);
  if (parsed.has_error()) throw Bad{"\"xml\": " + parsed.error().message()};
  return observe(text(json, "at"), dir == "out", *parsed);
}

Happening happening(const Json& json) {
  const auto kind = text(json, "kind");
  if (kind == "scenario") {
    return ScenarioEvent{one_of(json, "phase", {"begin", "end"}), text_or_empty(json, "token"), texts(json, "owes"),
                         text_or_empty(json, "outcome"), text_or_empty(json, "reason")};
  }
  if (kind == "contact") {
    return ContactEvent{text(json, "name"),          text(json, "jid"),
                        texts(json, "resources"),    text_or_empty(json, "roster"),
                        text_or_empty(json, "caps"), text_or_empty(json, "disco"),
                        text(json, "observer")};
  }
  if (kind == "stanza") return stanza(json);
  if (kind == "stream") {
    return StreamEvent{
        text(json, "at"),
        one_of(json, "what", {"open", "secured", "bound", "resumed", "closed", "lost", "inactive", "active"}),
        text_or_empty(json, "by")};
  }
  if (kind == "roster") return RosterEvent{text(json, "of"), text(json, "jid"), text(json, "subscription")};
  if (kind == "act") {
    return ActEvent{text(json, "verb"),
                    text_or_empty(json, "to"),
                    text_or_empty(json, "text"),
                    truth(json, "new"),
                    one_of(json, "phase", {"begin", "done", "unsupported"}),
                    unsupported_by(json)};
  }
  if (kind == "setting") {
    return SettingEvent{text(json, "name"), text(json, "value"),
                        one_of(json, "phase", {"begin", "done", "unsupported"}), unsupported_by(json)};
  }
  if (kind == "observed") {
    ObservedEvent observed{text(json, "what"), text_or_empty(json, "from"), text_or_empty(json, "value")};
    if (json.contains("wanted")) observed.wanted = text(json, "wanted");
    observed.by = unsupported_by(json);
    return observed;
  }
  if (kind == "clock") return ClockEvent{milliseconds(json, "advance")};
  if (kind == "fence") {
    return FenceEvent{text(json, "id"), one_of(json, "route", {"iq", "ui", "settle"}),
                      one_of(json, "phase", {"sent", "returned", "lost"})};
  }
  if (kind == "mark") {
    return MarkEvent{text(json, "step"),
                     text_or_empty(json, "rule"),
                     text_or_empty(json, "expected"),
                     one_of(json, "outcome", {"met", "unmet", "unreached"}),
                     text_or_empty(json, "grade"),
                     text_or_empty(json, "flag")};
  }
  if (kind == "note") return NoteEvent{text(json, "text")};
  throw Bad{"\"kind\" is \"" + kind +
            "\", expected scenario, contact, stanza, stream, roster, act, setting, observed, "
            "clock, fence, mark or note"};
}

Header header(const Json& json) {
  Header header;
  const auto format = number(json, "format");
  if (format != 1) throw Bad{"\"format\" is " + std::to_string(format) + ", expected 1"};
  header.role = one_of(json, "role", {"client", "server"});
  header.target = text(json, "target");
  header.iut = text(json, "iut");
  header.iut_full = text_or_empty(json, "iut_full");
  const auto& versions = member(json, "versions");
  if (!versions.is_object()) throw Bad{"\"versions\" is not an object"};
  for (const auto& [specification, version] : versions.items()) {
    if (!version.is_string()) throw Bad{"\"versions\" has something that is not a string"};
    header.versions.emplace_back(specification, version.get<std::string>());
  }
  header.profile = one_of(json, "profile", {"letter", "modern"});
  const auto& clocks = member(json, "clocks");
  header.run_clock_virtual = one_of(clocks, "run", {"virtual", "real"}) == "virtual";
  header.iut_clock_virtual = one_of(clocks, "iut", {"virtual", "real"}) == "virtual";
  header.driven = truth(json, "driven");
  header.seed = number(json, "seed");
  header.salt = text_or_empty(json, "salt");
  header.tool = text_or_empty(json, "tool");
  return header;
}

Event event(const Json& json) {
  Event event{number(json, "n"), milliseconds(json, "t"), std::nullopt, std::nullopt, happening(json)};
  if (json.contains("t_iut")) event.t_iut = milliseconds(json, "t_iut");
  if (json.contains("scn") && !json["scn"].is_null()) event.scn = text(json, "scn");
  return event;
}

}  // namespace

Result<Trace> parse_json_lines(std::string_view text, bool* truncated, std::size_t events_max) {
  Trace trace;
  if (truncated != nullptr) *truncated = false;
  std::size_t number = 0;
  bool begun = false;
  while (!text.empty()) {
    ++number;
    const auto place = "line " + std::to_string(number);
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    const bool last = end == std::string_view::npos;
    text.remove_prefix(last ? text.size() : end + 1);
    if (line.size() > limits::trace_line_bytes_max) return InputError{"the line is too long", place};
    if (line.find_first_not_of(" \r\t") == std::string_view::npos) continue;
    const auto json = Json::parse(line, nullptr, false);
    if (json.is_discarded() && last && begun) {
      if (truncated != nullptr) *truncated = true;
      break;
    }
    if (!json.is_object()) return InputError{"not a JSON object", place};
    if (trace.events.size() >= events_max) return InputError{"there are too many events", place};
    try {
      if (!begun) {
        trace.header = header(json);
        begun = true;
        continue;
      }
      auto next = event(json);
      const std::uint64_t before = trace.events.empty() ? 0 : trace.events.back().n;
      if (next.n <= before) {
        throw Bad{"\"n\" is " + std::to_string(next.n) + ", expected more than " + std::to_string(before)};
      }
      trace.events.push_back(std::move(next));
    } catch (const Bad& bad) {
      return InputError{bad.reason, place};
    }
  }
  if (!begun) return InputError{"the trace is empty, expected a header line", "line 1"};
  return trace;
}

}  // namespace conformance::trace
