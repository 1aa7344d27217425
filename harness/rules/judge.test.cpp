// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

constexpr const char* judged = "0085/5.6/one-state";  // passes with one state, fails with two
constexpr const char* other = "0085/5.3/no-repeat";
constexpr const char* marked = "0085/5.1/initial-state";  // no monitor sees it: only a step's mark decides

Play begun(const std::vector<std::string>& owes = {judged}) {
  return Play().contact("romeo").scenario(owes).romeo_sends(body("Hello") + active);
}
Play& keeps(Play& play) { return play.iut_sends(composing); }
Play& breaks(Play& play) { return play.iut_sends(composing + active); }

// Three rules, each on top of the one before; the first is a foundation that a monitor judges.
Catalogue tower() {
  const auto rule = [](const std::string& id, const std::string& needs, bool foundation) {
    return R"({"id": ")" + id +
           R"(", "title": "t", "sides": ["client"], "in": {"2.1": {"level": "MUST"}}, "sentence": "s",
               "found": ["monitor"], "needs": [)" +
           needs + R"(], "foundation": )" + (foundation ? "true" : "false") + "}";
  };
  // The highest stands first: the order of the catalogue does not matter.
  const auto text =
      R"({"specifications": [{"id": "0085", "title": "t", "versions": {"2.1": {"url": "u"}}}], "rules": [)" +
      rule("0085/5.6/standalone-bare", R"("0085/5.3/no-repeat", "0085/5.4/message-only")", false) + "," +
      rule("0085/5.3/no-repeat", R"("0085/5.6/one-state")", true) + "," + rule("0085/5.6/one-state", "", true) + "," +
      rule("0085/5.4/message-only", "", false) + "]}";
  return Catalogue::load({{"tower.json", text}}).value();
}

std::string verdict_on(const std::vector<Finding>& findings, const std::string& rule) {
  for (const auto& finding : findings) {
    if (finding.rule == rule) return std::string(to_string(finding.verdict));
  }
  return "no finding";
}

}  // namespace

TEST_CASE("A scenario owes a verdict on each of its rules", "[judge]") {
  check_rows(
      judged,
      {
          {"the rule was kept", begun().with(keeps).ends(), "pass"},
          {"the rule was broken", begun().with(breaks).ends(), "fail"},
          {"the rule was kept and broken", begun().with(keeps).with(breaks).ends(), "fail"},
          {"there was no occasion", begun().ends(), "inconclusive"},
          {"there was no occasion but outside the scenario",
           Play().contact("romeo").with(keeps).scenario({judged}).ends().with(keeps), "inconclusive"},
          {"the scenario was not to be played", begun().ends("not applicable", "no such action"), "not applicable"},
          {"it was not to be played, and the rule was broken", begun().with(breaks).ends("not applicable"), "fail"},
          {"the scenario went wrong", begun().with(keeps).ends("error", "the driver died"), "error"},
          {"it went wrong, and the rule was broken", begun().with(breaks).ends("error"), "fail"},
          {"the scenario did not end", begun().with(keeps), "error"},
          {"a step did not come about", begun().with(keeps).mark("", "unmet").ends(), "inconclusive"},
          {"a step did not come about, and the rule was broken", begun().mark("", "unmet").with(breaks).ends(), "fail"},
          {"a step came about", begun().with(keeps).mark("", "met").ends(), "pass"},
          {"a step was not reached", begun().with(keeps).mark("", "unreached").ends(), "pass"},
          {"the target's stream was lost", begun().with(keeps).stream("lost").ends(), "inconclusive"},
          {"the target's stream was closed", begun().with(keeps).stream("closed").ends(), "inconclusive"},
          {"the scenario has ended the target's stream", begun().with(keeps).logs_in_anew().ends(), "pass"},
          {"the stream was lost after the scenario", begun().with(keeps).ends().stream("lost"), "pass"},
          {"the contact's stream was lost", begun().with(keeps).stream("lost", "romeo/orchard").ends(), "inconclusive"},
          {"the contact logged out", begun().with(keeps).stream("closed", "romeo/orchard").ends(), "pass"},
          {"the contact's stream was lost after the end",
           begun().with(keeps).ends().late().stream("lost", "romeo/orchard"), "pass"},
          {"the rule was broken after the end", begun().with(keeps).ends().late().with(breaks), "fail"},
          {"a fence was lost", begun().with(keeps).record(trace::FenceEvent{"f", "ui", "lost"}).ends(), "inconclusive"},
          {"a fence came back", begun().with(keeps).ui_fence().ends(), "pass"},
      });
}

TEST_CASE("A scenario that does not owe a rule may show it broken, never kept", "[judge]") {
  const auto unowed = begun({other}).with(breaks).ends();
  const auto finding = finding_on(unowed, judged);
  CHECK(finding.verdict == Verdict::fail);
  CHECK(finding.incidental);
  CHECK(finding.scenario == "client/test");
  check_rows(judged, {
                         {"kept by the way", begun({other}).with(keeps).ends(), "not judged"},
                         {"broken outside of any scenario", begun({other}).ends().with(breaks), "fail"},
                         {"kept outside of any scenario", begun({other}).ends().with(keeps), "not judged"},
                     });
}

TEST_CASE("What a monitor leaves open, or finds not to apply, is told where it is owed", "[judge]") {
  const std::string threads = "0085/5.6/standalone-thread";
  const std::string disco = "0030/3.1/identity";
  const auto refuses = [](Play& play) {
    const std::string query = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
    play.sends("romeo/orchard", "<iq type='get' id='d'>" + query + "</iq>").iut_sends("<iq type='error' id='d'/>");
  };
  check_rows(threads, {
                          {"it does not apply, and is owed", begun({threads}).with(keeps).ends(), "not applicable"},
                          {"it does not apply, and is not owed", begun({other}).with(keeps).ends(), "not judged"},
                      });
  check_rows(disco, {
                        {"it is open, and is owed", begun({disco}).with(refuses).ends(), "inconclusive"},
                        {"it is open, and is not owed", begun({other}).with(refuses).ends(), "not judged"},
                    });
}

TEST_CASE("Each scenario has its own finding", "[judge]") {
  const auto play = begun().with(keeps).ends().scenario({judged}, "client/second").with(breaks).ends();
  std::vector<std::string> verdicts;
  for (const auto& finding : judge(play.trace(), catalogue())) {
    if (finding.rule == judged) verdicts.push_back(*finding.scenario + ": " + std::string(to_string(finding.verdict)));
  }
  CHECK(verdicts == std::vector<std::string>{"client/test: pass", "client/second: fail"});
}

TEST_CASE("A stream that is lost disturbs every scenario under way", "[judge]") {
  auto play = Play().contact("romeo").scenario({judged}, "client/first").with(keeps).ends();
  play.scenario({judged}, "client/second").with(keeps).stream("lost").ends();
  std::vector<std::string> verdicts;
  for (const auto& finding : judge(play.trace(), catalogue())) {
    if (finding.rule == judged) verdicts.emplace_back(to_string(finding.verdict));
  }
  CHECK(verdicts == std::vector<std::string>{"pass", "inconclusive"});
}

TEST_CASE("A permission cannot fail by a step, and what was seen has its grade", "[judge]") {
  const std::string may = "0085/5.8/may-refuse";
  const auto owing = [&] { return Play::of_server().scenario({may}, "server/test"); };
  check_rows(may,
             {
                 {"one of what may be came", owing().mark(may, "met", "info", "bounced").ends(), "pass", {"bounced"}},
                 {"nothing of it came", owing().mark(may, "unmet", "fail").ends(), "inconclusive"},
                 {"what came is graded down",
                  owing().mark(may, "unmet", "should-fail", "odd").ends(),
                  "inconclusive",
                  {"odd"}},
             });
  const auto finding =
      finding_on(owing().mark(may, "met", "info", "bounced").mark(may, "met", "", "plain").ends(), may);
  CHECK(finding.flags == std::set<std::string>{"bounced", "plain"});
  CHECK(finding.grades == std::map<std::string, std::string>{{"bounced", "info"}});
}

TEST_CASE("A step that judges gives its rule the verdict", "[judge]") {
  const auto owing = [] { return begun({marked}); };
  check_rows(
      marked,
      {
          {"it came about", owing().mark(marked, "met").ends(), "pass"},
          {"it came about, flagged",
           owing().mark(marked, "met", "", "by-quiet-time").ends(),
           "pass",
           {"by-quiet-time"}},
          {"it did not", owing().mark(marked, "unmet", "fail").ends(), "fail"},
          {"it did, in a way that the specification advises against",
           owing().mark(marked, "unmet", "should-fail").ends(), "fail"},
          {"what came is told, not judged",
           owing().mark(marked, "unmet", "info", "bounced").ends(),
           "pass",
           {"bounced"}},
          {"one did and one did not", owing().mark(marked, "met").mark(marked, "unmet", "fail").ends(), "fail"},
          {"it did, and is told", owing().mark(marked, "met", "info", "bounced").ends(), "pass", {"bounced"}},
          {"it was not reached", owing().mark(marked, "unreached").ends(), "inconclusive"},
          {"it did not since the stream was lost", owing().stream("lost").mark(marked, "unmet", "fail").ends(),
           "inconclusive"},
          {"it did not since a fence was lost",
           owing().record(trace::FenceEvent{"f", "iq", "lost"}).mark(marked, "unmet", "fail").ends(), "inconclusive"},
          {"it came about, but nothing else did", owing().mark(marked, "met").mark("", "unmet").ends(), "inconclusive"},
          {"another scenario's step", begun({judged}).mark(marked, "unmet", "fail").ends(), "fail"},
      });
}

TEST_CASE("A bare trace is judged by its opportunities", "[judge]") {
  const auto bare = [] { return Play().contact("romeo"); };
  check_rows(judged, {
                         {"kept", bare().with(keeps), "pass"},
                         {"broken", bare().with(breaks), "fail"},
                         {"no occasion", bare(), "not judged"},
                     });
  CHECK_FALSE(finding_on(bare().with(breaks), judged).incidental);
  const auto closed = [&] {
    return bare().romeo_sends(body("Hello") + thread("a")).digested().iut_sends(body("Ay me!") + thread("a") + active);
  };
  check_rows("0085/5.6/standalone-thread",
             {
                 {"kept, and once not applicable",
                  closed().iut_sends(composing + thread("a")).iut_sends(composing, "nurse/x"), "pass"},
                 {"not applicable alone", bare().iut_sends(composing), "not applicable"},
             });
}

TEST_CASE("A failure says what was expected, what came, and where", "[judge]") {
  const auto finding = finding_on(Play().contact("romeo").with(breaks), judged);
  CHECK(finding.expected == "at most one child in the chatstates namespace");
  CHECK(finding.actual == "2 of them: <composing/>, <active/>");
  CHECK(finding.reason == finding.actual);
  CHECK(finding.evidence == std::vector<std::uint64_t>{2});
}

TEST_CASE("What rests on a failed foundation is inconclusive, however deep", "[judge]") {
  const auto catalogue = tower();
  auto play = Play().contact("romeo").iut_broadcasts("<presence/>");
  SECTION("the foundation holds") {
    play.iut_sends(composing).iut_sends(paused);
    const auto findings = judge(play.trace(), catalogue);
    CHECK(verdict_on(findings, "0085/5.3/no-repeat") == "pass");
    CHECK(verdict_on(findings, "0085/5.6/standalone-bare") == "pass");
  }
  SECTION("the foundation fails, and what rests on it fails or passes") {
    play.with(breaks).iut_sends(composing).iut_sends(composing);
    const auto findings = judge(play.trace(), catalogue);
    CHECK(verdict_on(findings, "0085/5.6/one-state") == "fail");
    CHECK(verdict_on(findings, "0085/5.3/no-repeat") == "inconclusive");
    CHECK(verdict_on(findings, "0085/5.6/standalone-bare") == "inconclusive");
    CHECK(verdict_on(findings, "0085/5.4/message-only") == "pass");
  }
  SECTION("what is no foundation fails, and excuses nothing") {
    play.iut_sends(composing).iut_broadcasts("<presence>" + active + "</presence>");
    const auto findings = judge(play.trace(), catalogue);
    CHECK(verdict_on(findings, "0085/5.4/message-only") == "fail");
    CHECK(verdict_on(findings, "0085/5.6/standalone-bare") == "pass");
  }
  SECTION("a rule above it fails") {
    play.iut_sends(composing).iut_sends(composing);
    const auto findings = judge(play.trace(), catalogue);
    CHECK(verdict_on(findings, "0085/5.6/one-state") == "pass");
    CHECK(verdict_on(findings, "0085/5.3/no-repeat") == "fail");
    CHECK(verdict_on(findings, "0085/5.6/standalone-bare") == "inconclusive");
  }
}

TEST_CASE("A client's trace and a server's are judged by their own monitors", "[judge]") {
  CHECK(finding_on(Play::of_server().with(breaks), judged).verdict == Verdict::none);
  for (const auto& role : {"client", "server"}) {
    for (const auto& id : judged_rules(role)) {
      INFO(role << " " << id);
      REQUIRE(catalogue().find(id) != nullptr);
      CHECK(catalogue().find(id)->on_side(role));
    }
  }
}

TEST_CASE("Event by event a failure is told once, when it happens, and the end is the whole judgement", "[judge]") {
  const auto trace =
      Play().contact("romeo").romeo_sends(body("Hello") + active).with(keeps).with(breaks).with(breaks).trace();
  Judgement judgement(trace.header, testing::catalogue());
  std::vector<std::uint64_t> told;
  for (const auto& event : trace.events) {
    judgement.see(event);
    for (const auto& finding : judgement.news()) {
      if (finding.rule != judged) continue;
      CHECK(finding.verdict == Verdict::fail);
      CHECK(std::find(finding.evidence.begin(), finding.evidence.end(), event.n) != finding.evidence.end());
      told.push_back(event.n);
    }
  }
  CHECK(told.size() == 1);
  const auto whole = judge(trace, testing::catalogue());
  const auto findings = judgement.finish();
  REQUIRE(findings.size() == whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CHECK(findings[i].rule == whole[i].rule);
    CHECK(findings[i].verdict == whole[i].verdict);
    CHECK(findings[i].evidence == whole[i].evidence);
  }
}

}  // namespace conformance::rules
