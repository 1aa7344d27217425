// SPDX-License-Identifier: MIT
#include "rules/companions/monitors.hpp"
#include "rules/disco_watch.hpp"

namespace conformance::rules::companions {

namespace {

constexpr const char* no_caps = "the client sends no entity capabilities";

// XEP-0115: each rule is a question about the caps of the target and the answer to a disco#info query of the scenario.
class OfCaps : public Monitor {
 public:
  void see(const Moment& moment, Sink& sink) override {
    const auto exchange = watch_.see(moment);
    if (!exchange) return;
    if (watch_.caps()) {
      judge(*exchange, *watch_.caps(), sink);
    } else {
      sink.not_applicable(exchange->scenario, exchange->answer, no_caps);
    }
  }

 protected:
  virtual void judge(const InfoExchange& exchange, const xmpp::Caps& caps, Sink& sink) = 0;
  [[nodiscard]] const DiscoWatch& watch() const { return watch_; }

 private:
  DiscoWatch watch_;
};

// XEP-0115 4
class Attributes final : public OfCaps {
 public:
  [[nodiscard]] std::string rule() const override { return "0115/4/attributes"; }

 private:
  void judge(const InfoExchange& exchange, const xmpp::Caps& caps, Sink& sink) override {
    std::string missing;
    for (const auto& [name, value] : {std::pair{"hash", caps.hash}, {"node", caps.node}, {"ver", caps.ver}}) {
      if (value.empty()) missing += (missing.empty() ? "no " : ", no ") + std::string(name);
    }
    if (missing.empty()) {
      sink.opportunity(exchange.scenario, exchange.answer);
    } else {
      sink.fail(exchange.scenario, {watch().caps_event()}, "hash, node and ver in <c/>", missing);
    }
  }
};

// XEP-0115 5.1
class Ver final : public OfCaps {
 public:
  [[nodiscard]] std::string rule() const override { return "0115/5.1/ver"; }

 private:
  void judge(const InfoExchange& exchange, const xmpp::Caps& caps, Sink& sink) override {
    if (!watch().asks_caps_node(exchange) || !exchange.info) return;
    const auto ver = xmpp::caps_ver(*exchange.info, caps.hash);
    if (!ver) {
      sink.inconclusive(exchange.scenario, watch().caps_event(),
                        "the hash function \"" + caps.hash + "\" is not known here");
    } else if (*ver == caps.ver) {
      sink.opportunity(exchange.scenario, exchange.answer);
    } else {
      sink.fail(exchange.scenario, {watch().caps_event(), exchange.answer},
                "ver='" + *ver + "', which is what the disco#info result hashes to", "ver='" + caps.ver + "'");
    }
  }
};

// XEP-0115 5.4
class WellFormed final : public OfCaps {
 public:
  [[nodiscard]] std::string rule() const override { return "0115/5.4/well-formed"; }

 private:
  void judge(const InfoExchange& exchange, const xmpp::Caps& /*caps*/, Sink& sink) override {
    if (!watch().asks_caps_node(exchange) || !exchange.info) return;
    if (const auto why = xmpp::ill_formed_for_caps(*exchange.info)) {
      sink.fail(exchange.scenario, {exchange.answer}, "each identity, feature and form once", *why);
    } else {
      sink.opportunity(exchange.scenario, exchange.answer);
    }
  }
};

// XEP-0115 6.2
class NodeAnswered final : public OfCaps {
 public:
  [[nodiscard]] std::string rule() const override { return "0115/6.2/node-answered"; }

 private:
  void judge(const InfoExchange& exchange, const xmpp::Caps& /*caps*/, Sink& sink) override {
    auto& seen = seen_[exchange.scenario];
    if (!exchange.node) seen.plain = exchange.info.has_value();
    if (watch().asks_caps_node(exchange)) seen.node = exchange;
    if (!seen.node || !seen.plain.has_value()) return;
    if (seen.node->info) {
      sink.opportunity(exchange.scenario, seen.node->answer);
    } else if (*seen.plain) {
      sink.fail(exchange.scenario, {seen.node->answer, seen.node->query}, "an answer to the node that the caps name",
                "an error, although the query without a node is answered");
    } else {
      sink.inconclusive(exchange.scenario, seen.node->answer, "disco#info is answered with errors altogether");
    }
  }

  struct Seen {
    std::optional<bool> plain;
    std::optional<InfoExchange> node;
  };
  std::map<ScenarioId, Seen> seen_;
};

}  // namespace

std::unique_ptr<Monitor> caps_attributes() { return std::make_unique<Attributes>(); }
std::unique_ptr<Monitor> caps_ver() { return std::make_unique<Ver>(); }
std::unique_ptr<Monitor> well_formed() { return std::make_unique<WellFormed>(); }
std::unique_ptr<Monitor> node_answered() { return std::make_unique<NodeAnswered>(); }

}  // namespace conformance::rules::companions
