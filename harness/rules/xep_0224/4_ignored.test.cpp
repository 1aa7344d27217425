// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

const std::string benvolio = "benvolio/street";
const std::string paris = "paris/hall";

// Romeo is the control; whom the rule is about comes between.
Play begun() {
  return Play()
      .contact("romeo")
      .contact("benvolio")
      .contact("paris", "none")
      .romeo_sends(attention_message())
      .alert()
      .alerts(1);
}
Play& control(Play& play) { return play.romeo_sends(attention_message()).alert().alerts(2); }
// What is delivered to the client is digested, and the driver is asked.
Play told(Play play, int count, const std::string& who) {
  return play.digested().alerts(count, who.substr(0, who.find('/')));
}
Play between(const std::string& who, const std::string& stanza, int count = 0) {
  return told(begun().sends(who, stanza), count, who).with(control);
}
std::string result(const std::string& who, const std::string& content) {
  return "<message type='headline'><result xmlns='urn:xmpp:mam:2' id='1'><forwarded xmlns='urn:xmpp:forward:0'>"
         "<message xmlns='jabber:client' type='headline' from='" +
         jid_of(who) + "'>" + content + "</message></forwarded></result></message>";
}
const std::string asks = "<iq type='set' id='m'><query xmlns='urn:xmpp:mam:2'/></iq>";
const std::string legacy = "<x xmlns='jabber:x:delay' stamp='15910101T00:00:00'/>";
const std::string delayed = attention_message(delay);

}  // namespace

TEST_CASE("An attention with a delay does not alert", "[xep0224-4]") {
  check_rows(
      "0224/4/ignore-delayed",
      {
          {"it does not", between(benvolio, delayed), "pass"},
          {"it does, as the driver counts", between(benvolio, delayed, 1), "fail"},
          {"it does, as the driver tells", begun().sends(benvolio, delayed).alert(benvolio), "fail"},
          {"it does, late", told(begun().sends(benvolio, delayed), 0, benvolio).with(control).alert(benvolio), "fail"},
          {"the delay is the older one", between(benvolio, attention_message(legacy), 1), "not judged"},
          {"… and it does not, beside another's",
           told(begun().sends(paris, attention_message(legacy)).alert(paris).sends(benvolio, delayed), 0, benvolio)
               .with(control),
           "pass",
           {"legacy-delay-alerts"}},
          {"… beside the present one", between(benvolio, attention_message(legacy + delay), 1), "fail"},
          {"it is live", between(benvolio, attention_message(), 1), "not judged"},
          {"the contact's live one alerts, and the delayed one does not",
           told(begun().sends(benvolio, attention_message()).sends(benvolio, delayed), 1, benvolio).with(control),
           "not judged"},
          {"a copy has a delay of its own",
           told(begun().carbon("received", benvolio, "juliet@capulet.lit/tomb", attention + delay), 1, benvolio)
               .with(control),
           "not judged"},
          {"it is in an error", between(benvolio, message("type='error'", attention + delay), 1), "not judged"},
          {"no control came after", told(begun().sends(benvolio, delayed), 0, benvolio), "not judged"},
          {"the control after was sent before",
           told(begun().romeo_sends(attention_message()).sends(benvolio, delayed), 0, benvolio).alert().alerts(2),
           "not judged"},
          {"no control came before",
           told(Play().contact("romeo").contact("benvolio").sends(benvolio, delayed), 0, benvolio).with(control),
           "not judged"},
          {"a stranger is no control",
           told(Play()
                    .contact("romeo", "none")
                    .contact("benvolio")
                    .romeo_sends(attention_message())
                    .alert()
                    .sends(benvolio, delayed),
                0, benvolio)
               .with(control),
           "not judged"},
          {"it was not digested", begun().sends(benvolio, delayed).alerts(0, "benvolio").with(control), "not judged"},
          {"nobody asked for alerts", begun().sends(benvolio, delayed).digested().with(control), "not judged"},
          {"one more came after the driver was asked",
           told(begun().sends(benvolio, delayed), 0, benvolio).sends(benvolio, delayed).with(control), "not judged"},
          {"the driver tells of alerts by any message",
           begun().sends(benvolio, body("Hello")).alert(benvolio).sends(benvolio, delayed).alert(benvolio),
           "inconclusive"},
          {"… of others'",
           begun().sends("paris/hall", body("Hello")).alert("paris/hall").sends(benvolio, delayed).alert(benvolio),
           "inconclusive"},
          {"nothing", begun(), "not judged"},
      });
}

TEST_CASE("An attention of the archive does not alert", "[xep0224-4]") {
  const auto asked = [](const std::string& content, int count) {
    return told(begun().iut_broadcasts(asks).sends(Play::iut, result("benvolio/street", content)), count, benvolio)
        .with(control);
  };
  const auto scenario = [](Play play) {
    return Play().scenario({"0224/4/ignore-archived"}).with([&](Play& p) {
      for (const auto& event : play.trace().events) p.record(event.happening);
    });
  };
  check_rows(
      "0224/4/ignore-archived",
      {
          {"it does not", asked(attention, 0), "pass"},
          {"it does", asked(attention, 1), "fail"},
          {"it had a delay", asked(attention + delay, 1), "fail"},
          {"it has no attention", asked(body("Hello"), 1), "not judged"},
          {"nobody had asked, and it does not",
           told(begun().sends(Play::iut, result(benvolio, attention)), 0, benvolio).with(control), "inconclusive"},
          {"nobody had asked, and it does",
           told(begun().sends(Play::iut, result(benvolio, attention)), 1, benvolio).with(control), "fail"},
          {"it had asked on an earlier stream",
           told(begun().iut_broadcasts(asks).logs_in_anew().sends(Play::iut, result(benvolio, attention)), 0, benvolio)
               .with(control),
           "inconclusive"},
          {"it is live", between(benvolio, attention_message(), 1), "not judged"},
          {"a client that asks no archive", scenario(begun()).ends(), "not applicable"},
          {"a client that asks", scenario(begun().iut_broadcasts(asks)).ends(), "inconclusive"},
          {"nothing", begun(), "not judged"},
      });
}

TEST_CASE("What has alerted does not alert again on a new stream", "[xep0224-4]") {
  const auto alerted = [] {
    return Play()
        .contact("romeo")
        .contact("benvolio")
        .sends(benvolio, attention_message())
        .alert(benvolio)
        .alerts(1, "benvolio");
  };
  const auto after = [](Play& play) { play.romeo_sends(attention_message()).alert(); };
  const auto again = [&](const std::string& from, const std::string& stanza, int count) {
    return told(alerted().logs_in_anew().sends(from, stanza), count, benvolio).with(after);
  };
  check_rows(
      "0224/4/no-replay",
      {
          {"it comes again with a delay", again(benvolio, delayed, 1), "pass"},
          {"… and alerts", again(benvolio, delayed, 2), "fail"},
          {"it comes from the archive", again(Play::iut, result(benvolio, attention), 1), "pass"},
          {"… and alerts", again(Play::iut, result(benvolio, attention), 2), "fail"},
          {"he sends another one", again(benvolio, attention_message(), 2), "not judged"},
          {"he sends another one beside the old",
           told(alerted().logs_in_anew().sends(benvolio, attention_message()).sends(benvolio, delayed), 3, benvolio)
               .with(after),
           "not judged"},
          {"the stream is the same", told(alerted().sends(benvolio, delayed), 2, benvolio).with(after), "not judged"},
          {"it had not alerted before",
           told(Play()
                    .contact("romeo")
                    .contact("benvolio")
                    .sends(benvolio, attention_message())
                    .logs_in_anew()
                    .sends(benvolio, delayed),
                1, benvolio)
               .with(after),
           "not judged"},
          {"no control after", told(alerted().logs_in_anew().sends(benvolio, delayed), 1, benvolio), "not judged"},
          {"nothing comes again", alerted().logs_in_anew().with(after), "not judged"},
          {"nothing", alerted(), "not judged"},
      });
}

TEST_CASE("An error that echoes an attention does not alert", "[rfc6120-8.3.1]") {
  const auto echo = message("type='error'", attention + "<error type='cancel'/>");
  check_rows("6120/8.3.1/error-echo",
             {
                 {"it does not", between(benvolio, echo), "pass"},
                 {"it does", between(benvolio, echo, 1), "fail"},
                 {"an error that echoes none", between(benvolio, message("type='error'", body("Oh")), 1), "not judged"},
                 {"he has sent one, too",
                  told(begun().sends(benvolio, attention_message()).sends(benvolio, echo), 2, benvolio).with(control),
                  "not judged"},
                 {"no control after", told(begun().sends(benvolio, echo), 0, benvolio), "not judged"},
                 {"nothing", begun(), "not judged"},
             });
}

TEST_CASE("A stranger's attention does not alert", "[xep0224-7]") {
  const auto shares_presence = [](const std::string& then) {
    auto play = begun().iut_sends("<presence/>", paris);
    if (!then.empty()) play.iut_sends(then, paris);
    return told(play.sends(paris, attention_message()), 1, paris).with(control);
  };
  check_rows("0224/7/roster-only",
             {
                 {"it does not", between(paris, attention_message()), "pass"},
                 {"it does", between(paris, attention_message(), 1), "fail"},
                 {"a contact's does", between(benvolio, attention_message(), 1), "not judged"},
                 {"a contact's does not", between(benvolio, attention_message()), "not judged"},
                 {"who has directed presence is none", shares_presence(""), "not judged"},
                 {"… until it is taken back", shares_presence("<presence type='unavailable'/>"), "fail"},
                 {"he has become a contact",
                  told(begun()
                           .sends(Play::iut,
                                  "<iq type='set' id='p'><query xmlns='jabber:iq:roster'>"
                                  "<item jid='paris@montague.lit' subscription='none'/></query></iq>")
                           .sends(paris, attention_message()),
                       1, paris)
                      .with(control),
                  "not judged"},
                 {"nothing is known of him", between("tybalt/street", attention_message(), 1), "not judged"},
                 {"attention is off",
                  told(begun().setting("attention", "off").sends(paris, attention_message()), 1, paris).with(control),
                  "not judged"},
                 {"his is delayed", between(paris, delayed, 1), "not judged"},
                 {"no control after", told(begun().sends(paris, attention_message()), 0, paris), "not judged"},
                 {"nothing", begun(), "not judged"},
             });
}

}  // namespace conformance::rules
