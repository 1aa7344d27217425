// SPDX-License-Identifier: MIT
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <filesystem>
#include <string>

#include "base/check.hpp"
#include "bench/benches.hpp"
#include "bench/play.hpp"
#include "reports/writers.hpp"
#include "rules/judge.hpp"
#include "run/fault_matrix.hpp"

namespace conformance::bench {

namespace {

void everything(benchmark::State& state) {
  data();
  for (auto _ : state) {
    const auto report = play_everything();
    benchmark::DoNotOptimize(to_console(report, data().catalogue, {}));
  }
}

// What of it is judging, and what is writing the report: the rest is the play itself.
void judging(benchmark::State& state) {
  const auto report = play_everything();
  for (auto _ : state) {
    for (const auto& play : report.plays) benchmark::DoNotOptimize(rules::judge(play.trace, data().catalogue));
  }
}

void writing(benchmark::State& state) {
  const auto report = play_everything();
  for (auto _ : state) benchmark::DoNotOptimize(to_console(report, data().catalogue, {}));
}

// Everything, with every fault, on as many threads as there are processors.
void matrix(benchmark::State& state) {
  data();
  for (auto _ : state) {
    const run::FaultPlays plays(data(), {});
    check(run::compare(plays, data()).holds(), "the matrix of faults does not hold");
  }
}

// The program that stands beside this one.
std::string program() { return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "conformance"; }

// Runs the program with its output thrown away; its exit code, or -1.
int run_quietly(std::array<const char*, 4> arguments) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, arguments.front(), &actions, nullptr, const_cast<char* const*>(arguments.data()), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failed != 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

void list_rules(benchmark::State& state) {
  const auto path = program();
  for (auto _ : state) {
    if (run_quietly({path.c_str(), "list", "rules", nullptr}) != 0) {
      state.SkipWithError("conformance is not there, or failed");
      break;
    }
  }
}

}  // namespace

void register_run_benches() {
  benchmark::RegisterBenchmark(embedded_run, everything)->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark::RegisterBenchmark(embedded_judging, judging)->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark::RegisterBenchmark(embedded_writing, writing)->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark::RegisterBenchmark(fault_matrix, matrix)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
  benchmark::RegisterBenchmark(start_list_rules, list_rules)->Unit(benchmark::kMillisecond)->UseRealTime();
}

}  // namespace conformance::bench
