// SPDX-License-Identifier: MIT
#include "rules/companions/monitors.hpp"
#include "rules/disco_watch.hpp"

namespace conformance::rules::companions {

namespace {

// XEP-0030 3.1 and 3.2: each rule is a question asked of every disco#info result.
class OfEveryResult : public Monitor {
 public:
  void see(const Moment& moment, Sink& sink) override {
    const auto exchange = watch_.see(moment);
    if (!exchange) return;
    if (exchange->info) {
      judge(*exchange, sink);
    } else {
      refused_.push_back(*exchange);
    }
  }

  // XEP-0030 7 allows an error; it leaves the question open only where nothing else was answered.
  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& exchange : refused_) {
      if (sink.rulings().contains(exchange.scenario)) continue;
      sink.inconclusive(exchange.scenario, exchange.answer, "disco#info was answered with an error");
    }
  }

 protected:
  virtual void judge(const InfoExchange& exchange, Sink& sink) = 0;

  static void decide(bool holds, const InfoExchange& exchange, const char* expected, const std::string& actual,
                     Sink& sink) {
    if (holds) {
      sink.opportunity(exchange.scenario, exchange.answer);
    } else {
      sink.fail(exchange.scenario, {exchange.answer, exchange.query}, expected, actual);
    }
  }

 private:
  DiscoWatch watch_;
  std::vector<InfoExchange> refused_;
};

class Identity final : public OfEveryResult {
 public:
  [[nodiscard]] std::string rule() const override { return "0030/3.1/identity"; }

 private:
  void judge(const InfoExchange& exchange, Sink& sink) override {
    decide(!exchange.info->identities.empty(), exchange, "at least one <identity/> in the result", "none", sink);
  }
};

class InfoFeature final : public OfEveryResult {
 public:
  [[nodiscard]] std::string rule() const override { return "0030/3.1/info-feature"; }

 private:
  void judge(const InfoExchange& exchange, Sink& sink) override {
    decide(exchange.info->has_feature(xmpp::ns::disco_info), exchange, "the feature disco#info itself in the result",
           "a result without it", sink);
  }
};

class NodeEchoed final : public OfEveryResult {
 public:
  [[nodiscard]] std::string rule() const override { return "0030/3.2/node-echoed"; }

 private:
  void judge(const InfoExchange& exchange, Sink& sink) override {
    if (!exchange.node) return;
    const auto& got = exchange.info->node;
    decide(got == exchange.node, exchange, "the node that was asked, in the result",
           got ? "the node \"" + *got + "\"" : "no node", sink);
  }
};

}  // namespace

std::unique_ptr<Monitor> identity() { return std::make_unique<Identity>(); }
std::unique_ptr<Monitor> info_feature() { return std::make_unique<InfoFeature>(); }
std::unique_ptr<Monitor> node_echoed() { return std::make_unique<NodeEchoed>(); }

}  // namespace conformance::rules::companions
