// SPDX-License-Identifier: MIT
#include <algorithm>

#include "rules/xep_0085/monitors.hpp"

/// XEP-0085 5.6: which state stands where.
namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;

// XEP-0085 5.6.2: beside content no state but active. What content is has changed: in 1.2 any other namespaced child,
// in 2.1 the body, the subject, and what an instant message is by XEP-0226.
class ContentOnlyActive : public Monitor {
 public:
  ContentOnlyActive(bool letter, bool version_1_2) : letter_(letter), version_1_2_(version_1_2) {}

  [[nodiscard]] std::string rule() const override { return "0085/5.6/content-only-active"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent) continue;
      const auto& message = *change.stanza->message;
      if (message.states.size() != 1) continue;  // more are a matter of 5.6/one-state
      const auto content = content_of(*change.stanza);
      if (content.empty()) continue;
      if (message.states.front() == "active") {
        sink.opportunity(moment.scenario(), moment.event.n);
      } else {
        sink.fail(moment.scenario(), {moment.event.n}, "no chat state but <active/> in a message with content",
                  "<" + message.states.front() + "/> beside " + content);
      }
    }
  }

 private:
  // What makes the message content; "" if nothing does.
  [[nodiscard]] std::string content_of(const trace::StanzaEvent& seen) const {
    const auto& message = *seen.message;
    if (message.is_user_message()) return message.encrypted ? "an encrypted message" : "a body";
    const auto subject = seen.stanza.child("subject", xmpp::ns::client);
    if (subject && !subject->text().empty()) return "a subject";
    if (!version_1_2_) return "";
    for (const auto& extra : message.extras) {
      if (extra.name == "{http://jabber.org/protocol/muc#user}x") continue;  // XEP-0045 7.5 asks for it
      const bool counts = extra.kind == xmpp::ExtraKind::content || extra.kind == xmpp::ExtraKind::unknown ||
                          (letter_ && extra.kind == xmpp::ExtraKind::metadata && seen.at == trace::at_iut);
      if (counts) return extra.name;
    }
    return "";
  }

  bool letter_;
  bool version_1_2_;
};

// XEP-0085 5.6.3: a standalone notification should tell something else than active; the specification's own example
// takes another state back by it.
class StandaloneNotActive : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/5.6/standalone-not-active"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::stream_began) last_.clear();
      if (change.kind != Change::Kind::sent || change.stanza->message->states.empty()) continue;
      const auto& message = *change.stanza->message;
      const auto last = last_.find(change.key);
      const auto before = last == last_.end() ? std::string() : last->second;
      last_[change.key] = message.states.back();
      if (!message.is_standalone() || message.states.size() > 1) continue;
      if (message.states.front() != "active" || (!before.empty() && before != "active")) {
        sink.opportunity(moment.scenario(), moment.event.n);
      } else if (before.empty() && !moment.world.header().driven) {
        sink.not_applicable(moment.scenario(), moment.event.n, "what was notified before the trace began is not seen");
      } else {
        sink.fail(moment.scenario(), {moment.event.n}, "another state than <active/> in a standalone notification",
                  before.empty() ? "<active/>, although nothing had been notified"
                                 : "<active/>, although the last notified state was active");
      }
    }
  }

 private:
  std::map<trace::ConversationKey, std::string> last_;
};

}  // namespace

std::unique_ptr<Monitor> content_only_active(const trace::Header& header) {
  return std::make_unique<ContentOnlyActive>(header.profile == "letter", header.version_of("0085") == "1.2");
}
std::unique_ptr<Monitor> standalone_not_active() { return std::make_unique<StandaloneNotActive>(); }

}  // namespace conformance::rules::xep_0085
