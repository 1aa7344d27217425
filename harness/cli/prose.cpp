// SPDX-License-Identifier: MIT
#include "cli/prose.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/stanza_words.hpp"
#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::cli {

namespace {

using scenario::Step;

std::string capital(std::string name) {
  if (!name.empty() && name.front() >= 'a' && name.front() <= 'z') name.front() = static_cast<char>(name.front() - 32);
  return name;
}

// "${good-day}" becomes "<good-day>", "${id:any}" "<id>".
std::string without_placeholders(std::string text) {
  for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at)) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) break;
    const auto name = text.substr(at + 2, end - at - 2);
    text.replace(at, end - at + 1, "<" + name.substr(0, name.find(':')) + ">");
  }
  return text;
}

std::string stanza_words(const std::string& xml) {
  const auto element = xml::parse_element(xml, xmpp::ns::client);
  return without_placeholders(element.has_error() ? xml : reports::in_words(*element));
}

// Whose address it is: a member's, the client's, or as it stands there.
std::string person(std::string_view address, const scenario::Scenario& scenario) {
  const auto name = without_placeholders(std::string(address));
  for (const auto& member : scenario.cast) {
    for (const char* end : {">", ".bare>"}) {
      if (name == "<" + member.name + end) return capital(member.name);
    }
  }
  for (const auto& room : scenario.rooms) {
    if (name == "<" + room.name + ">") return "the room " + room.name;
    if (name == "<" + room.name + ".iut>") return "the client in " + room.name;
    if (name.starts_with("<" + room.name + ".")) {
      return capital(name.substr(room.name.size() + 2, name.size() - room.name.size() - 3)) + " in " + room.name;
    }
  }
  return name.starts_with("<iut") ? "the client" : name;
}

// " from Juliet", where a pattern says from whom.
std::string sender(const std::string& xml, const scenario::Scenario& scenario) {
  const auto element = xml::parse_element(xml, xmpp::ns::client);
  const auto from = element.has_error() ? std::nullopt : element->attribute("from");
  return from ? " from " + person(*from, scenario) : "";
}

// Whom a stanza is for, by what stands in its to.
std::string recipient(const std::string& xml, const scenario::Scenario& scenario) {
  const auto element = xml::parse_element(xml, xmpp::ns::client);
  const auto to = element.has_error() ? std::nullopt : element->attribute("to");
  if (!to) return scenario.role == "client" && !xml.starts_with("<presence") ? " to the client" : "";
  return " to " + person(*to, scenario);
}

std::string time_words(Duration time) {
  const auto milliseconds = time.count();
  if (milliseconds % 60'000 == 0) return fmt::format("{} min", milliseconds / 60'000);
  return milliseconds % 1'000 == 0 ? fmt::format("{} s", milliseconds / 1'000) : fmt::format("{} ms", milliseconds);
}

std::string quoted(const std::string& text) { return "\"" + without_placeholders(text) + "\""; }

struct Told {
  const Step& step;
  const scenario::Scenario& scenario;

  [[nodiscard]] std::string who() const {
    return capital(step.who) + (step.resource.empty() ? "" : " (" + step.resource + ")");
  }
  [[nodiscard]] bool is_room() const {
    const auto& rooms = scenario.rooms;
    return std::any_of(rooms.begin(), rooms.end(), [&](const auto& one) { return one.name == step.partner; });
  }
  [[nodiscard]] std::string window() const { return (is_room() ? "" : "the chat with ") + partner(); }
  [[nodiscard]] std::string partner() const {
    if (is_room()) return "the room " + step.partner;
    return capital(step.partner) + (step.room.empty() ? "" : " in " + step.room);
  }

  std::string operator()(const scenario::Sends& sends) const {
    if (step.who == "server") {
      return "The server brings the client" + sender(sends.stanza, scenario) + ": " + stanza_words(sends.stanza);
    }
    return who() + " sends" + recipient(sends.stanza, scenario) + ": " + stanza_words(sends.stanza) +
           (sends.repeat > 1 ? fmt::format(", {} times", sends.repeat) : "");
  }
  std::string operator()(const scenario::Archives& archives) const {
    return "The server puts into the archive" + sender(archives.message, scenario) + ": " +
           stanza_words(archives.message);
  }
  std::string operator()(const scenario::Kicks& /*kicks*/) const { return "The server ends the client's stream"; }
  std::string operator()(const scenario::ComesBack& /*comes*/) const {
    return "The client has logged in again and is available";
  }
  std::string operator()(const scenario::SendsBytes& bytes) const {
    return who() + " sends these bytes: " + without_placeholders(bytes.bytes);
  }
  std::string operator()(const scenario::Receives& receives) const {
    std::string text = who() + " receives ";
    for (std::size_t i = 0; i < receives.one_of.size(); ++i) {
      const auto& pattern = receives.one_of[i].pattern.text();
      text += (i == 0 ? "" : ", or ") + stanza_words(pattern) + sender(pattern, scenario);
      const auto& alternative = receives.one_of[i];
      if (alternative.grade != "pass") {
        text += " (" + alternative.grade + ", flag " + alternative.flag + ")";
      } else if (!alternative.flag.empty()) {
        text += " (flag " + alternative.flag + ")";
      }
    }
    return text;
  }
  std::string operator()(const scenario::ReceivesNoMore& absent) const {
    return who() + " has by now received no more " + stanza_words(absent.pattern.text());
  }
  std::string operator()(const scenario::Moves& moves) const {
    if (moves.how == "goes inactive") return who() + " tells the server that nobody looks";
    if (moves.how == "goes active") return who() + " tells the server that somebody looks again";
    return who() + " " + moves.how;
  }
  std::string operator()(const scenario::RoomMoves& moves) const {
    if (moves.how == "joins" || moves.how == "leaves") return who() + " " + moves.how + " the room " + moves.room;
    const auto whom = moves.whom == "iut" ? std::string("the client") : capital(moves.whom);
    if (moves.how == "kicks") return who() + " throws " + whom + " out of the room " + moves.room;
    return who() + " takes " + whom + "'s voice in the room " + moves.room;
  }
  std::string operator()(const scenario::Acts& act) const {
    if (act.verb == "logout") return "The user logs out";
    std::string text = "The user ";
    if (act.verb == "type") {
      text += "types " + quoted(act.text) + " to " + partner();
    } else if (act.verb == "send" || act.verb == "reply") {
      text +=
          (act.verb == "send" ? "sends " : "answers ") + partner() + (act.text.empty() ? "" : " " + quoted(act.text));
    } else if (act.verb == "join" || act.verb == "leave") {
      text += act.verb + "s " + partner() + (act.text.empty() ? "" : " as " + quoted(act.text));
    } else if (act.verb == "open" || act.verb == "close") {
      text += act.verb + "s " + window();
    } else if (act.verb == "clear") {
      text += "clears what was typed to " + partner();
    } else if (act.verb == "focus" || act.verb == "blur") {
      text += (act.verb == "focus" ? "turns to " : "turns away from ") + window();
    } else {
      text += "does \"" + act.verb + "\" with " + partner();
    }
    if (act.every > Duration::zero()) text += ", a key every " + time_words(act.every);
    if (act.repeat > 1) text += fmt::format(", {} times", act.repeat);
    return text + (act.fresh ? ", in a new conversation" : "");
  }
  std::string operator()(const scenario::Observes& observes) const {
    if (observes.what == "shows") return "The user sees " + quoted(observes.value) + " from " + partner();
    if (observes.what == "shown state") {
      return observes.value.empty() ? "The user is shown no state of " + partner()
                                    : "The user is shown that " + partner() + " is " + observes.value;
    }
    if (observes.what == "alerts") {
      return "The user has been alerted " + (observes.value == "1" ? "once" : observes.value + " times") + " by " +
             partner();
    }
    return "The user sees of " + partner() + " no " + observes.what;
  }
  std::string operator()(const scenario::Configures& setting) const {
    const bool if_any = step.otherwise == scenario::Otherwise::go_on;
    return "The user sets " + setting.setting + " to " + setting.value + (if_any ? ", if there is such a setting" : "");
  }
  std::string operator()(const scenario::Fence& fence) const {
    if (fence.route == "ui") return "The client has handled all that the user did";
    const auto asked = fence.to.empty() ? std::string("the client") : capital(fence.to);
    return who() + " asks " + asked + " by an iq and is answered: what was sent before has arrived";
  }
  std::string operator()(const scenario::Quiet& quiet) const { return time_words(quiet.time) + " pass"; }
};

}  // namespace

std::string in_prose(const scenario::CastMember& member) {
  std::string text = capital(member.name) + " (";
  for (std::size_t i = 0; i < member.resources.size(); ++i) text += (i == 0 ? "" : ", ") + member.resources[i];
  text += member.roster == "none" ? "), not in the roster" : "), subscription " + member.roster;
  for (const auto& feature : member.features) {
    text += feature == "http://jabber.org/protocol/chatstates" ? ", supports chat states" : ", supports " + feature;
  }
  if (member.features.empty()) text += ", supports nothing";
  if (member.caps != "valid") text += ", " + member.caps + " caps";
  if (member.disco == "error") text += ", refuses disco#info";
  if (member.disco == "caps only") text += ", answers only what its capabilities stand for";
  if (member.disco == "silent") text += ", does not answer disco#info";
  return text + (member.offline ? ", offline at first" : "");
}

std::string in_prose(const scenario::Room& room) { return room.name + ", a room"; }

std::string in_prose(const Step& step, const scenario::Scenario& scenario) {
  auto text = std::visit(Told{step, scenario}, step.what);
  if (step.within) text += ", within " + time_words(*step.within);
  text += step.judges.empty() ? "." : " (judged: " + step.judges + ").";
  if (step.otherwise == scenario::Otherwise::not_applicable) text += " If not: not applicable, " + step.because + ".";
  if (step.otherwise == scenario::Otherwise::go_on) text += " If not, what is seen is judged.";
  return text;
}

}  // namespace conformance::cli
