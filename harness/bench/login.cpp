// SPDX-License-Identifier: MIT
#include <benchmark/benchmark.h>

#include "base/check.hpp"
#include "bench/benches.hpp"
#include "net/test_loop.hpp"
#include "server/accounts.hpp"
#include "stream/client.hpp"
#include "stream/server.hpp"
#include "xmpp/jid.hpp"

namespace conformance::bench {

namespace {

constexpr Duration longest{std::chrono::seconds(10)};

// SCRAM-SHA-256 with what both ends have kept of the first login.
void scram(benchmark::State& state) {
  net::TestLoop loop;
  server::AccountStore accounts;
  accounts.add_domain("capulet.lit");
  accounts.add(*xmpp::Jid::parse("juliet@capulet.lit"), "r0m30myr0m30");
  stream::Security security;
  security.cache = std::make_shared<stream::ScramCache>();
  for (auto _ : state) {
    auto [client, server] = net::memory_pipe(loop.clock());
    auto accepting = loop.start(stream::accept_stream(std::move(server), loop.clock(), accounts, "s", longest));
    const auto bound = loop.run(stream::log_in(std::move(client), loop.clock(),
                                               {"juliet", "capulet.lit", "r0m30myr0m30", "b"}, security, longest));
    loop.settle();
    check(accepting->done && accepting->take().has_value(), "the server has not accepted");
    bound.connection->drop();
  }
  check(security.cache->derived() == 1, "the salted password was not kept");
}

void parse_jid(benchmark::State& state, const char* text) {
  for (auto _ : state) benchmark::DoNotOptimize(xmpp::Jid::parse(text));
}

}  // namespace

void register_login_benches() { benchmark::RegisterBenchmark(login_scram, scram)->Unit(benchmark::kMicrosecond); }

void register_jid_benches() {
  benchmark::RegisterBenchmark("jid/ascii", parse_jid, "juliet@capulet.lit/balcony");
  benchmark::RegisterBenchmark("jid/precis", parse_jid, "Jul\xc3\xad\x65tte@capulet.lit/b\xc3\xa1lcony");
  benchmark::RegisterBenchmark("jid/idna", parse_jid, "juliet@b\xc3\xbc\x63her.lit/balcony");
}

}  // namespace conformance::bench
