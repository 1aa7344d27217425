// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "reports/sample_report.hpp"
#include "reports/writers.hpp"
#include "xml/parser.hpp"

namespace conformance::reports {

namespace {

using Catch::Matchers::Contains;
using rules::Level;
using rules::Verdict;

std::string written(const Report& report) { return to_markdown(report, sample::catalogue()); }

}  // namespace

TEST_CASE("A Markdown report has the outcome, counters, failures and a table of rules", "[reports]") {
  CHECK(written(sample::failing()) == R"(## conformance: FAIL

`1 deciding rule failed, 1 passed (exit 1)`

Target `embedded`, `modern` profile, seed 7, fault `two-states`, version `0.1.0`.

| play | pass | fail | inconclusive | error | not applicable | not judged |
|---|---:|---:|---:|---:|---:|---:|
| `client-0085@2.1` | 1 | 1 |  |  |  | 0 + 1 |

Rules that decide, and after the + those that do not.

### Failures

#### `0085/5.6/one-state` (MUST NOT)

```text
FAIL  0085/5.6/one-state (MUST NOT) in 0085 2.1
      A message holds one state
  required  A message holds no more than one chat state.
  expected  one chat state
  actual    2 of them: active, paused
  stanza    event 2 at 1.500 s, written by the target
            <message to='romeo@montague.lit' type='chat'>
              <body>Wherefore?</body>
              <active xmlns='http://jabber.org/protocol/chatstates'/>
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
              <paused xmlns='http://jabber.org/protocol/chatstates'/>
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            </message>
  where     client/0085/5.6/one-state, event 2, client-0085@2.1
  link      https://xmpp.org/extensions/xep-0085.html#bizrules-syntax
  again     conformance --seed 7 client/0085/5.6/one-state
```

<https://xmpp.org/extensions/xep-0085.html#bizrules-syntax>

<details><summary>All rules</summary>

| rule | level | `client-0085@2.1` |
|---|---|---|
| `0085/5.1/initial-state` | MUST | pass |
| `0085/5.6/one-state` | MUST NOT | **FAIL** |

An empty cell: not judged.

</details>

Again: `conformance --seed 7`
)");
}

TEST_CASE("The fence around a stanza is longer than any fence within it", "[reports]") {
  auto report = sample::failing();
  report.plays.front().trace.events.back() =
      sample::event(2, sample::stanza("<message><body>`````</body><active xmlns='urn:x'/></message>"));
  CHECK_THAT(written(report), Contains("\n``````text\n") && Contains("\n``````\n"));
}

TEST_CASE("A Markdown report says loudly what makes its verdicts worth less", "[reports]") {
  auto report = sample::empty();
  report.warnings = {"--insecure: certificates were not verified"};
  report.error = "the stream was lost";
  CHECK_THAT(written(report), Contains("**Warning:** `--insecure: certificates were not verified`") &&
                                  Contains("**Error:** `the stream was lost`"));
}

TEST_CASE("A Markdown report tells why a deciding rule could not be decided", "[reports]") {
  auto report = sample::empty();
  report.plays.front().results = {sample::result(
      sample::one_state, Level::must, sample::finding(sample::one_state, Verdict::inconclusive, "a fence was lost"))};
  CHECK_THAT(written(report), Contains("### Not decided\n\n```text\nINCONCLUSIVE  a fence was lost\n"));
}

}  // namespace conformance::reports
