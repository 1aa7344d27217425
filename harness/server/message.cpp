// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/unix_time.hpp"
#include "server/server.hpp"

namespace conformance::server {

namespace {
constexpr std::size_t offline_messages_max = 1'000;
}

// What leaves the server of what came in: the same, but for its faults.
xml::Element Server::as_forwarded(const xmpp::Stanza& stanza) const {
  const auto message = xmpp::read_message(stanza);
  xml::Builder forwarded(stanza.element());
  if (faults_.has("server-adds-active") && !message.body.empty() && message.states.empty()) {
    forwarded.add(xmpp::chat_state("active"));
  }
  if (faults_.has("server-adds-second-state") && !message.body.empty() && !message.states.empty()) {
    forwarded.add(xmpp::chat_state("composing"));
  }
  if (faults_.has("server-loses-thread-parent") && message.thread_parent) {
    forwarded.remove("thread", xmpp::ns::client);
    forwarded.add(xml::Builder("thread", xmpp::ns::client).text(message.thread.value_or("")));
  }
  return forwarded.build();
}

void Server::message(const SessionPtr& session, const xmpp::Stanza& sent) {
  const auto& to = sent.to();
  if (!to) {  // to the own bare JID (RFC 6120 10.3.1)
    const auto own = xml::Builder(sent.element()).set("to", session->jid.bare().to_string()).build();
    message_to_account(session, *xmpp::Stanza::parse(own));
    return;
  }
  if (!accounts_.serves(to->domain()) || to->local().empty() || accounts_.find(*to) == nullptr) {
    bounce(session, sent, "cancel", "service-unavailable");
    return;
  }
  const auto message = xmpp::read_message(sent);
  // XEP-0085 5.8 lets a server refuse to deliver standalone notifications, in silence or with an error.
  if (message.is_standalone() && faults_.has("server-drops-standalone")) return;
  if (message.is_standalone() && faults_.has("server-bounces-standalone")) {
    bounce(session, sent, "cancel", "service-unavailable");
    return;
  }
  const auto stanza = archive(sent);
  if (faults_.has("server-attention-in-iq")) push_attention(stanza);
  if (!to->is_bare()) {
    const auto target = find(*to);
    if (target) {  // available or not (RFC 6121 8.5.3.1)
      deliver(target, as_forwarded(stanza));
      copy(session, stanza, {target});
      return;
    }
    // RFC 6121 8.5.3.2.1: without such a resource a chat message, and no other, is treated as one to the bare JID.
    if (stanza.type() == "headline") return;
    if (stanza.type() != "chat") {
      bounce(session, sent, "cancel", "service-unavailable");
      return;
    }
  }
  message_to_account(session, stanza);
}

// The fault "server-attention-in-iq": an attention is pushed, as if it were a matter of the server's.
void Server::push_attention(const xmpp::Stanza& stanza) {
  if (xmpp::attentions_of(stanza.element()).empty()) return;
  for (const auto& target : sessions_at(*stanza.to())) {
    deliver(target, xml::Builder("iq", xmpp::ns::client)
                        .set("type", "set")
                        .set("id", "attention-" + std::to_string(++pushes_))
                        .set("from", target->jid.bare().to_string())
                        .set("to", target->jid.to_string())
                        .add(xmpp::attention())
                        .build());
  }
}

// RFC 6121 8.5.2: to every resource that is available with a priority that is not negative.
void Server::message_to_account(const SessionPtr& sender, const xmpp::Stanza& stanza) {
  if (stanza.type() == "groupchat") {
    bounce(sender, stanza, "cancel", "service-unavailable");
    return;
  }
  if (stanza.is_error()) return;
  auto targets = sessions_of(*stanza.to(), true);
  std::erase_if(targets, [](const SessionPtr& target) { return target->priority < 0; });
  for (const auto& target : targets) deliver(target, as_forwarded(stanza));
  copy(sender, stanza, targets);
  if (targets.empty()) store_or_refuse(sender, stanza);
}

// XEP-0160 3: chat with content and normal are stored, chat states alone and headlines are not.
void Server::store_or_refuse(const SessionPtr& sender, const xmpp::Stanza& stanza) {
  if (stanza.type() == "headline" && !faults_.has("server-stores-headline")) return;
  if (stanza.type() == "normal" && faults_.has("server-loses-normal")) return;
  const auto message = xmpp::read_message(stanza);
  const bool states_only = message.is_standalone() && stanza.type() == "chat";
  if (states_only && !faults_.has("server-stores-standalone")) return;
  auto* account = accounts_.find(*stanza.to());
  if (faults_.has("server-no-offline-store") || account->offline.size() >= offline_messages_max) {
    bounce(sender, stanza, "cancel", "service-unavailable");
    return;
  }
  xml::Builder stored(as_forwarded(stanza));
  if (!faults_.has("server-stores-unstamped")) stored.add(delay(stanza.to()->domain()));
  account->offline.push_back(stored.build());
}

// XEP-0203 2
xml::Builder Server::delay(const std::string& from) const {
  xml::Builder delay("delay", xmpp::ns::delay);
  if (!faults_.has("server-delay-without-from")) delay.set("from", from);
  auto time = stamp(unix_time(clock_));
  if (faults_.has("server-delay-in-local-time")) time.replace(time.size() - 1, 1, "+02:00");
  if (!faults_.has("server-delay-without-stamp")) delay.set("stamp", time);
  return delay;
}

void Server::deliver_stored(const SessionPtr& session) {
  auto* account = accounts_.find(session->jid);
  if (account == nullptr) return;
  for (const auto& element : account->offline) deliver(session, element);
  account->offline.clear();
}

}  // namespace conformance::server
