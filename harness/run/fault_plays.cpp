// SPDX-License-Identifier: MIT
#include "run/fault_plays.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/check.hpp"
#include "rules/judge.hpp"
#include "run/embedded_plays.hpp"

namespace conformance::run {

namespace {

struct Job {
  const PlayOrder* order;
  std::string fault;
  JudgedPlay* into;
};

JudgedPlay play(const Job& job, const Data& data, const Selection& everything, const FaultPlayOptions& options) {
  RunOptions run_options;
  run_options.seed = options.seed;
  run_options.tool = options.tool;
  run_options.target_name = "embedded";
  if (!job.fault.empty()) run_options.faults = faults::FaultSet::parse(job.fault, data.faults).value();
  const auto played = play_embedded(*job.order, everything, run_options);
  return {played.trace.header, rules::judge(played.trace, data.catalogue), played.error};
}

// What one play throws is its own error: the others go on.
void work(const std::vector<Job>& jobs, std::atomic<std::size_t>& next, const Data& data, const Selection& everything,
          const FaultPlayOptions& options) {
  for (auto i = next++; i < jobs.size(); i = next++) {
    try {
      *jobs[i].into = play(jobs[i], data, everything, options);
    } catch (const std::exception& error) {
      jobs[i].into->error = error.what();
    }
  }
}

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
    : data_(data), options_(std::move(options)), orders_(embedded_plays(data.catalogue)) {
  const auto everything = select({}, data.scenarios, data.catalogue).value();
  std::vector<Job> jobs;
  const auto add = [&](const PlayOrder& order, const std::string& fault) {
    jobs.push_back({&order, fault, &plays_[{order.name(), fault}]});
  };
  for (const auto& order : orders_) {
    add(order, "");
    for (const auto& fault : data.faults.all()) {
      if (!has(fault) || !concerns(fault, order)) continue;
      add(order, fault.name);
      if (const auto late = late_name(fault); !late.empty()) add(order, late);
    }
  }
  std::atomic<std::size_t> next = 0;
  const auto threads = options_.threads > 0 ? options_.threads : std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 1; i < threads; ++i) {
      workers.emplace_back([&] { work(jobs, next, data, everything, options_); });
    }
    work(jobs, next, data, everything, options_);
  }
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
