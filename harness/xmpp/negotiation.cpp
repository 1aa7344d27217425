// SPDX-License-Identifier: MIT
#include "xmpp/negotiation.hpp"

#include "xmpp/namespaces.hpp"

namespace conformance::xmpp {

namespace {

constexpr const char* form_type = "urn:xmpp:ssn";

std::string value_of(const xml::Element& field) {
  const auto value = field.child("value", ns::data_form);
  return value ? value->text() : "";
}

// XEP-0004 3.3: a boolean.
bool is_true(const std::string& value) { return value == "true" || value == "1"; }

xml::Builder field(const char* name, const std::string& value) {
  xml::Builder built("field", ns::data_form);
  built.set("var", name).add(xml::Builder("value", ns::data_form).text(value));
  return built;
}

}  // namespace

std::optional<Negotiation> Negotiation::of(const xml::Element& message) {
  const auto feature = message.child("feature", ns::feature_neg);
  const auto form = feature ? feature->child("x", ns::data_form) : std::nullopt;
  if (!form) return std::nullopt;
  Negotiation read;
  read.type = form->attribute("type").value_or("");
  bool of_session = false;
  const auto fields = form->children();
  for (const auto& one : fields) {
    if (!one.is("field", ns::data_form)) continue;
    const auto name = one.attribute("var").value_or("");
    if (name == "FORM_TYPE") of_session = value_of(one) == form_type;
    if (name == "accept") read.accept = is_true(value_of(one));
    if (name == "terminate") read.terminate = is_true(value_of(one));
    if (name == ns::chat_states) read.chat_states = value_of(one);
  }
  return of_session ? std::optional(read) : std::nullopt;
}

xml::Builder Negotiation::acceptance(const std::string& chat_states) {
  xml::Builder form("x", ns::data_form);
  form.set("type", "submit")
      .add(field("FORM_TYPE", form_type))
      .add(field("accept", "true"))
      .add(field(ns::chat_states, chat_states));
  xml::Builder feature("feature", ns::feature_neg);
  feature.add(std::move(form));
  return feature;
}

}  // namespace conformance::xmpp
