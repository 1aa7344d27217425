// SPDX-License-Identifier: MIT
#include "target/server_target.hpp"

#include <algorithm>
#include <array>
#include <utility>

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

// Who goes and comes back, or is there twice, has to be the same.
bool needs_an_account(const scenario::Scenario& scenario) {
  const bool twice = std::any_of(scenario.cast.begin(), scenario.cast.end(), [](const scenario::CastMember& member) {
    return member.resources.size() > 1 || member.offline;
  });
  return twice || std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const scenario::Step& step) {
           const auto* moves = std::get_if<scenario::Moves>(&step.what);
           return moves != nullptr && moves->how == "comes back";
         });
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

std::optional<std::string> ServerTarget::cannot_play(const scenario::Scenario& scenario) const {
  if (options_.anonymous && needs_an_account(scenario)) return "whoever comes without an account cannot come back";
  const auto there = options_.accounts.size();
  const auto needed = scenario.cast.size();
  if (there == 0 || needed <= there) return std::nullopt;
  return "it has " + std::to_string(needed) + " actors, and there " + (there == 1 ? "is" : "are") + " " +
         std::to_string(there) + (there == 1 ? " account" : " accounts");
}

Task<std::optional<std::string>> ServerTarget::enlist(const scenario::Scenario& scenario, Cast& cast) {
  auto returning = give_back();
  co_await std::move(returning);
  cast_.clear();
  const bool borrows = !options_.accounts.empty();
  for (const auto& member : scenario.cast) {
    std::optional<peer::ActorAccount> lent;
    if (borrows) {
      lent = options_.accounts.at(cast_.size());
    } else if (options_.anonymous) {
      lent = peer::ActorAccount{xmpp::Jid::parse(options_.domain).value(), ""};
    } else {
      auto registering = register_account(member.name);
      lent = co_await std::move(registering);
    }
    const auto account = *lent;
    if (!options_.anonymous) recorder_.assign(account.bare, scenario.id);
    auto actor = std::make_shared<peer::Actor>(
        peer::Actor::World{context_, clock_, recorder_, options_.connect, options_.timeout, recorder_.header().salt,
                           options_.security, polite_,
                           [this](const std::string& condition, const std::string& sentence) {
                             if (tells_off(condition) && told_off_.empty()) told_off_ = sentence;
                           }},
        member, account);
    cast[member.name] = actor;
    cast_.push_back(actor);
    if (borrows) {
      loans_.push_back({actor, {}, {}});
    } else if (options_.anonymous) {
      guests_.push_back(actor);
      auto coming = actor->log_in("", false);
      co_await std::move(coming);
      recorder_.assign(actor->bare(), scenario.id);
    } else {
      all_.push_back(actor);
    }
    recorder_.record(trace::ContactEvent{member.name, actor->bare().to_string(), member.resources, member.roster,
                                         member.caps, member.disco, actor->full().to_string()},
                     scenario.id);
    for (const auto& resource : member.resources) {
      if (options_.anonymous) {
        actor->go_available();
        break;
      }
      auto logging_in = actor->log_in(resource, true);
      co_await std::move(logging_in);
    }
    if (!borrows) continue;
    auto reading = read_roster(actor, options_.timeout);
    loans_.back().before = co_await std::move(reading);
  }
  auto befriending = befriend_all();
  auto unprepared = co_await std::move(befriending);
  if (unprepared) co_return unprepared;
  for (const auto& member : scenario.cast) {
    if (member.offline) cast.at(member.name)->go_offline("");
  }
  co_return std::nullopt;
}

Task<std::optional<NoRooms>> ServerTarget::open_rooms(const scenario::Scenario& scenario, Cast& /*cast*/,
                                                      Rooms& rooms) {
  if (!room_service_) {
    const auto online = std::find_if(cast_.begin(), cast_.end(), [](const auto& actor) { return actor->online(); });
    if (online == cast_.end()) co_return NoRooms{"nobody is online who could look for a room service", false};
    auto finding = find_room_service(*online, options_.domain, options_.timeout);
    room_service_ = co_await std::move(finding);
  }
  if (room_service_->jid.empty()) co_return room_service_->missing;
  for (const auto& room : scenario.rooms) {
    const auto local = room.name + "-" + options_.seed.word("room " + scenario.id + " " + room.name, 10);
    const auto jid = *xmpp::Jid::parse(local + "@" + room_service_->jid);
    recorder_.assign(jid, scenario.id);
    rooms.emplace(room.name, jid);
  }
  co_return std::nullopt;
}

Loan* ServerTarget::loan_of(const peer::Actor& actor) {
  const auto found = std::find_if(loans_.begin(), loans_.end(), [&](const Loan& l) { return l.actor.get() == &actor; });
  return found == loans_.end() ? nullptr : &*found;
}

Task<std::optional<std::string>> ServerTarget::befriend_all() {
  for (std::size_t i = 0; i < cast_.size(); ++i) {
    for (std::size_t j = i + 1; j < cast_.size(); ++j) {
      const auto a = cast_[i];
      const auto b = cast_[j];
      const auto both = a->member().name + " and " + b->member().name;
      if (a->member().roster == "both" && b->member().roster == "both") {
        auto befriending = befriend(a, b);
        if (!co_await std::move(befriending)) co_return both + " could not subscribe to each other's presence";
        continue;
      }
      // An account that is lent has friends of its own.
      const auto* loan = loan_of(*a);
      if (loan != nullptr && loan->subscription(b->bare()) != "none") {
        co_return both + " are to be strangers, and their accounts are not";
      }
    }
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
  struct Way {
    std::shared_ptr<peer::Actor> from;
    std::shared_ptr<peer::Actor> to;
  };
  const std::array<Way, 2> ways = {Way{a, b}, Way{b, a}};
  for (const auto& way : ways) {
    auto* loan = loan_of(*way.from);
    const auto before = loan == nullptr ? "none" : loan->subscription(way.to->bare());
    if (loan != nullptr) loan->befriended.push_back(way.to->bare());
    if (before != "to" && before != "both") {
      way.from->session().send(typed_presence(way.to->bare(), "subscribe"));
      auto asking = expect_presence(way.to->session(), way.from->bare(), "subscribe");
      if (!co_await std::move(asking)) co_return false;
      way.to->session().send(typed_presence(way.from->bare(), "subscribed"));
    }
    auto available = expect_presence(way.from->session(), way.to->session().jid(), "");
    if (!co_await std::move(available)) co_return false;
  }
  co_return true;
}

// What is lent goes back before it is lent again: what comes late still belongs to the scenario that had it.
Task<void> ServerTarget::give_back() {
  const auto loans = std::exchange(loans_, {});
  for (const auto step : {LoanStep::drain, LoanStep::restore, LoanStep::leave}) {
    for (const auto& loan : loans) {
      auto returning = return_loan(loan, step, options_.timeout);
      co_await std::move(returning);
    }
  }
}

void ServerTarget::behave(const std::string& manners) {
  polite_ = manners == "polite";
  if (options_.behave) options_.behave(manners);
}

// Accounts are kept until the end: what comes late still belongs to their scenario.
void ServerTarget::discharge(Cast& /*cast*/) {}

// XEP-0077 3.2: the server answers, or closes the stream. Who was closed before an answer logs in once more: a server
// that has removed the account lets nobody in, and is otherwise asked again.
Task<bool> ServerTarget::cancel_account(std::shared_ptr<peer::Actor> actor) {
  bool asked = false;
  for (int tries = 0; tries < 2; ++tries) {
    try {
      if (!actor->online()) {
        auto logging_in = actor->log_in("", false);
        co_await std::move(logging_in);
      }
      auto& session = actor->session();
      asked = true;
      const auto query =
          xml::Builder("query", xmpp::ns::register_iq).add(xml::Builder("remove", xmpp::ns::register_iq));
      // Without an address: XEP-0077 3.2.
      session.send(xml::Builder("iq", xmpp::ns::client).set("type", "set").set("id", "cancel").add(query).build());
      auto waiting = session.expect([](const xml::Element& element) { return element.attribute("id") == "cancel"; },
                                    options_.timeout);
      const auto answer = co_await std::move(waiting);
      if (answer) co_return answer->attribute("type") == "result";
    } catch (const stream::StreamError& error) {
      if (asked && error.condition() == "not-authorized") co_return true;
    } catch (const std::exception&) {
      co_return false;  // the server is gone
    }
    if (!asked) co_return false;
    actor->drop(actor->member().resources.front());
  }
  co_return false;
}

Task<void> ServerTarget::stop() {
  auto returning = give_back();
  co_await std::move(returning);
  for (const auto& guest : guests_) {
    recorder_.release(guest->bare());
    if (guest->online()) guest->session().close();
  }
  for (const auto& actor : all_) {
    recorder_.release(actor->bare());
    // What is left stands in the ledger.
    auto cancelling = cancel_account(actor);
    if (co_await std::move(cancelling) && options_.ledger) options_.ledger(actor->bare(), nullptr);
    for (const auto& resource : actor->member().resources) {
      if (actor->online(resource)) actor->session(resource).close();
    }
  }
}

}  // namespace conformance::target
