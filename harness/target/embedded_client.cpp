// SPDX-License-Identifier: MIT
#include "target/embedded_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "net/web_socket.hpp"
#include "stream/client.hpp"

namespace conformance::target {

namespace {
constexpr const char* iut_jid = "juliet@capulet.lit";
constexpr const char* iut_resource = "balcony";
// A run of everything brings the client some 1,000 stanzas.
constexpr std::uint64_t stanzas_before_closing_max = 600;

// Another resource of the account may be ours.
bool is_iut(const xmpp::Jid& session) {
  return session.bare().to_string() == iut_jid && session.resource() == iut_resource;
}

// A second resource of the client's own account, played by us.
bool is_second_resource(const std::string& member) { return member == "iut2"; }
}  // namespace

EmbeddedClient::EmbeddedClient(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder,
                               Options options)
    : context_(context),
      clock_(clock),
      recorder_(recorder),
      options_(std::move(options)),
      security_{stream::StartTls::off, std::nullopt, false, std::make_shared<stream::ScramCache>()},
      server_(context, clock, options_.faults.only("drops-every-third")),
      client_(clock,
              {options_.chat_states_version, options_.seed, options_.faults,
               [this](const xmpp::Jid& from) {
                 recorder_.record(trace::ObservedEvent{"alert", from.to_string(), ""}, recorder_.owner(from));
               },
               [this] {
                 returns_ = ends_ = true;
                 if (connection_) connection_->close();
               }},
              [this](const xml::Element& element) {
                if (connection_) connection_->send(element);
              }) {
  if (options_.scram_iterations) server_.accounts().set_scram_iterations(*options_.scram_iterations);
  server_.accounts().add_domain("capulet.lit");
  server_.accounts().add_domain("montague.lit");
  server_.spare(*xmpp::Jid::parse(iut_jid));
  server_.set_tap(
      [this](const xmpp::Jid& session, bool from_client, const xmpp::Stanza& stanza) {
        if (is_iut(session)) recorder_.record_stanza(trace::at_iut, from_client, stanza);
      },
      [this](const xmpp::Jid& session, const std::string& what) {
        if (is_iut(session)) {
          const bool by_us = what == "closed" && std::exchange(ends_, false);
          recorder_.record(trace::StreamEvent{trace::at_iut, what, by_us ? "us" : ""}, std::nullopt);
        }
      });
}

Task<std::unique_ptr<net::Wire>> EmbeddedClient::connect() {
  auto [ours, theirs] = net::memory_pipe(clock_);
  if (options_.through) ours = options_.through(std::move(ours));
  if (!options_.web_socket) {
    server_.serve(std::move(theirs));
    co_return std::move(ours);
  }
  server_.serve_web_socket(std::move(theirs));
  auto upgrading = net::connect_web_socket(std::move(ours), clock_, {"capulet.lit"}, options_.timeout);
  co_return co_await std::move(upgrading);
}

Task<void> EmbeddedClient::start() {
  const auto account = *xmpp::Jid::parse(iut_jid);
  const auto password = options_.seed.word("password");
  server_.accounts().add(account, password);
  auto logging_in = log_in();
  co_await std::move(logging_in);
}

Task<void> EmbeddedClient::log_in() {
  const auto account = *xmpp::Jid::parse(iut_jid);
  const auto password = options_.seed.word("password");
  auto connecting = connect();
  auto wire = co_await std::move(connecting);
  auto logging_in = stream::log_in(std::move(wire), clock_, {account.local(), account.domain(), password, iut_resource},
                                   security_, options_.timeout);
  auto bound = co_await std::move(logging_in);
  own_ = bound.jid;
  recorder_.header().iut_full = bound.jid.to_string();
  // The fault "dead-stream": nothing is read or written after login.
  if (options_.faults.has("dead-stream")) {
    dead_ = bound.connection;
    co_return;
  }
  connection_ = bound.connection;
  boost::asio::co_spawn(context_, read(), boost::asio::detached);
  client_.start(bound.jid);
}

Task<void> EmbeddedClient::read() {
  const auto connection = connection_;
  // The fault "closes-at-random": after a number of stanzas that the seed draws.
  const bool closes = options_.faults.has("closes-at-random");
  auto left = 1 + options_.seed.number("closing") % stanzas_before_closing_max;
  try {
    while (!closes || left-- > 0) {
      auto next = connection->receive();
      const auto element = co_await std::move(next);
      if (!element) break;
      client_.receive(*element);
    }
    connection->close();
    if (returns_) {  // it logs in again
      returns_ = false;
      auto logging_in = log_in();
      co_await std::move(logging_in);
      co_return;
    }
    lost_ = "the stream of the client has ended";
  } catch (const std::exception& error) {
    // The server has noticed, too, and it is in the trace.
    lost_ = std::string("the stream of the client has ended: ") + error.what();
  }
}

Task<std::optional<std::string>> EmbeddedClient::enlist(const scenario::Scenario& scenario, Cast& cast) {
  for (const auto& member : scenario.cast) {
    const bool second = is_second_resource(member.name);
    const auto bare =
        second ? own_->bare() : *xmpp::Jid::parse(member.name + "-" + std::to_string(++contacts_) + "@montague.lit");
    const auto password = options_.seed.word("password");  // one for all: its keys are derived once
    if (!second) {
      server_.accounts().add(bare, password);
      recorder_.assign(bare, scenario.id);
    }
    auto actor =
        std::make_shared<peer::Actor>(peer::Actor::World{context_, clock_, recorder_, [this] { return connect(); },
                                                         options_.timeout, recorder_.header().salt, security_},
                                      member, peer::ActorAccount{bare, password});
    cast[member.name] = actor;
    if (second) continue;
    recorder_.record(trace::ContactEvent{member.name, bare.to_string(), member.resources, member.roster, member.caps,
                                         member.disco, trace::at_iut},
                     scenario.id);
    if (member.roster != "none") {
      recorder_.record(trace::RosterEvent{iut_jid, bare.to_string(), member.roster}, scenario.id);
      server_.subscribe(own_->bare(), bare, member.roster);
    }
  }
  for (const auto& member : scenario.cast) {
    if (member.offline) continue;
    auto& actor = *cast.at(member.name);
    for (const auto& resource : member.resources) {
      auto logging_in = actor.log_in(resource, true);
      co_await std::move(logging_in);
    }
    if (is_second_resource(member.name) || (member.roster != "both" && member.roster != "from")) continue;
    // Until a subscriber has seen the client's presence, the client is not there to be judged.
    auto waiting = actor.session().expect(
        [this](const xml::Element& element) {
          const auto stanza = xmpp::Stanza::parse(element);
          return stanza.has_value() && stanza->is_presence() && stanza->type().empty() && stanza->from() == own_;
        },
        options_.timeout);
    const auto presence = co_await std::move(waiting);
    if (!presence) co_return member.name + " has not received the client's presence";
  }
  co_return std::nullopt;
}

void EmbeddedClient::send(const xml::Element& stanza) { server_.inject(own_->bare(), stanza); }

void EmbeddedClient::archive(const xml::Element& message) { server_.put_into_archive(*own_, message); }

void EmbeddedClient::kick() {
  returns_ = ends_ = true;
  server_.kick(own_->bare());
}

bool EmbeddedClient::client_is_available() const { return !returns_ && server_.is_available(own_->bare()); }

Task<std::optional<NoRooms>> EmbeddedClient::open_rooms(const scenario::Scenario& scenario, Cast& /*cast*/,
                                                        Rooms& rooms) {
  for (const auto& room : scenario.rooms) {
    const auto jid =
        *xmpp::Jid::parse(room.name + "-" + std::to_string(++contacts_) + "@" + server::Server::room_service(domain()));
    recorder_.assign(jid, scenario.id);
    rooms.emplace(room.name, jid);
    rooms_.push_back(jid);
  }
  co_return std::nullopt;
}

void EmbeddedClient::discharge(Cast& cast) {
  for (const auto& room : std::exchange(rooms_, {})) server_.destroy_room(room);
  server_.accounts().find(*own_)->archive.clear();
  for (const auto& [name, actor] : cast) {
    if (!is_second_resource(name)) {
      server_.remove(actor->bare());
      continue;
    }
    for (const auto& resource : actor->member().resources) actor->drop(resource);
  }
}

Task<void> EmbeddedClient::stop() {
  server_.stop();
  co_return;
}

}  // namespace conformance::target
