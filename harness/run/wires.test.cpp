// SPDX-License-Identifier: MIT
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <catch2/catch.hpp>

#include "run/test_plays.hpp"
#include "server/server.hpp"
#include "target/server_target.hpp"

/// The reference server gives the same verdicts over each wire as in memory.
namespace conformance::run::test {

namespace {

using namespace std::chrono_literals;

enum class Protection { none, start_tls, direct_tls };

const net::TlsIdentity& identity() {
  static const auto made = net::TlsIdentity::make({{"capulet.lit"}});
  return made;
}

server::Server::Entrance entrance(Protection protection) {
  server::Server::Entrance made;
  if (protection == Protection::start_tls) made.offer.start_tls = identity();
  if (protection == Protection::direct_tls) made.direct_tls = identity();
  return made;
}

ServerAddress address(Protection protection) {
  ServerAddress made;
  made.host = "127.0.0.1";
  made.domain = "capulet.lit";
  made.direct_tls = protection == Protection::direct_tls;
  made.security.trust = net::TlsTrust::of_pem(identity().ca_pem()).value();
  if (protection == Protection::start_tls) made.security.start_tls = stream::StartTls::required;
  return made;
}

faults::FaultSet fault_set(const std::string& fault) {
  return fault.empty() ? faults::FaultSet() : faults::FaultSet::parse(fault, data().faults).value();
}

RunOptions options() {
  RunOptions made;
  made.target_name = "test";
  return made;
}

Task<std::unique_ptr<net::Wire>> over_memory(Loop& loop, server::Server& server, Protection protection) {
  auto [ours, theirs] = net::memory_pipe(loop.clock());
  std::unique_ptr<net::Wire> wire = std::move(ours);
  server.serve(std::move(theirs), entrance(protection));
  if (protection != Protection::direct_tls) co_return wire;
  auto shaking =
      net::tls_client(std::move(wire), "capulet.lit", *address(protection).security.trust, loop.clock(), 10s);
  co_return co_await std::move(shaking);
}

PlayResult play_in_memory(Protection protection, const std::string& fault) {
  const auto wanted = order("server", "2.1");
  Loop loop(Loop::Time::virtual_time);
  trace::Header header;
  header.role = "server";
  header.iut = "capulet.lit";
  header.versions = wanted.versions;
  header.driven = header.run_clock_virtual = header.iut_clock_virtual = true;
  header.salt = "test";
  trace::Recorder recorder(header, loop.clock(), &loop.clock());
  server::Server server(loop.context(), loop.clock(), fault_set(fault));
  server.accounts().add_domain("capulet.lit");
  const auto connect = [&] { return over_memory(loop, server, protection); };
  target::ServerTarget target(loop.context(), loop.clock(), recorder,
                              {"capulet.lit", connect, Seed(0), 10s, 1s, {}, address(protection).security});
  auto result = play_on(loop, target, recorder, wanted, everything(), options());
  server.stop();
  loop.finish();
  return result;
}

Task<void> serve_all(net::TcpListener& listener, server::Server& server, Protection protection) {
  try {
    while (true) {
      auto accepting = listener.accept();
      auto wire = co_await std::move(accepting);
      server.serve(std::move(wire), entrance(protection));
    }
  } catch (const net::NetworkError&) {
    // The test is over.
  }
}

PlayResult play_over_tcp(Protection protection, const std::string& fault) {
  const auto wanted = order("server", "2.1");
  Loop loop(Loop::Time::real_time);
  trace::Header header;
  header.role = "server";
  header.iut = "capulet.lit";
  header.versions = wanted.versions;
  header.salt = "test";
  header.driven = true;
  trace::Recorder recorder(header, loop.clock(), nullptr);
  server::Server server(loop.context(), loop.clock(), fault_set(fault));
  server.accounts().add_domain("capulet.lit");
  net::TcpListener listener(loop.context(), "127.0.0.1", 0);
  boost::asio::co_spawn(loop.context(), serve_all(listener, server, protection), boost::asio::detached);
  auto where = address(protection);
  where.port = listener.port();
  Dialer dialer(loop.context(), loop.clock(), where, {});
  const auto connect = [&dialer] { return dialer.dial(); };
  target::ServerTarget target(loop.context(), loop.clock(), recorder,
                              {"capulet.lit", connect, Seed(0), 10s, 0s, {}, where.security});
  auto result = play_on(loop, target, recorder, wanted, everything(), options());
  listener.close();
  server.stop();
  loop.finish();
  return result;
}

// Rule, verdict and flags of each rule that was judged.
std::vector<std::string> verdicts(const PlayResult& played) {
  CHECK(played.error.empty());
  std::vector<std::string> texts;
  for (const auto& result : results(played)) {
    std::string text = result.rule + " " + std::string(rules::to_string(result.verdict));
    for (const auto& flag : result.flags) text += " " + flag;
    texts.push_back(text);
  }
  return texts;
}

std::set<std::string> stream_events(const PlayResult& played) {
  std::set<std::string> found;
  for (const auto& event : played.trace.events) {
    if (const auto* stream = event.as<trace::StreamEvent>()) found.insert(stream->what);
  }
  return found;
}

}  // namespace

TEST_CASE("The reference server gives the same verdicts over every wire, and streams with TLS are secured",
          "[rfc6120-5]") {
  const std::string fault = GENERATE("", "server-stores-standalone");
  CAPTURE(fault);
  const auto plain = play(order("server", "2.1"), everything(), fault);
  const auto expected = verdicts(plain);
  REQUIRE(expected.size() > 3);
  CHECK_FALSE(stream_events(plain).contains("secured"));
  for (const auto protection : {Protection::none, Protection::start_tls, Protection::direct_tls}) {
    CAPTURE(static_cast<int>(protection));
    const bool secured = protection != Protection::none;
    const auto in_memory = play_in_memory(protection, fault);
    CHECK(verdicts(in_memory) == expected);
    CHECK(stream_events(in_memory).contains("secured") == secured);
    const auto over_tcp = play_over_tcp(protection, fault);
    CHECK(verdicts(over_tcp) == expected);
    CHECK(stream_events(over_tcp).contains("secured") == secured);
  }
}

TEST_CASE("Nothing of an authentication stands in a trace", "[rfc6120-6]") {
  const auto played = play_in_memory(Protection::start_tls, "");
  const auto password = Seed(0).word("password", 13);
  for (const auto& event : played.trace.events) {
    const auto* stanza = event.as<trace::StanzaEvent>();
    if (stanza == nullptr) continue;
    const auto text = stanza->stanza.to_string();
    CHECK(text.find(password) == std::string::npos);
    CHECK(text.find("xmpp-sasl") == std::string::npos);
  }
}

}  // namespace conformance::run::test
