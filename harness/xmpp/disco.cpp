// SPDX-License-Identifier: MIT
#include "xmpp/disco.hpp"

#include <algorithm>

#include "xmpp/namespaces.hpp"

namespace conformance::xmpp {

namespace {

constexpr const char* xml_ns = "http://www.w3.org/XML/1998/namespace";

std::string value_or_empty(const std::optional<std::string_view>& value) { return std::string(value.value_or("")); }

InfoForm parse_form(const xml::Element& x) {
  InfoForm form;
  for (const auto& field : x.children()) {
    if (!field.is("field", ns::data_form)) continue;
    std::vector<std::string> values;
    for (const auto& value : field.children()) {
      if (value.is("value", ns::data_form)) values.push_back(value.text());
    }
    const auto var = value_or_empty(field.attribute("var"));
    if (var == "FORM_TYPE") {
      form.form_type_hidden = field.attribute("type") == "hidden";
      for (const auto& value : values) {
        if (!form.form_type.empty() && form.form_type != value) form.form_type_ambiguous = true;
        form.form_type = value;
      }
    } else {
      form.fields.emplace_back(var, std::move(values));
    }
  }
  return form;
}

}  // namespace

bool DiscoInfo::has_feature(std::string_view feature) const {
  return std::find(features.begin(), features.end(), feature) != features.end();
}

Result<DiscoInfo> DiscoInfo::parse(const xml::Element& query) {
  if (!query.is("query", ns::disco_info)) return InputError{"not a disco#info query", ""};
  DiscoInfo info;
  if (const auto node = query.attribute("node")) info.node = std::string(*node);
  for (const auto& child : query.children()) {
    if (child.is("identity", ns::disco_info)) {
      info.identities.push_back({value_or_empty(child.attribute("category")), value_or_empty(child.attribute("type")),
                                 value_or_empty(child.attribute("lang", xml_ns)),
                                 value_or_empty(child.attribute("name"))});
    } else if (child.is("feature", ns::disco_info)) {
      info.features.push_back(value_or_empty(child.attribute("var")));
    } else if (child.is("x", ns::data_form)) {
      info.forms.push_back(parse_form(child));
    }
  }
  return info;
}

xml::Builder DiscoInfo::to_element() const {
  xml::Builder query("query", ns::disco_info);
  if (node) query.set("node", *node);
  for (const auto& identity : identities) {
    xml::Builder element("identity", ns::disco_info);
    element.set("category", identity.category).set("type", identity.type);
    if (!identity.lang.empty()) element.set("lang", xml_ns, identity.lang);
    if (!identity.name.empty()) element.set("name", identity.name);
    query.add(std::move(element));
  }
  for (const auto& feature : features) query.add(xml::Builder("feature", ns::disco_info).set("var", feature));
  for (const auto& form : forms) {
    xml::Builder x("x", ns::data_form);
    x.set("type", "result");
    xml::Builder form_type("field", ns::data_form);
    form_type.set("var", "FORM_TYPE");
    if (form.form_type_hidden) form_type.set("type", "hidden");
    x.add(form_type.add(xml::Builder("value", ns::data_form).text(form.form_type)));
    for (const auto& [var, values] : form.fields) {
      xml::Builder field("field", ns::data_form);
      field.set("var", var);
      for (const auto& value : values) field.add(xml::Builder("value", ns::data_form).text(value));
      x.add(std::move(field));
    }
    query.add(std::move(x));
  }
  return query;
}

}  // namespace conformance::xmpp
