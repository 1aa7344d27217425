// SPDX-License-Identifier: MIT
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include "bench/benches.hpp"

namespace conformance::bench {

namespace {

// Shows as Google Benchmark does, and keeps the time of one iteration in seconds: of the processor, or, where another
// process does the work or the wall is what counts, of the wall.
class Collector final : public benchmark::ConsoleReporter {
 public:
  Collector() : benchmark::ConsoleReporter(OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const auto& run : runs) {
      if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
      const bool wall = run.run_name.time_type == "real_time";
      const double all = wall ? run.real_accumulated_time : run.cpu_accumulated_time;
      seconds_.insert_or_assign(run.run_name.function_name, all / static_cast<double>(run.iterations));
    }
    ConsoleReporter::ReportRuns(runs);
  }
  [[nodiscard]] std::optional<double> seconds(const std::string& name) const {
    const auto found = seconds_.find(name);
    if (found == seconds_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::map<std::string, double> seconds_;
};

enum class Wanted { at_least, at_most, nothing };

struct Row {
  const char* what = "";
  std::optional<double> figure{};
  Wanted wanted = Wanted::nothing;
  double goal = 0;
  const char* unit = "";
};

bool missed(const Row& row) {
  if (!row.figure) return false;
  return (row.wanted == Wanted::at_least && *row.figure < row.goal) ||
         (row.wanted == Wanted::at_most && *row.figure > row.goal);
}

std::string goal_text(const Row& row) {
  if (row.wanted == Wanted::nothing) return "";
  return fmt::format("{} {:g}{}", row.wanted == Wanted::at_least ? "at least" : "at most", row.goal, row.unit);
}

std::optional<double> in_milliseconds(std::optional<double> seconds) {
  if (!seconds) return std::nullopt;
  return *seconds * 1000;
}

std::optional<double> ratio(std::optional<double> of, std::optional<double> to) {
  if (!of || !to) return std::nullopt;
  return *of / *to;
}

}  // namespace

int run_and_compare() {
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector);
  const auto login = collector.seconds(login_scram);
  const Row rows[] = {
      {"stream parser with tree, speed to bare expat",
       ratio(collector.seconds(parser_expat), collector.seconds(parser_tree)), Wanted::at_least, 0.5, ""},
      {"embedded run of everything", in_milliseconds(collector.seconds(embedded_run)), Wanted::at_most, 500, " ms"},
      {"  of it judging", in_milliseconds(collector.seconds(embedded_judging)), Wanted::nothing, 0, " ms"},
      {"  of it writing the report", in_milliseconds(collector.seconds(embedded_writing)), Wanted::nothing, 0, " ms"},
      {"matrix of faults, on all processors", in_milliseconds(collector.seconds(fault_matrix)), Wanted::at_most, 10'000,
       " ms"},
      {"start of `list rules`", in_milliseconds(collector.seconds(start_list_rules)), Wanted::at_most, 50, " ms"},
      {"login by SCRAM (kept keys), both ends", in_milliseconds(login), Wanted::nothing, 0, " ms"},
  };
  bool all = true;
  std::fputs(fmt::format("\n{:<46} {:>10}  {:<16} {}\n", "what", "figure", "goal", "").c_str(), stdout);
  for (const auto& row : rows) {
    all = all && !missed(row);
    const auto figure = row.figure ? fmt::format("{:.2f}{}", *row.figure, row.unit) : "not run";
    std::fputs(fmt::format("{:<46} {:>10}  {:<16} {}\n", row.what, figure, goal_text(row), missed(row) ? "missed" : "")
                   .c_str(),
               stdout);
  }
  return all ? 0 : 1;
}

}  // namespace conformance::bench
