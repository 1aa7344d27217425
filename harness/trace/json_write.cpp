// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "trace/json.hpp"

namespace conformance::trace {

namespace {

using Json = nlohmann::ordered_json;

// Empty strings are left out: a reader takes what is missing for empty.
void put(Json& json, const char* key, const std::string& value) {
  if (!value.empty()) json[key] = value;
}

struct Writer {
  Json& json;

  void operator()(const ScenarioEvent& e) const {
    json["kind"] = "scenario";
    json["phase"] = e.phase;
    put(json, "token", e.token);
    if (!e.owes.empty()) json["owes"] = e.owes;
    put(json, "outcome", e.outcome);
    put(json, "reason", e.reason);
  }
  void operator()(const ContactEvent& e) const {
    json["kind"] = "contact";
    json["name"] = e.name;
    json["jid"] = e.jid;
    if (!e.resources.empty()) json["resources"] = e.resources;
    put(json, "roster", e.roster);
    put(json, "caps", e.caps);
    put(json, "disco", e.disco);
    json["observer"] = e.observer;
  }
  void operator()(const StanzaEvent& e) const {
    json["kind"] = "stanza";
    json["at"] = e.at;
    json["dir"] = e.out ? "out" : "in";
    json["xml"] = e.stanza.to_string();
  }
  void operator()(const StreamEvent& e) const {
    json["kind"] = "stream";
    json["at"] = e.at;
    json["what"] = e.what;
    put(json, "by", e.by);
  }
  void operator()(const RosterEvent& e) const {
    json["kind"] = "roster";
    json["of"] = e.of;
    json["jid"] = e.jid;
    json["subscription"] = e.subscription;
  }
  void operator()(const ActEvent& e) const {
    json["kind"] = "act";
    json["verb"] = e.verb;
    put(json, "to", e.to);
    put(json, "text", e.text);
    if (e.fresh) json["new"] = true;
    json["phase"] = e.phase;
    put(json, "by", e.by);
  }
  void operator()(const SettingEvent& e) const {
    json["kind"] = "setting";
    json["name"] = e.name;
    json["value"] = e.value;
    json["phase"] = e.phase;
    put(json, "by", e.by);
  }
  void operator()(const ObservedEvent& e) const {
    json["kind"] = "observed";
    json["what"] = e.what;
    put(json, "from", e.from);
    put(json, "value", e.value);
    if (e.wanted) json["wanted"] = *e.wanted;
    put(json, "by", e.by);
  }
  void operator()(const ClockEvent& e) const {
    json["kind"] = "clock";
    json["advance"] = e.advance.count();
  }
  void operator()(const FenceEvent& e) const {
    json["kind"] = "fence";
    json["id"] = e.id;
    json["route"] = e.route;
    json["phase"] = e.phase;
  }
  void operator()(const MarkEvent& e) const {
    json["kind"] = "mark";
    json["step"] = e.step;
    put(json, "rule", e.rule);
    put(json, "expected", e.expected);
    json["outcome"] = e.outcome;
    put(json, "grade", e.grade);
    put(json, "flag", e.flag);
  }
  void operator()(const NoteEvent& e) const {
    json["kind"] = "note";
    json["text"] = e.text;
  }
};

}  // namespace

nlohmann::ordered_json to_json(const Header& header) {
  Json versions = Json::object();
  for (const auto& [specification, version] : header.versions) versions[specification] = version;
  Json json;
  json["format"] = header.format;
  json["role"] = header.role;
  json["target"] = header.target;
  json["iut"] = header.iut;
  put(json, "iut_full", header.iut_full);
  json["versions"] = std::move(versions);
  json["profile"] = header.profile;
  json["clocks"] = {{"run", header.run_clock_virtual ? "virtual" : "real"},
                    {"iut", header.iut_clock_virtual ? "virtual" : "real"}};
  json["driven"] = header.driven;
  json["seed"] = header.seed;
  json["salt"] = header.salt;
  json["tool"] = header.tool;
  return json;
}

nlohmann::ordered_json to_json(const Event& event) {
  Json json;
  json["n"] = event.n;
  json["t"] = event.t.count();
  if (event.t_iut) json["t_iut"] = event.t_iut->count();
  json["scn"] = event.scn ? Json(*event.scn) : Json(nullptr);
  std::visit(Writer{json}, event.happening);
  return json;
}

// A target's bytes are data: what is not UTF-8 in them is replaced, never a reason to lose the trace.
std::string to_json_line(const Json& json) {
  return json.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace) + "\n";
}

std::string to_json_lines(const Trace& trace) {
  std::string text = to_json_line(to_json(trace.header));
  for (const auto& event : trace.events) text += to_json_line(to_json(event));
  return text;
}

}  // namespace conformance::trace
