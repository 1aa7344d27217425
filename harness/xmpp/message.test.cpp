// SPDX-License-Identifier: MIT
#include "xmpp/message.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"

namespace conformance::xmpp {

namespace {

using Texts = std::vector<std::string>;

constexpr const char* states_ns = "xmlns='http://jabber.org/protocol/chatstates'";

xml::Element element(const std::string& text) { return xml::parse_element(text, ns::client).value(); }

Message message(const std::string& inside, const std::string& type = "chat") {
  return read_message(Stanza::parse(element("<message type='" + type + "'>" + inside + "</message>")).value());
}

}  // namespace

TEST_CASE("The five chat states are known and nothing else is", "[xep0085-2]") {
  for (const char* known : {"active", "composing", "paused", "inactive", "gone"}) CHECK(is_chat_state(known));
  for (const char* other : {"", "Active", "typing", "compose", "body"}) CHECK_FALSE(is_chat_state(other));
}

TEST_CASE("A chat state is read from a message", "[xep0085-2]") {
  const std::string name = GENERATE(as<std::string>{}, "active", "composing", "paused", "inactive", "gone");
  CHECK(message("<" + name + " " + states_ns + "/>").states == Texts{name});
  CHECK(message("<s:" + name + " xmlns:s='http://jabber.org/protocol/chatstates'/>").states == Texts{name});
}

TEST_CASE("An element of another name in the namespace of chat states is told by its name", "[xep0085-2]") {
  const auto read = message("<typing " + std::string(states_ns) + "/>");
  CHECK(read.states == Texts{"typing"});
  CHECK_FALSE(is_chat_state(read.states.front()));
}

TEST_CASE("A chat state in another namespace is none", "[xep0085-2]") {
  CHECK(message("<composing/>").states.empty());
  CHECK(message("<composing xmlns='jabber:x:event'/>").states.empty());
  CHECK(message("<composing xmlns='http://jabber.org/protocol/chatstate'/>").states.empty());
}

TEST_CASE("An unknown child or attribute of a chat state does not change it", "[xep0085-5.6]") {
  const std::string open = "<composing " + std::string(states_ns);
  CHECK(message(open + "><x xmlns='urn:x'/></composing>").states == Texts{"composing"});
  CHECK(message(open + "><gone/></composing>").states == Texts{"composing"});
  CHECK(message(open + ">text</composing>").states == Texts{"composing"});
  CHECK(message(open + " since='now' xmlns:x='urn:x' x:a='1'/>").states == Texts{"composing"});
}

TEST_CASE("A chat state and an attention that were written are read again", "[xep0085-2]") {
  const std::string name = GENERATE(as<std::string>{}, "active", "composing", "paused", "inactive", "gone");
  const auto written = chat_state(name).build();
  CHECK(written.to_string(ns::client) == "<" + name + " " + states_ns + "/>");
  CHECK(element(written.to_string(ns::client)) == written);
  CHECK(message(written.to_string(ns::client)).states == Texts{name});
  CHECK(attention().build().to_string(ns::client) == "<attention xmlns='urn:xmpp:attention:0'/>");
}

TEST_CASE("All direct chat states are read in order, and nested ones never", "[xep0085-5.6]") {
  const std::string active = "<active " + std::string(states_ns) + "/>";
  const std::string gone = "<gone " + std::string(states_ns) + "/>";
  CHECK(message(active + "<body>a</body>" + gone + active).states == Texts{"active", "gone", "active"});
  CHECK(message("<x xmlns='urn:x'>" + active + "</x>").states.empty());
  CHECK(message("<body>" + active + "</body>" + gone).states == Texts{"gone"});
  CHECK(
      message("<sent xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'>" +
              gone + "</message></forwarded></sent>")
          .states.empty());
}

TEST_CASE("The thread of a message is its text, with the parent where there is one", "[xep0201-3]") {
  const auto plain = message("<thread>e0ffe42b28561960c6b12b944a092794b9683a38</thread>");
  CHECK(plain.thread == "e0ffe42b28561960c6b12b944a092794b9683a38");
  CHECK_FALSE(plain.thread_parent.has_value());
  const auto child = message("<body>a</body><thread parent='one'>two</thread>");
  CHECK(child.thread == "two");
  CHECK(child.thread_parent == "one");
  CHECK_FALSE(message("<body>a</body>").thread.has_value());
  CHECK_FALSE(message("<thread xmlns='urn:x'>one</thread>").thread.has_value());
  CHECK_FALSE(message("<x xmlns='urn:x'><thread xmlns='jabber:client'>one</thread></x>").thread.has_value());
  CHECK(message("<thread> a &amp; b </thread>").thread == " a & b ");
}

TEST_CASE("A direct delay of either kind is seen, a nested one is not", "[xep0203-2]") {
  CHECK(message("<delay xmlns='urn:xmpp:delay' stamp='1591-01-01T00:00:00Z'/>").delayed);
  CHECK(message("<x xmlns='jabber:x:delay' stamp='15910101T00:00:00'/>").delayed);
  CHECK_FALSE(message("<delay xmlns='urn:x'/>").delayed);
  CHECK_FALSE(message("<x xmlns='jabber:x:data'/>").delayed);
  CHECK_FALSE(message("<forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay'/></forwarded>").delayed);
}

TEST_CASE("A message has its type, its body and whether it is an error", "[rfc6121-5.2]") {
  CHECK(message("<body>a &lt; b</body>").body == "a < b");
  CHECK(message("<body xmlns='urn:x'>a</body>").body.empty());
  CHECK(message("<body>one</body><body xml:lang='el'>two</body>").body == "one");
  CHECK(message("", "groupchat").type == "groupchat");
  CHECK(message("", "soliloquy").type == "normal");
  CHECK(message("<body>a</body>", "error").error);
  CHECK_FALSE(message("<body>a</body>").error);
}

TEST_CASE("Each class of messages has its name", "[xep0085-2]") {
  CHECK(to_string(MessageClass::user_message) == "user message");
  CHECK(to_string(MessageClass::other_payload) == "other payload");
  CHECK(to_string(MessageClass::standalone) == "standalone notification");
  CHECK(to_string(MessageClass::nothing) == "message");
}

}  // namespace conformance::xmpp
