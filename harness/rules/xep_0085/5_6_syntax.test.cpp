// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

Play chat(const std::string& version = "2.1", const std::string& profile = "modern") {
  return Play(version, profile)
      .contact("romeo")
      .comes("romeo/orchard")
      .romeo_sends(body("Hello") + active)
      .shown("Hello");
}

Play actors() { return Play::of_server().stream("bound", "romeo/orchard").stream("bound", "juliet/balcony"); }

// What stands beside the state of a standalone, with the verdicts of the two versions and profiles.
struct Beside {
  const char* what;
  std::string child;
  const char* modern_2_1;
  const char* letter_2_1;
  const char* modern_1_2;
  const char* letter_1_2;
  std::set<std::string> modern_flags{};
  std::set<std::string> flags_2_1{};
};

}  // namespace

TEST_CASE("A message has at most one chat state", "[xep0085-5.6]") {
  check_rows(
      "0085/5.6/one-state",
      {
          {"two in a standalone", chat().iut_sends(composing + paused), "fail"},
          {"the same twice", chat().iut_sends(active + active), "fail"},
          {"two in a user message", chat().iut_sends(body("Ay me!") + active + composing), "fail"},
          {"two beside a receipt", chat().iut_sends(receipt + active + composing), "fail"},
          {"a known and an unknown name", chat().iut_sends(active + state("thinking")), "fail"},
          {"two in a groupchat message",
           chat().iut_sends(message("type='groupchat'", body("All") + active + gone), "room@chat.montague.lit"),
           "fail"},
          {"one in a standalone", chat().iut_sends(composing), "pass"},
          {"one in a user message", chat().iut_sends(body("Ay me!") + active), "pass"},
          {"one, and one within another element", chat().iut_sends(active + "<x xmlns='urn:x'>" + gone + "</x>"),
           "pass"},
          {"one, and the same word of another namespace", chat().iut_sends(active + "<active xmlns='urn:x'/>"), "pass"},
          {"one, and one more in the next message", chat().iut_sends(composing).iut_sends(paused), "pass"},
          {"an error echoes two", chat().iut_sends(message("type='error'", composing + paused)), "not judged"},
          {"a delayed copy has two", chat().iut_sends(composing + paused + delay), "not judged"},
          {"the contact sends two", chat().romeo_sends(composing + paused), "not judged"},
          {"a forwarded message has two",
           chat().iut_sends(body("See") + active +
                            "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'>" + composing +
                            paused + "</message></forwarded>"),
           "pass"},
          {"a message without state", chat().iut_sends(body("Ay me!")), "not judged"},
          {"nothing is sent", chat(), "not judged"},
      });
}

TEST_CASE("A server is blamed for a second state that no actor sent", "[xep0085-5.6]") {
  const auto one = [](const std::string& content) {
    return actors().actor_sends("romeo/orchard", content, "juliet/balcony");
  };
  check_rows(
      "0085/5.6/one-state",
      {
          {"the server adds one", one(composing).actor_gets("juliet/balcony", composing + active, "romeo/orchard"),
           "fail"},
          {"the server writes two itself", actors().actor_gets("juliet/balcony", composing + active, "montague.lit"),
           "fail"},
          {"an actor sent two",
           one(composing + active).actor_gets("juliet/balcony", composing + active, "romeo/orchard"), "not judged"},
          {"one is delivered", one(composing).actor_gets("juliet/balcony", composing, "romeo/orchard"), "pass"},
          {"an error echoes two",
           one(composing).actor_gets("romeo/orchard", message("type='error'", composing + active), "juliet/balcony"),
           "not judged"},
          {"somebody who is no actor sent two",
           actors().actor_gets("juliet/balcony", composing + active, "nurse@capulet.lit/x"), "not judged"},
          {"a carbon holds another state",
           one(composing).actor_gets("romeo/garden",
                                     active + "<sent xmlns='urn:xmpp:carbons:2'>" + composing + "</sent>", "romeo"),
           "pass"},
          {"what is not at an actor's stream", actors().sends("romeo/orchard", composing + active), "not judged"},
          {"nothing is delivered", one(composing), "not judged"},
      });
}

TEST_CASE("A standalone state has nothing but a thread beside it", "[xep0085-5.6]") {
  const std::set<std::string> hint = {"hint-in-standalone"};
  const std::set<std::string> metadata = {"metadata-in-standalone"};
  const std::set<std::string> unknown = {"unknown-child"};
  // What is content in 1.2 makes a message of content of it, and is a matter of 5.6/content-only-active there.
  const std::vector<Beside> rows = {
      {"nothing", "", "pass", "pass", "pass", "pass"},
      {"a thread", thread("scene"), "pass", "pass", "pass", "pass"},
      {"a hint", "<no-store xmlns='urn:xmpp:hints'/>", "pass", "fail", "pass", "not applicable", hint},
      {"an origin-id", "<origin-id xmlns='urn:xmpp:sid:0' id='1'/>", "pass", "fail", "pass", "not applicable",
       metadata},
      {"private", "<private xmlns='urn:xmpp:carbons:2'/>", "pass", "fail", "pass", "not applicable", metadata},
      {"an address", "<addresses xmlns='http://jabber.org/protocol/address'/>", "pass", "fail", "pass",
       "not applicable", metadata},
      {"headers", "<headers xmlns='http://jabber.org/protocol/shim'/>", "pass", "fail", "pass", "not applicable",
       metadata},
      {"an empty body", "<body/>", "fail", "fail", "not applicable", "not applicable"},
      {"an empty subject", "<subject/>", "fail", "fail", "not applicable", "not applicable"},
      {"a nick", "<nick xmlns='http://jabber.org/protocol/nick'>Juliet</nick>", "fail", "fail", "not applicable",
       "not applicable"},
      {"html without a body", "<html xmlns='http://jabber.org/protocol/xhtml-im'/>", "fail", "fail", "not applicable",
       "not applicable"},
      {"an event of XEP-0022", "<x xmlns='jabber:x:event'><composing/></x>", "fail", "fail", "not applicable",
       "not applicable"},
      {"an unknown extension", "<x xmlns='urn:x'/>", "pass", "fail", "not applicable", "not applicable", {}, unknown},
      {"an element that jabber:client does not have", "<typing/>", "fail", "fail", "fail", "fail"},
  };
  for (const auto& row : rows) {
    const auto judged = [&](const char* version, const char* profile, const char* verdict,
                            std::set<std::string> flags) {
      check_rows("0085/5.6/standalone-bare",
                 {{std::string(row.what) + " in " + version + ", " + profile,
                   chat(version, profile).iut_sends(composing + row.child), verdict, std::move(flags)}});
    };
    auto flags_2_1 = row.modern_flags;
    flags_2_1.insert(row.flags_2_1.begin(), row.flags_2_1.end());
    judged("2.1", "modern", row.modern_2_1, flags_2_1);
    judged("2.1", "letter", row.letter_2_1, {});
    judged("1.2", "modern", row.modern_1_2, row.modern_flags);
    judged("1.2", "letter", row.letter_1_2, {});
  }
}

TEST_CASE("What is no standalone need not be bare", "[xep0085-5.6]") {
  check_rows(
      "0085/5.6/standalone-bare",
      {
          {"a user message", chat().iut_sends(body("Ay me!") + active + "<typing/>"), "not judged"},
          {"an encrypted message", chat().iut_sends(sealed + active), "not judged"},
          {"a receipt with a state", chat().iut_sends(receipt + active), "not judged"},
          {"text as it is typed", chat().iut_sends(composing + "<rtt xmlns='urn:xmpp:rtt:0'/>"), "not judged"},
          {"a new subject", chat().iut_sends("<subject>Love</subject>" + active), "not judged"},
          {"a headline", chat().iut_sends(message("type='headline'", active + "<typing/>")), "not judged"},
          {"two states are a matter of one-state", chat().iut_sends(active + composing + "<typing/>"), "not judged"},
          {"an error", chat().iut_sends(message("type='error'", composing + "<typing/>")), "not judged"},
          {"a delayed copy", chat().iut_sends(composing + "<typing/>" + delay), "not judged"},
          {"the contact's", chat().romeo_sends(composing + "<typing/>"), "not judged"},
          {"a standalone in a room",
           chat().iut_sends(message("type='groupchat'", composing + "<typing/>"), "room@chat.montague.lit"), "fail"},
          {"content before a hint, in 1.2",
           chat("1.2").iut_sends(composing + "<body/><no-store xmlns='urn:xmpp:hints'/>"),
           "not applicable",
           {"hint-in-standalone"}},
          {"a bare one after one that is not", chat().iut_sends(composing + "<typing/>").iut_sends(paused), "fail"},
          {"nothing is sent", chat(), "not judged"},
      });
}

TEST_CASE("What servers add to a standalone is not the client's", "[xep0085-5.6]") {
  const auto seen = [](const std::string& profile, const std::string& child) {
    return Play("2.1", profile)
        .contact("romeo", "both", "romeo/orchard")
        .actor_gets("romeo/orchard", composing + child, Play::iut_full);
  };
  const std::string stanza_id = "<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='romeo@montague.lit'/>";
  const std::string occupant = "room@chat.montague.lit/";
  const std::string occupant_id = "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='1'/>";
  check_rows(
      "0085/5.6/standalone-bare",
      {
          {"a stanza-id, by the letter", seen("letter", stanza_id), "pass"},
          {"a stanza-id", seen("modern", stanza_id), "pass"},
          {"an occupant-id, by the letter", seen("letter", occupant_id), "pass"},
          {"a delay", seen("letter", delay), "not judged"},
          {"the mark of a private message (XEP-0045 7.5), by the letter",
           Play("2.1", "letter")
               .iut_sends("<presence><x xmlns='http://jabber.org/protocol/muc'/></presence>", occupant + "juliet")
               .iut_sends(composing + "<x xmlns='http://jabber.org/protocol/muc#user'/>", occupant + "romeo"),
           "pass"},
          {"a hint is the client's", seen("letter", "<no-store xmlns='urn:xmpp:hints'/>"), "fail"},
          {"so is a stanza-id at its own stream", chat("2.1", "letter").iut_sends(composing + stanza_id), "fail"},
      });
}

}  // namespace conformance::rules
