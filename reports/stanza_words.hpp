// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include "trace/event.hpp"

namespace conformance::reports {

/// A stanza in a few words: `message chat "Wherefore?" active`. Not escaped.
std::string in_words(const xml::Element& stanza);

/// One end of a line of a conversation, and the other.
struct Ends {
  std::string from;
  std::string to;
  bool to_right = true;  ///< the arrow goes from the first to the second
};

/// Who is who in a trace, learned from its events in order.
class Names {
 public:
  explicit Names(const trace::Header& header);
  void learn(const trace::Event& event);

  /// The short name of an address: a cast member's, "target", "server", or the address's first part. Not escaped.
  [[nodiscard]] std::string of(const std::string& jid) const;
  /// Between whom a stanza goes. Nothing for one that is seen at the target's own stream as well.
  [[nodiscard]] std::optional<Ends> ends(const trace::StanzaEvent& event) const;

 private:
  std::string iut_;
  bool server_role_;
  bool seen_at_iut_ = false;
  std::map<std::string, std::string> names_;  // by bare JID
};

}  // namespace conformance::reports
