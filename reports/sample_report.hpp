// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "reports/report.hpp"
#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

/// A small catalogue and a small report for the tests of this folder.
namespace conformance::reports::sample {

inline constexpr const char* one_state = "0085/5.6/one-state";
inline constexpr const char* initial_state = "0085/5.1/initial-state";
inline constexpr const char* initial_active = "0085/5.1/initial-active";
inline constexpr const char* scenario = "client/0085/5.6/one-state";

inline rules::Catalogue catalogue() {
  return *rules::Catalogue::load({{"sample.json", R"({
    "specifications": [{"id": "0085", "title": "XEP-0085: Chat State Notifications",
      "versions": {"2.1": {"url": "https://xmpp.org/extensions/xep-0085.html"}}}],
    "rules": [
      {"id": "0085/5.1/initial-state", "title": "The first message asks with a state", "sides": ["client"],
       "in": {"2.1": {"level": "MUST", "section": "5.1", "anchor": "bizrules-gen"}},
       "sentence": "The first message has a state.", "found": ["scenario"]},
      {"id": "0085/5.1/initial-active", "title": "The asking state is active", "sides": ["client"],
       "in": {"2.1": {"level": "SHOULD", "section": "5.1", "anchor": "bizrules-gen"}},
       "sentence": "The state of the first message is active.", "found": ["scenario"]},
      {"id": "0085/5.6/one-state", "title": "A message holds one state", "sides": ["client"],
       "in": {"2.1": {"level": "MUST NOT", "section": "5.6", "anchor": "bizrules-syntax"}},
       "sentence": "A message holds no more than one chat state.", "found": ["monitor"]}]})"}});
}

inline trace::Event event(std::uint64_t n, trace::Happening happening) {
  return {n, Duration(n * 750), std::nullopt, scenario, std::move(happening)};
}

inline trace::StanzaEvent stanza(const std::string& xml, bool out = true, const std::string& at = trace::at_iut) {
  return trace::observe(at, out, *xmpp::Stanza::parse(*xml::parse_element(xml, xmpp::ns::client)));
}

inline rules::Finding finding(const char* rule, rules::Verdict verdict, std::string reason) {
  rules::Finding finding;
  finding.rule = rule;
  finding.scenario = scenario;
  finding.verdict = verdict;
  finding.reason = std::move(reason);
  finding.evidence = {2};
  return finding;
}

inline rules::RuleResult result(const char* rule, rules::Level level, rules::Finding finding) {
  rules::RuleResult result{rule, "client", "0085@2.1", "2.1", level, finding.verdict, finding.reason};
  result.deciding = rules::decides(level, false);
  result.flags = finding.flags;
  result.findings = {std::move(finding)};
  return result;
}

/// What was never judged: the row of a rule without a finding.
inline rules::RuleResult unjudged(const char* rule, rules::Level level) {
  rules::RuleResult result{rule, "client", "0085@2.1", "2.1", level, rules::Verdict::none, "no scenario yet"};
  result.deciding = rules::decides(level, false);
  return result;
}

inline Report empty() {
  Report report;
  report.tool_version = "0.1.0";
  report.target = "embedded";
  report.seed = 7;
  report.command = "conformance --seed 7";
  report.environment = {{"began", "2024-01-31T12:00:00Z"}, {"port", "5222"}};
  Play play;
  play.name = "client-0085@2.1";
  play.trace.header.role = "client";
  play.trace.header.target = "embedded";
  play.trace.header.iut = "juliet@capulet.lit";
  play.trace.header.versions = {{"0085", "2.1"}};
  report.plays = {play};
  return report;
}

/// A client that puts two states into a message: one deciding rule failed, one passed, one was not judged.
inline Report failing() {
  auto report = empty();
  report.fault = "two-states";
  report.exit_code = 1;
  auto& play = report.plays.front();
  play.trace.events = {event(1, trace::ActEvent{"send", "romeo@montague.lit", "Wherefore?", false, "begin"}),
                       event(2, stanza("<message to='romeo@montague.lit' type='chat'><body>Wherefore?</body>"
                                       "<active xmlns='http://jabber.org/protocol/chatstates'/>"
                                       "<paused xmlns='http://jabber.org/protocol/chatstates'/></message>"))};
  auto broken = finding(one_state, rules::Verdict::fail, "2 of them: active, paused");
  broken.expected = "one chat state";
  broken.actual = "2 of them: active, paused";
  play.results = {result(initial_state, rules::Level::must,
                         finding(initial_state, rules::Verdict::pass, "the rule could have been broken and was not")),
                  unjudged(initial_active, rules::Level::should), result(one_state, rules::Level::must_not, broken)};
  return report;
}

}  // namespace conformance::reports::sample
