// SPDX-License-Identifier: MIT
#include "rules/xep_0085/monitors.hpp"
#include "xmpp/negotiation.hpp"

namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;

// XEP-0155 8: whoever agrees to a session without chat states sends none in it.
class NegotiatedOff : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.1/negotiated"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::delivered) {
        const auto asked = xmpp::Negotiation::of(change.stanza->stanza.element());
        if (asked && asked->type == "form") asked_.insert(change.key);
      }
      if (change.kind == Change::Kind::sent) sent(change, moment, sink);
    }
  }

 private:
  void sent(const Change& change, const Moment& moment, Sink& sink) const {
    const auto& message = *change.stanza->message;
    const auto* negotiated = moment.world.negotiated(change.key);
    if (negotiated == nullptr || negotiated->allowed || !negotiated->by_target) {
      if (message.is_user_message() && asked_.contains(change.key)) {
        sink.not_applicable(moment.scenario(), moment.event.n, "no session without chat states was agreed on");
      }
      return;
    }
    // Another thread is of another session.
    if (message.thread && message.thread != negotiated->thread) return;
    if (!message.states.empty()) {
      sink.fail(moment.scenario(), {moment.event.n}, "no chat state in a session that was negotiated without",
                "<" + message.states.front() + "/>");
    } else if (message.state_may_be_concealed) {
      sink.flag(moment.scenario(), "state-may-be-encrypted");
      sink.inconclusive(moment.scenario(), moment.event.n, "the message is encrypted as a whole, and may hold a state");
    } else if (message.is_user_message()) {
      sink.opportunity(moment.scenario(), moment.event.n);
    }
  }

  std::set<trace::ConversationKey> asked_;
};

}  // namespace

std::unique_ptr<Monitor> negotiated() { return std::make_unique<NegotiatedOff>(); }

}  // namespace conformance::rules::xep_0085
