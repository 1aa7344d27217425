// SPDX-License-Identifier: MIT
#include "trace/recorder.hpp"

#include <catch2/catch.hpp>

#include "trace/json.hpp"
#include "xml/parser.hpp"

namespace conformance::trace {

namespace {

using namespace std::chrono_literals;

xmpp::Jid jid(const std::string& text) { return xmpp::Jid::parse(text).value(); }

xmpp::Stanza stanza(const std::string& text) {
  return xmpp::Stanza::parse(xml::parse_element(text, xmpp::ns::client).value()).value();
}

void let_pass(VirtualClock& clock, Duration time) {
  clock.call_after(time, [] {});
  clock.fire_earliest();
}

}  // namespace

TEST_CASE("Events are numbered from 1 and have the time of the run clock", "[trace]") {
  VirtualClock clock;
  Recorder recorder({}, clock, nullptr);
  recorder.record(NoteEvent{"one"}, "client/x");
  let_pass(clock, 50ms);
  recorder.record(NoteEvent{"two"}, std::nullopt);
  const auto& events = recorder.trace().events;
  REQUIRE(events.size() == 2);
  CHECK(events[0].n == 1);
  CHECK(events[0].t == 0ms);
  CHECK(events[0].scn == "client/x");
  CHECK(events[1].n == 2);
  CHECK(events[1].t == 50ms);
  CHECK_FALSE(events[1].scn.has_value());
  CHECK_FALSE(events[1].t_iut.has_value());
}

TEST_CASE("The time of the target's clock is recorded where it is another clock", "[trace]") {
  VirtualClock run;
  VirtualClock iut;
  let_pass(iut, 10min);
  Recorder apart({}, run, &iut);
  apart.record(NoteEvent{"x"}, std::nullopt);
  CHECK(apart.trace().events[0].t == 0ms);
  CHECK(apart.trace().events[0].t_iut == 10min);
  Recorder together({}, run, &run);
  together.record(NoteEvent{"x"}, std::nullopt);
  CHECK_FALSE(together.trace().events[0].t_iut.has_value());
}

TEST_CASE("A trace takes events up to its limit and drops the rest", "[trace]") {
  VirtualClock clock;
  Recorder recorder({}, clock, nullptr, 2);
  for (const char* text : {"one", "two", "three"}) recorder.record(NoteEvent{text}, std::nullopt);
  REQUIRE(recorder.trace().events.size() == 2);
  CHECK(recorder.trace().events[1].as<NoteEvent>()->text == "two");
}

TEST_CASE("Who looks on is told of each event that is recorded and of no other", "[trace]") {
  VirtualClock clock;
  Recorder recorder({}, clock, nullptr, 2);
  std::string told;
  recorder.set_listener([&](const Event& event) { told += event.as<NoteEvent>()->text + ";"; });
  for (const char* text : {"one", "two", "three"}) recorder.record(NoteEvent{text}, std::nullopt);
  CHECK(told == "one;two;");
}

TEST_CASE("A stanza belongs to the scenario of its partner, however it is addressed", "[trace]") {
  struct Row {
    const char* at;
    const char* text;
    const char* scenario;
  };
  const auto row = GENERATE(values<Row>({
      {"iut", "<message to='romeo@montague.lit'/>", "one"},
      {"iut", "<message to='Romeo@montague.lit/orchard' from='juliet@capulet.lit/balcony'/>", "one"},
      {"iut", "<message to='juliet@capulet.lit' from='romeo@montague.lit/orchard'/>", "one"},
      {"iut", "<message to='romeo@montague.lit' from='mercutio@montague.lit'/>", "one"},
      {"iut", "<message to='mercutio@montague.lit' from='romeo@montague.lit'/>", "two"},
      {"iut", "<presence/>", ""},
      {"iut", "<message to='nurse@capulet.lit'/>", ""},
      {"iut", "<message to='@'/>", ""},
      {"romeo@montague.lit/orchard", "<presence/>", "one"},
      {"romeo@montague.lit/orchard", "<message to='mercutio@montague.lit'/>", "two"},
      {"nurse@capulet.lit/x", "<presence/>", ""},
      {"@", "<presence/>", ""},
  }));
  INFO(row.at << " " << row.text);
  VirtualClock clock;
  Recorder recorder({}, clock, nullptr);
  recorder.assign(jid("romeo@montague.lit"), "one");
  recorder.assign(jid("mercutio@montague.lit"), "two");
  recorder.record_stanza(row.at, true, stanza(row.text));
  const auto& event = recorder.trace().events.at(0);
  CHECK(event.scn.value_or("") == row.scenario);
  REQUIRE(event.as<StanzaEvent>() != nullptr);
  CHECK(event.as<StanzaEvent>()->at == row.at);
  CHECK(event.as<StanzaEvent>()->out);
}

TEST_CASE("A contact that is released belongs to no scenario any more", "[trace]") {
  VirtualClock clock;
  Recorder recorder({}, clock, nullptr);
  recorder.assign(jid("romeo@montague.lit"), "one");
  recorder.assign(jid("romeo@montague.lit"), "two");
  CHECK(recorder.owner(jid("romeo@montague.lit/orchard")) == "two");
  recorder.release(jid("romeo@montague.lit"));
  CHECK_FALSE(recorder.owner(jid("romeo@montague.lit")).has_value());
  CHECK_FALSE(recorder.owner(std::nullopt).has_value());
}

TEST_CASE("A recorder gives its header and its trace", "[trace]") {
  VirtualClock clock;
  Header header;
  header.target = "embedded";
  Recorder recorder(header, clock, nullptr);
  recorder.header().iut = "juliet@capulet.lit";
  recorder.record(NoteEvent{"x"}, std::nullopt);
  const auto trace = recorder.take();
  CHECK(trace.header.target == "embedded");
  CHECK(trace.header.iut == "juliet@capulet.lit");
  CHECK(trace.events.size() == 1);
}

TEST_CASE("Passwords, usernames and digests are taken out of registration and authentication", "[xep0077-3]") {
  struct Row {
    const char* written;
    const char* recorded;
  };
  const auto row = GENERATE(values<Row>({
      {"<iq type='set' id='1'><query xmlns='jabber:iq:register'><username>juliet</username><password>r0m30</password>"
       "<email>j@capulet.lit</email></query></iq>",
       "<iq type='set' id='1'><query xmlns='jabber:iq:register'><username>(6 bytes)</username><password>(5 "
       "bytes)</password>"
       "<email>j@capulet.lit</email></query></iq>"},
      {"<iq type='set'><query xmlns='jabber:iq:auth'><username>juliet</username><digest>0123</digest>"
       "<resource>balcony</resource></query></iq>",
       "<iq type='set'><query xmlns='jabber:iq:auth'><username>(6 bytes)</username><digest>(4 bytes)</digest>"
       "<resource>balcony</resource></query></iq>"},
      // The form that asks for them holds nothing.
      {"<iq type='result'><query "
       "xmlns='jabber:iq:register'><instructions>Soft!</instructions><username/><password/></query></iq>",
       "<iq type='result'><query "
       "xmlns='jabber:iq:register'><instructions>Soft!</instructions><username/><password/></query></iq>"},
      // An error echoes what was sent.
      {"<iq type='error'><query xmlns='jabber:iq:register'><password>r0m30</password></query><error "
       "type='cancel'/></iq>",
       "<iq type='error'><error type='cancel'/><query xmlns='jabber:iq:register'><password>(5 "
       "bytes)</password></query></iq>"},
      {"<iq type='set'><query xmlns='jabber:iq:register'><password a='r0m30'><x>r0m30</x></password></query></iq>",
       "<iq type='set'><query xmlns='jabber:iq:register'><password>(0 bytes)</password></query></iq>"},
      {"<iq><query xmlns='jabber:iq:register'/><query xmlns='jabber:iq:auth'><password>a</password></query>"
       "<query xmlns='jabber:iq:auth'><password>b</password></query></iq>",
       "<iq><query xmlns='jabber:iq:register'/><query xmlns='jabber:iq:auth'><password>(1 bytes)</password></query>"
       "<query xmlns='jabber:iq:auth'><password>(1 bytes)</password></query></iq>"},
      {"<iq type='set'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>"
       "<field var='FORM_TYPE' type='hidden'><value>jabber:iq:register</value></field>"
       "<field var='username'><value>juliet</value></field><field "
       "var='password'><required/><value>r0m30</value></field>"
       "<field var='x-gender'><value>F</value></field></x></query></iq>",
       "<iq type='set'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>"
       "<field var='FORM_TYPE' type='hidden'><value>jabber:iq:register</value></field>"
       "<field var='username'><value>(6 bytes)</value></field><field var='password'><required/><value>(5 bytes)</value>"
       "</field><field var='x-gender'><value>F</value></field></x></query></iq>"},
  }));
  VirtualClock clock;
  Recorder recorder({}, clock, nullptr);
  recorder.record_stanza(at_iut, true, stanza(row.written));
  const auto& recorded = recorder.trace().events.at(0).as<StanzaEvent>()->stanza;
  CHECK(recorded.to_string() == row.recorded);
  CHECK(to_json_lines(recorder.trace()).find("r0m30") == std::string::npos);
}

TEST_CASE("Other stanzas are recorded as they are", "[trace]") {
  const std::string text = GENERATE(
      as<std::string>{},
      "<iq type='set'><query xmlns='jabber:iq:roster'><item jid='a@b'><username>x</username></item></query></iq>",
      "<message><body>the password is swordfish</body></message>", "<iq type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
      "<iq type='set'><x xmlns='jabber:iq:register'><password>x</password></x></iq>");
  CHECK(without_secrets(stanza(text)).to_string() == text);
}

}  // namespace conformance::trace
