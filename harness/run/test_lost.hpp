// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "run/test_plays.hpp"
#include "target/embedded_client.hpp"
#include "target/server_target.hpp"

/// For tests of targets that are lost.
namespace conformance::run::test {

// What is left to some wires before they break.
struct Budget {
  int operations = 0;
  bool first_wire_only = false;
  int wires = 0;
};

// A wire that breaks for both sides when its budget is spent.
class BudgetWire final : public net::Wire {
 public:
  BudgetWire(std::unique_ptr<net::Wire> inner, std::shared_ptr<Budget> budget)
      : inner_(std::move(inner)), budget_(std::move(budget)) {}
  Task<std::string> read() override {
    spend();
    return inner_->read();
  }
  Task<void> write(std::string bytes) override {
    spend();
    return inner_->write(std::move(bytes));
  }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }
  [[nodiscard]] bool keeps_messages() const override { return inner_->keeps_messages(); }
  [[nodiscard]] bool is_local() const override { return inner_->is_local(); }

 private:
  void spend() {
    if (budget_->operations-- > 0) return;
    inner_->close();
    throw net::NetworkError("memory: the other side reset the connection");
  }
  std::unique_ptr<net::Wire> inner_;
  std::shared_ptr<Budget> budget_;
};

inline std::unique_ptr<net::Wire> through(std::shared_ptr<Budget> budget, std::unique_ptr<net::Wire> wire) {
  if (budget->first_wire_only && ++budget->wires > 1) return wire;
  return std::make_unique<BudgetWire>(std::move(wire), std::move(budget));
}

inline Task<std::unique_ptr<net::Wire>> ready(std::unique_ptr<net::Wire> wire) { co_return std::move(wire); }

struct LostStage {
  LostStage(const PlayOrder& order, const std::string& iut)
      : loop(Loop::Time::virtual_time), recorder(header(order, iut), loop.clock(), &loop.clock()) {}
  static trace::Header header(const PlayOrder& order, const std::string& iut) {
    trace::Header header;
    header.role = order.role;
    header.iut = iut;
    header.versions = order.versions;
    header.driven = true;
    header.run_clock_virtual = header.iut_clock_virtual = true;
    header.salt = "test";
    return header;
  }
  Loop loop;
  trace::Recorder recorder;
};

// Every scenario that began has ended, and no rule passed in one that was not played to its end.
inline void check_result(const PlayResult& played) {
  std::map<std::string, std::string> outcomes;  // of each scenario that began
  std::set<std::string> unprepared;
  std::string lost_in;  // the scenario that was played when the client's stream ended
  std::string current;
  for (const auto& event : played.trace.events) {
    if (const auto* scenario = event.as<trace::ScenarioEvent>()) {
      if (scenario->phase == "begin") outcomes.emplace(*event.scn, "");
      if (scenario->phase == "end") outcomes[*event.scn] = scenario->outcome;
      current = scenario->phase == "begin" ? *event.scn : "";
    }
    const auto* mark = event.as<trace::MarkEvent>();
    if (mark != nullptr && mark->outcome != "met") unprepared.insert(*event.scn);
    const auto* stream = event.as<trace::StreamEvent>();
    if (stream != nullptr && stream->at == trace::at_iut && stream->what != "bound") lost_in = current;
  }
  for (const auto& [id, outcome] : outcomes) {
    INFO(id);
    CHECK((outcome == "played" || outcome == "error"));
  }
  for (const auto& finding : rules::judge(played.trace, data().catalogue)) {
    INFO(finding.rule << " in " << finding.scenario.value_or("none") << ": " << finding.reason);
    CHECK(finding.verdict != rules::Verdict::fail);
    if (finding.verdict != rules::Verdict::pass) continue;
    CHECK(outcomes.at(*finding.scenario) == "played");
    CHECK_FALSE(unprepared.contains(*finding.scenario));
    CHECK(*finding.scenario != lost_in);
  }
}

inline bool passes_all(const PlayResult& played, const Selection& selection) {
  std::set<std::string> passed;
  for (const auto& finding : rules::judge(played.trace, data().catalogue)) {
    if (finding.verdict == rules::Verdict::pass) passed.insert(finding.rule);
  }
  return played.error.empty() && passed == selection.rules;
}

inline Selection one(const std::string& id) { return select({id}, data().scenarios, data().catalogue).value(); }

}  // namespace conformance::run::test
