// SPDX-License-Identifier: MIT
#include "rules/expectation.hpp"

#include "rules/summary.hpp"
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using testing::catalogue;

constexpr const char* one_state = "0085/5.6/one-state";
constexpr const char* today = "2026-06-15";

std::string file(const std::string& entries) { return R"({"expect": [)" + entries + "]}"; }

std::string entry(const std::string& more = "") {
  return R"({"id": "0085/5.6/one-state", "verdict": "fail", "reason": "known")" + more + "}";
}

Expectations loaded(const std::string& entries) { return Expectations::load(file(entries), catalogue()).value(); }

RuleResult result(Verdict verdict, const std::string& role = "client", const std::string& version = "0085@2.1") {
  RuleResult made{one_state, role, version, "2.1", Level::must_not, verdict, "two of them"};
  made.deciding = true;
  return made;
}

RuleResult applied(const std::string& entries, const RuleResult& to) {
  std::vector<RuleResult> results = {to};
  loaded(entries).apply(results, today);
  return results.front();
}

}  // namespace

TEST_CASE("What was announced is met, passes or runs out", "[expect]") {
  struct Row {
    const char* when;
    std::string entries;
    RuleResult result;
    Announced announced;
    ExitCode code;
  };
  const auto inconclusive = R"({"id": "0085/5.6/one-state", "verdict": "inconclusive", "reason": "slow"})";
  const auto row = GENERATE_COPY(values<Row>({
      {"it fails as announced", entry(), result(Verdict::fail), Announced::met, ExitCode::ok},
      {"it passes", entry(), result(Verdict::pass), Announced::passed, ExitCode::failed},
      {"it is open", entry(), result(Verdict::inconclusive), Announced::none, ExitCode::inconclusive},
      {"it was not judged", entry(), result(Verdict::none), Announced::none, ExitCode::ok},
      {"it is not applicable", entry(), result(Verdict::not_applicable), Announced::none, ExitCode::ok},
      {"on its last day", entry(R"(, "until": "2026-06-15")"), result(Verdict::fail), Announced::met, ExitCode::ok},
      {"on the day after", entry(R"(, "until": "2026-06-14")"), result(Verdict::fail), Announced::ran_out,
       ExitCode::failed},
      {"it passes after its last day", entry(R"(, "until": "2026-06-14")"), result(Verdict::pass), Announced::ran_out,
       ExitCode::failed},
      {"after its last day nothing was judged", entry(R"(, "until": "2026-06-14")"), result(Verdict::none),
       Announced::none, ExitCode::ok},
      {"of another role", entry(R"(, "role": "server")"), result(Verdict::fail), Announced::none, ExitCode::failed},
      {"of its role", entry(R"(, "role": "client")"), result(Verdict::fail), Announced::met, ExitCode::ok},
      {"of another version", entry(R"(, "version": "0085@1.2")"), result(Verdict::fail), Announced::none,
       ExitCode::failed},
      {"of its version", entry(R"(, "version": "0085@2.1")"), result(Verdict::pass), Announced::passed,
       ExitCode::failed},
      {"open as announced", inconclusive, result(Verdict::inconclusive), Announced::met, ExitCode::ok},
      {"it fails where it was announced to be open", inconclusive, result(Verdict::fail), Announced::none,
       ExitCode::failed},
      {"it passes where it was announced to be open", inconclusive, result(Verdict::pass), Announced::none,
       ExitCode::ok},
      {"the entry that names more is meant", entry() + "," + entry(R"(, "version": "0085@2.1", "until": "2026-01-01")"),
       result(Verdict::fail), Announced::ran_out, ExitCode::failed},
      {"nothing was announced", "", result(Verdict::fail), Announced::none, ExitCode::failed},
  }));
  INFO(row.when);
  const auto after = applied(row.entries, row.result);
  CHECK(to_string(after.announced) == to_string(row.announced));
  CHECK(after.expectation.has_value() == (row.announced != Announced::none));
  CHECK(static_cast<int>(exit_code({after})) == static_cast<int>(row.code));
}

TEST_CASE("A failure that nobody announced decides beside one that was", "[expect]") {
  auto other = result(Verdict::fail);
  other.rule = "0085/5.4/message-only";
  std::vector<RuleResult> results = {result(Verdict::fail), other};
  loaded(entry()).apply(results, today);
  CHECK(exit_code(results) == ExitCode::failed);
}

TEST_CASE("A file of expectations is read and written", "[expect]") {
  const auto text =
      file(entry(R"(, "role": "client", "version": "0085@1.2", "link": "https://localhost/1", "evidence": "seen",
                                  "until": "2028-02-29")"));
  const auto read = Expectations::load(text, catalogue()).value();
  REQUIRE(read.all().size() == 1);
  const Expectation expected{one_state,    "client", "0085@1.2", Verdict::fail, "known", "https://localhost/1",
                             "2028-02-29", "seen"};
  CHECK(read.all().front() == expected);
  CHECK(Expectations::load(read.to_json(), catalogue())->all() == read.all());
  CHECK(Expectations::load(R"({"$schema": "x", "expect": []})", catalogue())->all().empty());
}

TEST_CASE("A wrong file of expectations is refused with its place and what was expected", "[expect]") {
  struct Row {
    std::string text;
    const char* message;
  };
  const auto row = GENERATE(values<Row>({
      {"", "not JSON: "},
      {"[]", "found array, expected an object"},
      {"{}", "/expect: is missing, expected an array"},
      {R"({"expect": {}})", "/expect: found object, expected an array"},
      {R"({"expects": []})", "/expects: is not known, did you mean \"expect\"?"},
      {file("1"), "/expect/0: found number, expected an object"},
      {file("{}"), "/expect/0/id: is missing, expected a string"},
      {file(R"({"id": "0085/5.6/one-sate"})"),
       "/expect/0/id: found \"0085/5.6/one-sate\", expected a rule of the catalogue, did you mean "
       "\"0085/5.6/one-state\"?"},
      {file(R"({"id": "0085/5.6/one-state"})"), "/expect/0/verdict: is missing, expected a string"},
      {file(R"({"id": "0085/5.6/one-state", "verdict": "pass"})"),
       "/expect/0/verdict: found \"pass\", expected one of \"fail\", \"inconclusive\""},
      {file(R"({"id": "0085/5.6/one-state", "verdict": "fail"})"), "/expect/0/reason: is missing, expected a string"},
      {file(R"({"id": "0085/5.6/one-state", "verdict": "fail", "reason": ""})"),
       "/expect/0/reason: found an empty string, expected why it is known not to pass"},
      {file(entry(R"(, "role": "room")")), "/expect/0/role: found \"room\", expected one of \"client\", \"server\""},
      {file(entry(R"(, "version": "2.1")")),
       "/expect/0/version: found \"2.1\", expected one of \"0085@1.2\", \"0085@2.1\""},
      {file(entry(R"(, "link": "x")")), "/expect/0/link: found \"x\", expected a link (https://…)"},
      {file(entry(R"(, "untill": "2027-01-31")")), "/expect/0/untill: is not known, did you mean \"until\"?"},
      {file(entry(R"(, "until": 2027)")), "/expect/0/until: found number, expected a string"},
      {file(entry(R"(, "until": "2027-02-29")")),
       "/expect/0/until: found \"2027-02-29\", expected a day such as \"2027-01-31\""},
      {file(entry(R"(, "until": "2027-13-01")")), "/expect/0/until: found \"2027-13-01\""},
      {file(entry(R"(, "until": "2027-04-31")")), "/expect/0/until: found \"2027-04-31\""},
      {file(entry(R"(, "until": "2100-02-29")")), "/expect/0/until: found \"2100-02-29\""},
      {file(entry(R"(, "until": "2027-00-10")")), "/expect/0/until: found \"2027-00-10\""},
      {file(entry(R"(, "until": "2027-01-00")")), "/expect/0/until: found \"2027-01-00\""},
      {file(entry(R"(, "until": "27-1-1")")), "/expect/0/until: found \"27-1-1\""},
      {file(entry(R"(, "until": "2027/01/01")")), "/expect/0/until: found \"2027/01/01\""},
      {file(entry(R"(, "until": "2o27-01-01")")), "/expect/0/until: found \"2o27-01-01\""},
      {file(entry() + "," + entry()), "/expect/1: \"0085/5.6/one-state\" is there twice for the same role and version"},
  }));
  INFO(row.text);
  const auto read = Expectations::load(row.text, catalogue());
  REQUIRE(read.has_error());
  CHECK(read.error().message().find(row.message) == 0);
}

TEST_CASE("Expectations are brought up to date with what a run shows", "[expect]") {
  struct Row {
    const char* when;
    std::string before;
    std::vector<RuleResult> results;
    std::string after;
  };
  const auto exactly = [](const std::string& version, const std::string& reason) {
    return R"({"id": "0085/5.6/one-state", "role": "client", "version": ")" + version +
           R"(", "verdict": "fail", "reason": ")" + reason + R"("})";
  };
  auto told = result(Verdict::fail);
  told.deciding = false;
  const auto old = result(Verdict::fail, "client", "0085@1.2");
  const auto row = GENERATE_COPY(values<Row>({
      {"a failure comes", "", {result(Verdict::fail)}, exactly("0085@2.1", "two of them")},
      {"what does not decide does not come", "", {told}, ""},
      {"what still fails stays", entry(), {result(Verdict::fail)}, entry()},
      {"what was not judged stays", entry(), {result(Verdict::none)}, entry()},
      {"what is open stays", entry(), {result(Verdict::inconclusive)}, entry()},
      {"what passes goes", entry(), {result(Verdict::pass)}, ""},
      {"what passes in one version is named for the other",
       entry(),
       {old, result(Verdict::pass)},
       exactly("0085@1.2", "known")},
      {"what ran out stays: a person extends it",
       entry(R"(, "until": "2020-01-01")"),
       {result(Verdict::fail)},
       entry(R"(, "until": "2020-01-01")")},
      {"a failure replaces what was announced to be open",
       R"({"id": "0085/5.6/one-state", "role": "client", "version": "0085@2.1", "verdict": "inconclusive",
           "reason": "slow"})",
       {result(Verdict::fail)},
       exactly("0085@2.1", "two of them")},
  }));
  INFO(row.when);
  CHECK(loaded(row.before).updated(row.results).all() == loaded(row.after).all());
}

TEST_CASE("Rules that are newer than those asked for are told and do not decide", "[expect]") {
  Finding broken;
  broken.rule = one_state;
  broken.verdict = Verdict::fail;
  const auto exit_as_of = [&](const std::string& version) {
    SummaryOptions options;
    options.rules_as_of = version;
    const auto results = summarize(trace::testing::Play("2.1").trace().header, {broken}, catalogue(), options);
    for (const auto& each : results) CHECK(each.newer == (version == "0.0.9"));
    return exit_code(results);
  };
  CHECK(exit_as_of("") == ExitCode::failed);
  CHECK(exit_as_of("0.1.0") == ExitCode::failed);
  CHECK(exit_as_of("0.0.9") == ExitCode::ok);
}

TEST_CASE("Versions of the program are compared number by number", "[expect]") {
  CHECK(is_newer("0.2.0", "0.1.9"));
  CHECK(is_newer("0.10.0", "0.9.0"));
  CHECK(is_newer("1", "0.99.99"));
  CHECK(is_newer("0.1.1", "0.1"));
  CHECK_FALSE(is_newer("0.1.0", "0.1"));
  CHECK_FALSE(is_newer("0.1.0", "0.1.0"));
  CHECK_FALSE(is_newer("0.1.0", "0.1.1"));
  CHECK(is_version("0.1.0"));
  CHECK_FALSE(is_version(""));
  CHECK_FALSE(is_version("0..1"));
  CHECK_FALSE(is_version("0.1."));
  CHECK_FALSE(is_version("v1"));
  CHECK_FALSE(is_version("1234567"));
}

TEST_CASE("Deciding rules that passed or failed count as judged", "[expect]") {
  auto told = result(Verdict::pass);
  told.deciding = false;
  CHECK(judged_and_deciding({result(Verdict::pass), result(Verdict::fail), result(Verdict::inconclusive),
                             result(Verdict::none), result(Verdict::not_applicable), told}) == 2);
}

}  // namespace conformance::rules
