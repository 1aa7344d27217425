// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reference/chat.hpp"

namespace conformance::reference {

/// A room (XEP-0045) that the reference client is in, or was. It tells the occupants of the user's typing, which
/// XEP-0085 5.5 allows, but never that he has gone.
class Room final : public Conversation {
 public:
  Room(ChatContext& context, xmpp::Jid room);

  /// Enters under a name. `presence` is what the client announces itself with.
  void join(const std::string& nick, const xml::Element& presence);
  void leave();

  void open() override {}
  void key(char c) override;
  void clear() override;
  void focus() override;
  void blur() override;
  void send(const std::string& text, bool fresh) override;
  /// Who closes the window leaves the room.
  void close() override { leave(); }

  void receive(const xmpp::Stanza& stanza, const xmpp::Message& message);
  /// A presence from the room. True if the user is in it no more.
  bool presence(const xmpp::Stanza& stanza);

  [[nodiscard]] const std::vector<std::string>& shown() const override { return shown_; }
  /// The state of an occupant, as the room's window shows it.
  [[nodiscard]] std::string occupant_state(const xmpp::Jid& occupant) const;
  [[nodiscard]] bool is_self(const xmpp::Jid& occupant) const { return occupant.resource() == nick_; }

 private:
  void notify(const std::string& state);
  void touch();
  void end();
  [[nodiscard]] xml::Builder message() const;

  ChatContext& context_;
  xmpp::Jid room_;
  std::string nick_;
  bool inside_ = false;  // until the room is left, by own will or not
  std::string input_;
  std::string own_state_;
  std::vector<std::string> shown_;
  std::map<xmpp::Jid, std::string> states_;  // by occupant
  Timer paused_;
  Timer inactive_;
  Timer gone_;  // only a fault starts it
};

}  // namespace conformance::reference
