// SPDX-License-Identifier: MIT
#pragma once

#include "server/server.hpp"
#include "target/target.hpp"

namespace conformance::target {

/// The world around a client under test: the embedded server with the client's account, its contacts, who are actors,
/// and rooms. What crosses the client's stream is recorded as the observation point `iut`.
class ClientWorld final : public scenario::Stage {
 public:
  struct Options {
    Seed seed{0};
    Duration timeout{0};
    /// What passwords are made from.
    Seed secrets{0};
    /// A connection for an actor to the embedded server; over memory, where there is none.
    peer::Connect connect{};
    /// Of the server: "drops-every-third".
    faults::FaultSet faults{};
    /// Of the server's accounts; none for its own.
    std::optional<unsigned> scram_iterations{};
  };
  ClientWorld(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options);

  [[nodiscard]] server::Server& server() { return server_; }
  /// The client's account.
  [[nodiscard]] const xmpp::Jid& account() const { return account_; }
  [[nodiscard]] const std::string& password() const { return password_; }
  /// Its full JID, since its last login.
  [[nodiscard]] const std::optional<xmpp::Jid>& iut() const { return iut_; }
  /// It is logged in.
  [[nodiscard]] bool is_bound() const { return bound_; }
  [[nodiscard]] static std::string domain() { return "montague.lit"; }

  /// The end of the client's stream that comes next is the scenario's doing, or ours.
  void expect_end() { ends_ = true; }
  /// The client was started anew: what ends from now on is its own doing.
  void begin_anew() { ends_ = ended_ = false; }
  /// Whether that of the client's last stream was, or would be.
  [[nodiscard]] bool end_is_expected() const { return ends_ || ended_; }
  /// Nothing of the client's stream is recorded while this is so.
  void be_deaf(bool deaf) { deaf_ = deaf; }
  /// Told when the client's stream is bound, and when it is closed: whether that was expected.
  void set_stream_listener(std::function<void(bool bound, bool expected)> listener) { listener_ = std::move(listener); }
  /// Told of each stanza that the client sends.
  void set_stanza_listener(std::function<void(const xmpp::Stanza&)> listener) { heard_ = std::move(listener); }

  /// Makes the accounts of a scenario's contacts, subscribed as it says.
  void invite(const scenario::Scenario& scenario, Cast& cast);
  /// Logs them in. Until a subscriber has seen the client's presence, the client is not there to be judged: the reason,
  /// if one has not.
  Task<std::optional<std::string>> gather(const scenario::Scenario& scenario, Cast& cast);
  void open_rooms(const scenario::Scenario& scenario, Rooms& rooms);
  /// The scenario is over: its rooms and contacts are no more.
  void dismiss(Cast& cast);

  // The stage.
  void send(const xml::Element& stanza) override;
  void archive(const xml::Element& message) override;
  void kick() override;
  [[nodiscard]] bool client_is_available() const override;

 private:
  Task<std::unique_ptr<net::Wire>> over_memory();
  [[nodiscard]] bool is_iut(const xmpp::Jid& session) const;
  void on_stream(const xmpp::Jid& session, const std::string& what);

  boost::asio::io_context& context_;
  Clock& clock_;
  trace::Recorder& recorder_;
  Options options_;
  stream::Security security_;
  server::Server server_;
  xmpp::Jid account_;
  std::string password_;
  std::optional<xmpp::Jid> iut_;
  std::set<std::string> our_resources_;  ///< of the client's account: actors too
  std::vector<xmpp::Jid> rooms_;         ///< of the scenario that is played
  int contacts_ = 0;
  bool bound_ = false;
  bool ends_ = false;   ///< an end is expected, and has not been seen yet
  bool ended_ = false;  ///< … and has been
  bool deaf_ = false;
  std::function<void(bool, bool)> listener_;
  std::function<void(const xmpp::Stanza&)> heard_;
};

}  // namespace conformance::target
