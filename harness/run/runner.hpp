// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "faults/faults.hpp"
#include "net/wire.hpp"
#include "rules/catalogue.hpp"
#include "run/loop.hpp"
#include "run/player.hpp"
#include "run/selection.hpp"
#include "stream/client.hpp"
#include "trace/event.hpp"

namespace conformance::run {

/// What a play is asked for: a role, and a version of each specification.
struct PlayOrder {
  std::string role;
  std::vector<std::pair<std::string, std::string>> versions;
  [[nodiscard]] std::string name() const;  ///< "client-0085@2.1"
};

/// Where a server under test is, and how it is spoken to.
struct ServerAddress {
  std::string host;
  std::uint16_t port = 0;
  std::string domain;
  /// TLS comes first, before any stream.
  bool direct_tls = false;
  stream::Security security = {};
  /// A stream without TLS to another machine, too.
  bool clear_anywhere = false;
};

struct RunOptions {
  Seed seed{0};
  Duration timeout{std::chrono::seconds(10)};
  std::string profile = "modern";
  std::string tool;
  faults::FaultSet faults;
  std::string target_name;
  /// Told when a scenario begins: its number, how many there are, and its id. For progress.
  std::function<void(std::size_t, std::size_t, const std::string&)> progress;
  /// Told of accounts that are registered (true) and removed (false).
  std::function<void(const xmpp::Jid&, bool)> ledger;
};

/// What a play gave: the trace, and why it ended early, if it did.
struct PlayResult {
  trace::Trace trace;
  std::string error;
};

/// A wire to a server under test, with direct TLS where it is to be. Throws NetworkError, also where a stream without
/// TLS would leave this machine.
Task<std::unique_ptr<net::Wire>> reach(boost::asio::io_context& context, Clock& clock, ServerAddress address,
                                       Duration longest);

/// Plays the scenarios that are meant for the order on a target that was made on the loop, and stops it. A target that
/// is lost ends in a result like any other: what was recorded until then, and the error.
PlayResult play_on(Loop& loop, target::Target& target, trace::Recorder& recorder, const PlayOrder& order,
                   const Selection& selection, const RunOptions& options);
/// Plays the scenarios that are meant for the order on the embedded target.
PlayResult play_embedded(const PlayOrder& order, const Selection& selection, const RunOptions& options);
/// … on a server under test over TCP, with accounts that are registered.
PlayResult play_server(const PlayOrder& order, const Selection& selection, const RunOptions& options,
                       const ServerAddress& address);

}  // namespace conformance::run
