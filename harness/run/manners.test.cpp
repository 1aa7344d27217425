// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <deque>

#include "peer/pace.hpp"
#include "run/dial.hpp"
#include "run/test_lost.hpp"
#include "scenario/loader.hpp"

/// How the actors behave towards a server that is not on loopback, and when they leave it alone.
namespace conformance::run::test {

namespace {

using namespace std::chrono_literals;

// A memory wire that pretends to leave this machine.
class FarWire final : public net::Wire {
 public:
  explicit FarWire(std::unique_ptr<net::Wire> inner) : inner_(std::move(inner)) {}
  Task<std::string> read() override { return inner_->read(); }
  Task<void> write(std::string bytes) override { return inner_->write(std::move(bytes)); }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }

 private:
  std::unique_ptr<net::Wire> inner_;
};

// After so many reads of all wires together the server says its last words instead.
struct LastWords {
  int reads = 0;
  std::string text;
  std::size_t begun = 0;       ///< scenarios, so far
  std::size_t begun_then = 0;  ///< … when they were said first
};

class LastWordsWire final : public net::Wire {
 public:
  LastWordsWire(std::unique_ptr<net::Wire> inner, std::shared_ptr<LastWords> last)
      : inner_(std::move(inner)), last_(std::move(last)) {}
  Task<std::string> read() override { return read_until(inner_, last_); }
  Task<void> write(std::string bytes) override { return inner_->write(std::move(bytes)); }
  void close() override { inner_->close(); }
  [[nodiscard]] std::string name() const override { return inner_->name(); }
  [[nodiscard]] bool is_local() const override { return true; }

 private:
  static Task<std::string> read_until(std::shared_ptr<net::Wire> inner, std::shared_ptr<LastWords> last) {
    auto reading = inner->read();
    std::string bytes = co_await std::move(reading);
    if (bytes.empty() || last->reads-- > 0) co_return bytes;
    if (last->begun_then == 0) last->begun_then = last->begun;
    inner->close();
    // Behind a header, whatever else would have come.
    const auto header_end = bytes.starts_with("<?xml") ? bytes.find('>', bytes.find("<stream:stream")) + 1 : 0;
    co_return bytes.substr(0, header_end) + last->text;
  }
  std::shared_ptr<net::Wire> inner_;
  std::shared_ptr<LastWords> last_;
};

using Through = std::function<std::unique_ptr<net::Wire>(std::unique_ptr<net::Wire>)>;

PlayResult play_through(const Selection& selection, Through through, std::vector<std::string>* manners = nullptr,
                        const std::string& refusal = "", const RunOptions& options = {}) {
  const auto wanted = order("server", "2.1");
  LostStage stage(wanted, "capulet.lit");
  server::Server server(stage.loop.context(), stage.loop.clock(), {});
  server.accounts().add_domain("capulet.lit");
  std::string now;
  const auto connect = [&] {
    if (now != "polite" && !now.empty() && !refusal.empty()) throw net::OutOfReach(refusal);
    auto [ours, theirs] = net::memory_pipe(stage.loop.clock());
    server.serve(std::move(theirs));
    return ready(through(std::move(ours)));
  };
  target::ServerTarget target(
      stage.loop.context(), stage.loop.clock(), stage.recorder,
      {"capulet.lit", connect, Seed(0), 10s, 1s, {}, {}, std::nullopt, [&](const std::string& next) {
         now = next;
         if (manners != nullptr) manners->push_back(next);
       }});
  auto result = play_on(stage.loop, target, stage.recorder, wanted, selection, options);
  server.stop();
  stage.loop.finish();
  return result;
}

std::unique_ptr<net::Wire> near(std::unique_ptr<net::Wire> wire) { return wire; }
std::unique_ptr<net::Wire> far(std::unique_ptr<net::Wire> wire) { return std::make_unique<FarWire>(std::move(wire)); }

// The most stanzas that one session sent within a second.
std::size_t fastest(const PlayResult& played) {
  std::map<std::string, std::deque<Duration>> sent;
  std::size_t most = 0;
  for (const auto& event : played.trace.events) {
    const auto* stream = event.as<trace::StreamEvent>();
    if (stream != nullptr && stream->what == "bound") sent.erase(stream->at);  // another session
    const auto* stanza = event.as<trace::StanzaEvent>();
    if (stanza == nullptr || !stanza->out) continue;
    auto& times = sent[stanza->at];
    times.push_back(event.t);
    while (times.back() - times.front() >= 1s) times.pop_front();
    most = std::max(most, times.size());
  }
  return most;
}

std::set<std::pair<std::string, int>> verdicts(const PlayResult& played) {
  std::set<std::pair<std::string, int>> all;
  for (const auto& result : results(played)) all.emplace(result.rule, static_cast<int>(result.verdict));
  return all;
}

Selection with_manners(const std::string& manners) {
  auto selection = one("server/0085/5.6/one-state");
  selection.scenarios.front().manners = manners;
  return selection;
}

Task<void> dial_once(Dialer& dialer) {
  auto dialing = dialer.dial();
  const auto wire = co_await std::move(dialing);
}

const trace::ScenarioEvent& end_of_first(const PlayResult& played) {
  for (const auto& event : played.trace.events) {
    const auto* scenario = event.as<trace::ScenarioEvent>();
    if (scenario != nullptr && scenario->phase == "end") return *scenario;
  }
  throw std::logic_error("no scenario ended");
}

}  // namespace

TEST_CASE("A server that is not on loopback gets five stanzas a second and session, and the same verdicts",
          "[safety]") {
  const auto selection = everything();
  const auto local = play_through(selection, near);
  const auto remote = play_through(selection, far);
  CHECK(remote.error.empty());
  CHECK(fastest(local) > peer::polite_stanzas_max);
  CHECK(fastest(remote) == peer::polite_stanzas_max);
  CHECK(verdicts(remote) == verdicts(local));
}

TEST_CASE("A scenario that is not polite is not slowed down where it is allowed", "[safety]") {
  CHECK(fastest(play_through(with_manners("load"), far)) > peer::polite_stanzas_max);
}

TEST_CASE("A pace lets the sixth stanza go a second after the first", "[limits]") {
  VirtualClock clock;
  peer::Pace pace(clock);
  for (std::size_t i = 0; i < peer::polite_stanzas_max; ++i) {
    CHECK(pace.wait() == 0ms);
    pace.count();
  }
  CHECK(pace.wait() == 1s);
  clock.call_after(999ms, [] {});
  clock.fire_earliest();
  CHECK(pace.wait() == 1ms);
  clock.call_after(1ms, [] {});
  clock.fire_earliest();
  CHECK(pace.wait() == 0ms);
}

TEST_CASE("A target is told the manners of each scenario before its connections are made", "[safety]") {
  auto selection = with_manners("load");
  std::vector<std::string> manners;
  play_through(selection, near, &manners);
  CHECK(manners == std::vector<std::string>{"load"});
}

TEST_CASE("A scenario whose manners are not allowed at the address is not applicable and says why", "[safety]") {
  const std::string manners = GENERATE("load", "hostile");
  const auto played =
      play_through(with_manners(manners), near, nullptr, "capulet.lit:5222: 192.0.2.1 is not a loopback address");
  CHECK(played.error.empty());
  CHECK(end_of_first(played).outcome == "not applicable");
  CHECK(end_of_first(played).reason ==
        "its manners are " + manners +
            ", which need --i-own-this-target: capulet.lit:5222: 192.0.2.1 is not a loopback address");
}

TEST_CASE("Load and hostile go beyond loopback only where the user owns the target", "[safety]") {
  struct Row {
    const char* manners;
    bool own;
    net::Reach reach;
    net::Reach allowed;
  };
  using net::Reach;
  const auto row = GENERATE(values<Row>({
      {"polite", false, Reach::anywhere, Reach::anywhere},
      {"load", false, Reach::anywhere, Reach::loopback_only},
      {"hostile", false, Reach::anywhere, Reach::loopback_only},
      {"load", true, Reach::anywhere, Reach::anywhere},
      {"hostile", true, Reach::anywhere, Reach::anywhere},
      {"polite", true, Reach::loopback_only, Reach::loopback_only},
      {"hostile", true, Reach::loopback_only, Reach::loopback_only},
  }));
  DialOptions options;
  options.own_target = row.own;
  options.reach = row.reach;
  CHECK(reach_for(row.manners, options) == row.allowed);
}

TEST_CASE("A dialer asks the resolved address of every connection", "[safety]") {
  Loop loop(Loop::Time::real_time);
  Dialer dialer(loop.context(), loop.clock(), {.host = "192.0.2.1", .port = 5222, .domain = "capulet.lit"},
                {.reach = net::Reach::anywhere});
  dialer.behave("load");
  CHECK_THROWS_AS(loop.run(dial_once(dialer)), net::OutOfReach);
}

TEST_CASE("A server that tells us off ends the run at once and is left alone", "[safety]") {
  const std::string condition = GENERATE("policy-violation", "see-other-host", "resource-constraint");
  const auto selection = select({"server/0085"}, data().scenarios, data().catalogue).value();
  REQUIRE(selection.scenarios.size() > 2);
  // The first read is that of the visit before the first scenario.
  for (int reads = 1; reads < 60; ++reads) {
    INFO(condition << " after " << reads << " reads");
    const auto last = std::make_shared<LastWords>(LastWords{
        reads, "<stream:error><" + condition + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"});
    RunOptions options;
    options.progress = [last](std::size_t number, std::size_t, const std::string&) { last->begun = number; };
    const auto played = play_through(
        selection,
        [&](std::unique_ptr<net::Wire> wire) { return std::make_unique<LastWordsWire>(std::move(wire), last); },
        nullptr, "", options);
    CHECK(played.error.starts_with("the run was ended, as the server asked for it: "));
    CHECK(played.error.find(condition) != std::string::npos);
    CHECK(last->begun == last->begun_then);
    CHECK(last->begun < selection.scenarios.size());
  }
}

TEST_CASE("Another stream error does not end the run", "[safety]") {
  const auto selection = select({"server/0085"}, data().scenarios, data().catalogue).value();
  const auto last = std::make_shared<LastWords>(
      LastWords{30, "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"});
  const auto played = play_through(selection, [&](std::unique_ptr<net::Wire> wire) {
    return std::make_unique<LastWordsWire>(std::move(wire), last);
  });
  CHECK_FALSE(played.error.starts_with("the run was ended, as the server asked for it"));
}

}  // namespace conformance::run::test
