// SPDX-License-Identifier: MIT
#include "cli/live_judge.hpp"

#include "reports/console_parts.hpp"
#include "reports/failures.hpp"
#include "rules/summary.hpp"

namespace conformance::cli {

LiveJudge::LiveJudge(trace::Header header, const rules::Catalogue& catalogue, reports::Report like)
    : catalogue_(catalogue), like_(std::move(like)), header_(std::move(header)), judgement_(header_, catalogue) {}

std::string LiveJudge::see(const trace::Event& event, const reports::ConsoleOptions& console) {
  events_.push_back(event);
  judgement_.see(events_.back());
  const auto news = judgement_.news();
  if (news.empty()) return "";
  rules::SummaryOptions summary;
  summary.strict = like_.strict;
  summary.rules_as_of = like_.rules_as_of;
  auto report = like_;
  report.plays.push_back(
      {"record", {header_, {events_.begin(), events_.end()}}, rules::summarize(header_, news, catalogue_, summary)});
  reports::Page page(console.colour, console.columns);
  for (const auto& failure : reports::failures_of(report)) {
    reports::print_failure(failure, report, catalogue_, page);
    page.blank();
  }
  return page.take();
}

}  // namespace conformance::cli
