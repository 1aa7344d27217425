// SPDX-License-Identifier: MIT
#include "rules/companions/monitors.hpp"

/// Where a client's messages go.
namespace conformance::rules::companions {

namespace {

using trace::Change;
using trace::ConversationKind;

// RFC 6121 5.1: to the bare JID until the contact has replied, then to the full JID that replied.
class Lock final : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "6121/5.1/lock"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent || change.key.kind != ConversationKind::one_to_one) continue;
      const auto& message = *change.stanza->message;
      if (message.states.empty() || !(message.is_user_message() || message.is_standalone())) continue;
      const auto* conversation = moment.world.conversation(change.key);
      // Of a session that somebody recorded it is not known what was before.
      if (conversation == nullptr && !moment.world.header().driven) continue;
      const auto full = change.full == change.key.partner ? std::string() : change.full;
      const auto wrong = [&](const trace::ConversationView& view) { return !view.may_go_to(full); };
      const bool breaks =
          conversation == nullptr ? !full.empty() : wrong(conversation->delivered) && wrong(conversation->digested);
      if (breaks) {
        sink.fail(moment.scenario(), {moment.event.n},
                  "the full JID that replied last, or, without a reply, the bare JID", change.full);
      } else if (conversation == nullptr || (!wrong(conversation->delivered) && !wrong(conversation->digested))) {
        sink.opportunity(moment.scenario(), moment.event.n);
      }
    }
  }
};

// XEP-0334 4.3
class NoCopy final : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0334/4.3/no-copy"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent) continue;
      const auto& stanza = change.stanza->stanza;
      if (!stanza.child("no-copy", xmpp::ns::hints)) continue;
      if (stanza.to()->is_bare()) {
        sink.fail(moment.scenario(), {moment.event.n}, "a full JID, for a message with the hint no-copy", change.full);
      } else {
        sink.opportunity(moment.scenario(), moment.event.n);
      }
    }
  }
};

}  // namespace

std::unique_ptr<Monitor> lock() { return std::make_unique<Lock>(); }
std::unique_ptr<Monitor> no_copy() { return std::make_unique<NoCopy>(); }

}  // namespace conformance::rules::companions
