// SPDX-License-Identifier: MIT
#include "target/server_target.hpp"

namespace conformance::target {

namespace {

xml::Element typed_presence(const xmpp::Jid& to, const char* type) {
  return xml::Builder("presence", xmpp::ns::client).set("to", to.to_string()).set("type", type).build();
}

// The server has said that there is no account of ours: it was refused.
bool is_refused(const std::string& condition) {
  for (const char* one : {"conflict", "not-acceptable", "not-allowed", "forbidden", "service-unavailable"}) {
    if (condition == one) return true;
  }
  return false;
}

}  // namespace

bool tells_off(const std::string& condition) {
  return condition == "policy-violation" || condition == "see-other-host" || condition == "resource-constraint";
}

ServerTarget::ServerTarget(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options)
    : context_(context), clock_(clock), recorder_(recorder), options_(std::move(options)) {}

// The server is there if it opens a stream that is as secure as it is to be: a certificate that is refused, or a domain
// that is not served, is so for every scenario.
Task<void> ServerTarget::start() {
  if (!options_.security.cache) options_.security.cache = std::make_shared<stream::ScramCache>();
  auto connecting = options_.connect();
  auto wire = co_await std::move(connecting);
  auto visiting = stream::visit(std::move(wire), clock_, options_.domain, options_.security, options_.timeout);
  co_await std::move(visiting);
}

Task<peer::ActorAccount> ServerTarget::register_account(std::string name) {
  const auto local = name + "-" + options_.seed.word("account " + name + std::to_string(all_.size()));
  // One for all accounts of a run: where the server salts all alike, a login costs no derivation of keys.
  const auto password = options_.secrets.value_or(options_.seed).word("password", 13);
  const auto bare = xmpp::Jid::parse(local + "@" + options_.domain);
  if (bare.has_error())
    throw stream::StreamError("\"" + options_.domain + "\" is not a domain: " + bare.error().reason);
  if (options_.ledger) options_.ledger(*bare, &password);
  auto connecting = options_.connect();
  auto wire = co_await std::move(connecting);
  auto registering = stream::register_account(std::move(wire), clock_, {local, options_.domain, password, ""},
                                              options_.security, options_.timeout);
  try {
    co_await std::move(registering);
  } catch (const stream::StreamError& error) {
    if (options_.ledger && is_refused(error.condition())) options_.ledger(*bare, nullptr);
    throw;
  }
  co_return peer::ActorAccount{*bare, password};
}

Task<std::optional<std::string>> ServerTarget::enlist(const scenario::Scenario& scenario, Cast& cast) {
  std::vector<std::shared_ptr<peer::Actor>> friends;
  for (const auto& member : scenario.cast) {
    auto registering = register_account(member.name);
    const auto account = co_await std::move(registering);
    recorder_.assign(account.bare, scenario.id);
    auto actor = std::make_shared<peer::Actor>(
        peer::Actor::World{context_, clock_, recorder_, options_.connect, options_.timeout, recorder_.header().salt,
                           options_.security, polite_,
                           [this](const std::string& condition, const std::string& sentence) {
                             if (tells_off(condition) && told_off_.empty()) told_off_ = sentence;
                           }},
        member, account);
    cast[member.name] = actor;
    all_.push_back(actor);
    recorder_.record(trace::ContactEvent{member.name, account.bare.to_string(), member.resources, member.roster,
                                         member.caps, member.disco, actor->full().to_string()},
                     scenario.id);
    for (const auto& resource : member.resources) {
      auto logging_in = actor->log_in(resource, true);
      co_await std::move(logging_in);
    }
    if (member.roster == "both") friends.push_back(actor);
  }
  for (std::size_t i = 0; i < friends.size(); ++i) {
    for (std::size_t j = i + 1; j < friends.size(); ++j) {
      auto befriending = befriend(friends[i], friends[j]);
      if (!co_await std::move(befriending)) {
        co_return friends[i]->member().name + " and " + friends[j]->member().name +
            " could not subscribe to each other's presence";
      }
    }
  }
  for (const auto& member : scenario.cast) {
    if (member.offline) cast.at(member.name)->go_offline("");
  }
  co_return std::nullopt;
}

Task<bool> ServerTarget::expect_presence(peer::Session& at, xmpp::Jid from, std::string type) {
  auto waiting = at.expect(
      [from, type](const xml::Element& element) {
        const auto stanza = xmpp::Stanza::parse(element);
        return stanza.has_value() && stanza->is_presence() && stanza->type() == type && stanza->from() &&
               (*stanza->from() == from || stanza->from()->bare() == from);
      },
      options_.timeout);
  const auto presence = co_await std::move(waiting);
  co_return presence.has_value();
}

// Both subscribe to each other (RFC 6121 3), and both have seen the other's presence.
Task<bool> ServerTarget::befriend(std::shared_ptr<peer::Actor> a, std::shared_ptr<peer::Actor> b) {
  auto& at_a = a->session();
  auto& at_b = b->session();
  struct Way {
    peer::Session& from;
    peer::Session& to;
    const peer::Actor& asker;
    const peer::Actor& asked;
  };
  for (const auto& way : {Way{at_a, at_b, *a, *b}, Way{at_b, at_a, *b, *a}}) {
    way.from.send(typed_presence(way.asked.bare(), "subscribe"));
    auto asking = expect_presence(way.to, way.asker.bare(), "subscribe");
    if (!co_await std::move(asking)) co_return false;
    way.to.send(typed_presence(way.asker.bare(), "subscribed"));
    auto available = expect_presence(way.from, way.to.jid(), "");
    if (!co_await std::move(available)) co_return false;
  }
  co_return true;
}

void ServerTarget::behave(const std::string& manners) {
  polite_ = manners == "polite";
  if (options_.behave) options_.behave(manners);
}

// Accounts are kept until the end: what comes late still belongs to their scenario.
void ServerTarget::discharge(Cast& /*cast*/) {}

Task<void> ServerTarget::cancel_account(std::shared_ptr<peer::Actor> actor) {
  if (!actor->online()) {
    auto logging_in = actor->log_in("", false);
    co_await std::move(logging_in);
  }
  auto& session = actor->session();
  // Without an address: XEP-0077 3.2.
  session.send(xml::Builder("iq", xmpp::ns::client)
                   .set("type", "set")
                   .set("id", "cancel")
                   .add(xml::Builder("query", xmpp::ns::register_iq).add(xml::Builder("remove", xmpp::ns::register_iq)))
                   .build());
  // The answer, or the end of the stream: XEP-0077 3.2 allows a server to close it.
  auto waiting =
      session.expect([](const xml::Element& element) { return element.attribute("id") == "cancel"; }, options_.timeout);
  const auto answer = co_await std::move(waiting);
  if (answer && answer->attribute("type") == "result" && options_.ledger) options_.ledger(actor->bare(), nullptr);
}

Task<void> ServerTarget::stop() {
  for (const auto& actor : all_) {
    recorder_.release(actor->bare());
    try {
      auto cancelling = cancel_account(actor);
      co_await std::move(cancelling);
    } catch (const std::exception&) {
      // Closed instead of an answer, or a server that is gone: what is left stands in the ledger.
    }
    for (const auto& resource : actor->member().resources) {
      if (actor->online(resource)) actor->session(resource).close();
    }
  }
}

}  // namespace conformance::target
