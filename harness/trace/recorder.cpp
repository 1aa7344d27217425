// SPDX-License-Identifier: MIT
#include "trace/recorder.hpp"

#include "base/check.hpp"

namespace conformance::trace {

namespace {

bool is_secret(std::string_view name) { return name == "password" || name == "username" || name == "digest"; }

// An empty element is a field of the form, not a secret.
xml::Builder hidden(const xml::Element& element) {
  if (element.text().empty() && element.children().empty()) return xml::Builder(element);
  return xml::Builder(element.name(), element.ns()).text("(" + std::to_string(element.text().size()) + " bytes)");
}

// A field of a data form: XEP-0077 4 lets a registration be one.
xml::Builder redacted_field(const xml::Element& field) {
  xml::Builder copy(field);
  copy.remove("value", xmpp::ns::data_form);
  for (const auto& child : field.children()) {
    if (child.is("value", xmpp::ns::data_form)) copy.add(hidden(child));
  }
  return copy;
}

xml::Builder redacted(const xml::Element& query) {
  xml::Builder copy(query.name(), query.ns());
  for (const auto& child : query.children()) {
    if (child.is("x", xmpp::ns::data_form)) {
      xml::Builder form(child);
      form.remove("field", xmpp::ns::data_form);
      for (const auto& field : child.children()) {
        if (!field.is("field", xmpp::ns::data_form)) continue;
        form.add(is_secret(field.attribute("var").value_or("")) ? redacted_field(field) : xml::Builder(field));
      }
      copy.add(std::move(form));
    } else {
      copy.add(is_secret(child.name()) ? hidden(child) : xml::Builder(child));
    }
  }
  return copy;
}

}  // namespace

void Recorder::record(Happening happening, std::optional<std::string> scenario) {
  // A target that floods fills its trace, not the machine: what comes beyond is not recorded and cannot be judged.
  if (trace_.events.size() >= events_max_) return;
  Event event{trace_.events.size() + 1, run_clock_->now(), std::nullopt, std::move(scenario), std::move(happening)};
  if (iut_clock_ != nullptr && iut_clock_ != run_clock_) event.t_iut = iut_clock_->now();
  trace_.events.push_back(std::move(event));
  if (listener_) listener_(trace_.events.back());
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
  xml::Builder iq(stanza.element());
  bool found = false;
  for (const auto& child : stanza.element().children()) {
    if (!child.is("query", xmpp::ns::register_iq) && !child.is("query", xmpp::ns::auth_iq)) continue;
    if (!found) iq.remove("query", xmpp::ns::register_iq).remove("query", xmpp::ns::auth_iq);
    found = true;
    iq.add(redacted(child));
  }
  if (!found) return stanza;
  auto parsed = xmpp::Stanza::parse(iq.build());
  check(parsed.has_value(), "a stanza without its secrets is no stanza");
  return *parsed;
}

}  // namespace conformance::trace
