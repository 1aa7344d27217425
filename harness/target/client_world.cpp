// SPDX-License-Identifier: MIT
#include "target/client_world.hpp"

namespace conformance::target {

namespace {
constexpr const char* iut_jid = "juliet@capulet.lit";
}  // namespace

ClientWorld::ClientWorld(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options)
    : context_(context),
      clock_(clock),
      recorder_(recorder),
      options_(std::move(options)),
      security_{stream::StartTls::off, std::nullopt, false, std::make_shared<stream::ScramCache>()},
      server_(context, clock, options_.faults.only("drops-every-third")),
      account_(*xmpp::Jid::parse(iut_jid)),
      password_(options_.secrets.word("password")) {
  if (!options_.connect) options_.connect = [this] { return over_memory(); };
  if (options_.scram_iterations) server_.accounts().set_scram_iterations(*options_.scram_iterations);
  server_.accounts().add_domain(account_.domain());
  server_.accounts().add_domain(domain());
  server_.accounts().add(account_, password_);
  server_.spare(account_);
  server_.set_tap(
      [this](const xmpp::Jid& session, bool from_client, const xmpp::Stanza& stanza) {
        if (!is_iut(session)) return;
        if (from_client && heard_) heard_(stanza);
        if (!deaf_) recorder_.record_stanza(trace::at_iut, from_client, stanza);
      },
      [this](const xmpp::Jid& session, const std::string& what) {
        if (is_iut(session)) on_stream(session, what);
      });
}

Task<std::unique_ptr<net::Wire>> ClientWorld::over_memory() {
  auto [ours, theirs] = net::memory_pipe(clock_);
  server_.serve(std::move(theirs));
  co_return std::move(ours);
}

bool ClientWorld::is_iut(const xmpp::Jid& session) const {
  return session.bare() == account_ && !our_resources_.contains(session.resource());
}

void ClientWorld::on_stream(const xmpp::Jid& session, const std::string& what) {
  // A client that was started anew may have logged in before the end of its old stream was seen.
  const bool of_old = what == "closed" && session != iut_;
  const bool expected = what == "closed" && (of_old || std::exchange(ends_, false));
  if (what == "bound") {
    iut_ = session;
    bound_ = true;
    ended_ = false;
    recorder_.header().iut_full = session.to_string();
  } else if (what == "closed" && !of_old) {
    bound_ = false;
    ended_ = expected;
  }
  if (!deaf_ && !of_old) {
    recorder_.record(trace::StreamEvent{trace::at_iut, what, expected ? "us" : ""}, std::nullopt);
  }
  if (listener_ && !of_old && (what == "bound" || what == "closed")) listener_(what == "bound", expected);
}

void ClientWorld::invite(const scenario::Scenario& scenario, Cast& cast) {
  for (const auto& member : scenario.cast) {
    const bool second = member.is_second_resource();
    const auto bare =
        second ? account_ : *xmpp::Jid::parse(member.name + "-" + std::to_string(++contacts_) + "@" + domain());
    if (second) {
      our_resources_.insert(member.resources.begin(), member.resources.end());
    } else {
      server_.accounts().add(bare, password_);  // one for all: its keys are derived once
      recorder_.assign(bare, scenario.id);
    }
    cast[member.name] =
        std::make_shared<peer::Actor>(peer::Actor::World{context_, clock_, recorder_, options_.connect,
                                                         options_.timeout, recorder_.header().salt, security_},
                                      member, peer::ActorAccount{bare, password_});
    if (second) continue;
    recorder_.record(trace::ContactEvent{member.name, bare.to_string(), member.resources, member.roster, member.caps,
                                         member.disco, trace::at_iut},
                     scenario.id);
    if (member.roster != "none") {
      recorder_.record(trace::RosterEvent{iut_jid, bare.to_string(), member.roster}, scenario.id);
      server_.subscribe(account_, bare, member.roster);
    }
  }
}

Task<std::optional<std::string>> ClientWorld::gather(const scenario::Scenario& scenario, Cast& cast) {
  for (const auto& member : scenario.cast) {
    if (member.offline) continue;
    auto& actor = *cast.at(member.name);
    for (const auto& resource : member.resources) {
      auto logging_in = actor.log_in(resource, true);
      co_await std::move(logging_in);
    }
    if (member.is_second_resource() || (member.roster != "both" && member.roster != "from")) continue;
    auto waiting = actor.session().expect(
        [this](const xml::Element& element) {
          const auto stanza = xmpp::Stanza::parse(element);
          return stanza.has_value() && stanza->is_presence() && stanza->type().empty() && stanza->from() == iut_;
        },
        options_.timeout);
    const auto presence = co_await std::move(waiting);
    if (!presence) co_return member.name + " has not received the client's presence";
  }
  co_return std::nullopt;
}

void ClientWorld::open_rooms(const scenario::Scenario& scenario, Rooms& rooms) {
  for (const auto& room : scenario.rooms) {
    const auto jid =
        *xmpp::Jid::parse(room.name + "-" + std::to_string(++contacts_) + "@" + server::Server::room_service(domain()));
    recorder_.assign(jid, scenario.id);
    rooms.emplace(room.name, jid);
    rooms_.push_back(jid);
  }
}

void ClientWorld::dismiss(Cast& cast) {
  for (const auto& room : std::exchange(rooms_, {})) server_.destroy_room(room);
  server_.accounts().find(account_)->archive.clear();
  for (const auto& [name, actor] : cast) {
    if (!actor->member().is_second_resource()) {
      server_.remove(actor->bare());
      continue;
    }
    for (const auto& resource : actor->member().resources) actor->drop(resource);
  }
}

void ClientWorld::send(const xml::Element& stanza) { server_.inject(account_, stanza); }

void ClientWorld::archive(const xml::Element& message) { server_.put_into_archive(*iut_, message); }

void ClientWorld::kick() {
  expect_end();
  server_.kick(account_);
}

bool ClientWorld::client_is_available() const { return bound_ && !ends_ && server_.is_available(account_); }

}  // namespace conformance::target
