// Property: whatever a server answers, logging in and registering end, with a bound stream or a reason without
// password. SPDX-License-Identifier: MIT
#include "base/check.hpp"
#include "fuzz/stream_play.hpp"
#include "fuzz/targets.hpp"
#include "stream/client.hpp"

namespace conformance::fuzz {

namespace {

// No input of a fuzzer has it by chance.
const std::string password = "r0m30myr0m30-4f9d2c7b61";

void check_reason(const stream::StreamError& error) {
  const std::string reason = error.what();
  check(!reason.empty(), "refused without a reason");
  check(reason.find(password) == std::string::npos, "a reason has the password");
}

Task<bool> log_in_once(std::unique_ptr<net::Wire> wire, Clock& clock) {
  try {
    auto logging_in =
        stream::log_in(std::move(wire), clock, {"juliet", "capulet.lit", password, "balcony"}, {}, step_longest);
    auto bound = co_await std::move(logging_in);
    check(!bound.jid.is_bare(), "bound to a bare address");
    bound.connection->drop();
    co_return true;
  } catch (const stream::StreamError& error) {
    check_reason(error);
  }
  co_return false;
}

Task<bool> register_once(std::unique_ptr<net::Wire> wire, Clock& clock) {
  try {
    auto registering =
        stream::register_account(std::move(wire), clock, {"juliet", "capulet.lit", password, ""}, {}, step_longest);
    co_await std::move(registering);
    co_return true;
  } catch (const stream::StreamError& error) {
    check_reason(error);
  }
  co_return false;
}

}  // namespace

void log_in(std::string_view input) {
  for (const auto ending : {Ending::closes, Ending::stays}) {
    for (const auto way : {log_in_once, register_once}) {
      net::TestLoop loop;
      auto [ours, theirs] = net::memory_pipe(loop.clock());
      const auto talking = loop.start(talk(std::move(theirs), std::string(input), ending));
      run_to_end(loop, way(std::move(ours), loop.clock()));
      loop.settle();
    }
  }
}

}  // namespace conformance::fuzz
