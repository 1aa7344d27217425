// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include "net/test_loop.hpp"
#include "reference/reference_client.hpp"
#include "reference/test_chat.hpp"

/// For tests of the reference client as a whole.
namespace conformance::reference {

/// Juliet's client, logged in, and what it writes.
class ClientStage {
 public:
  explicit ClientStage(const std::string& fault = "", const std::string& version = "2.1")
      : client(loop.clock(),
               {version, Seed(7), faults::switched_on(fault),
                [this](const xmpp::Jid& from) { alerts_ += from.to_string() + "\n"; }},
               [this](const xml::Element& element) { sent_ += element.to_string(xmpp::ns::client) + "\n"; }) {
    logs_in();
    receives(
        "<iq type='result' id='ref1'><query xmlns='jabber:iq:roster'>"
        "<item jid='romeo@montague.lit' subscription='both'/></query></iq>");
  }

  void logs_in() { client.start(*xmpp::Jid::parse("juliet@capulet.lit/balcony")); }
  /// Who has alerted since this was asked last, one a line.
  std::string alerts() { return std::exchange(alerts_, {}); }
  void sets_attention(const std::string& value) { loop.run(client.configure("attention", value)); }

  void receives(const std::string& stanza) { client.receive(*xml::parse_element(stanza, xmpp::ns::client)); }
  /// What was written since this was asked last, one stanza a line.
  std::string sent() { return std::exchange(sent_, {}); }
  scenario::Answer act(const std::string& verb, const std::string& text = "", Duration key_time = Duration::zero()) {
    return loop.run(client.act({verb, *xmpp::Jid::parse("romeo@montague.lit"), text, key_time, false}));
  }
  scenario::Answer query(const std::string& what) {
    return loop.run(client.query(what, *xmpp::Jid::parse("romeo@montague.lit")));
  }
  /// Whether typing to Romeo is told: the client takes him to support chat states.
  bool tells_typing() {
    sent_.clear();
    act("clear");
    act("type", "x");
    return sent_.find("<composing ") != std::string::npos;
  }

  net::TestLoop loop;

 private:
  std::string sent_;
  std::string alerts_;

 public:
  ReferenceClient client;
};

inline constexpr const char* romeo_ver = "An2ZUzqCz5GBKZOaF1yvJFGv1Bc=";

/// Romeo's presence, with caps.
inline std::string presence_of(const std::string& full, const std::string& ver = romeo_ver) {
  return "<presence from='" + full +
         "'><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='urn:example' ver='" + ver + "'/></presence>";
}

/// What the ver above stands for: `client/pc//Romeo<http://jabber.org/protocol/chatstates<` and disco#info.
inline std::string disco_of(const std::string& full, const std::string& id, const std::string& name = "Romeo") {
  return "<iq type='result' from='" + full + "' id='" + id +
         "'><query xmlns='http://jabber.org/protocol/disco#info' node='urn:example#An2ZUzqCz5GBKZOaF1yvJFGv1Bc='>"
         "<identity category='client' type='pc' name='" +
         name +
         "'/><feature var='http://jabber.org/protocol/disco#info'/>"
         "<feature var='http://jabber.org/protocol/chatstates'/></query></iq>";
}

}  // namespace conformance::reference
