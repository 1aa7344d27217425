// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "peer/session.hpp"
#include "scenario/scenario.hpp"

namespace conformance::peer {

/// Where an actor's wires come from.
using Connect = std::function<Task<std::unique_ptr<net::Wire>>()>;

/// An account to act with.
struct ActorAccount {
  xmpp::Jid bare;
  std::string password;
};

/// One cast member of a scenario: a scripted XMPP client with one session a resource.
class Actor {
 public:
  struct World {
    boost::asio::io_context& context;
    Clock& clock;
    trace::Recorder& recorder;
    Connect connect;
    Duration timeout{0};
    /// The run's salt: with the account and the name it makes the unique feature of the contact's caps.
    std::string salt;
    /// Of the actor's streams and password.
    stream::Security security = {};
    /// No more stanzas are sent than is polite, where the wire leaves this machine.
    bool polite = true;
    /// Told of stream errors that end a session: condition and sentence.
    std::function<void(const std::string&, const std::string&)> on_stream_error = {};
  };

  Actor(World world, scenario::CastMember member, ActorAccount account);

  /// Logs a resource in, asks for the roster and, if `available`, sends presence. Throws StreamError, NetworkError.
  /// An account without a localpart logs in by ANONYMOUS, and is then the one that the server has given it.
  Task<void> log_in(std::string resource, bool available);
  /// Sends presence.
  void go_available(const std::string& resource = "");
  /// Sends unavailable presence and closes the stream, of all resources or of one.
  void go_offline(const std::string& resource);
  /// Closes the wire without a word.
  void drop(const std::string& resource);

  /// The session of a resource, "" for the first. Throws StreamError if it is not logged in.
  [[nodiscard]] Session& session(const std::string& resource = "");
  [[nodiscard]] bool online(const std::string& resource = "") const;
  [[nodiscard]] const scenario::CastMember& member() const { return member_; }
  [[nodiscard]] const xmpp::Jid& bare() const { return account_.bare; }
  [[nodiscard]] const ActorAccount& account() const { return account_; }
  /// The full JID of a resource: as bound, or as it will be asked for.
  [[nodiscard]] xmpp::Jid full(const std::string& resource = "") const;
  /// The presence that the actor announces itself with.
  [[nodiscard]] xml::Element presence() const;

 private:
  [[nodiscard]] std::string resource_or_first(const std::string& resource) const;
  World world_;
  scenario::CastMember member_;
  ActorAccount account_;
  Contact contact_;
  std::map<std::string, std::shared_ptr<Session>> sessions_;
};

}  // namespace conformance::peer
