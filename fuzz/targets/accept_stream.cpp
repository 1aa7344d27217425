// Property: whatever a client sends, the server's side of a stream comes up or ends, and who is bound has an account.
// SPDX-License-Identifier: MIT
#include "base/check.hpp"
#include "fuzz/stream_play.hpp"
#include "fuzz/targets.hpp"
#include "stream/server.hpp"
#include "stream/test_accounts.hpp"

namespace conformance::fuzz {

namespace {

Task<std::optional<xmpp::Jid>> accept(std::unique_ptr<net::Wire> wire, Clock& clock, stream::Accounts& accounts) {
  try {
    auto accepting = stream::accept_stream(std::move(wire), clock, accounts, "stream-1", step_longest);
    auto bound = co_await std::move(accepting);
    if (!bound) co_return std::nullopt;
    check(bound->jid.domain() == "capulet.lit" && !bound->jid.is_bare(), "bound to an address of somebody else");
    bound->connection->drop();
    co_return bound->jid;
  } catch (const stream::StreamError&) {
    co_return std::nullopt;
  }
}

}  // namespace

void accept_stream(std::string_view input) {
  for (const auto ending : {Ending::closes, Ending::stays}) {
    net::TestLoop loop;
    stream::TestAccounts accounts;
    auto [ours, theirs] = net::memory_pipe(loop.clock());
    const auto talking = loop.start(talk(std::move(theirs), std::string(input), ending));
    const auto bound = run_to_end(loop, accept(std::move(ours), loop.clock(), accounts));
    const bool somebody = bound && !accounts.register_account(bound->local(), bound->domain(), "again");
    check(!bound || somebody, "bound to an account that is not there");
    loop.settle();
  }
}

}  // namespace conformance::fuzz
