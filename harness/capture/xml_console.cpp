// SPDX-License-Identifier: MIT
#include "capture/xml_console.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "xml/parser.hpp"
#include "xmpp/jid.hpp"
#include "xmpp/namespaces.hpp"
#include "xmpp/stanza.hpp"

namespace conformance::capture {

namespace ns = xmpp::ns;

namespace {

constexpr std::string_view blank = " \t\r\n";

enum class Way { unknown, in, out };

struct Note {
  Way way = Way::unknown;
  std::string account;
};

struct Shown {
  Note note;
  std::size_t line = 0;
  std::optional<xmpp::Stanza> stanza;  ///< nothing: a stream has begun
};

bool starts_word(std::string_view text, std::string_view word) {
  return text.starts_with(word) &&
         (text.size() == word.size() || blank.find(text[word.size()]) != std::string_view::npos);
}

// "Outgoing Thu Jan  1 12:00:00 2026 (juliet@capulet.lit)"
Note note_of(std::string_view comment) {
  Note note;
  const auto first = comment.find_first_not_of(blank);
  if (first == std::string_view::npos) return note;
  comment.remove_prefix(first);
  for (const auto* word : {"Incoming", "In", "Received"}) {
    if (starts_word(comment, word)) note.way = Way::in;
  }
  for (const auto* word : {"Outgoing", "Out", "Sent"}) {
    if (starts_word(comment, word)) note.way = Way::out;
  }
  const auto open = comment.rfind('(');
  const auto close = comment.rfind(')');
  if (note.way == Way::unknown || open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return note;
  }
  const auto jid = xmpp::Jid::parse(std::string(comment.substr(open + 1, close - open - 1)));
  if (jid.has_value() && !jid->local().empty()) note.account = jid->bare().to_string();
  return note;
}

// White space between tags is the console's, and no text.
xml::Builder without_layout(const xml::Element& element) {
  xml::Builder copy(element.name(), element.ns());
  for (const auto& attribute : element.attributes()) copy.set(attribute.name, attribute.ns, attribute.value);
  if (const auto text = element.text(); text.find_first_not_of(blank) != std::string::npos) copy.text(text);
  for (const auto& child : element.children()) copy.add(without_layout(child));
  return copy;
}

class Console {
 public:
  explicit Console(std::string_view text) : text_(text) {}

  std::vector<Shown> read() {
    Note note;
    while (skip_blank()) {
      if (rest().starts_with("<!--")) {
        note = note_of(inside("<!--", "-->"));
      } else if (rest().starts_with("<?")) {
        inside("<?", "?>");
      } else if (rest().starts_with("</")) {
        inside("</", ">");
      } else if (rest().starts_with("<stream:stream") || rest().starts_with("<open")) {
        shown_.push_back({note, line_, std::nullopt});
        inside("<", ">");
      } else if (rest().starts_with("<")) {
        take(note);
        note = {};
      } else {
        throw InputError{"found text outside of a stanza, expected a tag or a comment", place()};
      }
    }
    return std::move(shown_);
  }

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  [[nodiscard]] std::string place() const { return "line " + std::to_string(line_); }

  void move(std::size_t bytes) {
    line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                 text_.begin() + static_cast<std::ptrdiff_t>(at_ + bytes), '\n'));
    at_ += bytes;
  }

  bool skip_blank() {
    const auto next = text_.find_first_not_of(blank, at_);
    move((next == std::string_view::npos ? text_.size() : next) - at_);
    return at_ < text_.size();
  }

  std::string_view inside(std::string_view open, std::string_view close) {
    const auto end = text_.find(close, at_ + open.size());
    if (end == std::string_view::npos) {
      throw InputError{"\"" + std::string(open) + "\" has no \"" + std::string(close) + "\"", place()};
    }
    const auto found = text_.substr(at_ + open.size(), end - at_ - open.size());
    move(end + close.size() - at_);
    return found;
  }

  // Where the tag at `from` ends, quotes looked through.
  [[nodiscard]] std::size_t tag_end(std::size_t from) const {
    char quote = 0;
    for (auto i = from; i < text_.size(); ++i) {
      const char c = text_[i];
      if (quote != 0) {
        quote = c == quote ? '\0' : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '>') {
        return i + 1;
      }
    }
    throw InputError{"a tag does not end", place()};
  }

  [[nodiscard]] std::size_t element_end() const {
    std::size_t depth = 0;
    auto i = at_;
    while (true) {
      i = text_.find('<', i);
      if (i == std::string_view::npos) throw InputError{"an element does not end", place()};
      const auto tag = text_.substr(i);
      if (tag.starts_with("<!--")) {
        const auto end = text_.find("-->", i);
        if (end == std::string_view::npos) throw InputError{"a comment does not end", place()};
        i = end + 3;
        continue;
      }
      const auto end = tag_end(i);
      if (tag.starts_with("</")) {
        --depth;
      } else if (text_[end - 2] != '/') {
        ++depth;
      }
      if (depth == 0) return end;
      i = end;
    }
  }

  void take(const Note& note) {
    const auto end = element_end();
    const std::string element(text_.substr(at_, end - at_));
    const auto line = line_;
    move(end - at_);
    // What has a prefix is of the stream, not a stanza.
    if (element.substr(0, element.find_first_of(" \t\r\n/>")).find(':') != std::string::npos) return;
    const auto parsed = xml::parse_element(element, ns::client);
    if (parsed.has_error()) {
      throw InputError{"an element is not well-formed: " + parsed.error().message(), "line " + std::to_string(line)};
    }
    auto stanza = xmpp::Stanza::parse(without_layout(*parsed).build());
    if (stanza.has_error()) return;  // SASL, stream management
    shown_.push_back({note, line, std::move(*stanza)});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::vector<Shown> shown_;
};

std::string attribute(const xmpp::Stanza& stanza, const char* name) {
  return std::string(stanza.element().attribute(name).value_or(""));
}

// Of a console that does not say: what most stanzas with a sender are addressed to.
std::string likely_account(const std::vector<Shown>& shown) {
  std::map<std::string, std::size_t> addressed;
  for (const auto& one : shown) {
    if (!one.stanza || attribute(*one.stanza, "from").empty()) continue;
    const auto to = xmpp::Jid::parse(attribute(*one.stanza, "to"));
    if (to.has_value() && !to->is_bare() && !to->local().empty()) ++addressed[to->bare().to_string()];
  }
  const auto most = std::max_element(addressed.begin(), addressed.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == addressed.end() ? "" : most->first;
}

class Directions {
 public:
  explicit Directions(std::string account) : account_(std::move(account)) {}

  Way of(const Shown& shown) {
    const auto way = shown.note.way == Way::unknown ? guess(*shown.stanza) : shown.note.way;
    const bool asks = shown.stanza->is_iq() && (shown.stanza->type() == "get" || shown.stanza->type() == "set");
    if (way == Way::out && asks) asked_.insert(shown.stanza->id());
    return way;
  }

 private:
  [[nodiscard]] Way guess(const xmpp::Stanza& stanza) const {
    const auto to = xmpp::Jid::parse(attribute(stanza, "to"));
    const bool to_us = to.has_value() && to->bare().to_string() == account_;
    const bool from_anybody = !attribute(stanza, "from").empty();
    if (to_us && (from_anybody || !to->is_bare())) return Way::in;
    const bool answers = stanza.is_iq() && (stanza.type() == "result" || stanza.type() == "error");
    if (answers && asked_.contains(stanza.id())) return Way::in;
    const auto from = xmpp::Jid::parse(attribute(stanza, "from"));
    return from.has_value() && from->bare().to_string() != account_ ? Way::in : Way::out;
  }

  std::string account_;
  std::set<std::string> asked_;
};

std::string account_of(const std::vector<Shown>& shown) {
  std::string account;
  for (const auto& one : shown) {
    if (one.note.account.empty()) continue;
    if (!account.empty() && account != one.note.account) {
      throw InputError{"another account than " + account + ", expected the console of one: " + one.note.account,
                       "line " + std::to_string(one.line)};
    }
    account = one.note.account;
  }
  return account.empty() ? likely_account(shown) : account;
}

trace::Trace trace_of(const std::vector<Shown>& shown, std::size_t events_max) {
  trace::Trace trace;
  auto& header = trace.header;
  header.iut = account_of(shown);
  const auto add = [&](trace::Happening happening) {
    if (trace.events.size() >= events_max) throw InputError{"there are too many events", ""};
    trace.events.push_back(
        {trace.events.size() + 1, Duration::zero(), std::nullopt, std::nullopt, std::move(happening)});
  };
  const bool any = std::any_of(shown.begin(), shown.end(), [](const Shown& one) { return one.stanza.has_value(); });
  if (!any) throw InputError{"there is no stanza", "line 1"};
  if (header.iut.empty()) {
    throw InputError{
        "nothing says whose console it is: expected <!-- Outgoing TIME (ACCOUNT) --> before a stanza, or stanzas "
        "that are addressed to the account",
        "line 1"};
  }
  Directions directions(header.iut);
  bool bound = false;
  for (const auto& one : shown) {
    if (!one.stanza) {
      if (std::exchange(bound, false)) add(trace::StreamEvent{trace::at_iut, "closed", ""});
      continue;
    }
    const auto way = directions.of(one);
    const auto bind = one.stanza->child("bind", ns::bind);
    const auto to = xmpp::Jid::parse(attribute(*one.stanza, "to"));
    const auto jid = bind ? bind->child("jid", ns::bind) : std::nullopt;
    if (jid) header.iut_full = jid->text();
    const bool full = to.has_value() && !to->is_bare() && to->bare().to_string() == header.iut;
    if (way == Way::in && full) header.iut_full = to->to_string();
    if (!std::exchange(bound, true)) add(trace::StreamEvent{trace::at_iut, "bound", ""});
    if (!bind) add(trace::observe(trace::at_iut, way == Way::out, *one.stanza));
  }
  return trace;
}

}  // namespace

bool is_xml_console(std::string_view text) {
  const auto first = text.find_first_not_of(blank);
  return first != std::string_view::npos && text[first] == '<';
}

Result<trace::Trace> read_xml_console(std::string_view text, std::vector<std::pair<std::string, std::string>> versions,
                                      std::size_t events_max) {
  try {
    auto trace = trace_of(Console(text).read(), events_max);
    trace.header.role = "client";
    trace.header.target = "xml-console";
    trace.header.versions = std::move(versions);
    return trace;
  } catch (const InputError& error) {
    return error;
  }
}

}  // namespace conformance::capture
