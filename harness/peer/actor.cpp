// SPDX-License-Identifier: MIT
#include "peer/actor.hpp"

namespace conformance::peer {

Actor::Actor(World world, scenario::CastMember member, ActorAccount account)
    : world_(std::move(world)),
      member_(std::move(member)),
      account_(std::move(account)),
      contact_(member_, world_.salt + ":" + account_.bare.local()) {}

std::string Actor::resource_or_first(const std::string& resource) const {
  return resource.empty() ? member_.resources.front() : resource;
}

Task<void> Actor::log_in(std::string resource, bool available) {
  const auto name = resource_or_first(resource);
  auto connecting = world_.connect();
  auto wire = co_await std::move(connecting);
  auto logging_in = stream::log_in(std::move(wire), world_.clock,
                                   {account_.bare.local(), account_.bare.domain(), account_.password, name},
                                   world_.security, world_.timeout);
  auto bound = co_await std::move(logging_in);
  if (account_.bare.local().empty()) account_.bare = bound.jid.bare();
  auto session = std::make_shared<Session>(world_.clock, world_.recorder, contact_, std::move(bound));
  if (world_.polite && !session->is_local()) session->keep_pace();
  session->on_stream_error(world_.on_stream_error);
  sessions_.insert_or_assign(name, session);
  session->start(world_.context);
  // Who has not asked for the roster may not be told of subscriptions (RFC 6121 2.2).
  session->send(xml::Builder("iq", xmpp::ns::client)
                    .set("type", "get")
                    .set("id", "roster-" + name)
                    .add(xml::Builder("query", xmpp::ns::roster))
                    .build());
  if (available) session->send(presence());
}

void Actor::go_available(const std::string& resource) { session(resource).send(presence()); }

xml::Element Actor::presence() const {
  xml::Builder presence("presence", xmpp::ns::client);
  if (member_.priority != 0) {
    presence.add(xml::Builder("priority", xmpp::ns::client).text(std::to_string(member_.priority)));
  }
  if (const auto caps = contact_.caps()) presence.add(caps->to_element());
  return presence.build();
}

void Actor::go_offline(const std::string& resource) {
  if (!online(resource)) return;
  auto& going = session(resource);
  going.send(xml::Builder("presence", xmpp::ns::client).set("type", "unavailable").build());
  going.close();
}

void Actor::drop(const std::string& resource) {
  if (online(resource)) session(resource).drop();
}

bool Actor::online(const std::string& resource) const {
  const auto found = sessions_.find(resource_or_first(resource));
  return found != sessions_.end() && !found->second->closed();
}

Session& Actor::session(const std::string& resource) {
  const auto found = sessions_.find(resource_or_first(resource));
  if (found == sessions_.end()) throw stream::StreamError(member_.name + " is not logged in");
  return *found->second;
}

xmpp::Jid Actor::full(const std::string& resource) const {
  const auto name = resource_or_first(resource);
  const auto found = sessions_.find(name);
  if (found != sessions_.end()) return found->second->jid();
  return *account_.bare.with_resource(name);
}

}  // namespace conformance::peer
