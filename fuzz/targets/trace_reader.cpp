// Property: a trace that was read and written reads the same, and any trace is judged, the same each time.
// SPDX-License-Identifier: MIT
#include "base/check.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "rules/judge.hpp"
#include "rules/summary.hpp"
#include "trace/json.hpp"

namespace conformance::fuzz {

namespace {

constexpr std::size_t events_max = 64;

void check_finding(const rules::Finding& finding, const trace::Trace& trace) {
  check(catalogue().find(finding.rule) != nullptr, "a finding on no rule");
  check(finding.verdict == rules::Verdict::pass || !finding.reason.empty(), "a verdict without a reason");
  for (const auto n : finding.evidence) {
    bool found = false;
    for (const auto& event : trace.events) found = found || event.n == n;
    check(found, "evidence that is not in the trace");
  }
}

}  // namespace

void trace_reader(std::string_view input) {
  bool truncated = false;
  const auto trace = trace::parse_json_lines(input, &truncated, events_max);
  if (trace.has_error()) {
    check(!trace.error().reason.empty(), "refused without a reason");
    return;
  }
  const auto written = to_json_lines(*trace);
  const auto again = trace::parse_json_lines(written, nullptr, events_max);
  check(again.has_value(), "a trace that was written is refused");
  check(to_json_lines(*again) == written, "a trace that was written is another one");
  const auto findings = rules::judge(*trace, catalogue());
  for (const auto& finding : findings) check_finding(finding, *trace);
  check(rules::judge(*again, catalogue()) == findings, "the same trace is judged in two ways");
  const auto results = rules::summarize(trace->header, findings, catalogue(), {});
  rules::exit_code(results);
}

}  // namespace conformance::fuzz
