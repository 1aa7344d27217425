// SPDX-License-Identifier: MIT
#include <map>
#include <optional>

#include "rules/companions/monitors.hpp"

/// XEP-0280: what carbons change about chat states.
namespace conformance::rules::companions {

namespace {

using trace::Change;
using trace::ConversationKind;

// XEP-0280 10.2: who logs out of one resource may go on at another, so no gone comes of it.
class NoGoneOnLogout final : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0280/10.2/no-gone-on-logout"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* seen = moment.event.as<trace::StanzaEvent>(); seen != nullptr && seen->stanza.is_iq()) {
      follow(*seen, moment.world);
    }
    const auto* act = moment.event.as<trace::ActEvent>();
    if (act != nullptr && act->verb == "logout") logs_out(*act, moment, sink);
    for (const auto& change : moment.changes) {
      switch (change.kind) {
        case Change::Kind::sent:
          sent(change, moment, sink);
          break;
        case Change::Kind::stream_ended:
          if (leaving_) sink.opportunity(leaving_->scenario, moment.event.n);
          [[fallthrough]];
        case Change::Kind::stream_began:
          enabled_ = false;
          told_ = false;
          leaving_.reset();
          break;
        default:
          break;
      }
    }
  }

 private:
  struct Leaving {
    ScenarioId scenario;
    std::uint64_t act = 0;
  };

  // Carbons are on once the server has said so.
  void follow(const trace::StanzaEvent& seen, const trace::World& world) {
    const auto& stanza = seen.stanza;
    if (seen.at != trace::at_iut) return;
    if (seen.out && stanza.type() == "set") {
      if (stanza.child("enable", xmpp::ns::carbons)) asked_[stanza.id()] = true;
      if (stanza.child("disable", xmpp::ns::carbons)) asked_[stanza.id()] = false;
    } else if (!seen.out && stanza.type() == "result") {
      // The own account answers (RFC 6120 8.1.2.1); anybody can send the id.
      const bool own = !stanza.from() || stanza.from()->to_string() == world.header().iut;
      const auto asked = asked_.find(stanza.id());
      if (!own || asked == asked_.end()) return;
      enabled_ = asked->second;
      asked_.erase(asked);
    }
  }

  void logs_out(const trace::ActEvent& act, const Moment& moment, Sink& sink) {
    if (act.phase == "unsupported") leaving_.reset();
    if (act.phase != "begin") return;
    if (!enabled_) {
      sink.not_applicable(moment.scenario(), moment.event.n, "the client has not switched carbons on");
    } else if (!told_) {
      sink.not_applicable(moment.scenario(), moment.event.n, "the client has sent no chat state to a contact");
    } else {
      leaving_ = {moment.scenario(), moment.event.n};
    }
  }

  void sent(const Change& change, const Moment& moment, Sink& sink) {
    const auto& message = *change.stanza->message;
    if (change.key.kind != ConversationKind::one_to_one || message.states.empty()) return;
    told_ = true;
    // A chat that the user has closed before may end in a gone.
    if (!leaving_ || !message.has_state("gone") || moment.world.is_closing(change.key)) return;
    sink.fail(leaving_->scenario, {moment.event.n, leaving_->act},
              "no <gone/> because the user logs out: he may go on at another resource", "<gone/> to " + change.full);
  }

  std::map<std::string, bool> asked_;  // by id: on or off
  bool enabled_ = false;
  bool told_ = false;  // a contact was told a state in this stream
  std::optional<Leaving> leaving_;
};

}  // namespace

std::unique_ptr<Monitor> no_gone_on_logout() { return std::make_unique<NoGoneOnLogout>(); }

}  // namespace conformance::rules::companions
