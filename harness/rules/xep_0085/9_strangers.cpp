// SPDX-License-Identifier: MIT
#include <set>

#include "rules/xep_0085/monitors.hpp"

/// XEP-0085 9: what a client tells people whom the user does not trust.
namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;
using trace::ConversationKey;

// Opening a chat with a stranger, typing and closing it tell him nothing. Once the user has written to him, he is
// somebody whom the user talks to.
class Untrusted : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/9/untrusted"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>()) acts(*act, moment);
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::user_fence) {
        fenced(change.until, moment, sink);
      } else if (change.kind == Change::Kind::sent) {
        sent(change, moment, sink);
      } else if (change.kind == Change::Kind::copied && change.own && change.message->is_user_message()) {
        wrote(change.key);  // from elsewhere
      }
    }
  }

 private:
  struct Chat {
    ScenarioId scenario;
    std::uint64_t begun = 0;
    std::set<std::string> done{};
    std::uint64_t last = 0;  // the end of the last of them
  };

  void wrote(const ConversationKey& key) {
    written_.insert(key);
    chats_.erase(key);
  }

  void acts(const trace::ActEvent& act, const Moment& moment) {
    const auto jid = xmpp::Jid::parse(act.to);
    if (jid.has_error() || (act.verb != "open" && act.verb != "type" && act.verb != "close")) return;
    const auto key = moment.world.key_for(*jid, "chat");
    const bool stranger = moment.world.standing(*jid) == trace::Standing::stranger;
    if (!stranger || key.kind != trace::ConversationKind::one_to_one || written_.contains(key)) {
      chats_.erase(key);
      return;
    }
    auto& chat = chats_.try_emplace(key, Chat{moment.scenario(), moment.event.n}).first->second;
    if (act.phase != "done") return;
    chat.done.insert(act.verb);
    chat.last = moment.event.n;
  }

  void sent(const Change& change, const Moment& moment, Sink& sink) {
    const auto& message = *change.stanza->message;
    if (message.is_user_message()) {
      wrote(change.key);
      return;
    }
    const auto chat = chats_.find(change.key);
    const auto jid = xmpp::Jid::parse(change.key.partner);
    if (chat == chats_.end() || !message.is_standalone() || jid.has_error() ||
        moment.world.standing(*jid) != trace::Standing::stranger) {
      return;
    }
    sink.fail(moment.scenario(), {moment.event.n, chat->second.begun},
              "no chat state to a stranger before the user has written to him", "<" + message.states.front() + "/>");
  }

  void fenced(std::uint64_t until, const Moment& moment, Sink& sink) {
    for (const auto& [key, chat] : chats_) {
      if (chat.done.size() == 3 && chat.last < until) sink.opportunity(chat.scenario, moment.event.n);
    }
  }

  std::map<ConversationKey, Chat> chats_;  // of strangers, that the user has done something in
  std::set<ConversationKey> written_;      // the user has written there
};

}  // namespace

std::unique_ptr<Monitor> untrusted() { return std::make_unique<Untrusted>(); }

}  // namespace conformance::rules::xep_0085
