// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "reference/test_client.hpp"

/// What the reference client says of itself, and how it finds out about others.
namespace conformance::reference {

namespace {

// By hand: the SHA-1 and SHA-256 of client/pc//conformance reference<http://jabber.org/protocol/caps<
// http://jabber.org/protocol/chatstates<http://jabber.org/protocol/disco#info<urn:xmpp:attention:0<urn:xmpp:ping<
// urn:xmpp:ssn< in one line.
constexpr const char* sha_1 = "uFzFsk0HghhkUpw0RskhDxeOoJE=";
constexpr const char* sha_256 = "aEAgvc4qpBxMlvORmA+dLJKm+qMxgEGOg2PdK2mIpg8=";
// The same without chat states.
constexpr const char* sha_1_without = "l1XtkmmdATfg4+847fj5v7ujhAc=";

std::string caps(const std::string& attributes) {
  return "<presence><c xmlns='http://jabber.org/protocol/caps' " + attributes + "/></presence>\n";
}

const std::string roster_get = "<iq type='get' id='ref1'><query xmlns='jabber:iq:roster'/></iq>\n";
const std::string carbons_on = "<iq type='set' id='carbons'><enable xmlns='urn:xmpp:carbons:2'/></iq>\n";
const std::string node = "urn:x-conformance:reference";

std::string asked(const std::string& node_attribute) {
  return "<iq type='get' id='q' from='romeo@montague.lit/orchard'>"
         "<query xmlns='http://jabber.org/protocol/disco#info'" +
         node_attribute + "/></iq>";
}

const std::string identity = "<identity category='client' type='pc' name='conformance reference'/>";

std::string features(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += "<feature var='" + name + "'/>";
  return text;
}

std::string result(const std::string& node_attribute, const std::string& content) {
  return "<iq type='result' id='q' to='romeo@montague.lit/orchard'>"
         "<query xmlns='http://jabber.org/protocol/disco#info'" +
         node_attribute + ">" + content + "</query></iq>\n";
}

const std::string caps_feature = "http://jabber.org/protocol/caps";
const std::string info_feature = "http://jabber.org/protocol/disco#info";
const std::string states_feature = "http://jabber.org/protocol/chatstates";
const std::string attention_feature = "urn:xmpp:attention:0";
const std::string ping_feature = "urn:xmpp:ping";
const std::string session_feature = "urn:xmpp:ssn";

}  // namespace

TEST_CASE("The client asks for the roster and announces caps that hash what it supports", "[xep0115-5.1]") {
  struct Row {
    const char* fault;
    std::string presence;
  };
  const auto row = GENERATE(values<Row>({
      {"", caps("hash='sha-1' node='" + node + "' ver='" + sha_1 + "'")},
      {"no-caps", "<presence/>\n"},
      {"caps-sha-256", caps("hash='sha-256' node='" + node + "' ver='" + sha_256 + "'")},
      {"caps-without-feature", caps("hash='sha-1' node='" + node + "' ver='" + sha_1_without + "'")},
      {"feature-not-advertised", caps("hash='sha-1' node='" + node + "' ver='" + sha_1_without + "'")},
      {"caps-wrong-ver", caps("hash='sha-1' node='" + node + "' ver='AAAAAAAAAAAAAAAAAAAAAAAAAAA='")},
      {"caps-without-hash", caps("node='" + node + "' ver='" + sha_1 + "'")},
  }));
  INFO(row.fault);
  CHECK(ClientStage(row.fault).sent() == roster_get + row.presence + carbons_on);
}

TEST_CASE("The client answers disco, and each fault of disco is the one that it is said to be", "[xep0030-3.1]") {
  const auto all =
      features({caps_feature, info_feature, ping_feature, session_feature, states_feature, attention_feature});
  const auto without = features({caps_feature, info_feature, ping_feature, session_feature, attention_feature});
  struct Row {
    const char* fault;
    std::string asked;  // the node
    std::string node;   // of the answer
    std::string content;
  };
  const std::string own = " node='" + node + "#" + sha_1 + "'";
  const std::string own_without = " node='" + node + "#" + sha_1_without + "'";
  const auto row = GENERATE_COPY(values<Row>({
      {"", "", "", identity + all},
      {"", own, own, identity + all},
      {"feature-not-advertised", "", "", identity + without},
      {"feature-not-advertised", own_without, own_without, identity + without},
      {"caps-without-feature", "", "", identity + all},
      {"caps-without-feature", own_without, own_without, identity + without},
      {"caps-wrong-ver", "", "", identity + all},
      {"disco-without-identity", "", "", all},
      {"disco-without-info-feature", "", "",
       identity + features({caps_feature, ping_feature, session_feature, states_feature, attention_feature})},
      {"disco-node-not-echoed", own, "", identity + all},
      {"no-caps", "", "", identity + all},
  }));
  INFO(row.fault << row.asked);
  ClientStage stage(row.fault);
  stage.sent();
  stage.receives(asked(row.asked));
  CHECK(stage.sent() == result(row.node, row.content));
}

TEST_CASE("With its fault the caps stand for a feature twice", "[faults]") {
  ClientStage stage("caps-duplicate-feature");
  const auto presence = stage.sent();
  const auto at = presence.find("ver='") + 5;
  const auto ver = presence.substr(at, presence.find('\'', at) - at);
  const std::string own = " node='" + node + "#" + ver + "'";
  stage.receives(asked(own));
  CHECK(stage.sent() == result(own, identity + features({caps_feature, info_feature, ping_feature, session_feature,
                                                         states_feature, attention_feature, ping_feature})));
  stage.receives(asked(""));
  CHECK(stage.sent() == result("", identity + features({caps_feature, info_feature, ping_feature, session_feature,
                                                        states_feature, attention_feature})));
}

TEST_CASE("A node that the client does not name is not found", "[xep0030-7]") {
  struct Row {
    const char* fault;
    std::string node;
  };
  const auto row = GENERATE(values<Row>({
      {"", " node='" + node + "'"},
      {"", " node='" + node + "#AAAA'"},
      {"", " node=''"},
      {"no-caps", " node='" + node + "#" + sha_1 + "'"},
      {"caps-node-refused", " node='" + node + "#" + sha_1 + "'"},
  }));
  INFO(row.fault << row.node);
  ClientStage stage(row.fault);
  stage.sent();
  stage.receives(asked(row.node));
  CHECK(stage.sent() ==
        "<iq type='error' id='q' to='romeo@montague.lit/orchard'><query xmlns='http://jabber.org/protocol/disco#info'" +
            row.node +
            "/><error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>\n");
}

TEST_CASE("Caps that are not known are asked for, and what they stand for is remembered", "[xep0115-6.2]") {
  ClientStage stage;
  stage.sent();
  stage.receives(presence_of("romeo@montague.lit/orchard"));
  CHECK(
      stage.sent() ==
      "<iq type='get' id='ref2' to='romeo@montague.lit/orchard'>"
      "<query xmlns='http://jabber.org/protocol/disco#info' node='urn:example#An2ZUzqCz5GBKZOaF1yvJFGv1Bc='/></iq>\n");
  CHECK_FALSE(stage.tells_typing());
  stage.receives(disco_of("romeo@montague.lit/orchard", "ref2"));
  CHECK(stage.tells_typing());
  stage.receives("<presence type='unavailable' from='romeo@montague.lit/orchard'/>");
  CHECK_FALSE(stage.tells_typing());
  stage.sent();
  stage.receives(presence_of("romeo@montague.lit/street"));
  CHECK(stage.sent().empty());  // nothing is asked again
  CHECK(stage.tells_typing());
}

TEST_CASE("What does not hash to its ver says nothing, and its sender is asked by plain disco", "[xep0115-5.4]") {
  ClientStage stage;
  stage.receives(presence_of("romeo@montague.lit/orchard"));
  stage.sent();
  stage.receives(disco_of("romeo@montague.lit/orchard", "ref2", "Tybalt"));
  CHECK(stage.sent() ==
        "<iq type='get' id='ref3' to='romeo@montague.lit/orchard'>"
        "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>\n");
  CHECK_FALSE(stage.tells_typing());
  stage.receives(disco_of("romeo@montague.lit/orchard", "ref3", "Tybalt"));
  CHECK(stage.tells_typing());
  stage.sent();
  stage.receives(presence_of("benvolio@montague.lit/street"));
  CHECK(stage.sent().find("to='benvolio@montague.lit/street'") != std::string::npos);
}

TEST_CASE("An answer counts from whom it was asked, once, and while he is there", "[rfc6120-8.1.3]") {
  struct Row {
    const char* why;
    std::vector<std::string> stanzas;
  };
  const std::string gone = "<presence type='unavailable' from='romeo@montague.lit/orchard'/>";
  const std::string back = "<presence from='romeo@montague.lit/orchard'/>";
  const auto row = GENERATE_COPY(values<Row>({
      {"of another entity", {disco_of("tybalt@capulet.lit/street", "ref2")}},
      {"of another resource", {disco_of("romeo@montague.lit/street", "ref2")}},
      {"to another question", {disco_of("romeo@montague.lit/orchard", "ref1")}},
      {"after he went", {gone, disco_of("romeo@montague.lit/orchard", "ref2"), back}},
      {"after an error",
       {"<iq type='error' from='romeo@montague.lit/orchard' id='ref2'/>",
        disco_of("romeo@montague.lit/orchard", "ref2")}},
      {"without a query", {"<iq type='result' from='romeo@montague.lit/orchard' id='ref2'/>"}},
  }));
  INFO(row.why);
  ClientStage stage;
  stage.receives(presence_of("romeo@montague.lit/orchard"));
  for (const auto& stanza : row.stanzas) stage.receives(stanza);
  CHECK_FALSE(stage.tells_typing());
}

}  // namespace conformance::reference
