// SPDX-License-Identifier: MIT
#pragma once

/// Namespaces by the names that the specifications give them.
namespace conformance::xmpp::ns {

inline constexpr const char* client = "jabber:client";
inline constexpr const char* stream = "http://etherx.jabber.org/streams";
inline constexpr const char* framing = "urn:ietf:params:xml:ns:xmpp-framing";
inline constexpr const char* streams = "urn:ietf:params:xml:ns:xmpp-streams";
inline constexpr const char* stanzas = "urn:ietf:params:xml:ns:xmpp-stanzas";
inline constexpr const char* sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
inline constexpr const char* tls = "urn:ietf:params:xml:ns:xmpp-tls";
inline constexpr const char* bind = "urn:ietf:params:xml:ns:xmpp-bind";
inline constexpr const char* session = "urn:ietf:params:xml:ns:xmpp-session";
inline constexpr const char* roster = "jabber:iq:roster";
inline constexpr const char* register_iq = "jabber:iq:register";
inline constexpr const char* register_feature = "http://jabber.org/features/iq-register";
inline constexpr const char* auth_iq = "jabber:iq:auth";
inline constexpr const char* ping = "urn:xmpp:ping";

inline constexpr const char* chat_states = "http://jabber.org/protocol/chatstates";
inline constexpr const char* attention = "urn:xmpp:attention:0";
inline constexpr const char* disco_info = "http://jabber.org/protocol/disco#info";
inline constexpr const char* disco_items = "http://jabber.org/protocol/disco#items";
inline constexpr const char* caps = "http://jabber.org/protocol/caps";
inline constexpr const char* data_form = "jabber:x:data";
inline constexpr const char* feature_neg = "http://jabber.org/protocol/feature-neg";
inline constexpr const char* stanza_session = "urn:xmpp:ssn";
inline constexpr const char* delay = "urn:xmpp:delay";
inline constexpr const char* legacy_delay = "jabber:x:delay";
inline constexpr const char* muc = "http://jabber.org/protocol/muc";
inline constexpr const char* muc_user = "http://jabber.org/protocol/muc#user";
inline constexpr const char* muc_admin = "http://jabber.org/protocol/muc#admin";
inline constexpr const char* muc_owner = "http://jabber.org/protocol/muc#owner";
inline constexpr const char* carbons = "urn:xmpp:carbons:2";
inline constexpr const char* archive = "urn:xmpp:mam:2";
inline constexpr const char* stanza_ids = "urn:xmpp:sid:0";
inline constexpr const char* hints = "urn:xmpp:hints";
inline constexpr const char* forward = "urn:xmpp:forward:0";
inline constexpr const char* result_set = "http://jabber.org/protocol/rsm";
inline constexpr const char* client_state = "urn:xmpp:csi:0";

}  // namespace conformance::xmpp::ns
