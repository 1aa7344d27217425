// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <set>

#include "net/wrapped_wire.hpp"
#include "run/test_plays.hpp"
#include "server/server.hpp"
#include "target/server_target.hpp"

/// Accounts that were registered are removed, and the ledger says which were not.
namespace conformance::run::test {

namespace {

// What becomes of the stream on which an account is to be removed.
enum class Removal { answered, lost, unanswered };

// Ends when a removal is written to it, as often as there are ends left.
class EndingWire final : public net::WrappedWire {
 public:
  EndingWire(std::unique_ptr<net::Wire> inner, Removal removal, int& ends)
      : WrappedWire(std::move(inner)), removal_(removal), ends_(ends) {}
  Task<std::string> read() override {
    std::string bytes = co_await inner()->read();
    co_return ended_ ? "" : bytes;
  }
  Task<void> write(std::string bytes) override {
    if (removal_ != Removal::answered && ends_ > 0 && bytes.find("<remove") != std::string::npos) {
      --ends_;
      ended_ = true;
      if (removal_ == Removal::unanswered) {
        auto writing = inner()->write(std::move(bytes));
        co_await std::move(writing);
      } else {
        inner()->close();
      }
      co_return;
    }
    auto writing = inner()->write(std::move(bytes));
    co_await std::move(writing);
  }

 private:
  Removal removal_;
  int& ends_;
  bool ended_ = false;
};

struct Left {
  std::set<std::string> on_server;
  std::set<std::string> in_ledger;
  std::size_t registered = 0;
};

Left left_behind(Removal removal, int ends) {
  Loop loop(Loop::Time::virtual_time);
  server::Server server(loop.context(), loop.clock(), {});
  server.accounts().add_domain("capulet.lit");
  trace::Header header;
  header.role = "server";
  header.iut = "capulet.lit";
  header.versions = order("server", "2.1").versions;
  header.run_clock_virtual = header.iut_clock_virtual = true;
  header.salt = "test";
  trace::Recorder recorder(std::move(header), loop.clock(), &loop.clock());
  std::set<std::string> all;
  Left left;
  const auto connect = [&]() -> Task<std::unique_ptr<net::Wire>> {
    auto [ours, theirs] = net::memory_pipe(loop.clock());
    server.serve(std::move(theirs));
    co_return std::make_unique<EndingWire>(std::move(ours), removal, ends);
  };
  target::ServerTarget target(loop.context(), loop.clock(), recorder,
                              {"capulet.lit", connect, Seed(0), std::chrono::seconds(10), std::chrono::seconds(1),
                               [&](const xmpp::Jid& account, const std::string* password) {
                                 if (password == nullptr) {
                                   left.in_ledger.erase(account.to_string());
                                 } else {
                                   left.in_ledger.insert(account.to_string());
                                   all.insert(account.to_string());
                                 }
                               }});
  play_on(loop, target, recorder, order("server", "2.1"),
          select({"server/0085/5.6/one-state"}, data().scenarios, data().catalogue).value(), {});
  left.registered = all.size();
  for (const auto& jid : all) {
    if (server.accounts().find(*xmpp::Jid::parse(jid)) != nullptr) left.on_server.insert(jid);
  }
  server.stop();
  loop.finish();
  return left;
}

}  // namespace

TEST_CASE("Accounts that were registered are removed, also by a server that closes instead of an answer",
          "[accounts]") {
  const auto removal = GENERATE(Removal::answered, Removal::lost, Removal::unanswered);
  const auto left = left_behind(removal, 1);
  CHECK(left.registered >= 2);
  CHECK(left.on_server.empty());
  CHECK(left.in_ledger.empty());
}

TEST_CASE("An account that a server does not remove stays in the ledger", "[accounts]") {
  const auto left = left_behind(Removal::lost, 2);
  CHECK(left.on_server.size() == 1);
  CHECK(left.in_ledger == left.on_server);
}

}  // namespace conformance::run::test
