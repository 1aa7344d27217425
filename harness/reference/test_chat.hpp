// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "faults/test_faults.hpp"
#include "reference/chat.hpp"
#include "xml/parser.hpp"

/// For tests of the reference client.
namespace conformance::reference {

/// Lets virtual time pass, with everything that is due in it.
inline void let_pass(VirtualClock& clock, Duration time) {
  bool over = false;
  clock.call_after(time, [&over] { over = true; });
  while (!over) clock.fire_earliest();
}

/// A stanza in short: the kind if it is no message, the children in order, with their texts, and the parent of a
/// thread. `composing thread=A`, `thread=A body=Hello active`, `presence composing`
inline std::string in_short(const xml::Element& stanza) {
  std::string text = stanza.name() == "message" ? "" : std::string(stanza.name());
  for (const auto& child : stanza.children()) {
    text += (text.empty() ? "" : " ") + std::string(child.name());
    const bool has_text = !child.text().empty() || child.name() == "body";
    if (has_text) text += "=" + child.text();
    if (const auto parent = child.attribute("parent")) text += "<" + std::string(*parent);
  }
  return text;
}

/// Juliet's chat with Romeo. Her threads are t1, t2 and so on.
class ChatStage {
 public:
  explicit ChatStage(const std::string& version = "2.1", const std::string& fault = "")
      : faults_(faults::switched_on(fault)),
        outbox_(clock, faults_, [this](const xml::Element& element) { take(element); }),
        context{clock,
                outbox_,
                faults_,
                version == "1.2",
                true,
                [this](const xmpp::Jid&) { return advertised ? Advertised::yes : Advertised::unknown; },
                [](const xmpp::Jid&) {},
                [this] { return "id" + std::to_string(++ids_); },
                [this] { return "t" + std::to_string(++threads_); }},
        chat(context, *xmpp::Jid::parse("romeo@montague.lit")) {}

  void types(const std::string& text) {
    for (const char c : text) chat.key(c);
  }
  void sends(const std::string& text) { chat.send(text, false); }
  void passes(Duration time) { let_pass(clock, time); }
  /// What is inside a message of Romeo's, of type chat.
  void receives(const std::string& content, const std::string& resource = "orchard") {
    receives_stanza("<message type='chat' from='romeo@montague.lit/" + resource + "'>" + content + "</message>");
  }
  void receives_stanza(const std::string& text) {
    const auto element = xml::parse_element(text, xmpp::ns::client);
    const auto stanza = xmpp::Stanza::parse(*element).value();
    chat.receive(stanza, xmpp::read_message(stanza));
  }

  /// What was sent since this was asked last, in short, with " | " between.
  std::string sent() { return std::exchange(sent_, {}); }
  /// The types of all that was sent, in order.
  [[nodiscard]] const std::string& types_sent() const { return types_; }
  /// The address of what was sent last.
  [[nodiscard]] const std::string& address() const { return address_; }

 private:
  void take(const xml::Element& element) {
    sent_ += (sent_.empty() ? "" : " | ") + in_short(element);
    address_ = element.attribute("to").value_or("");
    types_ += std::string(element.attribute("type").value_or("none")) + " ";
  }
  std::string sent_;
  std::string address_;
  std::string types_;
  int ids_ = 0;
  int threads_ = 0;
  faults::FaultSet faults_;

 public:
  VirtualClock clock;
  bool advertised = false;

 private:
  Outbox outbox_;

 public:
  ChatContext context;
  Chat chat;
};

/// The chat state as a stanza has it.
inline std::string state(const std::string& name) { return xmpp::chat_state(name).build().to_string(); }
inline std::string body(const std::string& text) { return "<body>" + text + "</body>"; }
inline std::string thread(const std::string& id) { return "<thread>" + id + "</thread>"; }

}  // namespace conformance::reference
