// SPDX-License-Identifier: MIT
#pragma once

/// What conformance-bench measures. Each function registers benchmarks with Google Benchmark; goals.cpp reads the
/// results by their names.
namespace conformance::bench {

inline constexpr const char* parser_expat = "parser/expat";  ///< expat in namespace mode with callbacks that do nothing
inline constexpr const char* parser_tree = "parser/tree";    ///< StreamParser, the trees dropped at once
inline constexpr const char* embedded_run = "run/embedded";  ///< everything on the embedded target, judged and written
inline constexpr const char* embedded_judging = "run/judge";         ///< what of it is judging the traces
inline constexpr const char* embedded_writing = "run/write";         ///< what of it is writing the report
inline constexpr const char* fault_matrix = "run/faults";            ///< everything with every fault, alone and late
inline constexpr const char* start_list_rules = "start/list-rules";  ///< the process `conformance list rules`
inline constexpr const char* login_scram = "login/scram";  ///< SCRAM-SHA-256 at both ends, keys kept, in memory

void register_parser_benches();
void register_run_benches();
void register_login_benches();
void register_jid_benches();

/// Runs every benchmark and prints a table of figures beside their goals. 1 if one is missed, else 0.
int run_and_compare();

}  // namespace conformance::bench
