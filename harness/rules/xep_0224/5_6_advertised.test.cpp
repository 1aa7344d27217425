// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

std::string query(bool feature, const std::string& node = "") {
  return "<query xmlns='" + std::string(xmpp::ns::disco_info) + "'" + (node.empty() ? "" : " node='" + node + "'") +
         ">" + (feature ? "<feature var='urn:xmpp:attention:0'/>" : "") + "</query>";
}
Play& asked(Play& play, const std::string& answer, const std::string& node = "",
            const std::string& who = "romeo/orchard") {
  return play.sends(who, "<iq type='get' id='d'>" + query(false, node) + "</iq>")
      .iut_sends("<iq type='" + std::string(answer.empty() ? "error" : "result") + "' id='d'>" + answer + "</iq>", who);
}
const auto yes = [](Play& play) { asked(play, query(true)); };
const auto no = [](Play& play) { asked(play, query(false)); };
const auto refused = [](Play& play) { asked(play, ""); };
Play begun(const std::string& roster = "both") { return Play().contact("romeo", roster).contact("benvolio"); }
const auto nudge = [](Play& play) { play.romeo_sends(attention_message()).alert(); };
const auto on = [](Play& play) { play.setting("attention", "on"); };
const auto off = [](Play& play) { play.setting("attention", "off"); };
// Somebody of whom nothing came before.
const auto other_alerts = [](Play& play) {
  play.sends("benvolio/street", attention_message()).alert("benvolio/street");
};
trace::SettingEvent unsupported(const std::string& by, const std::string& value = "off") {
  return {"attention", value, "unsupported", by};
}
trace::SettingEvent begins(const std::string& value = "off") { return {"attention", value, "begin"}; }
const trace::SettingEvent done{"attention", "off", "done"};

// Caps of a node, with a hash that is not known here.
std::string presence(const std::string& ver) {
  return "<presence><c xmlns='http://jabber.org/protocol/caps' hash='x-test' node='urn:j' ver='" + ver +
         "'/></presence>";
}

}  // namespace

TEST_CASE("Who alerts, or has it switched on, lists attention", "[xep0224-5]") {
  check_rows(
      "0224/5/disco-feature",
      {
          {"it alerts and lists it", begun().with(nudge).with(yes), "pass"},
          {"it alerts and does not", begun().with(nudge).with(no), "fail"},
          {"it alerts after it was asked", begun().with(no).with(nudge), "fail"},
          {"it is switched on and listed", begun().with(on).with(yes), "pass"},
          {"it is switched on and not listed", begun().with(on).with(no), "fail"},
          {"it never alerts", begun().with(no), "not applicable"},
          {"it lists it and never alerts", begun().with(yes), "not applicable"},
          {"it is off", begun().with(nudge).with(off).with(no), "not judged"},
          {"it alerts once it is switched on, and was asked before", begun().with(no).with(on).with(nudge),
           "not applicable"},
          {"it alerted before it was switched off", begun().with(nudge).with(off).with(no).with(on).with(yes), "pass"},
          {"it was asked while the setting changed",
           begun()
               .record(begins("on"))
               .sends("romeo/orchard", "<iq type='get' id='d'>" + query(false) + "</iq>")
               .record(trace::SettingEvent{"attention", "on", "done"})
               .iut_sends("<iq type='result' id='d'>" + query(false) + "</iq>"),
           "not judged"},
          {"the asker does not see its presence", begun("to").with(nudge).with(no), "inconclusive"},
          {"it refuses to answer", begun().with(nudge).with(refused), "inconclusive"},
          {"it answers another node",
           begun().with(nudge).with([](Play& play) { asked(play, query(false), "urn:j#1"); }), "not judged"},
          {"nothing", begun().with(nudge), "not judged"},
      });
}

TEST_CASE("The user can switch attention off", "[xep0224-6]") {
  check_rows(
      "0224/6/can-disable",
      {
          {"it is listed, and not when it is off", begun().with(yes).with(off).with(no), "pass"},
          {"it has to be switched on first", begun().with(no).with(on).with(yes).with(off).with(no), "pass"},
          {"it alerts, and is not listed when it is off", begun().with(nudge).with(off).with(no), "pass"},
          {"off, it is still listed, and alerts", begun().with(yes).with(off).with(yes).with(other_alerts), "fail"},
          {"off, it is still listed", begun().with(yes).with(off).with(yes), "not judged"},
          {"off, it alerts, and is not listed", begun().with(yes).with(off).with(no).with(other_alerts), "pass"},
          {"it takes none anyway", begun().with(no).with(off).with(no), "not applicable"},
          {"the client has no setting",
           begun().with(yes).record(begins()).record(unsupported("client")),
           "fail",
           {"declared-by-driver"}},
          {"the client has no setting, and alerts",
           begun().record(begins()).record(unsupported("client")).with(nudge),
           "fail",
           {"declared-by-driver"}},
          {"the client has no setting, and takes none", begun().with(no).record(begins()).record(unsupported("client")),
           "not applicable"},
          {"the driver cannot work it", begun().with(yes).record(begins()).record(unsupported("driver")),
           "not applicable"},
          {"the driver does not say who cannot", begun().with(yes).record(begins()).record(unsupported("")),
           "not applicable"},
          {"nothing is asked after", begun().with(yes).with(off), "not judged"},
          {"nothing", begun().with(yes), "not judged"},
      });
}

TEST_CASE("What is off is not listed", "[xep0224-6]") {
  check_rows("0224/6/off-not-advertised",
             {
                 {"it is not", begun().with(yes).with(off).with(no), "pass"},
                 {"it is", begun().with(yes).with(off).with(yes), "fail"},
                 {"it is, and was not before", begun().with(no).with(off).with(yes), "fail"},
                 {"it never was", begun().with(no).with(off).with(no), "not applicable"},
                 {"it is on again", begun().with(yes).with(off).with(on).with(yes), "not judged"},
                 {"it could not be switched off",
                  begun().with(yes).record(begins()).record(unsupported("client")).with(yes), "not judged"},
                 {"it was asked before it was off",
                  begun()
                      .with(yes)
                      .sends("romeo/orchard", "<iq type='get' id='d'>" + query(false) + "</iq>")
                      .with(off)
                      .iut_sends("<iq type='result' id='d'>" + query(true) + "</iq>"),
                  "not judged"},
                 {"it refuses to answer", begun().with(yes).with(off).with(refused), "inconclusive"},
                 {"caps of before", begun().iut_broadcasts(presence("1")).with(yes).with(off).with([](Play& play) {
                    asked(play, query(true, "urn:j#1"), "urn:j#1");
                  }),
                  "not judged"},
                 {"nothing", begun().with(yes), "not judged"},
             });
}

TEST_CASE("What is off does not alert, nor do caps tell it", "[xep0224-6]") {
  const auto node = [](bool feature, const std::string& ver) {
    return [feature, ver](Play& play) { asked(play, query(feature, "urn:j#" + ver), "urn:j#" + ver); };
  };
  const auto quiet = [](Play& play) {
    play.sends("benvolio/street", attention_message()).digested().alerts(0, "benvolio");
  };
  const auto announced = [](const std::string& ver) {
    return [ver](Play& play) { play.iut_broadcasts(presence(ver)); };
  };
  check_rows(
      "0224/6/off-is-off",
      {
          {"it does not alert", begun().with(nudge).with(off).with(quiet).with(on).with(nudge), "pass"},
          {"it alerts", begun().with(nudge).with(off).with(other_alerts), "fail"},
          {"it alerts late", begun().with(nudge).with(off).with(quiet).with(on).with(nudge).alert("benvolio/street"),
           "fail"},
          {"it alerts, without any control", begun().with(off).with(other_alerts), "fail"},
          {"a stranger's alerts", Play().contact("romeo", "none").with(off).with(nudge), "not judged"},
          {"it is on again", begun().with(off).with(on).with(nudge), "not judged"},
          {"no control after", begun().with(nudge).with(off).with(quiet), "not judged"},
          {"no control before", begun().with(off).with(quiet).with(on).with(nudge), "not judged"},
          {"one came before", begun().with(other_alerts).with(nudge).with(off).with(quiet).with(on).with(nudge),
           "not judged"},
          {"new caps without it",
           begun().with(announced("1")).with(yes).with(off).with(announced("2")).with(node(false, "2")), "pass"},
          {"new caps with it", begun().with(yes).with(off).with(announced("2")).with(node(true, "2")), "fail"},
          {"caps of before", begun().with(announced("1")).with(yes).with(off).with(node(true, "1")), "not judged"},
          {"the caps of before, announced again",
           begun().with(announced("1")).with(yes).with(off).with(announced("1")).with(node(true, "1")), "fail"},
          {"new caps while it is switched off, without it",
           begun()
               .with(announced("1"))
               .with(yes)
               .record(begins())
               .with(announced("2"))
               .record(done)
               .with(node(false, "2")),
           "pass"},
          {"new caps while it is switched off, with it",
           begun()
               .with(announced("1"))
               .with(yes)
               .record(begins())
               .with(announced("2"))
               .record(done)
               .with(node(true, "2")),
           "fail"},
          {"the caps of before while it is switched off",
           begun()
               .with(announced("1"))
               .with(yes)
               .record(begins())
               .with(announced("1"))
               .record(done)
               .with(node(true, "1")),
           "not judged"},
          {"new caps before that, too",
           begun().with(yes).with(announced("1")).record(begins()).record(done).with(node(false, "1")), "not judged"},
          {"new caps, and it never was listed", begun().with(off).with(announced("2")).with(node(false, "2")),
           "not applicable"},
          {"new caps, and it is on again",
           begun().with(yes).with(off).with(announced("2")).with(on).with(node(true, "2")), "not judged"},
          {"new caps that are not resolved", begun().with(yes).with(off).with(announced("2")), "not judged"},
          {"nothing", begun().with(nudge), "not judged"},
      });
}

}  // namespace conformance::rules
