// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "base/wait.hpp"
#include "net/wire.hpp"
#include "stream/framing.hpp"
#include "xml/element.hpp"

namespace conformance::stream {

/// A stream could not be brought up, or broke: the sentence says at which step and what came instead.
class StreamError : public std::runtime_error {
 public:
  explicit StreamError(const std::string& sentence, std::string condition = "")
      : std::runtime_error(sentence), condition_(std::move(condition)) {}

  /// The defined condition behind it: what the other side sent (a stream, SASL or stanza error: "policy-violation",
  /// "not-authorized", "conflict"), or the stream error that its bytes deserve ("not-well-formed"). "" for silence and
  /// loss, and where there is none.
  [[nodiscard]] const std::string& condition() const { return condition_; }

 private:
  std::string condition_;
};

/// One end of an XML stream, over bytes (RFC 6120 4) or over messages (WebSocket, RFC 7395), as its wire is. Framing
/// only: what is negotiated is client.hpp and server.hpp.
///
/// One coroutine receives at a time, and one flushes. When the last owner lets go, the wire is closed; what `close`
/// left to be written is still written.
class Connection {
 public:
  /// Reading and writing run on `executor`. The clock has to outlive the wire.
  static std::shared_ptr<Connection> over(std::unique_ptr<net::Wire> wire, Clock& clock,
                                          const boost::asio::any_io_executor& executor);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Writes `element`. Queued, never blocks, kept in order. After `close` or a loss nothing is written.
  void send(const xml::Element& element);
  /// Writes bytes as they are, in order with the rest; over messages, as one message.
  void send_bytes(const std::string& bytes);
  /// Writes stream features with these children, XML text that declares its namespaces.
  void send_features(const std::string& children);
  /// Waits until all that was queued has been handed to the wire, or cannot be any more. A wire that takes nothing for
  /// 30 s is closed, so this ends.
  Task<void> flush();

  /// Begins (again): sends `header` and forgets what was parsed so far. For stream restarts (RFC 6120 6.4.6).
  void open(const StreamHeader& header);
  /// The two halves of `open`, for the side that answers: forgets what was parsed so far, …
  void restart();
  /// … and, when the other side's header has come, sends its own.
  void send_header(const StreamHeader& header);
  /// Waits for the other side's header, `<stream/>` in either framing. Throws StreamError after `longest`, at the end
  /// of the wire, or on garbage.
  Task<xml::Element> receive_header(Duration longest);
  /// The next first-level element, within `longest`. Nothing when the other side has closed its stream (`ended()` is
  /// then true), or when this side has closed or dropped it. Throws StreamError on `longest` (the stream is then as
  /// before, and can be received from again), on loss without close, on a stream error, and on bytes that are not
  /// well-formed: these are answered with a stream error, and the stream is closed. `awaited`, a literal, ends the
  /// sentence "nothing came within 10 s while waiting for …".
  Task<std::optional<xml::Element>> receive(Duration longest, const char* awaited = "a stanza");
  /// As above, without a deadline.
  Task<std::optional<xml::Element>> receive();
  /// Whether the other side closed its stream with an end tag or <close/>.
  [[nodiscard]] bool ended() const;

  /// The wire below: its name, and how it is protected.
  [[nodiscard]] const net::Wire& wire() const;
  /// Throws StreamError where bytes have come behind the element that TLS begins at: they were sent before TLS, by
  /// whomever, and may not be taken for what comes after.
  void refuse_bytes_ahead() const;
  /// Takes the wire out, for TLS to be spoken on it (RFC 6120 5.4.3): what was queued must have been flushed, and the
  /// connection is over. Refuses bytes ahead, too.
  std::unique_ptr<net::Wire> take_wire();

  /// Sends the end tag or <close/>, once (none if no header was sent), and closes the wire when it is written.
  void close();
  /// Sends a stream error, a condition of RFC 6120 4.9.3, then closes. Needs a header that was sent.
  void close_with_error(const std::string& condition);
  /// Closes the wire without an end tag.
  void drop();

 private:
  struct State;
  explicit Connection(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace conformance::stream
