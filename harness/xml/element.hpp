// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tinyxml2 {
class XMLElement;
}

namespace conformance::xml {

class Tree;

/// One attribute with its namespace ("" for most; the URI of `xml` for xml:lang).
struct Attribute {
  std::string_view ns;
  std::string_view name;
  std::string_view value;
};

/// An element with everything inside it: an immutable value, cheap to copy.
///
/// The tree is shared between copies and children: a stanza goes into the trace, to the monitors and into a report
/// without being copied. Names are pairs of namespace and local name; prefixes do not exist here.
class Element {
 public:
  [[nodiscard]] std::string_view name() const;
  /// The namespace, "" if there is none.
  [[nodiscard]] std::string_view ns() const;
  [[nodiscard]] bool is(std::string_view wanted_name, std::string_view wanted_ns) const {
    return name() == wanted_name && ns() == wanted_ns;
  }
  /// The value of an attribute without namespace.
  [[nodiscard]] std::optional<std::string_view> attribute(std::string_view wanted) const;
  [[nodiscard]] std::optional<std::string_view> attribute(std::string_view wanted, std::string_view wanted_ns) const;
  /// All attributes in document order, namespace declarations not among them.
  [[nodiscard]] std::vector<Attribute> attributes() const;
  /// Child elements in document order.
  [[nodiscard]] std::vector<Element> children() const;
  /// The first child element of that name.
  [[nodiscard]] std::optional<Element> child(std::string_view wanted, std::string_view wanted_ns) const;
  /// All character data that is directly inside, joined.
  [[nodiscard]] std::string text() const;

  /// The canonical text: no prefixes, attributes quoted with ', a namespace declared where it differs from
  /// `ns_around`. Parsing the text in `ns_around` gives an equal element.
  [[nodiscard]] std::string to_string(std::string_view ns_around = "") const;
  friend bool operator==(const Element& a, const Element& b) { return a.to_string() == b.to_string(); }

 private:
  friend class Tree;
  friend class Builder;
  Element(std::shared_ptr<const Tree> tree, const tinyxml2::XMLElement* node) : tree_(std::move(tree)), node_(node) {}
  std::shared_ptr<const Tree> tree_;
  const tinyxml2::XMLElement* node_;
};

/// A tree under construction, or a copy of an Element to be changed.
class Builder {
 public:
  Builder(std::string_view name, std::string_view ns) : name_(name), ns_(ns) {}
  explicit Builder(const Element& element);

  /// Sets an attribute without namespace; an empty optional removes it.
  Builder& set(std::string_view name, std::optional<std::string_view> value);
  Builder& set(std::string_view name, std::string_view ns, std::optional<std::string_view> value);
  Builder& text(std::string_view text);
  Builder& add(Builder child);
  Builder& add(const Element& child);
  /// Removes the child elements of that name.
  Builder& remove(std::string_view name, std::string_view ns);
  [[nodiscard]] Element build() const;

 private:
  friend class Tree;
  struct OwnAttribute {
    std::string ns;
    std::string name;
    std::string value;
  };
  std::string name_;
  std::string ns_;
  std::vector<OwnAttribute> attributes_;
  std::vector<std::variant<std::string, Builder>> content_;
};

/// Escapes & < > " ' and the white space that a parser would fold, for text and attribute values alike.
std::string escape(std::string_view text);

}  // namespace conformance::xml
