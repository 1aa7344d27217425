// SPDX-License-Identifier: MIT
#include "rules/xep_0085/support.hpp"

#include <algorithm>

namespace conformance::rules::xep_0085 {

using trace::Change;
using trace::ConversationKey;
using trace::ConversationKind;
using trace::Discovery;
using trace::Support;

Known known(const Moment& moment, const ConversationKey& key) {
  Known known;
  const auto discovered = moment.world.discovered(key, false);
  const auto digested = moment.world.discovered(key, true);
  known.maybe_not = discovered == Discovery::no || digested == Discovery::no;
  known.surely_not = discovered == Discovery::no && digested == Discovery::no;
  known.maybe_yes = discovered == Discovery::yes;
  known.surely_yes = discovered == Discovery::yes && digested == Discovery::yes;
  const auto* negotiated = moment.world.negotiated(key);
  known.maybe_yes = known.maybe_yes || (negotiated != nullptr && negotiated->allowed);
  known.maybe_not = known.maybe_not || (negotiated != nullptr && !negotiated->allowed);
  const auto* conversation = moment.world.conversation(key);
  if (conversation == nullptr) return known;
  const auto& delivered = conversation->delivered;
  const auto both = [&](Support support) {
    return delivered.support() == support && conversation->digested.support() == support;
  };
  known.shown = both(Support::yes);
  known.surely_yes = known.surely_yes || known.shown;
  known.maybe_yes = known.maybe_yes || delivered.saw_state() || conversation->digested.saw_state();
  known.ever_shown = delivered.ever_saw_state() || conversation->digested.ever_saw_state();
  known.unknown = both(Support::unknown);
  known.probing = both(Support::probing);
  known.refused = both(Support::no);
  known.unheard = !delivered.heard() && !conversation->digested.heard();
  return known;
}

bool is_trusted(const Moment& moment, const ConversationKey& key) {
  if (key.kind != ConversationKind::one_to_one) return true;
  const auto jid = xmpp::Jid::parse(key.partner);
  return jid.has_value() && moment.world.standing(*jid) == trace::Standing::roster;
}

bool may_send(const Moment& moment, const ConversationKey& key) {
  const auto* negotiated = moment.world.negotiated(key);
  return !moment.world.switched_off() && (negotiated == nullptr || negotiated->allowed) && is_trusted(moment, key);
}

bool is_content_for_state(const Change& change) {
  if (change.kind != Change::Kind::sent || change.key.kind == ConversationKind::room) return false;
  const auto& message = *change.stanza->message;
  return message.is_user_message() && message.type == "chat";
}

void IfSupported::fail(ScenarioId scenario, std::vector<std::uint64_t> evidence, std::string expected,
                       std::string actual) {
  failures_.push_back({std::move(scenario), std::move(evidence), std::move(expected), std::move(actual)});
}

void IfSupported::finish(const trace::World& world, Sink& sink) {
  for (auto& failure : failures_) {
    if (world.first_own_state() == 0) {
      sink.not_applicable(failure.scenario, failure.evidence.front(), "the client has sent no chat state at all");
    } else {
      sink.fail(failure.scenario, std::move(failure.evidence), std::move(failure.expected), std::move(failure.actual));
    }
  }
}

void Typing::acts(const trace::ActEvent& act, const Moment& moment) {
  const auto jid = xmpp::Jid::parse(act.to);
  if (jid.has_error()) return;
  const auto key = moment.world.key_for(*jid, "chat");
  const auto found = open_.find(key);
  if (act.verb == "type" && act.phase == "begin") {
    const auto* conversation = moment.world.conversation(key);
    const auto state = conversation == nullptr ? "" : conversation->delivered.last_own_state();
    open_[key] = {{key, moment.scenario(), moment.event.n, known(moment, key), state}};
  } else if (act.verb == "type" && act.phase == "done") {
    if (found != open_.end()) found->second.done = moment.event.n;
  } else if ((act.verb == "send" || act.verb == "reply") && act.phase == "begin" && !act.text.empty()) {
    if (found != open_.end() && found->second.done != 0) found->second.texts.push_back(act.text);
  } else if (act.phase == "unsupported" || (act.verb == "close" && act.phase == "begin")) {
    // What a closing causes is not what the typing caused.
    open_.erase(key);
  }
}

std::vector<Typed> Typing::see(const Moment& moment) {
  if (const auto* act = moment.event.as<trace::ActEvent>()) acts(*act, moment);
  std::vector<Typed> proved;
  for (const auto& change : moment.changes) {
    if (change.kind == Change::Kind::user_fence) {
      for (auto at = open_.begin(); at != open_.end();) {
        auto next = std::next(at);
        if (at->second.done != 0 && at->second.done < change.until) {
          proved.push_back(at->second.typed);
          open_.erase(at);
        }
        at = next;
      }
      continue;
    }
    const auto open = open_.find(change.key);
    if (open == open_.end()) continue;
    auto& [typed, done, texts] = open->second;
    if (change.kind == Change::Kind::session_ended && change.why != trace::SessionEnd::own_gone) {
      open_.erase(open);
      continue;
    }
    if (change.kind != Change::Kind::sent) continue;
    const auto& message = *change.stanza->message;
    if (message.is_standalone()) typed.states.insert(typed.states.end(), message.states.begin(), message.states.end());
    const bool proof = message.is_user_message() && !message.encrypted &&
                       std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
                         return message.body.find(text) != std::string::npos;
                       });
    if (!proof) continue;
    typed.next = &message;
    proved.push_back(typed);
    open_.erase(open);
  }
  return proved;
}

}  // namespace conformance::rules::xep_0085
