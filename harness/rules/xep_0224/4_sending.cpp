// SPDX-License-Identifier: MIT
#include "rules/determining_support.hpp"
#include "rules/xep_0224/payload.hpp"
#include "rules/xep_0224/sending.hpp"

namespace conformance::rules::xep_0224 {

namespace {

using trace::Change;
using trace::ConversationKey;
using trace::ConversationKind;
using trace::Discovery;
using trace::Feature;

bool is_attention(const Change& change, Change::Kind kind) {
  return change.kind == kind && !xmpp::attentions_of(change.stanza->stanza.element()).empty();
}

// XEP-0224 4: as a headline, which no server stores. Of a room, which has messages of its own type only, nothing is
// said.
class Headline : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/4/headline"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (!is_attention(change, Change::Kind::sent) || change.key.kind == ConversationKind::room) continue;
      const auto& type = change.stanza->message->type;
      if (type == "headline") {
        sink.opportunity(moment.scenario(), moment.event.n);
      } else {
        sink.fail(moment.scenario(), {moment.event.n}, "type headline of a message with an attention", "type " + type);
      }
    }
  }
};

// XEP-0224 4: support is confirmed before. What confirms it may have been on its way: whatever was delivered excuses.
class ConfirmSupport : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/4/confirm-support"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* act = moment.event.as<trace::ActEvent>()) asked_for(*act, moment);
    remember(moment);
    for (const auto& change : moment.changes) {
      if (is_attention(change, Change::Kind::delivered)) heard_.insert(change.key.partner);
      if (change.kind == Change::Kind::user_fence) {
        withheld(change.until, moment);
      } else if (change.kind == Change::Kind::sent && change.key.kind == ConversationKind::one_to_one) {
        if (is_attention(change, Change::Kind::sent)) {
          sends_any_ = calls_.erase(change.key) > 0 || sends_any_;
          judge(change, moment, sink);
        } else if (change.stanza->message->is_user_message()) {
          wrote(change, moment);
        }
      }
    }
  }

  // Who was never seen to send one withholds nothing.
  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& one : withheld_) {
      if (sends_any_) {
        sink.opportunity(one.scenario, one.event);
        sink.flag(one.scenario, "attention-withheld");
      } else {
        sink.inconclusive(one.scenario, one.event, "no attention went, from a client that was not seen to send any");
      }
    }
  }

 private:
  struct Call {
    ScenarioId scenario;
    std::uint64_t event = 0;
    std::uint64_t done = 0;
    std::vector<std::string> texts{};  // that the user wrote after it
  };

  void asked_for(const trace::ActEvent& act, const Moment& moment) {
    const auto jid = xmpp::Jid::parse(act.to);
    if (jid.has_error()) return;
    const auto key = moment.world.key_for(*jid, "chat");
    const auto found = calls_.find(key);
    if (act.verb == "attention" && act.phase == "begin") {
      calls_[key] = {moment.scenario(), moment.event.n};
    } else if (found == calls_.end()) {
      return;
    } else if (act.verb == "attention") {
      found->second.done = moment.event.n;
      if (act.phase != "done") calls_.erase(found);
    } else if ((act.verb == "send" || act.verb == "reply") && act.phase == "begin" && !act.text.empty()) {
      found->second.texts.push_back(act.text);
    }
  }

  // What was known of a contact before something new came: it may have come while the attention was on its way.
  void remember(const Moment& moment) {
    const auto* seen = moment.event.as<trace::StanzaEvent>();
    if (seen == nullptr || seen->message || !seen->stanza.from() || !moment.world.is_delivery(*seen)) return;
    const auto key = moment.world.key_for(*seen->stanza.from(), "chat");
    const bool yes = moment.world.discovered(key, false, Feature::attention) == Discovery::yes;
    if (yes) known_before_.insert(key.partner);
  }

  void judge(const Change& change, const Moment& moment, Sink& sink) const {
    const auto& to = *change.stanza->stanza.to();
    const auto told = [&](const ConversationKey& key) {
      const auto delivered = moment.world.discovered(key, false, Feature::attention);
      const auto digested = moment.world.discovered(key, true, Feature::attention);
      return delivered == Discovery::yes || digested == Discovery::yes ? Discovery::yes : delivered;
    };
    // The resource that it goes to, if that is known; one of them for the bare JID.
    auto known = to.is_bare() ? Discovery::unknown : told({ConversationKind::private_message, to.to_string()});
    if (known == Discovery::unknown) known = told(change.key);
    if (known == Discovery::yes) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else if (heard_.contains(change.key.partner)) {
      sink.opportunity(moment.scenario(), moment.event.n);
      sink.flag(moment.scenario(), "confirmed-by-attention");
    } else if (known == Discovery::unknown && known_before_.contains(change.key.partner)) {
      return;
    } else if (moment.world.contact(to) != nullptr) {  // of anybody else the client may know from before
      sink.fail(moment.scenario(), {moment.event.n},
                "an attention to a contact whose caps or disco#info list urn:xmpp:attention:0",
                known == Discovery::no ? "one to a contact who has said that it does not support it"
                                       : "one to a contact of whom nothing was learned");
    }
  }

  // The user interface was fenced: the attention that was asked for did not go.
  void withheld(std::uint64_t until, const Moment& moment) {
    std::erase_if(calls_, [&](const auto& entry) {
      const auto& call = entry.second;
      if (call.done == 0 || call.done > until) return false;
      report(call, moment);
      return true;
    });
  }
  void wrote(const Change& change, const Moment& moment) {
    const auto found = calls_.find(change.key);
    if (found == calls_.end() || found->second.done == 0) return;
    for (const auto& text : found->second.texts) {
      if (change.stanza->message->body.find(text) == std::string::npos) continue;
      report(found->second, moment);
      calls_.erase(found);
      return;
    }
  }
  void report(const Call& call, const Moment& moment) { withheld_.push_back({call.scenario, moment.event.n}); }

  struct Withheld {
    ScenarioId scenario;
    std::uint64_t event = 0;
  };
  std::vector<Withheld> withheld_;
  bool sends_any_ = false;  // the client was seen to send an attention that was asked for
  std::map<ConversationKey, Call> calls_;
  std::set<std::string> known_before_;  // bare JIDs
  std::set<std::string> heard_;         // bare JIDs that have sent an attention themselves
};

}  // namespace

std::unique_ptr<Monitor> headline() { return std::make_unique<Headline>(); }
std::unique_ptr<Monitor> no_iq() { return only_in_messages(never_in_iq()); }
std::unique_ptr<Monitor> no_presence() { return only_in_messages(never_in_presence()); }
std::unique_ptr<Monitor> confirm_support() { return std::make_unique<ConfirmSupport>(); }
std::unique_ptr<Monitor> caps_first() {
  return rules::caps_first({Determining::For::attention, "0224/5/caps-first"}, false);
}
std::unique_ptr<Monitor> disco_fallback() {
  return rules::disco_fallback({Determining::For::attention, "0224/5/disco-fallback"});
}

void add_sending_monitors(std::vector<std::unique_ptr<Monitor>>& monitors) {
  monitors.push_back(headline());
  monitors.push_back(no_iq());
  monitors.push_back(no_presence());
  monitors.push_back(confirm_support());
  monitors.push_back(caps_first());
  monitors.push_back(disco_fallback());
}

}  // namespace conformance::rules::xep_0224
