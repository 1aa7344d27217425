// SPDX-License-Identifier: MIT
#include "xml/parser.hpp"

#include <expat.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "xml/tree.hpp"

namespace conformance::xml {

namespace {

// U+0001 cannot stand in XML 1.0, so no namespace can contain it.
constexpr char separator = '\x01';
constexpr std::size_t feed_bytes_max = 1U << 20U;

// Into what expat has given, for as long as its callback runs.
struct Name {
  std::string_view ns;
  const char* local;
};

Name split(const char* expanded) {
  const char* at = std::strchr(expanded, separator);
  if (at == nullptr) return {"", expanded};
  return {{expanded, static_cast<std::size_t>(at - expanded)}, at + 1};
}

struct ParserFree {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}  // namespace

struct StreamParser::State {
  explicit State(ParserLimits wanted) : limits(wanted), parser(XML_ParserCreateNS("UTF-8", separator)) {
    XML_SetUserData(parser.get(), this);
    XML_SetElementHandler(parser.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetCommentHandler(parser.get(), on_comment);
    XML_SetProcessingInstructionHandler(parser.get(), on_instruction);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    XML_SetStartNamespaceDeclHandler(parser.get(), on_namespace);
#ifdef XML_GE
    // A start tag of several kilobytes must not wait for more bytes than it has.
    XML_SetReparseDeferralEnabled(parser.get(), XML_FALSE);
#endif
  }

  static void on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
    static_cast<State*>(self)->start(name, attributes);
  }
  static void on_end(void* self, const XML_Char* /*name*/) { static_cast<State*>(self)->end(); }
  static void on_text(void* self, const XML_Char* text, int length) {
    auto& state = *static_cast<State*>(self);
    if (state.node != nullptr) {
      state.text.append(text, static_cast<std::size_t>(length));
    } else {
      const std::string_view outside(text, static_cast<std::size_t>(length));
      const auto stray = outside.find_first_not_of(" \t\r\n");
      if (!state.stray_at && stray != std::string_view::npos) {
        state.stray_at = XML_GetCurrentByteIndex(state.parser.get()) + static_cast<XML_Index>(stray);
      }
      state.mark_complete();  // white space between stanzas (RFC 6120 4.6.1) counts towards none of them
    }
  }
  static void on_comment(void* self, const XML_Char* /*text*/) {
    static_cast<State*>(self)->refuse("a comment is not allowed in a stream (RFC 6120 11.1)");
  }
  static void on_instruction(void* self, const XML_Char* /*target*/, const XML_Char* /*data*/) {
    static_cast<State*>(self)->refuse("a processing instruction is not allowed in a stream (RFC 6120 11.1)");
  }
  static void on_doctype(void* self, const XML_Char* /*name*/, const XML_Char* /*system*/,
                         const XML_Char* /*public_id*/, int /*internal*/) {
    static_cast<State*>(self)->refuse("a document type declaration is not allowed in a stream (RFC 6120 11.1)");
  }
  static void on_namespace(void* self, const XML_Char* /*prefix*/, const XML_Char* /*uri*/) {
    ++static_cast<State*>(self)->declarations;
  }

  void refuse(std::string reason) {
    if (!refused.empty()) return;
    refused = std::move(reason);
    refused_at = XML_GetCurrentByteIndex(parser.get());  // expat itself then names the end of what it stopped at
    XML_StopParser(parser.get(), XML_FALSE);
  }

  void flush_text() {
    if (node != nullptr && !text.empty()) tree->add_text(node, text);
    text.clear();
  }

  [[nodiscard]] bool within_limits(const XML_Char* name, const XML_Char** attributes) {
    std::size_t count = declarations;
    declarations = 0;
    std::size_t longest = std::char_traits<char>::length(name);
    for (; *attributes != nullptr; attributes += 2) {
      ++count;
      longest = std::max(longest, std::char_traits<char>::length(*attributes));
    }
    if (depth >= limits.depth_max + 1) {
      refuse("elements are nested deeper than " + std::to_string(limits.depth_max));
    } else if (count > limits.attributes_max) {
      refuse("an element has more than " + std::to_string(limits.attributes_max) + " attributes");
    } else if (longest > limits.name_bytes_max) {
      refuse("a name is longer than " + std::to_string(limits.name_bytes_max) + " bytes");
    } else if (elements >= limits.elements_max) {
      refuse("a stanza has more than " + std::to_string(limits.elements_max) + " elements");
    }
    return refused.empty();
  }

  // Whether an element in that namespace, at this place, is written with a declaration of it.
  [[nodiscard]] bool declares(std::string_view ns) const { return node == nullptr || namespaces.back() != ns; }

  // A prefix is declared once and used often, but an Element has each namespace written out: a stanza cannot blow up.
  [[nodiscard]] bool namespaces_within_limit(const Name& own, const XML_Char** attributes) {
    if (declares(own.ns)) namespaces_bytes += escaped_bytes(own.ns);
    for (; *attributes != nullptr; attributes += 2) namespaces_bytes += escaped_bytes(split(*attributes).ns);
    if (namespaces_bytes > limits.bytes_max) {
      refuse("the namespaces of a stanza, written out, are longer than " + std::to_string(limits.bytes_max) + " bytes");
    }
    return refused.empty();
  }

  void start(const XML_Char* name, const XML_Char** attributes) {
    if (!refused.empty() || !within_limits(name, attributes)) return;
    flush_text();
    if (depth <= 1) {
      tree = std::make_shared<Tree>(pool);
      node = nullptr;
      namespaces.clear();
      elements = 0;
      namespaces_bytes = 0;
    }
    ++elements;
    const Name own = split(name);
    if (!namespaces_within_limit(own, attributes)) return;
    auto* element = tree->add_element(node, own.local, own.ns, declares(own.ns));
    for (; *attributes != nullptr; attributes += 2) {
      const Name attribute = split(attributes[0]);
      Tree::add_attribute(element, attribute.ns, attribute.local, attributes[1]);
    }
    if (depth == 0) {
      out->emplace_back(StreamOpened{tree->root()});
      mark_complete();
    } else {
      // A declaration is the first attribute of its element.
      namespaces.push_back(declares(own.ns) ? std::string_view(element->FirstAttribute()->Value()) : namespaces.back());
      node = element;
    }
    ++depth;
  }

  void end() {
    if (!refused.empty()) return;
    --depth;
    if (depth == 0) {
      out->emplace_back(StreamEnded{});
      mark_complete();
      ended = true;
      XML_StopParser(parser.get(), XML_FALSE);  // what follows is no XML document any more
      return;
    }
    flush_text();
    namespaces.pop_back();
    node = depth == 1 ? nullptr : node->Parent()->ToElement();
    if (depth == 1) {
      out->emplace_back(ElementParsed{tree->root()});
      tree.reset();
      elements = 0;
      mark_complete();
    }
  }

  // How many bytes come before one that begins no UTF-8. By its first two bytes expat would take a stream for UTF-16,
  // whatever encoding it was told, and only if both come at once.
  [[nodiscard]] std::size_t before_other_encoding(std::string_view bytes) const {
    for (std::size_t at = 0; at < bytes.size() && fed + at < 2; ++at) {
      const auto byte = static_cast<unsigned char>(bytes[at]);
      if (byte == 0x00 || byte == 0xFE || byte == 0xFF) return at;
    }
    return bytes.size();
  }

  // White space alone may follow the end of a stream.
  Result<void> after_end(std::string_view bytes) {
    const auto stray = bytes.find_first_not_of(" \t\r\n");
    const auto at = fed + std::min(stray, bytes.size());
    fed += bytes.size();
    if (stray == std::string_view::npos) return {};
    failed = true;
    return InputError{"there is something after the end of the stream", "byte " + std::to_string(at)};
  }

  void mark_complete() {
    completed_at = static_cast<std::uint64_t>(std::max<XML_Index>(0, XML_GetCurrentByteIndex(parser.get()))) +
                   static_cast<std::uint64_t>(XML_GetCurrentByteCount(parser.get()));
  }

  ParserLimits limits;
  std::unique_ptr<XML_ParserStruct, ParserFree> parser;
  std::vector<StreamEvent>* out = nullptr;
  std::shared_ptr<DocumentPool> pool = std::make_shared<DocumentPool>();
  std::shared_ptr<Tree> tree;
  std::vector<std::string_view> namespaces;  // of `node` and the elements around it, as they stand in the tree
  tinyxml2::XMLElement* node = nullptr;
  std::string text;
  std::string refused;
  XML_Index refused_at = 0;
  std::size_t depth = 0;
  std::size_t elements = 0;
  std::size_t declarations = 0;
  std::size_t namespaces_bytes = 0;
  std::optional<XML_Index> stray_at;  // text outside of stanzas
  std::uint64_t fed = 0;
  std::uint64_t completed_at = 0;
  bool ended = false;
  bool failed = false;
};

StreamParser::StreamParser(ParserLimits limits) : state_(std::make_unique<State>(limits)) {}
StreamParser::StreamParser(StreamParser&&) noexcept = default;
StreamParser& StreamParser::operator=(StreamParser&&) noexcept = default;
StreamParser::~StreamParser() = default;

Result<void> StreamParser::feed(std::string_view bytes, std::vector<StreamEvent>& out) {
  auto& state = *state_;
  if (state.failed) return InputError{"the stream has ended with an error before", ""};
  state.out = &out;
  while (!bytes.empty()) {
    if (state.ended) return state.after_end(bytes);
    // No more than what the limit leaves is ever handed to expat: its own buffer then is bounded, too.
    const std::uint64_t pending = state.fed - std::min(state.fed, state.completed_at);
    if (pending >= state.limits.bytes_max) {
      state.failed = true;
      return InputError{"a stanza is longer than " + std::to_string(state.limits.bytes_max) + " bytes",
                        "byte " + std::to_string(state.fed)};
    }
    const std::size_t in_utf_8 = state.before_other_encoding(bytes);
    if (in_utf_8 == 0) {
      state.failed = true;
      return InputError{"the stream is not in UTF-8 (RFC 6120 11.6)", "byte " + std::to_string(state.fed)};
    }
    const std::size_t take = std::min({in_utf_8, state.limits.bytes_max - pending, feed_bytes_max});
    const auto status = XML_Parse(state.parser.get(), bytes.data(), static_cast<int>(take), XML_FALSE);
    if (state.ended) {
      const std::uint64_t of_stream = state.completed_at - std::min(state.fed, state.completed_at);
      bytes.remove_prefix(std::min<std::size_t>(of_stream, bytes.size()));
      state.fed += of_stream;
      continue;
    }
    state.fed += take;
    bytes.remove_prefix(take);
    if (status != XML_STATUS_OK) {
      state.failed = true;
      if (!state.refused.empty()) return InputError{state.refused, "byte " + std::to_string(state.refused_at)};
      const auto at = "byte " + std::to_string(XML_GetCurrentByteIndex(state.parser.get()));
      return InputError{std::string("not well-formed: ") + XML_ErrorString(XML_GetErrorCode(state.parser.get())), at};
    }
  }
  return {};
}

Result<Element> parse_element(std::string_view text, std::string_view default_ns, ParserLimits limits) {
  StreamParser parser(limits);
  std::vector<StreamEvent> events;
  const std::string head = "<document xmlns='" + escape(default_ns) + "'>";
  const auto opened = parser.feed(head, events);
  if (opened.has_error()) return opened.error();
  const auto relative = [&](InputError error) {
    constexpr std::string_view word = "byte ";
    if (error.place.starts_with(word)) {
      const std::size_t at = std::stoul(error.place.substr(word.size()));
      error.place = std::string(word) + std::to_string(at < head.size() ? 0 : std::min(at - head.size(), text.size()));
    }
    return error;
  };
  for (const std::string_view part : {text, std::string_view("</document>")}) {
    const auto fed = parser.feed(part, events);
    if (fed.has_error()) return relative(fed.error());
  }
  if (const auto stray = parser.state_->stray_at) {
    return relative({"text beside the element, expected exactly one element", "byte " + std::to_string(*stray)});
  }
  std::optional<Element> only;
  for (const auto& event : events) {
    const auto* parsed = std::get_if<ElementParsed>(&event);
    if (parsed == nullptr) continue;
    if (only) return InputError{"more than one element, expected exactly one", ""};
    only = parsed->element;
  }
  if (!only) return InputError{"no element, expected exactly one", ""};
  return *only;
}

}  // namespace conformance::xml
