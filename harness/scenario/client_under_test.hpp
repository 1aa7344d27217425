// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

#include "base/wait.hpp"
#include "xmpp/jid.hpp"

namespace conformance::scenario {

/// What a driver answers to a request.
struct Answer {
  enum class Kind {
    ok,
    unsupported_by_client,  ///< the client has no such function
    unsupported_by_driver,  ///< this driver cannot work it
    error
  };
  Kind kind = Kind::ok;
  std::string value;   ///< of a query
  std::string reason;  ///< of anything but ok
};

/// One thing that a user does.
struct Act {
  std::string verb;  ///< open, type, clear, send, reply, close, focus, blur, …
  xmpp::Jid to;
  std::string text;
  Duration key_time{0};  ///< between two keys
  bool fresh = false;    ///< start a new conversation where the client can
};

/// What a client under test can be asked to do.
struct Abilities {
  std::set<std::string> actions;
  std::set<std::string> queries;
  std::set<std::string> settings;
  bool sync = false;
  /// Its time stands still until it is told to pass.
  bool clock = false;
  /// A person works it, who is asked once for each thing.
  bool person = false;
  /// Who does not have what a scenario needs.
  std::string worker = "the driver";
};

/// A client that is worked by a driver: the verbs of the driver protocol as an interface.
///
/// ok to `act`: the input has been given to the client. ok to `sync`: all acts so far are handled and what they caused
/// is written to the socket.
class ClientUnderTest {
 public:
  ClientUnderTest() = default;
  ClientUnderTest(const ClientUnderTest&) = delete;
  ClientUnderTest& operator=(const ClientUnderTest&) = delete;
  virtual ~ClientUnderTest() = default;

  [[nodiscard]] virtual Abilities abilities() const = 0;
  virtual Task<Answer> act(Act act) = 0;
  /// shown_messages (value: the texts, one a line), shown_state, alerts (a count), user_errors, of one contact.
  virtual Task<Answer> query(std::string what, xmpp::Jid from) = 0;
  virtual Task<Answer> configure(std::string setting, std::string value) = 0;
  virtual Task<Answer> sync() = 0;
  /// Lets time pass for a client whose abilities have the clock. ok: all timers that were due have fired.
  virtual Task<Answer> advance(Duration /*time*/) {
    co_return Answer{Answer::Kind::unsupported_by_driver, "", "its time is real"};
  }
};

}  // namespace conformance::scenario
