// SPDX-License-Identifier: MIT
#include "xmpp/classify.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"

namespace conformance::xmpp {

namespace {

constexpr auto U = MessageClass::user_message;
constexpr auto X = MessageClass::other_payload;
constexpr auto N = MessageClass::standalone;
constexpr auto nothing = MessageClass::nothing;

const std::string state = "<composing xmlns='http://jabber.org/protocol/chatstates'/>";
const std::string body = "<body>Wherefore art thou?</body>";

Message classified(const std::string& inside, const std::string& attributes = "type='chat'") {
  const auto element = xml::parse_element("<message " + attributes + ">" + inside + "</message>", ns::client).value();
  return read_message(Stanza::parse(element).value());
}

// Every payload that makes a message one with another purpose than to show what somebody wrote.
const std::vector<std::string> other_payloads = {
    "<received xmlns='urn:xmpp:receipts' id='1'/>",
    "<received xmlns='urn:xmpp:chat-markers:0' id='1'/>",
    "<displayed xmlns='urn:xmpp:chat-markers:0' id='1'/>",
    "<acknowledged xmlns='urn:xmpp:chat-markers:0' id='1'/>",
    "<reactions xmlns='urn:xmpp:reactions:0' id='1'><reaction>x</reaction></reactions>",
    "<retract xmlns='urn:xmpp:message-retract:0'/>",
    "<retract xmlns='urn:xmpp:message-retract:1' id='1'/>",
    "<apply-to xmlns='urn:xmpp:fasten:0' id='1'><retract xmlns='urn:xmpp:message-retract:0'/></apply-to>",
    "<x xmlns='jabber:x:conference' jid='balcony@rooms.capulet.lit'/>",
    "<feature xmlns='http://jabber.org/protocol/feature-neg'/>",
    "<x xmlns='jabber:x:data' type='form'/>",
    "<event xmlns='http://jabber.org/protocol/pubsub#event'><items node='n'/></event>",
    "<attention xmlns='urn:xmpp:attention:0'/>",
    "<propose xmlns='urn:xmpp:jingle-message:0' id='1'/>",
    "<retract xmlns='urn:xmpp:jingle-message:1' id='1'/>",
    "<invite xmlns='urn:xmpp:call-invites:0'/>",
    "<x xmlns='http://jabber.org/protocol/rosterx'/>",
    "<x xmlns='http://jabber.org/protocol/muc#user'><invite to='romeo@montague.lit'/></x>",
    "<x xmlns='http://jabber.org/protocol/muc#user'><decline to='romeo@montague.lit'/></x>",
    "<result xmlns='urn:xmpp:mam:2' id='1'/>",
    "<sent xmlns='urn:xmpp:carbons:2'/>",
    "<received xmlns='urn:xmpp:carbons:2'/>",
    "<forwarded xmlns='urn:xmpp:forward:0'/>",
    // Key transports: OMEMO without a payload.
    "<encrypted xmlns='eu.siacs.conversations.axolotl'><header sid='1'/></encrypted>",
    "<encrypted xmlns='urn:xmpp:omemo:1'><header sid='1'/></encrypted>",
    "<encrypted xmlns='urn:xmpp:omemo:2'><header sid='1'/></encrypted>",
};

}  // namespace

TEST_CASE("A message with another payload is X with and without a state and a fallback body", "[xep0085-2]") {
  for (const auto& payload : other_payloads) {
    INFO(payload);
    CHECK(classified(payload).message_class == X);
    CHECK(classified(payload + state).message_class == X);
    CHECK(classified(state + payload).message_class == X);
    CHECK(classified(payload + body).message_class == X);
    CHECK(classified(body + payload + state, "").message_class == X);
    CHECK(classified(body + payload, "type='groupchat'").message_class == X);
    CHECK(classified(payload + body, "type='error'").message_class == nothing);
  }
}

TEST_CASE("Another name in the namespace of another payload does not make a message X", "[xep0085-2]") {
  std::vector<std::string> others = {
      "<request xmlns='urn:xmpp:receipts'/>", "<markable xmlns='urn:xmpp:chat-markers:0'/>",
      "<private xmlns='urn:xmpp:carbons:2'/>", "<x xmlns='http://jabber.org/protocol/muc#user'/>",
      "<attention xmlns='urn:xmpp:attention:1'/>"};
  for (const char* ns :
       {"urn:xmpp:receipts", "urn:xmpp:chat-markers:0", "urn:xmpp:reactions:0", "urn:xmpp:message-retract:0",
        "urn:xmpp:message-retract:1", "urn:xmpp:fasten:0", "jabber:x:conference",
        "http://jabber.org/protocol/feature-neg", "jabber:x:data", "http://jabber.org/protocol/pubsub#event",
        "urn:xmpp:attention:0", "http://jabber.org/protocol/rosterx", "urn:xmpp:mam:2", "urn:xmpp:carbons:2",
        "http://jabber.org/protocol/muc#user", "urn:xmpp:rtt:0", "urn:xmpp:omemo:2", "jabber:x:encrypted",
        "urn:xmpp:openpgp:0"}) {
    others.push_back("<other xmlns='" + std::string(ns) + "'/>");
  }
  for (const auto& payload : others) {
    INFO(payload);
    CHECK(classified(payload).message_class == nothing);
    CHECK(classified(payload + body).message_class == U);
    CHECK(classified(payload + state).message_class == N);
  }
}

TEST_CASE("A message is U, X, N or nothing by what is in it", "[xep0085-2]") {
  struct Row {
    std::string inside;
    MessageClass chat;
    MessageClass headline;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"", nothing, X},
      {body, U, X},
      {body + state, U, X},
      {state, N, X},
      {state + state, N, X},
      {"<body/>", nothing, X},
      {"<body/>" + state, N, X},
      {"<subject/>" + state, N, X},
      {"<body xmlns='urn:x'>a</body>" + state, N, X},
      {"<body/><body xml:lang='el'>a</body>", U, X},
      {"<body> </body>", U, X},  // white space is something
      {"<subject>Balcony</subject>", X, X},
      {"<subject>Balcony</subject>" + state, X, X},
      {"<subject>Balcony</subject>" + body, U, X},
      {"<thread>t</thread>", nothing, X},
      {"<thread>t</thread>" + state, N, X},
      {"<thread>t</thread>" + body + state, U, X},
      {"<rtt xmlns='urn:xmpp:rtt:0'><t>a</t></rtt>", X, X},
      {"<rtt xmlns='urn:xmpp:rtt:0'><t>a</t></rtt>" + state, X, X},
      {"<rtt xmlns='urn:xmpp:rtt:0'><t>a</t></rtt>" + body, U, X},  // the text that was typed, not a fallback
      {body + "<replace xmlns='urn:xmpp:message-correct:0' id='1'/>" + state, U, X},
      {body + "<request xmlns='urn:xmpp:receipts'/>", U, X},
      {body + "<delay xmlns='urn:xmpp:delay' stamp='1591-01-01T00:00:00Z'/>", U, X},
      {state + "<delay xmlns='urn:xmpp:delay' stamp='1591-01-01T00:00:00Z'/>", N, X},
      {"<store xmlns='urn:xmpp:hints'/>", nothing, X},
      {"<x xmlns='urn:x'>" + state + "</x>", nothing, X},
      {"<x xmlns='urn:x'>" + state + "</x>" + body, U, X},
      {"<x xmlns='urn:x'>" + body + "</x>" + state, N, X},
      // What is encrypted was written by somebody.
      {"<x xmlns='jabber:x:encrypted'>qANQR1D</x>", U, X},
      {"<x xmlns='jabber:x:encrypted'>qANQR1D</x><body>This message is encrypted</body>" + state, U, X},
      {"<openpgp xmlns='urn:xmpp:openpgp:0'>aGVs</openpgp>", U, X},
      {"<encrypted xmlns='eu.siacs.conversations.axolotl'><header/><payload>x</payload></encrypted>", U, X},
      {"<encrypted xmlns='urn:xmpp:omemo:2'><header/><payload>x</payload></encrypted>" + state, U, X},
      {"<encrypted xmlns='urn:xmpp:omemo:2'><header/><payload xmlns='urn:x'>x</payload></encrypted>", X, X},
      {"<encrypted xmlns='urn:x'><payload/></encrypted>", nothing, X},
      {"<body>?OTR:AAMDfoo.</body>", U, X},
  }));
  INFO(row.inside);
  CHECK(classified(row.inside).message_class == row.chat);
  CHECK(classified(row.inside, "").message_class == row.chat);
  CHECK(classified(row.inside, "type='normal'").message_class == row.chat);
  CHECK(classified(row.inside, "type='groupchat'").message_class == row.chat);
  CHECK(classified(row.inside, "type='soliloquy'").message_class == row.chat);
  CHECK(classified(row.inside, "type='headline'").message_class == row.headline);
  // RFC 6120 8.3.1: a bounce echoes the payload, and is never judged as a sending.
  CHECK(classified(row.inside + "<error type='cancel'/>", "type='error'").message_class == nothing);
}

TEST_CASE("An error keeps its states, which are those of the message that bounced", "[rfc6120-8.3.1]") {
  const auto bounce = classified(state + "<error type='cancel'/>", "type='error'");
  CHECK(bounce.error);
  CHECK(bounce.states == std::vector<std::string>{"composing"});
  CHECK_FALSE(bounce.is_standalone());
  CHECK_FALSE(bounce.is_user_message());
}

TEST_CASE("A carbon or an archive result is forwarded and is neither U nor N", "[xep0297-3]") {
  const std::string inner = "<forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' type='chat'>" + body +
                            state + "</message></forwarded>";
  const std::string text = GENERATE_COPY(
      as<std::string>{}, inner, "<sent xmlns='urn:xmpp:carbons:2'>" + inner + "</sent>",
      "<received xmlns='urn:xmpp:carbons:2'>" + inner + "</received>",
      "<result xmlns='urn:xmpp:mam:2'>" + inner + "</result>", "<result xmlns='urn:xmpp:mam:1'>" + inner + "</result>");
  const auto message = classified(text + state);
  CHECK(message.forwarded);
  CHECK(message.message_class == X);
  CHECK_FALSE(classified(body).forwarded);
}

TEST_CASE("What is encrypted is told, and whether it can hide a state", "[xep0420-4]") {
  struct Row {
    std::string inside;
    bool encrypted;
    bool state_may_be_concealed;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {body, false, false},
      {"<body>?OTR:AAMDfoo.</body>", true, false},
      {"<body>see ?OTR</body>", false, false},
      {"<x xmlns='jabber:x:encrypted'>x</x>", true, false},
      {"<x xmlns='jabber:x:signed'>x</x>" + body, false, false},
      {"<openpgp xmlns='urn:xmpp:openpgp:0'>x</openpgp>", true, true},
      {"<encrypted xmlns='eu.siacs.conversations.axolotl'><payload/></encrypted>", true, false},
      {"<encrypted xmlns='eu.siacs.conversations.axolotl'><header/></encrypted>", false, false},
      {"<encrypted xmlns='urn:xmpp:omemo:1'><payload/></encrypted>", true, true},
      {"<encrypted xmlns='urn:xmpp:omemo:2'><payload/></encrypted>", true, true},
      {"<encrypted xmlns='urn:xmpp:omemo:2'><header/></encrypted>", false, false},
  }));
  INFO(row.inside);
  CHECK(classified(row.inside).encrypted == row.encrypted);
  CHECK(classified(row.inside).state_may_be_concealed == row.state_may_be_concealed);
}

}  // namespace conformance::xmpp
