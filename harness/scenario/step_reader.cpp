// SPDX-License-Identifier: MIT
#include "scenario/step_reader.hpp"

#include <algorithm>
#include <array>

#include "xml/parser.hpp"
#include "xmpp/stanza.hpp"

namespace conformance::scenario {

namespace {

constexpr std::array<const char*, 14> acts = {"open",           "type",  "clear", "send",      "reply",
                                              "close",          "focus", "blur",  "attention", "add_contact",
                                              "remove_contact", "join",  "leave", "logout"};
constexpr std::array<const char*, 4> observations = {"shows", "shown state", "alerts", "errors"};
constexpr int repeat_max = 1'000;
constexpr const char* actor_verbs =
    "sends, sends bytes, receives, receives no more, goes offline, comes back, drops, goes inactive, goes active, "
    "joins, leaves, kicks or silences";
constexpr std::array<const char*, 5> moves = {"goes offline", "comes back", "drops", "goes inactive", "goes active"};

// A text with every placeholder filled by what can stand in an attribute or a text, but not in a name, for checking its
// syntax before anything runs.
std::string filled(std::string_view text) {
  std::string out;
  while (true) {
    const auto at = text.find("${");
    const auto end = at == std::string_view::npos ? at : text.find('}', at);
    if (end == std::string_view::npos) break;
    out.append(text.substr(0, at)).append("a b@c/d");
    text.remove_prefix(end + 1);
  }
  return out.append(text);
}

}  // namespace

StepReader::StepReader(const Scenario& scenario, const std::set<std::string>& rules)
    : scenario_(scenario), rules_(rules), bound_{"token", "domain"} {
  if (scenario.role == "client") bound_.insert({"iut", "iut.bare"});
  bound_.insert(scenario.words.begin(), scenario.words.end());
  for (const auto& member : scenario.cast) {
    bound_.insert({member.name, member.name + ".bare"});
    for (const auto& resource : member.resources) bound_.insert(member.name + "." + resource);
  }
  for (const auto& room : scenario.rooms) {
    bound_.insert(room.name);
    if (scenario.role == "client") bound_.insert(room.name + ".iut");
    for (const auto& member : scenario.cast) bound_.insert(room.name + "." + member.name);
  }
  declared_ = bound_;
}

Step StepReader::read(const nlohmann::ordered_json& json, const std::string& pointer) {
  Reader reader(json, pointer);
  Step step;
  step.pointer = pointer;
  for (const auto& [key, value] : json.items()) {
    if (!is_member(key) && key != "iut" && key != "server") continue;
    if (!step.who.empty()) reader.refuse(key, "a step has one subject, this one has \"" + step.who + "\" already");
    step.who = key;
  }
  if (step.who == "iut") {
    if (scenario_.role != "client") reader.refuse("iut", "only a client can be driven, the role is " + scenario_.role);
    read_iut(reader, step);
  } else if (step.who == "server") {
    if (scenario_.role != "client") reader.refuse("server", "the server is played only around a client");
    read_server(reader, step);
  } else if (!step.who.empty()) {
    read_actor(reader, step);
  } else {
    read_waiting(reader, step);
  }
  return step;
}

void StepReader::read_actor(Reader& reader, Step& step) {
  const auto verb = reader.text(step.who);
  step.resource = reader.text_or("resource", "");
  const auto member = std::find_if(scenario_.cast.begin(), scenario_.cast.end(),
                                   [&](const CastMember& m) { return m.name == step.who; });
  if (!step.resource.empty() &&
      std::find(member->resources.begin(), member->resources.end(), step.resource) == member->resources.end()) {
    reader.refuse("resource", "\"" + step.resource + "\" is not a resource of " + step.who);
  }
  step.says = step.who + " " + verb;
  std::string keys = "resource";
  if (verb == "sends") {
    step.what = Sends{read_stanza(reader, "stanza"), reader.number_or("repeat", 1, 1, repeat_max)};
    keys += ", stanza or repeat";
    fenced_.clear();
  } else if (verb == "sends bytes") {
    step.what = SendsBytes{bound_text(reader, "bytes", reader.text("bytes"), false)};
    keys += " or bytes";
    fenced_.clear();
  } else if (verb == "receives") {
    read_receives(reader, step);
    keys += ", stanza, one of, exact, absent, within, else, because or judges";
    fenced_.insert(step.who);
  } else if (verb == "receives no more") {
    read_no_more(reader, step);
    keys += ", stanza or judges";
  } else if (std::find(moves.begin(), moves.end(), verb) != moves.end()) {
    step.what = Moves{verb};
    fenced_.clear();
  } else if (verb == "joins" || verb == "leaves" || verb == "kicks" || verb == "silences") {
    read_in_room(reader, step, verb);
    const bool powers = verb == "kicks" || verb == "silences";
    keys += powers ? ", room, whom, within, else or because" : ", room, within, else or because";
  } else {
    reader.refuse(step.who, "found \"" + verb + "\", expected " + actor_verbs);
  }
  reader.finish("\"" + step.who + "\", " + keys);
}

void StepReader::read_receives(Reader& reader, Step& step) {
  Receives receives;
  const auto before = bound_;
  auto captured_always = std::optional<std::set<std::string>>();
  if (reader.has("one of")) {
    std::size_t index = 0;
    for (const auto& json : reader.array("one of")) {
      Reader inner(json, reader.at("one of") + "/" + std::to_string(index++));
      bound_ = before;
      receives.one_of.push_back({read_pattern(inner, "stanza"),
                                 inner.choice_or("grade", "pass", {"pass", "should-fail", "info"}),
                                 inner.text_or("flag", "")});
      inner.finish("stanza, grade, flag, exact or absent");
      const auto& alternative = receives.one_of.back();
      if (alternative.grade != "pass" && alternative.flag.empty()) {
        inner.refuse("", "the grade " + alternative.grade + " needs a \"flag\" that reports can show it by");
      }
      if (captured_always) std::erase_if(bound_, [&](const auto& name) { return !captured_always->contains(name); });
      captured_always = bound_;
    }
    if (receives.one_of.empty()) reader.refuse("one of", "expected at least one stanza");
  } else {
    receives.one_of.push_back({read_pattern(reader, "stanza"), "pass", ""});
  }
  step.says += " " + receives.one_of.front().pattern.text();
  step.what = std::move(receives);
  read_outcome(reader, step);
  step.judges = rule_or_none(reader);
  // A scenario goes on after a judged step that was not met, and then nothing was captured.
  if (!step.judges.empty()) bound_ = before;
}

void StepReader::read_no_more(Reader& reader, Step& step) {
  const auto before = bound_;
  auto pattern = read_pattern(reader, "stanza");
  bound_ = before;  // what it captures is what must not come
  step.says += " " + pattern.text();
  step.what = ReceivesNoMore{std::move(pattern)};
  step.judges = rule_or_none(reader);
  if (step.judges.empty()) {
    reader.refuse("", "\"receives no more\" needs \"judges\": an absence that no rule asks for prepares nothing");
  }
  if (!fenced_.contains(step.who)) {
    reader.refuse("",
                  "\"receives no more\" needs a fence before it, on the route of what must not come: a \"fence\" step, "
                  "or a \"receives\" of " +
                      step.who + " after the last step that causes anything");
  }
}

void StepReader::read_outcome(Reader& reader, Step& step) {
  step.within = reader.duration_or_none("within");
  const auto otherwise = std::holds_alternative<Observes>(step.what)
                             ? reader.choice_or("else", "inconclusive", {"inconclusive", "not applicable", "go on"})
                             : reader.choice_or("else", "inconclusive", {"inconclusive", "not applicable"});
  if (otherwise == "not applicable") {
    step.otherwise = Otherwise::not_applicable;
    step.because = reader.text("because");
  } else if (otherwise == "go on") {
    step.otherwise = Otherwise::go_on;
  }
}

void StepReader::read_iut(Reader& reader, Step& step) {
  const auto verb = reader.text("iut");
  step.says = "the client: " + verb;
  std::string keys;
  if (std::find(observations.begin(), observations.end(), verb) != observations.end()) {
    read_partner(reader, step, "from");
    const auto* key = verb == "shows" ? "text" : verb == "shown state" ? "state" : "count";
    Observes observes{verb, ""};
    if (verb != "errors") observes.value = bound_text(reader, key, reader.text(key), false);
    step.says += " " + observes.value + " from " + step.partner + (step.room.empty() ? "" : " in " + step.room);
    step.what = std::move(observes);
    read_outcome(reader, step);
    keys = "from, in, text, state, count, within, else or because";
  } else if (verb == "comes back") {
    step.what = ComesBack{};
    read_outcome(reader, step);
    keys = "within, else or because";
    fenced_.clear();
  } else if (verb == "configure") {
    step.what = Configures{reader.text("setting"), reader.text("value")};
    // Where the client has no such setting, it may do without.
    if (reader.has("else")) reader.choice_or("else", "", {"go on"});
    if (reader.has("else")) step.otherwise = Otherwise::go_on;
    keys = "setting, value or else";
    fenced_.clear();
  } else if (std::find(acts.begin(), acts.end(), verb) != acts.end()) {
    Acts act;
    act.verb = verb;
    if (verb == "logout") {  // of all chats
      step.what = std::move(act);
      reader.finish("\"iut\"");
      return;
    }
    read_partner(reader, step, "to");
    const bool rooms = verb == "join" || verb == "leave";
    if (rooms && !is_room(step.partner)) reader.refuse("to", "\"" + step.partner + "\" is not a room");
    act.text = bound_text(reader, "text", reader.text_or("text", ""), false);
    act.every = reader.duration_or_none("every").value_or(Duration::zero());
    act.repeat = reader.number_or("repeat", 1, 1, repeat_max);
    act.fresh = reader.truth_or_false("new");
    step.says += (act.text.empty() ? "" : " \"" + act.text + "\"") + " to " + step.partner +
                 (step.room.empty() ? "" : " in " + step.room);
    step.what = std::move(act);
    keys = "to, in, text, every, repeat or new";
    fenced_.clear();
  } else {
    std::string all = "configure, comes back";
    for (const char* known : acts) all += std::string(", ") + known;
    for (const char* known : observations) all += std::string(", ") + known;
    reader.refuse("iut", "found \"" + verb + "\", expected one of " + all);
  }
  reader.finish("\"iut\", " + keys);
}

// Whom a stanza of the server's is from stands in it: it may be anybody.
void StepReader::read_server(Reader& reader, Step& step) {
  const auto verb = reader.text("server");
  step.says = "the server " + verb;
  if (verb == "sends" || verb == "archives") {
    auto stanza = read_stanza(reader, "stanza");
    const auto element = xml::parse_element(filled(stanza), xmpp::ns::client);
    if (!element->attribute("from")) reader.refuse("stanza", "what the server sends needs a \"from\"");
    if (verb == "sends") {
      step.what = Sends{std::move(stanza)};
    } else if (element->name() == "message") {
      step.what = Archives{std::move(stanza)};
    } else {
      reader.refuse("stanza", "found <" + std::string(element->name()) + "/>, expected a message");
    }
    reader.finish("server or stanza");
  } else if (verb == "kicks") {
    step.what = Kicks{};
    reader.finish("server");
  } else {
    reader.refuse("server", "found \"" + verb + "\", expected sends, archives or kicks");
  }
  fenced_.clear();
}

void StepReader::read_waiting(Reader& reader, Step& step) {
  if (reader.has("fence")) {
    Fence fence{reader.choice_or("fence", "", {"iq", "route", "ui"}), ""};
    if (fence.route != "iq" && scenario_.role == "server" && fence.route == "ui") {
      reader.refuse("fence", "only a client has a user interface");
    }
    if (fence.route != "ui") step.who = member(reader, "from");
    if (fence.route == "route") fence.to = member(reader, "to");
    step.says = fence.route + " fence" + (step.who.empty() ? "" : " by " + step.who);
    // A fence on the user interface stands for every conversation; another one for its actor.
    if (fence.route == "ui") {
      for (const auto& cast : scenario_.cast) fenced_.insert(cast.name);
    } else {
      fenced_.insert(fence.route == "route" ? fence.to : step.who);
    }
    step.what = std::move(fence);
    step.within = reader.duration_or_none("within");
    reader.finish("fence, from, to or within");
  } else if (reader.has("quiet")) {
    step.what = Quiet{*reader.duration_or_none("quiet"), reader.truth_or_false("undisturbed")};
    step.says = "quiet";
    fenced_.clear();  // timers run out
    reader.finish("quiet or undisturbed");
  } else {
    std::string names = "iut, server, fence, quiet";
    for (const auto& cast : scenario_.cast) names += ", " + cast.name;
    reader.refuse("", "a step needs a subject, expected one of the keys " + names);
  }
}

StanzaPattern StepReader::read_pattern(Reader& reader, const std::string& key) {
  const auto text = bound_text(reader, key, reader.text(key), true);
  const bool exact = reader.truth_or_false("exact");
  const auto absent = reader.texts_or_none("absent");
  for (std::size_t i = 0; i < absent.size(); ++i) bound_text(reader, "absent/" + std::to_string(i), absent[i], false);
  auto pattern = StanzaPattern::parse(text, exact, absent);
  if (pattern.has_error()) reader.refuse(key, pattern.error().message());
  return *pattern;
}

std::string StepReader::read_stanza(Reader& reader, const std::string& key) {
  auto text = bound_text(reader, key, reader.text(key), false);
  const auto element = xml::parse_element(filled(text), xmpp::ns::client);
  if (element.has_error()) reader.refuse(key, element.error().message());
  if (const auto stanza = xmpp::Stanza::parse(*element); stanza.has_error()) reader.refuse(key, stanza.error().reason);
  return text;
}

std::string StepReader::bound_text(Reader& reader, const std::string& key, const std::string& text, bool may_capture) {
  const auto found = placeholders(text);
  if (found.has_error()) reader.refuse(key, found.error().message());
  for (const auto& placeholder : *found) {
    if (placeholder.captures && !may_capture) {
      reader.refuse(key, "${" + placeholder.name + ":any} captures, which only a pattern can");
    }
    if (placeholder.captures && declared_.contains(placeholder.name)) {
      reader.refuse(key, "${" + placeholder.name + ":any} captures what has a value already");
    }
    if (placeholder.captures) {
      bound_.insert(placeholder.name);
    } else if (!bound_.contains(placeholder.name)) {
      reader.refuse(key, "${" + placeholder.name +
                             "} is not declared: expected a word of \"words\", a cast member, or "
                             "what a step before has captured");
    }
  }
  return text;
}

std::string StepReader::member(Reader& reader, const std::string& key) {
  const auto name = reader.text(key);
  if (!is_member(name)) {
    reader.refuse(key, "\"" + name + "\" is " + (is_room(name) ? "a room, expected a person" : "not in the cast"));
  }
  return name;
}

bool StepReader::is_member(const std::string& name) const {
  return std::any_of(scenario_.cast.begin(), scenario_.cast.end(), [&](const CastMember& m) { return m.name == name; });
}

std::string StepReader::rule_or_none(Reader& reader) {
  if (!reader.has("judges")) return "";
  auto rule = reader.text("judges");
  if (!rules_.contains(rule)) reader.refuse("judges", "\"" + rule + "\" is not a rule of the catalogue");
  const bool owed = std::find(scenario_.rules.begin(), scenario_.rules.end(), rule) != scenario_.rules.end();
  if (!owed) reader.refuse("judges", "\"" + rule + "\" is not among the rules of the scenario");
  return rule;
}

}  // namespace conformance::scenario
