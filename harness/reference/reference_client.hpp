// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/seed.hpp"
#include "reference/attention.hpp"
#include "reference/attention_sending.hpp"
#include "reference/room.hpp"
#include "reference/roster.hpp"
#include "scenario/client_under_test.hpp"
#include "xmpp/caps.hpp"

namespace conformance::reference {

/// A client that obeys XEP-0085 and XEP-0224 to the letter, but for the faults that it is given.
///
/// Stanzas go in and out as values: what carries them is somebody else's business.
class ReferenceClient final : public scenario::ClientUnderTest {
 public:
  struct Options {
    std::string chat_states_version = "2.1";
    Seed seed{0};
    faults::FaultSet faults;
    /// Told of each alert of the user, with the sender.
    AttentionAlerts::Alert on_alert = {};
    /// Ends the stream, when the user logs out.
    std::function<void()> close = {};
  };

  ReferenceClient(Clock& clock, Options options, std::function<void(const xml::Element&)> write);

  /// A stream is bound, be it the first or another one: asks for the roster and goes available.
  void start(const xmpp::Jid& own);
  void receive(const xml::Element& element);

  [[nodiscard]] scenario::Abilities abilities() const override;
  Task<scenario::Answer> act(scenario::Act act) override;
  Task<scenario::Answer> query(std::string what, xmpp::Jid from) override;
  Task<scenario::Answer> configure(std::string setting, std::string value) override;
  Task<scenario::Answer> sync() override;

 private:
  Chat& chat(const xmpp::Jid& partner);
  [[nodiscard]] Room* room(const xmpp::Jid& jid) const;
  void message(const xmpp::Stanza& stanza);
  void copied(const xmpp::Stanza& stanza);
  Task<scenario::Answer> log_out();
  void befriend(const xmpp::Jid& contact, bool add);
  void presence(const xmpp::Stanza& stanza);
  void room_presence(Room& room, const xmpp::Stanza& stanza);
  [[nodiscard]] bool knows(const xmpp::Jid& jid) const;
  void forget_stream();
  void catch_up();
  scenario::Answer configure_attention(bool on);
  void iq(const xmpp::Stanza& stanza);
  void take_answer(const xmpp::Stanza& stanza);
  void answer_disco(const xmpp::Stanza& stanza, const xml::Element& query);
  void ask_caps(const xmpp::Jid& full, const xmpp::Caps& caps);
  void ask(const xmpp::Jid& full, const std::string& node);
  void ask_plainly(const xmpp::Jid& full);
  [[nodiscard]] Advertised advertised(const xmpp::Jid& jid, bool Offers::* feature) const;
  void discover(const xmpp::Jid& jid);
  bool ask_for_attention(const xmpp::Jid& bare, bool all);
  void learned(const xmpp::Jid& full, Offers offers);
  [[nodiscard]] xml::Element own_presence() const;
  [[nodiscard]] xmpp::DiscoInfo info() const;
  [[nodiscard]] xmpp::DiscoInfo info_behind_caps() const;
  [[nodiscard]] std::optional<xmpp::Caps> caps() const;
  [[nodiscard]] std::string new_id();

  Clock& clock_;
  Options options_;
  std::optional<xmpp::Jid> own_;
  Outbox outbox_;
  AttentionAlerts alerts_;
  Roster roster_;
  ChatContext context_;
  AttentionSending attention_;
  std::map<xmpp::Jid, std::unique_ptr<Chat>> chats_;  // by bare JID, private ones by that of the occupant
  std::map<xmpp::Jid, std::unique_ptr<Room>> rooms_;
  std::map<xmpp::Jid, std::set<xmpp::Jid>> available_;  // bare to full
  std::map<xmpp::Jid, xmpp::Caps> caps_of_;             // full JID
  struct Question {
    xmpp::Jid full;
    std::string node;
  };
  std::map<std::string, Question> asked_;     // by id of the disco#info query
  std::set<xmpp::Jid> asked_plainly_;         // full JIDs
  std::map<xmpp::Jid, Offers> advertises_;    // by full JID
  std::map<std::string, Offers> known_caps_;  // by disco node
  int ids_ = 0;
  int threads_ = 0;
};

}  // namespace conformance::reference
