// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>

#include "base/unix_time.hpp"
#include "server/server.hpp"

/// A small message archive (XEP-0313): one for each account, filtered by `with`, bounded by `max`.
namespace conformance::server {

namespace {

constexpr std::size_t archived_messages_max = 1'000;
constexpr std::size_t time_length = std::string_view("2001-09-09T01:46:40").size();

// The value of a field of the query's form.
std::optional<std::string> field(const xml::Element& query, std::string_view name) {
  const auto form = query.child("x", xmpp::ns::data_form);
  if (!form) return std::nullopt;
  for (const auto& child : form->children()) {
    const auto value = child.attribute("var") == name ? child.child("value", xmpp::ns::data_form) : std::nullopt;
    if (value) return value->text();
  }
  return std::nullopt;
}

// What of the result set is asked for (XEP-0059).
std::optional<std::string> in_set(const xml::Element& query, std::string_view name) {
  const auto set = query.child("set", xmpp::ns::result_set);
  const auto element = set ? set->child(name, xmpp::ns::result_set) : std::nullopt;
  return element ? std::optional(element->text()) : std::nullopt;
}

// How many at most. Without a word all.
std::size_t max_of(const xml::Element& query) {
  std::size_t max = archived_messages_max;
  if (const auto text = in_set(query, "max")) std::from_chars(text->data(), text->data() + text->size(), max);
  return max;
}

using Page = std::vector<const ArchivedMessage*>;

// Cuts what was found to the page that is asked for: what follows `after`, or the last before `before` (of all, where
// that is empty), `max` at most. Whether there is no more in that direction.
bool cut_to_page(const xml::Element& query, Page& found) {
  const auto place_of = [&found](const std::string& id) {
    return std::find_if(found.begin(), found.end(), [&](const auto* one) { return one->id == id; });
  };
  const auto before = in_set(query, "before");
  if (const auto after = in_set(query, "after")) {
    const auto place = place_of(*after);
    if (place != found.end()) found.erase(found.begin(), place + 1);
  }
  if (before && !before->empty()) found.erase(place_of(*before), found.end());
  const auto max = max_of(query);
  if (found.size() <= max) return true;
  if (before) {
    found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(max));
  } else {
    found.resize(max);
  }
  return false;
}

}  // namespace

// XEP-0313: messages with content, rather than chat states. What the addressee is to have then: with the id that it has
// in his archive, and no other (XEP-0359 3, 6).
xmpp::Stanza Server::archive(const xmpp::Stanza& stanza) {
  if (!has_archive() || !stanza.to() || !stanza.from()) return stanza;
  const auto message = xmpp::read_message(stanza);
  const bool kept = stanza.type() == "chat" || stanza.type() == "normal";
  const bool content =
      message.is_user_message() || (message.is_standalone() && faults_.has("server-archives-standalone"));
  if (!kept || !content) return stanza;
  const auto from = stanza.from()->bare();
  const auto to = stanza.to()->bare();
  archive_for(from, to, stanza.element());
  if (from != to) archive_for(to, from, stanza.element());
  const auto* account = accounts_.find(to);
  if (account == nullptr) return stanza;
  xml::Builder with_id(stanza.element());
  with_id.remove("stanza-id", xmpp::ns::stanza_ids);
  with_id.add(
      xml::Builder("stanza-id", xmpp::ns::stanza_ids).set("by", to.to_string()).set("id", account->archive.back().id));
  return *xmpp::Stanza::parse(with_id.build());
}

void Server::archive_for(const xmpp::Jid& owner, const xmpp::Jid& with, const xml::Element& message) {
  auto* account = accounts_.find(owner);
  if (account == nullptr) return;
  account->archive.push_back({"archived-" + std::to_string(++archived_), with, stamp(unix_time(clock_)), message});
  if (account->archive.size() > archived_messages_max) account->archive.pop_front();
}

void Server::query_archive(const SessionPtr& session, const xmpp::Stanza& stanza) {
  const auto* account = accounts_.find(session->jid);
  const auto query = stanza.child("query", xmpp::ns::archive);
  if (account == nullptr || !query) return;
  const auto with = field(*query, "with");
  // Times are written in one way, so that they are ordered as texts: to the second, in UTC.
  const auto start = field(*query, "start");
  const auto end = field(*query, "end");
  Page found;
  for (const auto& one : account->archive) {
    const auto time = one.stamp.substr(0, time_length);
    const bool in_time =
        (!start || time >= start->substr(0, time_length)) && (!end || time <= end->substr(0, time_length));
    if (in_time && (!with || one.with.to_string() == *with)) found.push_back(&one);
  }
  const bool complete = cut_to_page(*query, found);
  for (const auto* one : found) {
    xml::Builder result("result", xmpp::ns::archive);
    result.set("id", one->id);
    const auto id = query->attribute("queryid");
    if (id) result.set("queryid", std::string(id.value()));
    result.add(xml::Builder("forwarded", xmpp::ns::forward)
                   .add(xml::Builder("delay", xmpp::ns::delay).set("stamp", one->stamp))
                   .add(one->message));
    deliver(session, xml::Builder("message", xmpp::ns::client)
                         .set("from", session->jid.bare().to_string())
                         .set("to", session->jid.to_string())
                         .add(std::move(result))
                         .build());
  }
  xml::Builder set("set", xmpp::ns::result_set);
  if (!found.empty()) {
    set.add(xml::Builder("first", xmpp::ns::result_set).text(found.front()->id));
    set.add(xml::Builder("last", xmpp::ns::result_set).text(found.back()->id));
  }
  xml::Builder fin("fin", xmpp::ns::archive);
  if (complete) fin.set("complete", "true");
  deliver(session, xmpp::result_reply(stanza).add(fin.add(std::move(set))).build());
}

}  // namespace conformance::server
