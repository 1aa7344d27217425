// SPDX-License-Identifier: MIT
#pragma once

#include <tinyxml2.h>

#include <memory>
#include <string_view>

#include "xml/element.hpp"

namespace conformance::xml {

/// The tinyxml2 document behind Elements. Only this folder looks inside.
///
/// tinyxml2 knows no namespaces, so names in it have one form: element names are local names with an `xmlns` attribute
/// where the namespace differs from the parent's (always on the root); an attribute in a namespace is `pN:name` with
/// `xmlns:pN` on the same element, or `xml:name`.
class Tree : public std::enable_shared_from_this<Tree> {
 public:
  Tree() : document_(true, tinyxml2::PRESERVE_WHITESPACE) {}

  tinyxml2::XMLElement* add_element(tinyxml2::XMLElement* parent, const std::string& name, std::string_view ns);
  static void add_attribute(tinyxml2::XMLElement* element, std::string_view ns, const std::string& name,
                            const std::string& value);
  void add_text(tinyxml2::XMLElement* parent, const std::string& text);
  void add(tinyxml2::XMLElement* parent, const Builder& builder);

  /// The root, for readers: from here on nothing changes the tree.
  [[nodiscard]] Element root() const;
  [[nodiscard]] Element element(const tinyxml2::XMLElement* node) const { return {shared_from_this(), node}; }

 private:
  tinyxml2::XMLDocument document_;
};

/// The namespace of a node by the declarations around it.
std::string_view namespace_of(const tinyxml2::XMLElement* node);

}  // namespace conformance::xml
