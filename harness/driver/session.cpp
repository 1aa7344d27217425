// SPDX-License-Identifier: MIT
#include "driver/session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "driver/lines.hpp"

namespace conformance::driver {

namespace {

constexpr Duration second = std::chrono::seconds(1);
// What a driver is asked that it cannot know.
constexpr const char* unknown_verb = "x-conformance-unknown";
// Of a line of a driver in a message.
constexpr std::size_t quoted_bytes_max = 120;

std::string quoted(std::string_view line) {
  return "\"" + std::string(line.substr(0, quoted_bytes_max)) + (line.size() > quoted_bytes_max ? "…\"" : "\"");
}

}  // namespace

std::string without(const std::string& secret, std::string line) {
  if (secret.empty()) return line;
  const std::string instead = "…";
  for (auto at = line.find(secret); at != std::string::npos; at = line.find(secret, at + instead.size())) {
    line.replace(at, secret.size(), instead);
  }
  return line;
}

struct Session::State {
  State(Clock& its_clock, std::unique_ptr<net::Wire> its_wire, Options its_options)
      : clock(its_clock), wire(std::move(its_wire)), options(std::move(its_options)), answered(its_clock) {}

  void fail(std::string reason) {
    if (failure.empty()) failure = std::move(reason);
    answered.notify();
  }
  void take(const std::string& line);
  void count_event();

  Clock& clock;
  std::unique_ptr<net::Wire> wire;
  Options options;
  Signal answered;
  std::optional<Reply> reply;
  std::uint64_t asked = 0;
  bool waiting = false;
  Duration second_began{0};
  std::size_t events = 0;
  std::string failure;
};

void Session::State::count_event() {
  if (clock.now() - second_began >= second) {
    second_began = clock.now();
    events = 0;
  }
  if (++events > events_a_second_max) {
    fail("sent more than " + std::to_string(events_a_second_max) + " events within a second");
  }
}

void Session::State::take(const std::string& line) {
  if (options.on_line) options.on_line(false, line);
  auto read = read_line(line, options.strict);
  if (read.has_error()) {
    fail("wrote a line that is none of the protocol: " + read.error().reason + ": " + quoted(line));
    return;
  }
  if (const auto* event = std::get_if<DriverEvent>(&*read)) {
    count_event();
    if (failure.empty() && options.on_event) options.on_event(*event);
    return;
  }
  auto& came = std::get<Reply>(*read);
  if (!waiting || came.seq != asked) {
    const std::string expected = waiting ? "expected " + std::to_string(asked) : "and nothing was asked";
    fail("answered out of turn: seq " + std::to_string(came.seq) + ", " + expected);
    return;
  }
  waiting = false;
  reply = std::move(came);
  answered.notify();
}

Session::Session(boost::asio::io_context& context, Clock& clock, std::unique_ptr<net::Wire> wire, Options options)
    : state_(std::make_shared<State>(clock, std::move(wire), std::move(options))) {
  boost::asio::co_spawn(context, read(state_), boost::asio::detached);
}

Session::~Session() { close(); }

void Session::close() { state_->wire->close(); }

const std::string& Session::failure() const { return state_->failure; }

bool Session::strict() const { return state_->options.strict; }

Task<void> Session::read(std::shared_ptr<State> state) {
  try {
    LineReader lines(*state->wire);
    while (state->failure.empty()) {
      auto next = lines.next();
      const auto line = co_await std::move(next);
      if (!line) break;
      state->take(without(state->options.secret, *line));
    }
    state->fail("has ended");
  } catch (const net::NetworkError& error) {
    state->fail(error.what());
  }
}

Task<Reply> Session::ask(Request request) {
  const auto state = state_;
  const auto failed = [&](const std::string& what) {
    return DriverError("the driver " + what + " (asked: " + request.command() + ")");
  };
  if (!state->failure.empty()) throw failed(state->failure);
  const auto line = request.to_json(++state->asked);
  state->waiting = true;
  state->reply.reset();
  if (state->options.on_line) {
    state->options.on_line(true, request.command() == "connect" ? R"({"cmd":"connect", …})" : line);
  }
  const auto longest = request.command() == "connect" ? state->options.connect : state->options.answer;
  const auto deadline = state->clock.now() + longest;
  try {
    auto writing = state->wire->write(line + "\n");
    co_await std::move(writing);
  } catch (const net::NetworkError& error) {
    state->fail(error.what());
  }
  while (!state->reply && state->failure.empty()) {
    const auto left = deadline - state->clock.now();
    if (left <= Duration::zero()) {
      state->fail("gave no answer within " + std::to_string(longest.count()) + " ms");
      break;
    }
    auto wait = state->answered.wait(left);
    co_await std::move(wait);
  }
  // What came last counts: an answer, although the driver ended after it.
  if (!state->reply) throw failed(state->failure);
  co_return *std::exchange(state->reply, std::nullopt);
}

Task<Hello> Session::greet() {
  using Kind = scenario::Answer::Kind;
  auto asking = ask(Request("hello").with("protocol", std::int64_t{protocol_version}));
  const auto said = co_await std::move(asking);
  if (said.answer.kind != Kind::ok) throw DriverError("the driver does not answer to hello: " + said.answer.reason);
  auto hello = read_hello(said.ok, strict());
  if (hello.has_error()) throw DriverError("the driver's answer to hello: " + hello.error().message());
  auto sounding = ask(Request("act").with("action", unknown_verb).with("to", "nobody@localhost"));
  const auto sounded = co_await std::move(sounding);
  if (sounded.answer.kind == Kind::ok || sounded.answer.kind == Kind::error) {
    throw DriverError(std::string("the driver answers ") + (sounded.answer.kind == Kind::ok ? "ok" : "error") +
                      " to a verb that does not exist, expected unsupported: what it says of others proves nothing");
  }
  co_return *hello;
}

}  // namespace conformance::driver
