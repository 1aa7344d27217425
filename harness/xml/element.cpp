// SPDX-License-Identifier: MIT
#include "xml/element.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.hpp"
#include "xml/tree.hpp"

namespace conformance::xml {

namespace {

constexpr std::string_view xml_ns = "http://www.w3.org/XML/1998/namespace";

bool is_declaration(std::string_view name) { return name == "xmlns" || name.starts_with("xmlns:"); }

Attribute read_attribute(const tinyxml2::XMLElement* node, const tinyxml2::XMLAttribute* attribute) {
  const std::string_view name = attribute->Name();
  const auto colon = name.find(':');
  if (colon == std::string_view::npos) return {"", name, attribute->Value()};
  const std::string_view prefix = name.substr(0, colon);
  const std::string_view local = name.substr(colon + 1);
  if (prefix == "xml") return {xml_ns, local, attribute->Value()};
  const std::string declaration = "xmlns:" + std::string(prefix);
  const char* ns = node->Attribute(declaration.c_str());
  return {ns != nullptr ? ns : "", local, attribute->Value()};
}

void write(const tinyxml2::XMLElement* node, std::string_view ns_around, std::string& out) {
  const std::string_view ns = namespace_of(node);
  // The namespace of `xml` cannot be declared as the default one: its elements keep the prefix that is always bound.
  const bool reserved = ns == xml_ns;
  const std::string name = reserved ? "xml:" + std::string(node->Name()) : node->Name();
  out.append("<").append(name);
  if (ns != ns_around && !reserved) out.append(" xmlns='").append(escape(ns)).append("'");
  for (const auto* attribute = node->FirstAttribute(); attribute != nullptr; attribute = attribute->Next()) {
    if (std::strcmp(attribute->Name(), "xmlns") == 0) continue;
    out.append(" ").append(attribute->Name()).append("='").append(escape(attribute->Value())).append("'");
  }
  if (node->FirstChild() == nullptr) {
    out.append("/>");
    return;
  }
  out.append(">");
  for (const auto* child = node->FirstChild(); child != nullptr; child = child->NextSibling()) {
    if (const auto* element = child->ToElement(); element != nullptr) {
      write(element, reserved ? ns_around : ns, out);
    } else if (const auto* text = child->ToText(); text != nullptr) {
      out.append(escape(text->Value()));
    }
  }
  out.append("</").append(name).append(">");
}

// What is written for a character; "" for itself.
constexpr std::array<std::string_view, 256> references = [] {
  std::array<std::string_view, 256> all{};
  all['&'] = "&amp;";
  all['<'] = "&lt;";
  all['>'] = "&gt;";
  all['"'] = "&quot;";
  all['\''] = "&apos;";
  all['\r'] = "&#13;";
  all['\n'] = "&#10;";
  all['\t'] = "&#9;";
  return all;
}();

std::string_view reference_of(char c) { return references[static_cast<unsigned char>(c)]; }

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (const auto reference = reference_of(c); reference.empty()) {
      out.push_back(c);
    } else {
      out.append(reference);
    }
  }
  return out;
}

std::size_t escaped_bytes(std::string_view text) {
  std::size_t bytes = 0;
  for (const char c : text) bytes += std::max<std::size_t>(1, reference_of(c).size());
  return bytes;
}

std::string_view namespace_of(const tinyxml2::XMLElement* node) {
  for (const tinyxml2::XMLNode* at = node; at != nullptr; at = at->Parent()) {
    const auto* element = at->ToElement();
    if (element == nullptr) break;
    if (const char* ns = element->Attribute("xmlns"); ns != nullptr) return ns;
  }
  return "";
}

std::string_view Element::name() const { return node_->Name(); }
std::string_view Element::ns() const { return namespace_of(node_); }

std::optional<std::string_view> Element::attribute(std::string_view wanted) const { return attribute(wanted, ""); }

std::optional<std::string_view> Element::attribute(std::string_view wanted, std::string_view wanted_ns) const {
  for (const auto* attribute = node_->FirstAttribute(); attribute != nullptr; attribute = attribute->Next()) {
    if (is_declaration(attribute->Name())) continue;
    const auto found = read_attribute(node_, attribute);
    if (found.name == wanted && found.ns == wanted_ns) return found.value;
  }
  return std::nullopt;
}

std::vector<Attribute> Element::attributes() const {
  std::vector<Attribute> all;
  for (const auto* attribute = node_->FirstAttribute(); attribute != nullptr; attribute = attribute->Next()) {
    if (!is_declaration(attribute->Name())) all.push_back(read_attribute(node_, attribute));
  }
  return all;
}

std::vector<Element> Element::children() const {
  std::vector<Element> all;
  for (const auto* child = node_->FirstChildElement(); child != nullptr; child = child->NextSiblingElement()) {
    all.push_back(tree_->element(child));
  }
  return all;
}

std::optional<Element> Element::child(std::string_view wanted, std::string_view wanted_ns) const {
  for (const auto* child = node_->FirstChildElement(); child != nullptr; child = child->NextSiblingElement()) {
    if (wanted == child->Name() && namespace_of(child) == wanted_ns) return tree_->element(child);
  }
  return std::nullopt;
}

std::string Element::text() const {
  std::string text;
  for (const auto* child = node_->FirstChild(); child != nullptr; child = child->NextSibling()) {
    if (child->ToText() != nullptr) text.append(child->Value());
  }
  return text;
}

std::string Element::to_string(std::string_view ns_around) const {
  std::string out;
  write(node_, ns_around, out);
  return out;
}

Builder::Builder(const Element& element) : name_(element.name()), ns_(element.ns()) {
  for (const auto& attribute : element.attributes()) set(attribute.name, attribute.ns, attribute.value);
  for (const auto* child = element.node_->FirstChild(); child != nullptr; child = child->NextSibling()) {
    if (const auto* inner = child->ToElement(); inner != nullptr) {
      add(element.tree_->element(inner));
    } else if (child->ToText() != nullptr) {
      text(child->Value());
    }
  }
}

Builder& Builder::set(std::string_view name, std::optional<std::string_view> value) { return set(name, "", value); }

Builder& Builder::set(std::string_view name, std::string_view ns, std::optional<std::string_view> value) {
  const auto found = std::find_if(attributes_.begin(), attributes_.end(),
                                  [&](const OwnAttribute& own) { return own.name == name && own.ns == ns; });
  if (!value) {
    if (found != attributes_.end()) attributes_.erase(found);
  } else if (found != attributes_.end()) {
    found->value = *value;
  } else {
    attributes_.push_back({std::string(ns), std::string(name), std::string(*value)});
  }
  return *this;
}

Builder& Builder::text(std::string_view text) {
  content_.emplace_back(std::string(text));
  return *this;
}

Builder& Builder::add(Builder child) {
  content_.emplace_back(std::move(child));
  return *this;
}

Builder& Builder::add(const Element& child) { return add(Builder(child)); }

Builder& Builder::remove(std::string_view name, std::string_view ns) {
  std::erase_if(content_, [&](const auto& item) {
    const auto* child = std::get_if<Builder>(&item);
    return child != nullptr && child->name_ == name && child->ns_ == ns;
  });
  return *this;
}

Element Builder::build() const {
  const auto tree = std::make_shared<Tree>();
  tree->add(nullptr, *this);
  return tree->root();
}

std::unique_ptr<tinyxml2::XMLDocument> DocumentPool::take() {
  if (free_.empty()) return std::make_unique<tinyxml2::XMLDocument>(true, tinyxml2::PRESERVE_WHITESPACE);
  auto document = std::move(free_.back());
  free_.pop_back();
  return document;
}

void DocumentPool::give_back(std::unique_ptr<tinyxml2::XMLDocument> document) {
  if (free_.size() >= kept_max) return;
  document->Clear();
  free_.push_back(std::move(document));
}

Tree::Tree(std::shared_ptr<DocumentPool> pool)
    : pool_(std::move(pool)), document_(pool_ ? pool_->take() : DocumentPool().take()) {}

Tree::~Tree() {
  if (pool_) pool_->give_back(std::move(document_));
}

tinyxml2::XMLElement* Tree::add_element(tinyxml2::XMLElement* parent, const char* name, std::string_view ns,
                                        bool declares) {
  auto* element = document_->NewElement(name);
  if (parent == nullptr) {
    document_->InsertEndChild(element);
  } else {
    parent->InsertEndChild(element);
  }
  if (declares) element->SetAttribute("xmlns", std::string(ns).c_str());
  return element;
}

void Tree::add_attribute(tinyxml2::XMLElement* element, std::string_view ns, const char* name, const char* value) {
  if (ns.empty()) {
    element->SetAttribute(name, value);
  } else if (ns == xml_ns) {
    element->SetAttribute((std::string("xml:") + name).c_str(), value);
  } else {
    // Counted without xmlns: the same element is written the same wherever it stands.
    int number = 0;
    for (const auto* other = element->FirstAttribute(); other != nullptr; other = other->Next()) {
      if (std::string_view(other->Name()).starts_with("xmlns:")) ++number;
    }
    const std::string prefix = "p" + std::to_string(number);
    element->SetAttribute(("xmlns:" + prefix).c_str(), std::string(ns).c_str());
    element->SetAttribute((prefix + ":" + name).c_str(), value);
  }
}

void Tree::add_text(tinyxml2::XMLElement* parent, const std::string& text) {
  if (!text.empty()) parent->InsertEndChild(document_->NewText(text.c_str()));
}

void Tree::add(tinyxml2::XMLElement* parent, const Builder& builder) {
  const bool declares = parent == nullptr || namespace_of(parent) != builder.ns_;
  auto* element = add_element(parent, builder.name_.c_str(), builder.ns_, declares);
  for (const auto& own : builder.attributes_) add_attribute(element, own.ns, own.name.c_str(), own.value.c_str());
  for (const auto& item : builder.content_) {
    if (const auto* text = std::get_if<std::string>(&item); text != nullptr) {
      add_text(element, *text);
    } else {
      add(element, std::get<Builder>(item));
    }
  }
}

Element Tree::root() const {
  check(document_->RootElement() != nullptr, "an XML tree has no root");
  return element(document_->RootElement());
}

}  // namespace conformance::xml
