// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "capture/redactor.hpp"
#include "trace/recorder.hpp"

namespace conformance::capture {

/// The trace of one client's sessions, as a relay tells of them. It begins when the client is bound, and belongs to
/// that account: while another one is logged in, nothing is recorded. A stream that was lost and is resumed (XEP-0198)
/// goes on.
class Recording {
 public:
  struct Options {
    /// Takes the words of people out; nothing to keep them.
    std::optional<Redactor> redactor;
    /// What the person who records should know.
    std::function<void(const std::string&)> tell;
  };
  Recording(trace::Recorder& recorder, Options options) : recorder_(recorder), options_(std::move(options)) {}

  /// A stanza crossed the client's stream.
  void stanza(bool from_client, const xml::Element& element);
  /// What became of the client's stream: secured, bound (with the full JID), resumed, closed, lost.
  void stream(const std::string& what, const std::string& jid);
  /// Some client has been bound.
  [[nodiscard]] bool has_begun() const { return !recorder_.header().iut.empty(); }

 private:
  /// The account that was bound; nothing, and a word about it, if it is not the one that is recorded.
  std::optional<xmpp::Jid> account_of(const std::string& jid);

  trace::Recorder& recorder_;
  Options options_;
  bool secured_ = false;   ///< before the client was bound
  bool recorded_ = false;  ///< the session that goes on
  bool lost_ = false;      ///< it was lost, and may be resumed
};

}  // namespace conformance::capture
