// SPDX-License-Identifier: MIT
#include "capture/recording.hpp"

#include "xmpp/jid.hpp"

namespace conformance::capture {

void Recording::stanza(bool from_client, const xml::Element& element) {
  if (!recorded_) return;
  const auto stanza = xmpp::Stanza::parse(options_.redactor ? options_.redactor->redacted(element) : element);
  if (stanza.has_value()) {
    recorder_.record_stanza(trace::at_iut, from_client, *stanza);
  } else {
    recorder_.record(trace::NoteEvent{"a stanza that is none: " + stanza.error().message()}, std::nullopt);
  }
}

void Recording::stream(const std::string& what, const std::string& jid) {
  if (what == "secured") {
    secured_ = true;
    return;
  }
  // A stream that was lost may be resumed (XEP-0198): then its session goes on as if nothing had been.
  if (what == "lost") {
    lost_ = recorded_;
    recorded_ = false;
    return;
  }
  if (what == "bound") {
    const auto bound = account_of(jid);
    if (!bound) {
      recorded_ = false;
      return;
    }
    if (lost_) recorder_.record(trace::StreamEvent{trace::at_iut, "lost", ""}, std::nullopt);
    recorder_.header().iut = bound->bare().to_string();
    recorder_.header().iut_full = bound->to_string();
  }
  if (what == "bound" || (what == "resumed" && lost_)) {
    recorded_ = true;
    lost_ = false;
    if (secured_) recorder_.record(trace::StreamEvent{trace::at_iut, "secured", ""}, std::nullopt);
    secured_ = false;
  }
  if (!recorded_) return;
  recorder_.record(trace::StreamEvent{trace::at_iut, what, ""}, std::nullopt);
  if (what == "closed") recorded_ = false;
}

std::optional<xmpp::Jid> Recording::account_of(const std::string& jid) {
  const auto bound = xmpp::Jid::parse(jid);
  const auto& account = recorder_.header().iut;
  if (bound.has_error() || bound->is_bare()) {
    options_.tell("the server bound \"" + jid + "\", which is no full JID: nothing is recorded");
    return std::nullopt;
  }
  if (!account.empty() && account != bound->bare().to_string()) {
    options_.tell("another account than " + account +
                  " has logged in, which is not recorded: " + bound->bare().to_string());
    return std::nullopt;
  }
  return *bound;
}

}  // namespace conformance::capture
