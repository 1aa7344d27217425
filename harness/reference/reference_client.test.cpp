// SPDX-License-Identifier: MIT
#include "reference/reference_client.hpp"

#include <catch2/catch.hpp>

#include "reference/test_client.hpp"

namespace conformance::reference {

namespace {

using namespace std::chrono_literals;
using Kind = scenario::Answer::Kind;

const std::string unavailable_service =
    "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

}  // namespace

TEST_CASE("An iq request is answered by a result where it is known, else by an error", "[rfc6120-8.2.3]") {
  struct Row {
    const char* iq;
    std::string answer;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"<iq type='get' id='1' from='romeo@montague.lit/orchard'><ping xmlns='urn:xmpp:ping'/></iq>",
       "<iq type='result' id='1' to='romeo@montague.lit/orchard'/>\n"},
      {"<iq type='get' id='2' from='romeo@montague.lit/orchard'><query xmlns='jabber:iq:version'/></iq>",
       "<iq type='error' id='2' to='romeo@montague.lit/orchard'><query xmlns='jabber:iq:version'/>" +
           unavailable_service + "</iq>\n"},
      {"<iq type='set' id='3' from='romeo@montague.lit/orchard'><composing "
       "xmlns='http://jabber.org/protocol/chatstates'/></iq>",
       "<iq type='error' id='3' to='romeo@montague.lit/orchard'><composing "
       "xmlns='http://jabber.org/protocol/chatstates'/>" +
           unavailable_service + "</iq>\n"},
      {"<iq type='set' id='4' from='romeo@montague.lit/orchard'><query "
       "xmlns='http://jabber.org/protocol/disco#info'/></iq>",
       "<iq type='error' id='4' to='romeo@montague.lit/orchard'><query "
       "xmlns='http://jabber.org/protocol/disco#info'/>" +
           unavailable_service + "</iq>\n"},
      {"<iq type='result' id='5' from='romeo@montague.lit/orchard'/>", ""},
      {"<iq type='error' id='6' from='romeo@montague.lit/orchard'/>", ""},
  }));
  ClientStage stage;
  stage.sent();
  stage.receives(row.iq);
  CHECK(stage.sent() == row.answer);
}

TEST_CASE("A roster push is taken from the own server and refused from others", "[rfc6121-2.1.6]") {
  struct Row {
    const char* from;
    bool taken;
  };
  const auto row = GENERATE(values<Row>({
      {"", true},
      {" from='juliet@capulet.lit'", true},
      {" from='juliet@capulet.lit/balcony'", true},
      {" from='romeo@montague.lit/orchard'", false},
      {" from='romeo@montague.lit'", false},
      {" from='montague.lit'", false},
  }));
  INFO(row.from);
  ClientStage stage;
  stage.sent();
  stage.receives("<iq type='set' id='p'" + std::string(row.from) +
                 "><query xmlns='jabber:iq:roster'><item jid='tybalt@capulet.lit' subscription='both'/></query></iq>");
  const auto answer = stage.sent();
  CHECK((answer.find("type='result'") != std::string::npos) == row.taken);
  CHECK((answer.find("service-unavailable") != std::string::npos) == !row.taken);
}

TEST_CASE("A presence or message that asks for nothing is not answered", "[rfc6121-8]") {
  const auto* stanza = GENERATE(
      "<presence from='romeo@montague.lit/orchard'/>", "<presence type='subscribe' from='romeo@montague.lit'/>",
      "<presence type='error' from='romeo@montague.lit'/>", "<presence from='juliet@capulet.lit/garden'/>",
      "<presence/>", "<message type='chat' from='romeo@montague.lit/orchard'><body>Hello</body></message>",
      "<message type='error' from='romeo@montague.lit/orchard'/>", "<message/>", "<features/>",
      "<stanza xmlns='urn:example'/>");
  ClientStage stage;
  stage.sent();
  stage.receives(stanza);
  CHECK(stage.sent().empty());
}

TEST_CASE("A message is shown to the user if it is of a chat with somebody else", "[rfc6121-5.2.2]") {
  struct Row {
    const char* attributes;
    bool shown;
  };
  const auto row = GENERATE(values<Row>({
      {"type='chat' from='romeo@montague.lit/orchard'", true},
      {"type='chat' from='ROMEO@montague.lit/orchard'", true},
      {"from='romeo@montague.lit/orchard'", true},
      {"type='normal' from='romeo@montague.lit/orchard'", true},
      {"type='strange' from='romeo@montague.lit'", true},
      {"type='headline' from='romeo@montague.lit/orchard'", false},
      {"type='groupchat' from='romeo@montague.lit/orchard'", false},
      {"type='error' from='romeo@montague.lit/orchard'", false},
      {"type='chat' from='tybalt@capulet.lit/street'", false},
      {"type='chat' from='juliet@capulet.lit/garden'", false},
      {"type='chat'", false},
  }));
  INFO(row.attributes);
  ClientStage stage;
  stage.receives("<message " + std::string(row.attributes) +
                 "><body>Hello</body><active xmlns='http://jabber.org/protocol/chatstates'/></message>");
  CHECK(stage.query("shown_messages").value == (row.shown ? "Hello\n" : ""));
  CHECK(stage.query("shown_state").value == (row.shown ? "active" : ""));
}

TEST_CASE("Each act that the client can do is done", "[reference]") {
  ClientStage stage;
  stage.receives(
      "<message type='chat' from='romeo@montague.lit/orchard'><body>Hello</body>"
      "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");
  struct Row {
    const char* verb;
    const char* text;
    const char* says;
  };
  stage.sent();
  for (const auto& row : std::vector<Row>{{"open", "", ""},
                                          {"type", "Yes", "<composing "},
                                          {"clear", "", "<active "},
                                          {"send", "Yes", "<body>Yes</body>"},
                                          {"reply", "No", "<body>No</body>"},
                                          {"blur", "", "<inactive "},
                                          {"focus", "", "<active "},
                                          {"close", "", "<gone "},
                                          // To whom is not known to support it none goes (attention_sending.test.cpp).
                                          {"attention", "", ""},
                                          {"add_contact", "", "<presence type='subscribe"},
                                          {"remove_contact", "", "subscription='remove'"}}) {
    INFO(row.verb);
    CHECK(stage.act(row.verb, row.text).kind == Kind::ok);
    const auto sent = stage.sent();
    CHECK(sent.empty() == std::string(row.says).empty());
    CHECK(sent.find(row.says) != std::string::npos);
    CHECK(stage.client.abilities().actions.contains(row.verb));
  }
  CHECK(stage.client.abilities().actions.size() == 14);  // join and leave are in room.test.cpp, logout is played
}

TEST_CASE("What is sent was typed before, as people do", "[reference]") {
  ClientStage stage;
  stage.receives(
      "<message type='chat' from='romeo@montague.lit/orchard'><body>Hello</body>"
      "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");
  stage.sent();
  stage.act("send", "Yes");
  const auto sent = stage.sent();
  CHECK(sent.find("<composing ") < sent.find("<body>Yes</body>"));
  CHECK(sent.find("<active ") != std::string::npos);
}

TEST_CASE("Typing takes the time that is given for each key", "[reference]") {
  ClientStage stage;
  stage.act("type", "Yes", 100ms);
  CHECK(stage.loop.clock().now() == 300ms);
  stage.act("type", "No");
  CHECK(stage.loop.clock().now() == 300ms);
}

TEST_CASE("What the client does not have is said to be unsupported by it", "[reference]") {
  ClientStage stage;
  CHECK(stage.act("somersault").kind == Kind::unsupported_by_client);
  CHECK(stage.act("somersault").reason == "the reference client has no somersault");
  CHECK(stage.query("mood").reason == "the reference client has no mood");
  const auto answer = stage.loop.run(stage.client.configure("receipts", "on"));
  CHECK(answer.kind == Kind::unsupported_by_client);
  CHECK(answer.reason == "the reference client has no setting receipts");
}

TEST_CASE("The setting for chat states switches them off and on again", "[xep0085-5.2]") {
  ClientStage stage;
  stage.receives(
      "<message type='chat' from='romeo@montague.lit/orchard'><body>Hello</body>"
      "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");
  CHECK(stage.loop.run(stage.client.configure("chat_states", "off")).kind == Kind::ok);
  CHECK_FALSE(stage.tells_typing());
  CHECK(stage.loop.run(stage.client.configure("chat_states", "on")).kind == Kind::ok);
  CHECK(stage.tells_typing());
}

TEST_CASE("A sync ends when all that the user caused has left", "[reference]") {
  ClientStage prompt;
  CHECK(prompt.client.abilities().sync);
  CHECK(prompt.loop.run(prompt.client.sync()).kind == Kind::ok);
  CHECK(prompt.loop.clock().now() == 0ms);

  ClientStage late("late");
  late.sent();
  late.act("send", "one");
  late.loop.run(pause(late.loop.clock(), 150ms));
  late.act("send", "two");
  CHECK(late.sent().empty());
  CHECK(late.loop.run(late.client.sync()).kind == Kind::ok);
  CHECK(late.loop.clock().now() == 350ms);
  const auto sent = late.sent();
  CHECK(sent.find("<body>one</body>") < sent.find("<body>two</body>"));
  CHECK(sent.find("<body>two</body>") != std::string::npos);
}

TEST_CASE("With the fault late an iq is answered at once", "[faults]") {
  ClientStage stage("late");
  stage.sent();
  stage.act("send", "one");
  stage.receives("<iq type='get' id='1' from='romeo@montague.lit/orchard'><ping xmlns='urn:xmpp:ping'/></iq>");
  CHECK(stage.sent() == "<iq type='result' id='1' to='romeo@montague.lit/orchard'/>\n");
}

TEST_CASE("Presence of the contact unlocks the chat, and his going ends its session", "[rfc6121-5.1]") {
  ClientStage stage;
  const std::string hello =
      "<message type='chat' from='romeo@montague.lit/orchard'><thread>A</thread><body>Hello</body>"
      "<active xmlns='http://jabber.org/protocol/chatstates'/></message>";
  const auto to_orchard = [&stage] {
    stage.sent();
    stage.act("send", "Yes");
    return stage.sent().find("to='romeo@montague.lit/orchard'") != std::string::npos;
  };
  stage.receives("<presence from='romeo@montague.lit/orchard'/>");
  stage.receives(hello);
  CHECK(to_orchard());
  stage.receives("<presence from='romeo@montague.lit/orchard'><show>away</show></presence>");
  CHECK_FALSE(to_orchard());
  stage.receives(hello);
  stage.receives("<presence type='unavailable' from='romeo@montague.lit/street'/>");
  CHECK(to_orchard());
  stage.receives("<presence type='unavailable' from='romeo@montague.lit/orchard'/>");
  CHECK_FALSE(to_orchard());
  CHECK_FALSE(stage.tells_typing());
}

TEST_CASE("A contact who was never seen does not go", "[rfc6121-5.1]") {
  ClientStage stage;
  stage.receives(
      "<message type='chat' from='romeo@montague.lit/orchard'><body>Hello</body>"
      "<active xmlns='http://jabber.org/protocol/chatstates'/></message>");
  stage.receives("<presence type='unavailable' from='romeo@montague.lit/orchard'/>");
  CHECK(stage.tells_typing());
}

TEST_CASE("The threads of a client come from its seed", "[determinism]") {
  const auto thread_of = [](const std::string& version) {
    ClientStage stage("", version);
    stage.sent();
    stage.act("send", "Yes");
    const auto sent = stage.sent();
    const auto at = sent.find("<thread>");
    return sent.substr(at, sent.find("</thread>") - at);
  };
  CHECK(thread_of("2.1") == thread_of("1.2"));
  CHECK(thread_of("2.1") == "<thread>" + Seed(7).word("thread 1", 12));
}

}  // namespace conformance::reference
