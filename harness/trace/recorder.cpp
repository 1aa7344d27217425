// SPDX-License-Identifier: MIT
#include "trace/recorder.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"

namespace conformance::trace {

void Recorder::record(Happening happening, std::optional<std::string> scenario) {
  // A target that floods fills its trace, not the machine: what comes beyond is not recorded and cannot be judged.
  if (trace_.events.size() >= limits::trace_events_max) return;
  Event event{trace_.events.size() + 1, run_clock_->now(), std::nullopt, std::move(scenario), std::move(happening)};
  if (iut_clock_ != nullptr && iut_clock_ != run_clock_) event.t_iut = iut_clock_->now();
  trace_.events.push_back(std::move(event));
}

void Recorder::record_stanza(std::string at, bool out, const xmpp::Stanza& stanza) {
  auto scenario = owner(stanza.to());
  if (!scenario) scenario = owner(stanza.from());
  if (!scenario && at != at_iut) {
    if (const auto jid = xmpp::Jid::parse(at); jid.has_value()) scenario = owner(*jid);
  }
  record(observe(std::move(at), out, without_secrets(stanza)), std::move(scenario));
}

std::optional<std::string> Recorder::owner(const std::optional<xmpp::Jid>& jid) const {
  if (!jid) return std::nullopt;
  const auto found = owners_.find(jid->bare());
  if (found == owners_.end()) return std::nullopt;
  return found->second;
}

xmpp::Stanza without_secrets(const xmpp::Stanza& stanza) {
  if (!stanza.is_iq()) return stanza;
  for (const char* ns : {xmpp::ns::register_iq, xmpp::ns::auth_iq}) {
    const auto query = stanza.child("query", ns);
    if (!query) continue;
    xml::Builder redacted("query", ns);
    for (const auto& child : query->children()) {
      const bool secret = child.name() == "password" || child.name() == "username" || child.name() == "digest";
      if (!secret) {
        redacted.add(child);
      } else if (const auto text = child.text(); text.empty()) {
        redacted.add(child);  // an empty element is a field of the form, not a secret
      } else {
        redacted.add(xml::Builder(child.name(), ns).text("(" + std::to_string(text.size()) + " bytes)"));
      }
    }
    xml::Builder iq(stanza.element());
    iq.remove("query", ns).add(std::move(redacted));
    auto parsed = xmpp::Stanza::parse(iq.build());
    check(parsed.has_value(), "a stanza without its secrets is no stanza");
    return *parsed;
  }
  return stanza;
}

}  // namespace conformance::trace
