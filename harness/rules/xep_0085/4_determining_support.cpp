// SPDX-License-Identifier: MIT
#include "rules/determining_support.hpp"
#include "rules/disco_watch.hpp"
#include "rules/xep_0085/monitors.hpp"

namespace conformance::rules::xep_0085 {

namespace {

// XEP-0085 4: who supports chat states says so in disco#info. That the client supports them at all is taken from what
// it sends: one that never sends a state may well be right not to list the feature.
class DiscoFeature : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/4/disco-feature"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto exchange = watch_.see(moment);
    if (!exchange || exchange->node || !exchange->to_full_jid) return;
    const auto* contact = moment.world.contact(exchange->asker);
    const bool subscribed = contact == nullptr || contact->roster == "both" || contact->roster == "from";
    if (!exchange->info) {
      // XEP-0030 7 allows an error.
      unclear_.emplace_back(*exchange, "disco#info was answered with an error");
    } else if (exchange->info->has_feature(xmpp::ns::chat_states)) {
      sink.opportunity(exchange->scenario, exchange->answer);
    } else if (moment.world.switched_off()) {
      sink.not_applicable(exchange->scenario, exchange->answer, "the user has switched chat states off");
    } else if (subscribed && contact != nullptr) {
      missing_.push_back(*exchange);
    } else {
      unclear_.emplace_back(*exchange, "the feature is missing, but the asker is no subscriber");
    }
  }

  void finish(const trace::World& world, Sink& sink) override {
    for (const auto& exchange : missing_) {
      if (world.first_own_state() == 0) {
        sink.not_applicable(exchange.scenario, exchange.answer, "the client shows no support for chat states at all");
      } else {
        sink.fail(exchange.scenario, {exchange.answer, world.first_own_state()},
                  std::string("the feature ") + xmpp::ns::chat_states + " in the disco#info result",
                  "a result without it, from a client that sends chat states");
      }
    }
    // What another query made clear is clear.
    for (const auto& [exchange, why] : unclear_) {
      const auto ruling = sink.rulings().find(exchange.scenario);
      const bool judged = ruling != sink.rulings().end() && (ruling->second.opportunity || ruling->second.failure);
      if (!judged) sink.inconclusive(exchange.scenario, exchange.answer, why);
    }
  }

 private:
  DiscoWatch watch_;
  std::vector<InfoExchange> missing_;
  std::vector<std::pair<InfoExchange, std::string>> unclear_;
};

// XEP-0115 5.1, 6.1: caps expand to what disco#info says, as far as chat states go.
class CapsFeature : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/4/caps-feature"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto exchange = watch_.see(moment);
    if (!exchange) return;
    if (!watch_.caps()) {
      sink.not_applicable(exchange->scenario, exchange->answer, "the client sends no entity capabilities");
      return;
    }
    auto& pair = pairs_[exchange->scenario];
    // What was said while the caps were others' does not contradict these.
    const auto caps_node = watch_.caps()->disco_node();
    if (pair.caps_node != caps_node) pair = {caps_node, std::nullopt, std::nullopt};
    if (!exchange->node) pair.plain = exchange;
    if (watch_.asks_caps_node(*exchange)) pair.expanded = exchange;
    if (!pair.plain || !pair.expanded || !pair.plain->info) return;
    if (!pair.expanded->info) {
      sink.inconclusive(exchange->scenario, pair.expanded->answer, "the caps node was not answered");
      return;
    }
    const bool plain = pair.plain->info->has_feature(xmpp::ns::chat_states);
    const bool expanded = pair.expanded->info->has_feature(xmpp::ns::chat_states);
    if (plain == expanded) {
      sink.opportunity(exchange->scenario, exchange->answer);
    } else {
      sink.fail(exchange->scenario, {pair.expanded->answer, pair.plain->answer, watch_.caps_event()},
                "the same answer on chat states from caps and from disco#info",
                plain ? "the caps say no, disco#info says yes" : "the caps say yes, disco#info says no");
    }
  }

 private:
  struct Pair {
    std::string caps_node;
    std::optional<InfoExchange> plain;
    std::optional<InfoExchange> expanded;
  };
  DiscoWatch watch_;
  std::map<ScenarioId, Pair> pairs_;
};

}  // namespace

std::unique_ptr<Monitor> disco_feature() { return std::make_unique<DiscoFeature>(); }
std::unique_ptr<Monitor> caps_feature() { return std::make_unique<CapsFeature>(); }
// In 1.2 the caps "can be" used.
std::unique_ptr<Monitor> caps_first(const trace::Header& header) {
  return rules::caps_first({Determining::For::chat_states, "0085/4/caps-first"}, header.version_of("0085") == "1.2");
}
std::unique_ptr<Monitor> disco_fallback() {
  return rules::disco_fallback({Determining::For::chat_states, "0085/4/disco-fallback"});
}

}  // namespace conformance::rules::xep_0085
