// SPDX-License-Identifier: MIT
#pragma once

#include "reference/reference_client.hpp"
#include "stream/client.hpp"
#include "target/client_world.hpp"

namespace conformance::target {

/// The reference client in the embedded world: it logs in to the embedded server over a memory wire, on the virtual
/// clock, and its stream is the observation point `iut`.
class EmbeddedClient final : public Target {
 public:
  struct Options {
    std::string chat_states_version = "2.1";
    Seed seed{0};
    faults::FaultSet faults;
    Duration timeout{0};
    /// What the client's end of every connection to the embedded server goes through: for wires that fail.
    std::function<std::unique_ptr<net::Wire>(std::unique_ptr<net::Wire>)> through = {};
    /// Every connection to the embedded server is a WebSocket (RFC 7395).
    bool web_socket = false;
    /// Of the embedded server's accounts; none for its own.
    std::optional<unsigned> scram_iterations = std::nullopt;
  };
  EmbeddedClient(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options);

  Task<void> start() override;
  Task<std::optional<std::string>> enlist(const scenario::Scenario& scenario, Cast& cast) override;
  Task<std::optional<NoRooms>> open_rooms(const scenario::Scenario& scenario, Cast& cast, Rooms& rooms) override;
  void discharge(Cast& cast) override;
  Task<void> stop() override;
  [[nodiscard]] scenario::ClientUnderTest* client() override { return &client_; }
  [[nodiscard]] scenario::Stage* stage() override { return &world_; }
  [[nodiscard]] std::string lost() const override { return lost_; }
  [[nodiscard]] std::optional<xmpp::Jid> iut() const override { return world_.iut(); }
  [[nodiscard]] std::string domain() const override { return ClientWorld::domain(); }
  [[nodiscard]] Duration settle() const override { return Duration::zero(); }
  [[nodiscard]] Duration tail() const override { return std::chrono::seconds(1); }

 private:
  Task<void> log_in();
  Task<void> read();
  Task<std::unique_ptr<net::Wire>> connect();

  boost::asio::io_context& context_;
  Clock& clock_;
  Options options_;
  stream::Security security_;
  ClientWorld world_;
  reference::ReferenceClient client_;
  std::shared_ptr<stream::Connection> connection_;
  std::shared_ptr<stream::Connection> dead_;  ///< bound, and held open without a word
  std::string lost_;
};

}  // namespace conformance::target
