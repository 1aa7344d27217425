// SPDX-License-Identifier: MIT
#pragma once

#include "driver/child.hpp"
#include "driver/driven_client.hpp"
#include "target/client_world.hpp"
#include "target/doors.hpp"

namespace conformance::target {

/// How often a driver is started again in a run.
inline constexpr int driver_restarts_max = 3;

/// A client that a driver works (docs/DRIVERS.md), in the embedded world on the real clock: the embedded server listens
/// on loopback, by TCP and by WebSocket, and each scenario has the client started anew.
///
/// Before the first scenario the driver is sounded: a message is sent, to see how long one takes from the driver's `ok`
/// to the server. That is what `settle` follows; and a `sync` whose ok came before the message had is not believed.
class DriverTarget final : public Target {
 public:
  struct Options {
    /// Program and arguments; empty for a driver that connects to `listen`.
    std::vector<std::string> program;
    std::string listen_host = "127.0.0.1";
    std::uint16_t listen_port = 0;
    /// Told where a driver is waited for.
    std::function<void(const std::string& host, std::uint16_t port)> on_listening;
    /// off, starttls or direct: what the embedded server asks of the client.
    std::string tls = "off";
    /// Fields that the protocol does not know are errors (--validate-driver).
    bool strict = false;
    Seed seed{0};
    Seed secrets{0};
    Duration timeout{0};
    /// Of the driver's standard error.
    driver::LogSink log;
    std::function<void(bool out, const std::string& line)> on_line;
    /// Told of what makes its verdicts weaker.
    std::function<void(const std::string&)> warn;
  };
  DriverTarget(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options);
  ~DriverTarget() override;

  /// Throws DriverError if the driver cannot be started, or sounded.
  Task<void> start() override;
  Task<std::optional<std::string>> enlist(const scenario::Scenario& scenario, Cast& cast) override;
  Task<std::optional<NoRooms>> open_rooms(const scenario::Scenario& scenario, Cast& cast, Rooms& rooms) override;
  void discharge(Cast& cast) override;
  Task<void> stop() override;
  [[nodiscard]] scenario::ClientUnderTest* client() override;
  [[nodiscard]] scenario::Stage* stage() override { return &world_; }
  [[nodiscard]] std::string lost() const override { return lost_; }
  [[nodiscard]] std::string driver_failure() const override;
  [[nodiscard]] std::optional<xmpp::Jid> iut() const override { return world_.iut(); }
  [[nodiscard]] std::string domain() const override { return ClientWorld::domain(); }
  [[nodiscard]] Duration settle() const override;
  [[nodiscard]] Duration tail() const override { return settle(); }

  /// What the driver has said of itself; it has been started.
  [[nodiscard]] const driver::Hello& hello() const { return hello_; }
  /// From the driver's ok to a message's arrival, the longest so far.
  [[nodiscard]] Duration lag() const { return lag_; }
  /// Asks the client to begin anew, and logs it in. Throws DriverError.
  /// The client anew, for a scenario. `deaf`: what it sends is not recorded, once the old one has ended.
  Task<void> renew(std::string scenario, bool deaf);

 private:
  class Worked;
  Task<void> start_driver();
  Task<std::unique_ptr<net::Wire>> reach_driver();
  Task<void> part();
  Task<void> connect();
  Task<void> sound();
  void open_doors();
  void listen(const std::string& text);
  void hear(const xmpp::Stanza& stanza);

  boost::asio::io_context& context_;
  Clock& clock_;
  trace::Recorder& recorder_;
  Options options_;
  ClientWorld world_;
  std::unique_ptr<Doors> doors_;
  std::shared_ptr<net::TcpListener> for_driver_;
  std::unique_ptr<driver::Child> child_;
  std::unique_ptr<driver::Session> session_;
  std::unique_ptr<Worked> worked_;
  driver::Hello hello_;
  VirtualClock iut_clock_;  ///< of a client whose time we move
  int restarts_ = 0;
  std::string lost_;

  std::string awaited_;              ///< a text that the client was told to send
  Duration told_{0};                 ///< when the driver said ok to that
  bool told_ok_ = false;             ///< it has
  std::optional<Duration> arrived_;  ///< when the text did
  Duration lag_{0};
};

}  // namespace conformance::target
