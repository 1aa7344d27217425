// SPDX-License-Identifier: MIT
#include <benchmark/benchmark.h>

#include <cstdio>
#include <exception>

#include "bench/benches.hpp"

// conformance-bench [--benchmark_filter=REGEX …]: how fast we are, in ratios of one run. Build it by preset `release`.
int main(int argc, char** argv) {
  try {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    conformance::bench::register_parser_benches();
    conformance::bench::register_run_benches();
    conformance::bench::register_login_benches();
    conformance::bench::register_jid_benches();
    return conformance::bench::run_and_compare();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "conformance-bench: %s\n", error.what());
    return 4;
  }
}
