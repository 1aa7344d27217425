// SPDX-License-Identifier: MIT
#include "run/fault_plays.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "base/check.hpp"
#include "rules/judge.hpp"
#include "run/embedded_plays.hpp"

namespace conformance::run {

namespace {

using Job = std::function<void()>;

// As many at once as there are threads. A job's error is its own: it throws none.
void do_all(const std::vector<Job>& jobs, unsigned threads) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (auto i = next++; i < jobs.size(); i = next++) jobs[i]();
  };
  std::vector<std::jthread> workers;
  for (unsigned i = 1; i < threads; ++i) workers.emplace_back(work);
  work();
}

// Asked for outside of every scenario.
constexpr const char* at_login = "";

}  // namespace

std::vector<rules::RuleResult> JudgedPlay::results(const rules::Catalogue& catalogue, bool strict) const {
  rules::SummaryOptions options;
  options.strict = strict;
  return rules::summarize(header, findings, catalogue, options);
}

bool concerns(const faults::Fault& fault, const PlayOrder& order) {
  return fault.side == order.role || fault.side == "both";
}

std::set<std::string> listed_for(const faults::Fault& fault, const PlayOrder& order) {
  const auto found = fault.trips.find(order.versions.front().second);
  if (!concerns(fault, order) || found == fault.trips.end()) return {};
  return found->second;
}

std::string late_name(const faults::Fault& fault) { return fault.name == "late" ? "" : fault.name + "+late"; }

FaultPlays::FaultPlays(const Data& data, FaultPlayOptions options)
    : data_(data),
      options_(std::move(options)),
      everything_(select({}, data.scenarios, data.catalogue).value()),
      orders_(embedded_plays(data.catalogue)) {
  const auto threads = options_.threads > 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
  std::map<std::pair<std::string, std::string>, Heard> heard;  // by order, and "" or "late"
  std::vector<Job> jobs;
  for (const auto& order : orders_) {
    for (const auto* late : {"", "late"}) {
      jobs.emplace_back([this, &order, late, into = &heard[{order.name(), late}]] { *into = listen(order, late); });
    }
  }
  do_all(jobs, threads);
  jobs.clear();
  for (const auto& order : orders_) {
    plays_[{order.name(), ""}] = heard.at({order.name(), ""}).play;
    for (const auto& fault : data.faults.all()) {
      if (!has(fault) || !concerns(fault, order)) continue;
      const auto add = [&](const std::string& name, const std::string& without) {
        jobs.emplace_back(
            [this, &order, name, &fault, &before = heard.at({order.name(), without}),
             into = &plays_[{order.name(), name}]] { *into = with_fault(order, fault.name, name, before); });
      };
      add(fault.name, "");
      if (const auto late = late_name(fault); !late.empty()) add(late, "late");
    }
  }
  do_all(jobs, threads);
}

RunOptions FaultPlays::run_options(const std::string& faults) const {
  RunOptions made;
  made.seed = options_.seed;
  made.tool = options_.tool;
  made.target_name = "embedded";
  // A list without "late" has none that are late, either.
  if (!faults.empty() && data_.faults.find(faults.substr(0, faults.find('+'))) != nullptr) {
    made.faults = faults::FaultSet::parse(faults, data_.faults).value();
  }
  return made;
}

// What a play throws is its own error: the others go on.
JudgedPlay FaultPlays::play(const PlayOrder& order, const Selection& selection, RunOptions run_options) const {
  JudgedPlay judged;
  try {
    const auto played = play_embedded(order, selection, run_options);
    judged = {played.trace.header, rules::judge(played.trace, data_.catalogue), played.error};
  } catch (const std::exception& error) {
    judged.error = error.what();
  }
  return judged;
}

FaultPlays::Heard FaultPlays::listen(const PlayOrder& order, const std::string& late) const {
  Heard heard;
  auto options = run_options(late);
  std::string now = at_login;
  options.progress = [&](std::size_t, std::size_t, const std::string& scenario) { now = scenario; };
  options.faults.listen([&](std::string_view fault) {
    auto found = heard.asked.find(fault);
    if (found == heard.asked.end()) found = heard.asked.emplace(fault, std::set<std::string>()).first;
    found->second.insert(now);
  });
  heard.play = play(order, everything_, std::move(options));
  return heard;
}

JudgedPlay FaultPlays::with_fault(const PlayOrder& order, const std::string& fault, const std::string& name,
                                  const Heard& without) const {
  const auto asked = without.asked.find(fault);
  const bool in_all = options_.whole || !without.play.error.empty() ||
                      (asked != without.asked.end() && asked->second.contains(at_login));
  if (in_all) return play(order, everything_, run_options(name));
  if (asked == without.asked.end()) return without.play;
  auto some = everything_;
  std::erase_if(some.scenarios, [&](const auto& scenario) { return !asked->second.contains(scenario.id); });
  auto judged = play(order, some, run_options(name));
  for (const auto& finding : without.play.findings) {
    if (!finding.scenario || !asked->second.contains(*finding.scenario)) judged.findings.push_back(finding);
  }
  rules::excuse_by_foundations(judged.findings, data_.catalogue);
  return judged;
}

bool FaultPlays::has(const faults::Fault& fault) const {
  return options_.names.empty() || options_.names.contains(fault.name);
}

const JudgedPlay& FaultPlays::at(const PlayOrder& order, const std::string& fault) const {
  const auto* known = data_.faults.find(fault.substr(0, fault.find('+')));
  const auto key = std::pair{order.name(), known == nullptr || concerns(*known, order) ? fault : std::string()};
  const auto found = plays_.find(key);
  check(found != plays_.end(), "this fault was not played");
  return found->second;
}

}  // namespace conformance::run
