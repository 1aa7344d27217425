// SPDX-License-Identifier: MIT
#include "target/room_service.hpp"

#include <algorithm>

#include "xmpp/disco.hpp"

namespace conformance::target {

namespace {

// Who lists more is not asked on.
constexpr std::size_t items_max = 50;

// The answer to a question of service discovery: the query of a result. Nothing for an error, and for silence.
struct Answer {
  std::optional<xml::Element> query;
  bool silent = false;
};

Task<Answer> ask(std::shared_ptr<peer::Actor> actor, std::string to, const char* ns, std::string id, Duration timeout) {
  auto& session = actor->session();
  session.send(xml::Builder("iq", xmpp::ns::client)
                   .set("type", "get")
                   .set("id", id)
                   .set("to", to)
                   .add(xml::Builder("query", ns))
                   .build());
  auto waiting = session.expect(
      [id](const xml::Element& element) { return element.name() == "iq" && element.attribute("id") == id; }, timeout);
  const auto answer = co_await std::move(waiting);
  if (!answer) co_return Answer{std::nullopt, true};
  const bool result = answer->attribute("type") == "result";
  co_return Answer{result ? answer->child("query", ns) : std::nullopt, false};
}

bool has_rooms(const xml::Element& query) {
  const auto info = xmpp::DiscoInfo::parse(query);
  return info.has_value() && info->has_feature(xmpp::ns::muc) &&
         std::any_of(info->identities.begin(), info->identities.end(),
                     [](const xmpp::Identity& one) { return one.category == "conference" && one.type == "text"; });
}

}  // namespace

Task<RoomService> find_room_service(std::shared_ptr<peer::Actor> actor, std::string domain, Duration timeout) {
  auto listing = ask(actor, domain, xmpp::ns::disco_items, "disco-items", timeout);
  const auto items = co_await std::move(listing);
  if (items.silent) co_return RoomService{"", {domain + " does not answer disco#items", false}};
  std::size_t asked = 0;
  std::string silent;
  const auto listed = items.query ? items.query->children() : std::vector<xml::Element>{};
  for (const auto& item : listed) {
    const auto jid = xmpp::Jid::parse(item.attribute("jid").value_or(""));
    const bool service = jid.has_value() && jid->local().empty() && jid->is_bare();
    if (!service || asked == items_max) continue;
    auto asking = ask(actor, jid->to_string(), xmpp::ns::disco_info, "disco-info-" + std::to_string(++asked), timeout);
    const auto info = co_await std::move(asking);
    if (info.query && has_rooms(*info.query)) co_return RoomService{jid->to_string(), {}};
    if (info.silent) silent = jid->to_string();
  }
  if (!silent.empty()) co_return RoomService{"", {silent + " does not answer disco#info", false}};
  co_return RoomService{"",
                        {domain + " has no room service: none of the " + std::to_string(asked) +
                         " services that its disco#items lists is one"}};
}

}  // namespace conformance::target
