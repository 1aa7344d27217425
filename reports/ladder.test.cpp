// SPDX-License-Identifier: MIT
#include "reports/ladder.hpp"

#include <catch2/catch.hpp>

#include "reports/sample_report.hpp"

namespace conformance::reports {

namespace {

Play sample_play() {
  auto play = sample::failing().plays.front();
  auto& events = play.trace.events;
  events.insert(
      events.begin(),
      {sample::event(0, trace::ScenarioEvent{"begin", "t", {}, "", ""}),
       sample::event(0, trace::ContactEvent{
                            "romeo", "romeo@montague.lit", {"orchard"}, "both", "valid", "answers", trace::at_iut})});
  return play;
}

}  // namespace

TEST_CASE("A ladder shows who says what, and what was found beside it", "[reports]") {
  auto play = sample_play();
  auto& events = play.trace.events;
  events.push_back(sample::event(3, sample::stanza("<message from='romeo@montague.lit/orchard'><thread>T1</thread>"
                                                   "<gone xmlns='http://jabber.org/protocol/chatstates'/></message>",
                                                   false)));
  events.push_back(sample::event(4, sample::stanza("<presence/>", true, "romeo@montague.lit/orchard")));
  events.push_back(sample::event(5, trace::FenceEvent{"f1", "iq", "sent"}));
  events.push_back(sample::event(6, trace::FenceEvent{"f1", "iq", "returned"}));
  events.push_back(sample::event(7, trace::MarkEvent{"/steps/3", "", "romeo receives <message/>", "unmet", "", ""}));
  events.push_back(sample::event(8, trace::ScenarioEvent{"end", "", {}, "error", "the stream was lost"}));
  events.push_back(sample::event(9, trace::NoteEvent{"exeunt"}));
  CHECK(to_ladder(play, sample::catalogue()) == R"(embedded as client 0085@2.1, seed 0
target is juliet@capulet.lit

== client/0085/5.6/one-state
    0.750  user    send to romeo "Wherefore?"
    1.500     target |------>| romeo     message chat "Wherefore?" active paused
                                         #2
    >>>>>  FAIL  0085/5.6/one-state (MUST NOT)
           required  A message holds no more than one chat state.
           actual    2 of them: active, paused
    2.250     target |<------| romeo     message thread T1 gone #3
    4.500  fence   iq returned
    5.250  step    /steps/3 unmet: romeo receives <message/>
   error: the stream was lost

== between scenarios
    6.750  note    exeunt
)");
}

TEST_CASE("In a ladder of a server each actor's stream is shown", "[reports]") {
  auto play = sample::empty().plays.front();
  play.trace.header.role = "server";
  play.trace.header.iut = "capulet.lit";
  play.trace.events = {
      sample::event(
          1,
          trace::ContactEvent{
              "romeo", "romeo-x@capulet.lit", {"orchard"}, "both", "valid", "answers", "romeo-x@capulet.lit/orchard"}),
      sample::event(2, sample::stanza("<message to='juliet-x@capulet.lit'><body>O</body></message>", true,
                                      "romeo-x@capulet.lit/orchard")),
      sample::event(3, sample::stanza("<iq type='result'><query xmlns='jabber:iq:roster'/></iq>", false,
                                      "romeo-x@capulet.lit/orchard"))};
  const auto text = to_ladder(play, sample::catalogue());
  CHECK(text.find("    1.500      romeo |------>| server    message \"O\" #2\n") != std::string::npos);
  CHECK(text.find("    2.250      romeo |<------| server    iq result roster #3\n") != std::string::npos);
}

TEST_CASE("Who follows a play sees each stanza as it is, in a line", "[reports]") {
  const auto play = sample_play();
  Follower follower(play.trace.header);
  std::string text;
  for (const auto& event : play.trace.events) text += follower.line(event);
  CHECK(text ==
        "== client/0085/5.6/one-state\n"
        "    0.750  user    send to romeo \"Wherefore?\"\n"
        "    1.500  target --> romeo  <message to='romeo@montague.lit' type='chat'><body>Wherefore?</body>"
        "<active xmlns='http://jabber.org/protocol/chatstates'/>"
        "<paused xmlns='http://jabber.org/protocol/chatstates'/></message>\n");
}

TEST_CASE("A line of who follows is cut at its limit", "[reports]") {
  Follower follower(sample_play().trace.header);
  const auto long_one =
      sample::event(1, sample::stanza("<message><body>" + std::string(100'000, 'a') + "</body></message>"));
  const auto line = follower.line(long_one);
  CHECK(line.size() < limits::report_line_bytes_max + 100);
  CHECK(line.find("bytes left out]") != std::string::npos);
}

}  // namespace conformance::reports
