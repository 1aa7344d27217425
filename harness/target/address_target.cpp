// SPDX-License-Identifier: MIT
#include "target/address_target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "target/listen_target.hpp"
#include "target/unworked.hpp"

namespace conformance::target {

namespace {

constexpr Duration settle_time = std::chrono::seconds(2);  // there are servers between
constexpr Duration others_after = std::chrono::seconds(1);
constexpr Duration look_again = std::chrono::milliseconds(200);
constexpr Duration minute = std::chrono::minutes(1);
constexpr std::uint64_t codes = 10'000;

// A contact of the client whose roster says "to" has "from" in his own.
std::string seen_from_the_other_side(const std::string& subscription) {
  if (subscription == "to") return "from";
  return subscription == "from" ? "to" : subscription;
}

std::size_t attentions_in(const scenario::Scenario& scenario) {
  std::size_t count = 0;
  for (const auto& step : scenario.steps) {
    const auto* sends = std::get_if<scenario::Sends>(&step.what);
    if (sends != nullptr && sends->stanza.find(xmpp::ns::attention) != std::string::npos) {
      count += static_cast<std::size_t>(sends->repeat);
    }
  }
  return count;
}

// Which accounts play whom; nothing if they do not suffice.
template <class Accounts>
std::optional<std::vector<std::size_t>> casting(const scenario::Scenario& scenario, const Accounts& accounts) {
  std::vector<std::size_t> chosen;
  for (const auto& member : scenario.cast) {
    std::size_t i = 0;
    const auto taken = [&] { return std::find(chosen.begin(), chosen.end(), i) != chosen.end(); };
    while (i < accounts.size() && (accounts[i].roster != member.roster || taken())) ++i;
    if (i == accounts.size()) return std::nullopt;
    chosen.push_back(i);
  }
  return chosen;
}

}  // namespace

AddressTarget::AddressTarget(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options)
    : context_(context), clock_(clock), recorder_(recorder), options_(std::move(options)) {
  if (!options_.security.cache) options_.security.cache = std::make_shared<stream::ScramCache>();
  if (options_.ask) person_ = std::make_unique<Person>(options_.ask, options_.prompts);
  if (!options_.client.is_bare()) iut_ = options_.client;
}

scenario::ClientUnderTest* AddressTarget::client() {
  if (person_) return person_.get();
  return &unworked();
}

std::shared_ptr<peer::Actor> AddressTarget::actor_for(scenario::CastMember member, peer::ActorAccount account) {
  return std::make_shared<peer::Actor>(peer::Actor::World{context_, clock_, recorder_, options_.connect,
                                                          options_.timeout, recorder_.header().salt, options_.security},
                                       std::move(member), std::move(account));
}

Task<void> AddressTarget::start() {
  for (const auto& account : options_.accounts) {
    scenario::CastMember member;
    member.name = "visitor";
    const auto actor = actor_for(member, account);
    auto logging_in = actor->log_in("", false);
    co_await std::move(logging_in);
    auto reading = read_roster(actor, options_.timeout);
    const auto roster = co_await std::move(reading);
    const auto found = roster.find(options_.client.bare());
    accounts_.push_back({account, found == roster.end() ? "none" : seen_from_the_other_side(found->second)});
    actor->go_offline("");
  }
  auto agreeing = agree();
  co_await std::move(agreeing);
}

// docs/SAFETY.md, "A client that is logged in elsewhere".
Task<void> AddressTarget::agree() {
  // Whose subscription is mutual is told where the client is, and is no stranger.
  const auto friendly =
      std::find_if(accounts_.begin(), accounts_.end(), [](const Known& k) { return k.roster == "both"; });
  const auto& known = friendly == accounts_.end() ? accounts_.front() : *friendly;
  scenario::CastMember member;
  member.name = "visitor";
  member.caps = "none";
  const auto actor = actor_for(member, known.account);
  auto logging_in = actor->log_in("", true);
  co_await std::move(logging_in);
  auto code = std::to_string(options_.secrets.number("code") % codes);
  code.insert(0, 4 - code.size(), '0');
  actor->session().send(
      xml::Builder("message", xmpp::ns::client)
          .set("type", "chat")
          .set("to", options_.client.to_string())
          .set("id", "code")
          .add(xml::Builder("body", xmpp::ns::client)
                   .text("A conformance test of your client is about to begin. If you have asked for it, answer with "
                         "this code: " +
                         code))
          .build());
  if (options_.on_code) options_.on_code(known.account.bare);
  bool agreed = false;
  if (person_) {
    auto asking = options_.ask("The code that " + known.account.bare.to_string() + " has sent to the client: ");
    const auto line = co_await std::move(asking);
    agreed = line && *line == code;
  } else {
    auto hearing = hears(actor, code);
    agreed = co_await std::move(hearing);
  }
  std::set<std::string> there;
  if (agreed && !iut_) {
    auto looking = who_is_there(actor, friendly == accounts_.end() ? Duration(1) : options_.timeout);
    there = co_await std::move(looking);
    if (there.size() == 1) iut_ = xmpp::Jid::parse(*there.begin()).value();
  }
  actor->go_offline("");
  if (!agreed) {
    throw net::NetworkError("the code has not come back from " + options_.client.bare().to_string() +
                            ": whoever has not agreed is sent nothing more");
  }
  const auto name_it = "--target " + options_.client.bare().to_string() + "/RESOURCE";
  if (there.size() > 1) {
    throw net::NetworkError("several clients of the user are online (" + fmt::format("{}", fmt::join(there, ", ")) +
                            "): say which is meant by " + name_it);
  }
  if (!iut_) {
    throw net::NetworkError("the client's full JID is not known: give it as " + name_it +
                            ", or have an account among its contacts");
  }
  recorder_.header().iut_full = iut_->to_string();
}

// The full JIDs of the user that are available. The first may take a while; the others come with it.
Task<std::set<std::string>> AddressTarget::who_is_there(std::shared_ptr<peer::Actor> actor, Duration longest) {
  std::set<std::string> there;
  const auto look = [&](const xml::Element& element) {
    const auto from = xmpp::Jid::parse(element.attribute("from").value_or(""));
    const bool of_user = from.has_value() && !from->is_bare() && from->bare() == options_.client.bare();
    if (element.name() != "presence" || !of_user) return;
    if (!element.attribute("type")) there.insert(from->to_string());
    if (element.attribute("type") == "unavailable") there.erase(from->to_string());
  };
  auto first = actor->session().expect(
      [&](const xml::Element& element) {
        look(element);
        return !there.empty();
      },
      longest);
  co_await std::move(first);
  auto others = actor->session().expect(
      [&](const xml::Element& element) {
        look(element);
        return false;
      },
      there.empty() ? Duration(1) : others_after);
  co_await std::move(others);
  co_return there;
}

Task<bool> AddressTarget::hears(std::shared_ptr<peer::Actor> actor, std::string code) {
  const auto deadline = clock_.now() + options_.patience;
  while (clock_.now() < deadline && !hurried_) {
    auto waiting = actor->session().expect(
        [&](const xml::Element& element) {
          const auto from = xmpp::Jid::parse(element.attribute("from").value_or(""));
          const auto body = element.child("body", xmpp::ns::client);
          const bool said = element.name() == "message" && element.attribute("type") != "error" && from.has_value() &&
                            from->bare() == options_.client.bare() && body &&
                            body->text().find(code) != std::string::npos;
          // Who answers is the client that is meant, unless another was named.
          if (said && !iut_ && !from->is_bare()) iut_ = *from;
          return said;
        },
        look_again);
    if (co_await std::move(waiting)) co_return true;
  }
  co_return false;
}

std::optional<std::string> AddressTarget::cannot_play(const scenario::Scenario& scenario) const {
  if (scenario.manners != "polite")
    return "its manners are " + scenario.manners + ", and somebody's client is under test";
  if (person_ && !is_guided(scenario) && !needs_nobody(scenario)) return "it is not of the guided set";
  if (attentions_in(scenario) > attentions_a_minute_max) return "it sends more attentions than a person is sent";
  if (!scenario.rooms.empty()) return "the rooms around a client elsewhere are not ours";
  const bool own = std::any_of(scenario.cast.begin(), scenario.cast.end(),
                               [](const scenario::CastMember& member) { return member.is_second_resource(); });
  if (own) return "the account of a client elsewhere is not ours";
  if (!casting(scenario, accounts_)) return "no account has the subscription that it asks for";
  return std::nullopt;
}

Task<void> AddressTarget::wait_for_attentions(std::size_t count) {
  const auto recent = [this] {
    while (!attentions_.empty() && clock_.now() - attentions_.front() >= minute) attentions_.pop_front();
    return attentions_.size();
  };
  while (count > 0 && recent() + count > attentions_a_minute_max && !hurried_) {
    auto waiting = pause(clock_, look_again);
    co_await std::move(waiting);
  }
  attentions_.insert(attentions_.end(), count, clock_.now());
}

Task<std::optional<std::string>> AddressTarget::enlist(const scenario::Scenario& scenario, Cast& cast) {
  auto waiting = wait_for_attentions(attentions_in(scenario));
  co_await std::move(waiting);
  const auto chosen = *casting(scenario, accounts_);
  for (std::size_t i = 0; i < scenario.cast.size(); ++i) {
    const auto& member = scenario.cast[i];
    const auto& account = accounts_[chosen[i]].account;
    const auto actor = actor_for(member, account);
    cast[member.name] = actor;
    recorder_.assign(account.bare, scenario.id);
    recorder_.record(trace::ContactEvent{member.name, account.bare.to_string(), member.resources, member.roster,
                                         member.caps, member.disco, actor->full().to_string()},
                     scenario.id);
    if (member.roster != "none") {
      recorder_.record(trace::RosterEvent{iut_->bare().to_string(), account.bare.to_string(), member.roster},
                       scenario.id);
    }
    if (member.offline) continue;
    for (const auto& resource : member.resources) {
      auto logging_in = actor->log_in(resource, true);
      co_await std::move(logging_in);
    }
  }
  co_return std::nullopt;
}

void AddressTarget::discharge(Cast& cast) {
  for (const auto& [name, actor] : cast) {
    for (const auto& resource : actor->member().resources) {
      if (actor->online(resource)) actor->go_offline(resource);
    }
  }
}

Task<void> AddressTarget::stop() { co_return; }

Duration AddressTarget::settle() const { return settle_time; }

}  // namespace conformance::target
