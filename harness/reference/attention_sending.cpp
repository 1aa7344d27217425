// SPDX-License-Identifier: MIT
#include "reference/attention_sending.hpp"

namespace conformance::reference {

void AttentionSending::call(const xmpp::Jid& contact) {
  const auto to = contact.bare();
  const auto& faults = world_.faults;
  if (faults.has("asks-disco-for-attention")) world_.ask(to, true);
  const auto told = world_.advertised(to);
  const bool despite_no = told == Advertised::no && faults.has("attention-despite-no");
  if (told == Advertised::yes || despite_no || faults.has("attention-unconfirmed")) {
    send(to);
  } else if (told == Advertised::unknown && !faults.has("no-disco-for-attention") && world_.ask(to, false)) {
    // XEP-0224 5: who has sent no caps is asked. The attention is of now: it waits for an answer, not for a login.
    waiting_.insert(to);
  }
}

void AttentionSending::learned(const xmpp::Jid& contact) {
  const auto to = contact.bare();
  if (!waiting_.contains(to)) return;
  const auto told = world_.advertised(to);
  if (told == Advertised::unknown) return;
  waiting_.erase(to);
  if (told == Advertised::yes) send(to);
}

// XEP-0224 4: a headline, which no server keeps.
void AttentionSending::send(const xmpp::Jid& to) const {
  const auto& faults = world_.faults;
  auto attention = xmpp::attention();
  if (faults.has("attention-with-text")) attention.text("Look!");
  xml::Builder message("message", xmpp::ns::client);
  message.set("type", faults.has("attention-as-chat") ? "chat" : "headline")
      .set("to", to.to_string())
      .set("id", world_.new_id());
  if (faults.has("attention-with-body")) message.add(xml::Builder("body", xmpp::ns::client).text("Look!"));
  message.add(attention);
  if (faults.has("attention-with-state")) message.add(xmpp::chat_state("active"));
  world_.outbox.send(message.build());
  if (faults.has("attention-in-presence")) {
    world_.outbox.send(
        xml::Builder("presence", xmpp::ns::client).set("to", to.to_string()).add(xmpp::attention()).build());
  }
  if (faults.has("attention-in-iq")) {
    world_.outbox.send(xml::Builder("iq", xmpp::ns::client)
                           .set("type", "set")
                           .set("id", world_.new_id())
                           .set("to", to.to_string())
                           .add(xmpp::attention())
                           .build());
  }
}

}  // namespace conformance::reference
