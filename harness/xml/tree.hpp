// SPDX-License-Identifier: MIT
#pragma once

#include <tinyxml2.h>

#include <memory>
#include <string_view>
#include <vector>

#include "xml/element.hpp"

namespace conformance::xml {

/// Documents to be used again: a new one asks for memory in several large pieces, which a cleared one keeps.
class DocumentPool {
 public:
  std::unique_ptr<tinyxml2::XMLDocument> take();
  void give_back(std::unique_ptr<tinyxml2::XMLDocument> document);

 private:
  // Enough for the stanzas of one read from a socket; a trace that keeps its trees gives nothing back.
  static constexpr std::size_t kept_max = 64;
  std::vector<std::unique_ptr<tinyxml2::XMLDocument>> free_;
};

/// The tinyxml2 document behind Elements. Only this folder looks inside.
///
/// tinyxml2 knows no namespaces, so names in it have one form: element names are local names with an `xmlns` attribute
/// where the namespace differs from the parent's (always on the root); an attribute in a namespace is `pN:name` with
/// `xmlns:pN` on the same element, or `xml:name`.
class Tree : public std::enable_shared_from_this<Tree> {
 public:
  /// The document is one of the pool, if there is one, and goes back there.
  explicit Tree(std::shared_ptr<DocumentPool> pool = nullptr);
  ~Tree();
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  /// `declares`: the namespace differs from the parent's.
  tinyxml2::XMLElement* add_element(tinyxml2::XMLElement* parent, const char* name, std::string_view ns, bool declares);
  static void add_attribute(tinyxml2::XMLElement* element, std::string_view ns, const char* name, const char* value);
  void add_text(tinyxml2::XMLElement* parent, const std::string& text);
  void add(tinyxml2::XMLElement* parent, const Builder& builder);

  /// The root, for readers: from here on nothing changes the tree.
  [[nodiscard]] Element root() const;
  [[nodiscard]] Element element(const tinyxml2::XMLElement* node) const { return {shared_from_this(), node}; }

 private:
  std::shared_ptr<DocumentPool> pool_;
  std::unique_ptr<tinyxml2::XMLDocument> document_;
};

/// How many bytes `escape` makes of the text.
std::size_t escaped_bytes(std::string_view text);

/// The namespace of a node by the declarations around it.
std::string_view namespace_of(const tinyxml2::XMLElement* node);

}  // namespace conformance::xml
