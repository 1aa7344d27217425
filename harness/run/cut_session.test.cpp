// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "net/web_socket.hpp"
#include "run/test_lost.hpp"

/// Whole plays on wires that are cut off after any byte, that hand on one byte at a time, and that are WebSockets.
namespace conformance::run::test {

namespace {

// What the actors, or the client under test, may still read of all wires together.
struct Allowance {
  std::size_t bytes = 0;
  std::size_t read = 0;
  bool fails = false;  ///< a reset, else the end
};

// A wire that is cut off for both sides when the allowance is read, in the middle of a tag or of a character.
class CutWire final : public net::Wire {
 public:
  CutWire(std::unique_ptr<net::Wire> inner, std::shared_ptr<Allowance> left)
      : inner_(std::move(inner)), left_(std::move(left)) {}
  Task<std::string> read() override { return read_allowed(inner_, left_); }
  Task<void> write(std::string bytes) override { return inner_->write(std::move(bytes)); }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }
  [[nodiscard]] bool keeps_messages() const override { return inner_->keeps_messages(); }
  [[nodiscard]] bool is_local() const override { return inner_->is_local(); }

 private:
  static Task<std::string> read_allowed(std::shared_ptr<net::Wire> inner, std::shared_ptr<Allowance> left) {
    auto reading = inner->read();
    std::string bytes = co_await std::move(reading);
    if (bytes.size() > left->bytes - left->read) {
      bytes.resize(left->bytes - left->read);
      inner->close();
    }
    left->read += bytes.size();
    if (bytes.empty() && left->fails && left->read == left->bytes) {
      throw net::NetworkError("memory: the other side reset the connection");
    }
    co_return bytes;
  }
  std::shared_ptr<net::Wire> inner_;
  std::shared_ptr<Allowance> left_;
};

// Hands on one byte at a time.
class BytewiseWire final : public net::Wire {
 public:
  explicit BytewiseWire(std::unique_ptr<net::Wire> inner) : inner_(std::move(inner)) {}
  Task<std::string> read() override { return read_one(inner_, held_); }
  Task<void> write(std::string bytes) override { return inner_->write(std::move(bytes)); }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }
  [[nodiscard]] bool is_local() const override { return inner_->is_local(); }

 private:
  static Task<std::string> read_one(std::shared_ptr<net::Wire> inner, std::shared_ptr<std::string> held) {
    if (held->empty()) {
      auto reading = inner->read();
      *held = co_await std::move(reading);
      std::reverse(held->begin(), held->end());
    }
    if (held->empty()) co_return std::string();
    const std::string one(1, held->back());
    held->pop_back();
    co_return one;
  }
  std::shared_ptr<net::Wire> inner_;
  std::shared_ptr<std::string> held_ = std::make_shared<std::string>();
};

using Through = std::function<std::unique_ptr<net::Wire>(std::unique_ptr<net::Wire>)>;
enum class Over { bytes, web_socket };

Task<std::unique_ptr<net::Wire>> connect_to(server::Server& server, Clock& clock, Through through, Over over) {
  auto [ours, theirs] = net::memory_pipe(clock);
  if (over == Over::bytes) {
    server.serve(std::move(theirs));
    co_return through(std::move(ours));
  }
  server.serve_web_socket(std::move(theirs));
  auto upgrading = net::connect_web_socket(through(std::move(ours)), clock, {"capulet.lit"}, std::chrono::seconds(10));
  co_return co_await std::move(upgrading);
}

PlayResult play_server_through(const Selection& selection, Through through, Over over = Over::bytes) {
  const auto wanted = order("server", "2.1");
  LostStage stage(wanted, "capulet.lit");
  server::Server server(stage.loop.context(), stage.loop.clock(), {});
  server.accounts().set_scram_iterations(1);
  server.accounts().add_domain("capulet.lit");
  target::ServerTarget target(stage.loop.context(), stage.loop.clock(), stage.recorder,
                              {"capulet.lit", [&] { return connect_to(server, stage.loop.clock(), through, over); },
                               Seed(0), std::chrono::seconds(10), std::chrono::seconds(1)});
  auto result = play_on(stage.loop, target, stage.recorder, wanted, selection, {});
  server.stop();
  stage.loop.finish();
  return result;
}

PlayResult play_client_through(const Selection& selection, Through through, Over over = Over::bytes,
                               const std::string& version = "2.1") {
  const auto wanted = order("client", version);
  LostStage stage(wanted, "juliet@capulet.lit");
  target::EmbeddedClient target(
      stage.loop.context(), stage.loop.clock(), stage.recorder,
      {version, Seed(0), {}, std::chrono::seconds(10), std::move(through), over == Over::web_socket, 1});
  auto result = play_on(stage.loop, target, stage.recorder, wanted, selection, {});
  stage.loop.finish();
  return result;
}

std::unique_ptr<net::Wire> whole(std::unique_ptr<net::Wire> wire) { return wire; }
std::unique_ptr<net::Wire> bytewise(std::unique_ptr<net::Wire> wire) {
  return std::make_unique<BytewiseWire>(std::move(wire));
}
Through cut(const std::shared_ptr<Allowance>& allowance) {
  return [allowance](std::unique_ptr<net::Wire> wire) { return std::make_unique<CutWire>(std::move(wire), allowance); };
}

// As the command line has it.
int exit_code_of(const PlayResult& played) {
  const auto code = static_cast<int>(rules::exit_code(results(played)));
  return played.error.empty() || code == 1 ? code : 4;
}

// What was judged, and how: a line a finding.
std::string findings_of(const PlayResult& played) {
  std::multiset<std::string> lines;
  for (const auto& finding : rules::judge(played.trace, data().catalogue)) {
    std::string line = finding.rule + " " + finding.scenario.value_or("-") + " " +
                       std::to_string(static_cast<int>(finding.verdict)) + " " + finding.reason;
    for (const auto& flag : finding.flags) line += " " + flag;
    lines.insert(line);
  }
  std::string text = played.error + "\n";
  for (const auto& line : lines) text += line + "\n";
  return text;
}

// Sanitizers make each play some times slower: there every seventh byte has to do, and the plain build takes each.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t slower = 7;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr std::size_t slower = 7;
#else
constexpr std::size_t slower = 1;
#endif
#else
constexpr std::size_t slower = 1;
#endif

// Cuts at every byte, or at one in so many, and demands a whole result of each.
template <class Play>
void check_cuts(const Selection& selection, Play play, bool fails, std::size_t step = slower) {
  const auto count = std::make_shared<Allowance>(Allowance{std::numeric_limits<std::size_t>::max(), 0, false});
  const auto good = play(selection, cut(count));
  REQUIRE(passes_all(good, selection));
  REQUIRE(count->read > 2'000);
  for (std::size_t bytes = 0; bytes < count->read; bytes += step) {
    INFO("after " << bytes << " of " << count->read << " bytes" << (fails ? ", reset" : ", closed"));
    const auto played = play(selection, cut(std::make_shared<Allowance>(Allowance{bytes, 0, fails})));
    check_result(played);
    const int code = exit_code_of(played);
    // Either it was lost, or all that its rules needed had come.
    if (code != 4) CHECK(code == 0);
  }
}

}  // namespace

TEST_CASE("A server that is cut off after any byte gives a whole result and exit code 4", "[lost]") {
  const bool fails = GENERATE(false, true);
  const auto play = [](const Selection& selection, Through through) {
    return play_server_through(selection, std::move(through));
  };
  check_cuts(one("server/0085/5.6/one-state"), play, fails);
}

TEST_CASE("A client that is cut off after any byte gives a whole result and exit code 4", "[lost]") {
  const bool fails = GENERATE(false, true);
  const auto play = [](const Selection& selection, Through through) {
    return play_client_through(selection, std::move(through));
  };
  check_cuts(one("client/0085/5.6/one-state"), play, fails);
}

TEST_CASE("A server whose WebSocket is cut off gives a whole result and exit code 4", "[lost]") {
  const auto play = [](const Selection& selection, Through through) {
    return play_server_through(selection, std::move(through), Over::web_socket);
  };
  // Frames are opaque to what is above them: one byte in seven is in each part of a frame sooner or later.
  check_cuts(one("server/0085/5.6/one-state"), play, false, 7);
}

TEST_CASE("One byte at a time gives every verdict that whole pieces give", "[lost]") {
  const auto selection = everything();
  CHECK(findings_of(play_server_through(selection, bytewise)) == findings_of(play_server_through(selection, whole)));
  CHECK(findings_of(play_client_through(selection, bytewise)) == findings_of(play_client_through(selection, whole)));
}

TEST_CASE("Over WebSocket the reference has every verdict that it has over bytes in memory", "[rfc7395]") {
  const auto selection = everything();
  const auto server = play_server_through(selection, whole);
  CHECK(server.error.empty());
  CHECK(findings_of(play_server_through(selection, whole, Over::web_socket)) == findings_of(server));
  const std::string version = GENERATE("1.2", "2.1");
  const auto client = play_client_through(selection, whole, Over::bytes, version);
  CHECK(client.error.empty());
  CHECK(findings_of(play_client_through(selection, whole, Over::web_socket, version)) == findings_of(client));
}

}  // namespace conformance::run::test
