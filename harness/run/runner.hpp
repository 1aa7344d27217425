// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "faults/faults.hpp"
#include "net/wire.hpp"
#include "rules/catalogue.hpp"
#include "run/dial.hpp"
#include "run/loop.hpp"
#include "run/player.hpp"
#include "run/selection.hpp"
#include "stream/client.hpp"
#include "target/address_target.hpp"
#include "target/driver_target.hpp"
#include "target/listen_target.hpp"
#include "target/server_target.hpp"
#include "trace/event.hpp"

namespace conformance::run {

/// What a play is asked for: a role, and a version of each specification.
struct PlayOrder {
  std::string role;
  std::vector<std::pair<std::string, std::string>> versions;
  [[nodiscard]] std::string name() const;  ///< "client-0085@2.1"
};

struct RunOptions {
  Seed seed{0};
  Duration timeout{std::chrono::seconds(10)};
  /// The longest undisturbed quiet.
  std::optional<Duration> timer_limit = {};
  std::string profile = "modern";
  std::string tool;
  faults::FaultSet faults;
  std::string target_name;
  /// Told when a scenario begins: its number, how many there are, and its id. For progress.
  std::function<void(std::size_t, std::size_t, const std::string&)> progress;
  /// Accounts to borrow for the actors on a server under test; where there are none, they are registered.
  std::vector<peer::ActorAccount> accounts = {};
  /// … or they come without an account.
  bool anonymous = false;
  /// Told of each event when it is recorded. For -v.
  std::function<void(const trace::Header&, const trace::Event&)> follow = {};
  /// Told of accounts before they are registered, and when they are removed.
  target::Ledger ledger = {};
  /// What passwords on a real server are made from: not from the seed, which stands in reports.
  Seed secrets{0};
  net::Reach reach = net::Reach::loopback_only;
  /// --i-own-this-target
  bool own_target = false;
};

/// What a play gave: the trace, and why it ended early, if it did.
struct PlayResult {
  trace::Trace trace;
  std::string error;
  std::string client;  ///< name and version that a driver has told
};

/// Plays the scenarios that are meant for the order on a target that was made on the loop, and stops it. A target that
/// is lost ends in a result like any other: what was recorded until then, and the error.
PlayResult play_on(Loop& loop, target::Target& target, trace::Recorder& recorder, const PlayOrder& order,
                   const Selection& selection, const RunOptions& options);
/// Plays the scenarios that are meant for the order on the embedded target.
PlayResult play_embedded(const PlayOrder& order, const Selection& selection, const RunOptions& options);
/// … on a server under test over TCP or WebSocket, with accounts that are registered.
PlayResult play_server(const PlayOrder& order, const Selection& selection, const RunOptions& options,
                       const ServerAddress& address);

/// … on a client that a driver works, in the embedded world on the real clock.
PlayResult play_driver(const PlayOrder& order, const Selection& selection, const RunOptions& options,
                       target::DriverTarget::Options driver);

/// Makes what a person is asked by, on the loop of the play.
using MakeAsk = std::function<target::Person::Ask(boost::asio::io_context& context)>;
/// … on a client that somebody has log in; a person is asked where `make_ask` is given.
PlayResult play_listen(const PlayOrder& order, const Selection& selection, const RunOptions& options,
                       target::ListenTarget::Options listen, const MakeAsk& make_ask);

/// … on a client that is logged in elsewhere, by actors on a server.
PlayResult play_address(const PlayOrder& order, const Selection& selection, const RunOptions& options,
                        const ServerAddress& address, target::AddressTarget::Options client, const MakeAsk& make_ask);

/// What a server offers to who has no account.
struct ServerOffer {
  stream::LoginOffer offer;
  std::string error;  ///< why it could not be asked; "" if it could
};
ServerOffer ask_server(const ServerAddress& address, const DialOptions& options);

}  // namespace conformance::run
