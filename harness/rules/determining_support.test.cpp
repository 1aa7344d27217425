// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

const std::string c =
    "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:example' ver='QgayPKawpkPSDYmwT/WM94uAlu0='/>";
const std::string caps_node = " node='urn:example#QgayPKawpkPSDYmwT/WM94uAlu0='";

// A contact of the cast, with caps of that kind.
Play& cast(Play& play, const std::string& name, const std::string& caps) {
  return play.record(trace::ContactEvent{name, jid_of(name), {"orchard"}, "both", caps, "answers", "iut"});
}
Play with_caps(const std::string& version = "2.1") {
  Play play(version);
  return cast(play, "romeo", "valid").comes("romeo/orchard", c);
}
Play without_caps() {
  Play play;
  cast(play, "romeo", "none").comes("romeo/orchard").digested();
  return cast(play, "nurse", "valid").comes("nurse/x", c);
}
Play& asks(Play& play, const std::string& who, const std::string& node) {
  const std::string query = "<query xmlns='http://jabber.org/protocol/disco#info'" + node + "/>";
  return play.iut_sends("<iq type='get' id='q'>" + query + "</iq>", who);
}
Play& asks_for_caps(Play& play) { return asks(play, "romeo/orchard", caps_node); }
Play& asks_plainly(Play& play) { return asks(play, "romeo/orchard", ""); }
Play& asks_his_account(Play& play) { return asks(play, "romeo", ""); }
Play& asks_somebody(Play& play) { return asks(play, "benvolio@verona.lit/x", ""); }
Play& asks_somebodys_caps(Play& play) { return asks(play, "benvolio@verona.lit/x", caps_node); }
Play& asks_nurse(Play& play) { return asks(play, "nurse/x", caps_node); }
Play& writes(Play& play) { return play.iut_sends(body("one") + active); }

}  // namespace

TEST_CASE("Valid caps decide, and no plain query is sent beside them", "[xep0085-4]") {
  check_rows(
      "0085/4/caps-first",
      {
          {"the caps are asked for", with_caps().with(asks_for_caps).with(writes), "pass"},
          {"the contact is asked plainly", with_caps().with(asks_plainly).with(writes), "fail"},
          {"both are asked", with_caps().with(asks_for_caps).with(asks_plainly), "fail"},
          {"both are asked, in 1.2",
           with_caps("1.2").with(asks_for_caps).with(asks_plainly),
           "pass",
           {"asked-beside-caps"}},
          {"nothing is asked", with_caps().with(writes), "not applicable"},
          {"another node is asked", with_caps().with([](Play& p) { asks(p, "romeo/orchard", " node='x'"); }),
           "not judged"},
          {"an empty node is asked for", with_caps().with([](Play& p) { asks(p, "romeo/orchard", " node=''"); }),
           "fail"},
          {"his account is asked", with_caps().with(asks_his_account), "not judged"},
          {"the server is asked",
           with_caps().iut_broadcasts("<iq type='get' id='q'><query xmlns='http://jabber.org/protocol/disco#info'/>"
                                      "</iq>"),
           "not judged"},
          {"caps that he has not sent are asked for",
           Play().with([](Play& p) { cast(p, "romeo", "valid"); }).comes("romeo/orchard").with(asks_for_caps),
           "not judged"},
          {"a state alone is sent to him", with_caps().iut_sends(composing), "not judged"},
          {"he is sent a message that is no chat", with_caps().iut_sends(message("type='normal'", body("one"))),
           "not judged"},
          {"a room of that name is written to",
           Play()
               .with([](Play& p) { cast(p, "room@chat.montague.lit", "valid"); })
               .iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>",
                          "room@chat.montague.lit/juliet")
               .iut_sends(body("one"), "room@chat.montague.lit"),
           "not judged"},
          {"an error of his comes before the question", with_caps().bounce(composing).with(asks_plainly), "fail"},
          {"another resource of his is asked", with_caps().with([](Play& p) { asks(p, "romeo/garden", ""); }),
           "not judged"},
          {"he has written before his caps came",
           Play()
               .with([](Play& p) { cast(p, "romeo", "valid"); })
               .romeo_sends(body("x"))
               .comes("romeo/orchard", c)
               .with(asks_plainly),
           "not judged"},
          {"he had come without caps before",
           Play()
               .with([](Play& p) { cast(p, "romeo", "valid"); })
               .comes("romeo/orchard")
               .comes("romeo/orchard", c)
               .with(asks_plainly),
           "not judged"},
          {"he goes and comes again with caps",
           Play()
               .with([](Play& p) { cast(p, "romeo", "valid"); })
               .comes("romeo/orchard")
               .goes("romeo/orchard")
               .comes("romeo/orchard", c)
               .with(asks_plainly),
           "fail"},
          {"his caps are wrong",
           Play().with([](Play& p) { cast(p, "romeo", "wrong"); }).comes("romeo/orchard", c).with(asks_plainly),
           "not judged"},
          {"nothing is known of him", Play().comes("romeo/orchard", c).with(asks_plainly), "not judged"},
          {"what he is asked is an answer",
           with_caps().iut_sends("<iq type='result' id='q'><query xmlns='http://jabber.org/protocol/disco#info'/>"
                                 "</iq>"),
           "not judged"},
      });
}

TEST_CASE("Who has sent no caps is asked itself", "[xep0085-4]") {
  check_rows(
      "0085/4/disco-fallback",
      {
          {"he is asked", without_caps().with(asks_nurse).with(asks_plainly).with(writes), "pass"},
          {"he is asked after the message", without_caps().with(asks_nurse).with(writes).with(asks_plainly), "pass"},
          {"he is not asked, others are", without_caps().with(asks_nurse).with(writes), "fail"},
          {"he is not asked, others are afterwards", without_caps().with(writes).with(asks_nurse), "fail"},
          {"nobody is asked", without_caps().with(writes), "not applicable"},
          {"others are asked, but no state is ever sent", without_caps().with(asks_nurse).iut_sends(body("one")),
           "not applicable"},
          {"a node of his is asked", without_caps().with(asks_nurse).with(asks_for_caps).with(writes), "fail"},
          {"his full JID may not be known",
           Play()
               .with([](Play& p) { cast(p, "romeo", "none"); })
               .comes("romeo/orchard")
               .with([](Play& p) { cast(p, "nurse", "valid").comes("nurse/x", c); })
               .with(asks_nurse)
               .with(writes),
           "not judged"},
          {"he is not available",
           Play()
               .with([](Play& p) { cast(p, "romeo", "none"); })
               .digested()
               .with([](Play& p) { cast(p, "nurse", "valid").comes("nurse/x", c); })
               .with(asks_nurse)
               .with(writes),
           "not judged"},
          {"the user has switched states off",
           without_caps().with(asks_nurse).setting("chat_states", "off").with(writes), "not judged"},
          {"nothing is written to him", without_caps().with(asks_nurse), "not judged"},
          {"his account is asked, not he", without_caps().with(asks_nurse).with(asks_his_account).with(writes), "fail"},
          {"of others only somebody unknown is asked, plainly", without_caps().with(asks_somebody).with(writes),
           "not applicable"},
          {"of others only somebody unknown is asked, for caps", without_caps().with(asks_somebodys_caps).with(writes),
           "fail"},
          {"another who has caps is asked plainly", without_caps().with([](Play& p) { asks(p, "nurse/x", ""); }),
           "not judged"},
          {"who is written to has caps",
           without_caps().digested().with(asks_nurse).iut_sends(body("one") + active, "nurse/x"), "not judged"},
          {"who is written to is unknown",
           without_caps().with(asks_nurse).iut_sends(body("one") + active, "benvolio@verona.lit/x"), "not judged"},
      });
}

TEST_CASE("Who has not come with a full JID need not be asked", "[xep0085-4]") {
  const auto then = [](Play play) {
    return play.digested()
        .with([](Play& p) { cast(p, "nurse", "valid").comes("nurse/x", c); })
        .with(asks_nurse)
        .with(writes);
  };
  const auto known = [] {
    Play play;
    return cast(play, "romeo", "none");
  };
  check_rows("0085/4/disco-fallback",
             {
                 {"he has come", then(known().comes("romeo/orchard")), "fail"},
                 {"his account has come, without a resource", then(known().comes("romeo")), "not judged"},
                 {"a presence has come from no address", then(known().sends("", "<presence/>")), "not judged"},
                 {"he has only gone", then(known().goes("romeo/orchard")), "not judged"},
                 {"he has sent an iq without type", then(known().romeo_sends("<iq id='x'/>")), "not judged"},
                 {"he has come to another", then(known().actor_sends("romeo/orchard", "<presence/>", "nurse/x")),
                  "not judged"},
             });
}

namespace {

const std::string attention = message("type='headline'", "<attention xmlns='urn:xmpp:attention:0'/>");
Play& calls(Play& play) { return play.act("attention"); }
Play& called(Play& play) { return play.act("attention").iut_sends(attention, "romeo"); }

}  // namespace

TEST_CASE("For an attention, too, valid caps decide", "[xep0224-5]") {
  check_rows(
      "0224/5/caps-first",
      {
          {"the caps are asked for before", with_caps().with(asks_for_caps).with(called), "pass"},
          {"the caps are asked for in between",
           with_caps().with(calls).with(asks_for_caps).iut_sends(attention, "romeo"), "pass"},
          {"he is not called, by the fence", with_caps().with(asks_for_caps).with(calls).ui_fence(), "pass"},
          {"he is not called, and nothing fences", with_caps().with(asks_for_caps).with(calls), "not judged"},
          {"he is not called, and only an iq fences", with_caps().with(asks_for_caps).with(calls).digested(),
           "not judged"},
          {"he is not called, and the fence began before",
           with_caps()
               .with(asks_for_caps)
               .record(trace::FenceEvent{"s", "ui", "sent"})
               .with(calls)
               .record(trace::FenceEvent{"s", "ui", "returned"}),
           "not judged"},
          {"he cannot be called", with_caps().with(asks_for_caps).unsupported("attention", "client").ui_fence(),
           "not judged"},
          {"he is asked plainly after an attention that nobody has asked for",
           with_caps().with(asks_for_caps).iut_sends(attention, "romeo").with(asks_plainly), "fail"},
          {"the contact is asked plainly", with_caps().with(asks_for_caps).with(calls).with(asks_plainly), "fail"},
          {"the contact is asked plainly after it has gone",
           with_caps().with(asks_for_caps).with(called).with(asks_plainly), "fail"},
          {"in 1.2 of XEP-0085 as well", with_caps("1.2").with(asks_for_caps).with(calls).with(asks_plainly), "fail"},
          {"the contact was asked plainly before", with_caps().with(asks_plainly).with(asks_for_caps).with(called),
           "pass"},
          {"another is asked plainly",
           with_caps()
               .with([](Play& p) { cast(p, "nurse", "valid").comes("nurse/x", c); })
               .with(asks_for_caps)
               .with(called)
               .with([](Play& p) { asks(p, "nurse/x", ""); }),
           "pass"},
          {"nothing is asked", with_caps().with(called), "not applicable"},
          {"a chat alone is no reason", with_caps().with(asks_for_caps).with(writes), "not judged"},
          {"his caps are wrong",
           Play()
               .with([](Play& p) { cast(p, "romeo", "wrong"); })
               .comes("romeo/orchard", c)
               .with(calls)
               .with(asks_plainly),
           "not judged"},
          {"nothing is seen", with_caps(), "not judged"},
      });
}

TEST_CASE("A query that may be for an attention convicts nobody under XEP-0085", "[xep0085-4]") {
  check_rows(
      "0085/4/caps-first",
      {
          {"asked after an attention", with_caps().with(asks_for_caps).with(calls).with(asks_plainly), "pass"},
          {"asked before it", with_caps().with(asks_for_caps).with(asks_plainly).with(calls), "fail"},
          {"asked after an attention has begun",
           with_caps().with(asks_for_caps).act_phase("attention", "begin").with(asks_plainly), "pass"},
          {"asked after an attention that nobody has asked for",
           with_caps().with(asks_for_caps).iut_sends(attention, "romeo").with(asks_plainly), "pass"},
          {"asked after the client was found to have no attentions",
           with_caps().unsupported("attention", "client").with(asks_plainly), "fail"},
          {"asked after the user has written", with_caps().act("send", "one").with(asks_plainly), "fail"},
          {"asked after an attention to nobody", with_caps().act("attention", "", "@").with(asks_plainly), "fail"},
          {"nothing is asked, and all that was done is an attention", with_caps().with(calls).ui_fence(), "not judged"},
          {"asked after an attention to another",
           with_caps().with(asks_for_caps).act("attention", "", "nurse").with(asks_plainly), "fail"},
      });
}

TEST_CASE("Who is to be called and has sent no caps is asked itself", "[xep0224-5]") {
  check_rows("0224/5/disco-fallback",
             {
                 {"he is asked", without_caps().with(asks_nurse).with(calls).with(asks_plainly), "pass"},
                 {"he was asked before", without_caps().with(asks_nurse).with(asks_plainly).with(called).ui_fence(),
                  "not judged"},
                 {"he is not asked, others are", without_caps().with(asks_nurse).with(calls).ui_fence(), "fail"},
                 {"he is called without a question", without_caps().with(asks_nurse).with(called), "fail"},
                 {"he is asked after the fence",
                  without_caps().with(asks_nurse).with(calls).ui_fence().with(asks_plainly), "pass"},
                 {"nothing fences", without_caps().with(asks_nurse).with(calls), "not judged"},
                 {"only an iq fences", without_caps().with(asks_nurse).with(calls).digested(), "not judged"},
                 {"nobody is asked", without_caps().with(called), "not applicable"},
                 {"he is asked to find out about chat states",
                  without_caps().with(asks_nurse).with(writes).with(asks_plainly).with(calls).ui_fence(), "not judged"},
                 {"his full JID may not be known",
                  Play()
                      .with([](Play& p) { cast(p, "romeo", "none"); })
                      .comes("romeo/orchard")
                      .with([](Play& p) { cast(p, "nurse", "valid").comes("nurse/x", c); })
                      .with(asks_nurse)
                      .with(calls)
                      .ui_fence(),
                  "not judged"},
                 {"a chat alone is no reason", without_caps().with(asks_nurse).with(writes).ui_fence(), "not judged"},
                 {"nothing is seen", without_caps(), "not judged"},
             });
}

}  // namespace conformance::rules
