// SPDX-License-Identifier: MIT
#include "capture/redactor.hpp"

#include <catch2/catch.hpp>

#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::capture {

namespace {

std::string redacted(const std::string& text) {
  return Redactor("key").redacted(xml::parse_element(text, xmpp::ns::client).value()).to_string("jabber:client");
}

}  // namespace

TEST_CASE("Words of people are replaced by length and hash", "[capture]") {
  const Redactor redactor("key");
  const auto hi = redactor.stand_in("Hé!");
  CHECK(hi.substr(0, 14) == "[3 characters,");
  CHECK(hi == redactor.stand_in("Hé!"));
  CHECK(hi != redactor.stand_in("Ho!"));
  CHECK(hi != Redactor("another").stand_in("Hé!"));
  CHECK(redactor.stand_in("").empty());
  CHECK(redacted("<message><body>Hé!</body><subject>Hé!</subject></message>") ==
        "<message><body>" + hi + "</body><subject>" + hi + "</subject></message>");
  CHECK(redacted("<presence><status>Hé!</status><show>away</show><priority>1</priority></presence>") ==
        "<presence><status>" + hi + "</status><show>away</show><priority>1</priority></presence>");
  CHECK(redacted("<iq type='result'><vCard xmlns='vcard-temp'><FN>Hé!</FN></vCard></iq>") ==
        "<iq type='result'><vCard xmlns='vcard-temp'><FN>" + hi + "</FN></vCard></iq>");
  CHECK(redacted(
            "<iq><query xmlns='jabber:iq:roster'><item jid='a@b' name='Hé!'><group>Hé!</group></item></query></iq>") ==
        "<iq><query xmlns='jabber:iq:roster'><item jid='a@b' name='" + hi + "'><group>" + hi +
            "</group></item></query></iq>");
  // Also where somebody else's message stands inside.
  CHECK(redacted("<message><received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='urn:xmpp:forward:0'><message "
                 "xmlns='jabber:client'><body>Hé!</body></message></forwarded></received></message>")
            .find("Hé!") == std::string::npos);
}

TEST_CASE("What the rules read stays as it is", "[capture]") {
  const std::string text = GENERATE(values<std::string>(
      {"<message type='chat' id='1'><thread>t</thread><body/><composing "
       "xmlns='http://jabber.org/protocol/chatstates'/></message>",
       "<iq type='result'><query xmlns='http://jabber.org/protocol/disco#info'><identity category='client' "
       "name='X'/><x "
       "xmlns='jabber:x:data'><field var='FORM_TYPE'><value>urn:x</value></field></x></query></iq>",
       "<message><feature xmlns='http://jabber.org/protocol/feature-neg'><x xmlns='jabber:x:data'><field "
       "var='chatstates'><value>may</value></field></x></feature></message>",
       "<message><delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'>Offline</delay></message>"}));
  CHECK(redacted(text) == text);
}

}  // namespace conformance::capture
