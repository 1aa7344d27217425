// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "peer/contact.hpp"
#include "peer/pace.hpp"
#include "stream/client.hpp"
#include "trace/recorder.hpp"

namespace conformance::peer {

/// A logged-in resource of an actor. It records all that crosses its stream, answers iqs, and keeps what arrived until
/// a step takes it.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Clock& clock, trace::Recorder& recorder, Contact contact, stream::Bound bound);

  /// From now on no more stanzas are sent than is polite: those beyond wait for their turn, in order.
  void keep_pace() { pace_.emplace(clock_); }
  /// Waits until a stanza would leave at once.
  Task<void> turn();
  /// Told of a stream error that the server ends the stream with: its condition and a sentence.
  void on_stream_error(std::function<void(const std::string&, const std::string&)> call) {
    on_stream_error_ = std::move(call);
  }

  /// Begins to read. Spawned, not awaited.
  void start(boost::asio::io_context& context);
  /// Throws StreamError if the stream has ended: what did not leave is not recorded.
  void send(const xml::Element& element);
  void send_bytes(const std::string& bytes) { bound_.connection->send_bytes(bytes); }
  void close();
  void drop();
  /// Tells the server whether the user looks at this client (XEP-0352). Only where `offers_client_state`.
  void tell_client_state(bool active);
  [[nodiscard]] bool offers_client_state() const { return bound_.client_state; }

  using Predicate = std::function<bool(const xml::Element&)>;
  /// Takes the first stanza that fits, of those that came and those that come within `longest`. Nothing, if none does.
  /// Throws StreamError if the stream ends meanwhile and nothing fits.
  Task<std::optional<xml::Element>> expect(Predicate fits, Duration longest);
  /// Whether one that fits has come and was not taken; looks only. Throws StreamError if none has and the stream was
  /// lost: what a broken stream has not brought is no absence.
  [[nodiscard]] bool has(const Predicate& fits) const;

  [[nodiscard]] const xmpp::Jid& jid() const { return bound_.jid; }
  [[nodiscard]] bool closed() const { return closed_; }
  /// Whether what is sent stays on this machine.
  [[nodiscard]] bool is_local() const { return bound_.connection->wire().is_local(); }

 private:
  Task<void> read(std::shared_ptr<Session> self);
  static Task<void> send_waiting(std::shared_ptr<Session> self);
  void write(const xml::Element& element);
  [[noreturn]] void fail_ended() const;
  Clock& clock_;
  trace::Recorder& recorder_;
  Contact contact_;
  stream::Bound bound_;
  std::vector<xml::Element> inbox_;
  Signal arrived_;
  bool closed_ = false;
  bool closed_by_us_ = false;
  std::string lost_because_;
  std::string lost_condition_;
  boost::asio::io_context* context_ = nullptr;
  std::optional<Pace> pace_;
  std::deque<xml::Element> waiting_;  ///< for their turn
  bool sending_ = false;
  std::function<void(const std::string&, const std::string&)> on_stream_error_;
};

}  // namespace conformance::peer
