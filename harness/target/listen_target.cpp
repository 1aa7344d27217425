// SPDX-License-Identifier: MIT
#include "target/listen_target.hpp"

#include "target/unworked.hpp"

namespace conformance::target {

namespace {

// Nobody tells how long this client takes; after an iq it is given that long.
constexpr Duration settle_time = std::chrono::seconds(1);
constexpr Duration look_again = std::chrono::milliseconds(10);

}  // namespace

bool is_guided(const scenario::Scenario& scenario) { return scenario.id.starts_with("client/guided/"); }

bool needs_nobody(const scenario::Scenario& scenario) {
  const auto& needs = scenario.needs;
  return needs.actions.empty() && needs.queries.empty() && needs.settings.empty() && prompts_of(scenario) == 0;
}

ListenTarget::ListenTarget(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options)
    : context_(context),
      clock_(clock),
      options_(std::move(options)),
      world_(context, clock, recorder, {options_.seed, options_.timeout, options_.doors.secrets}) {
  if (options_.ask) person_ = std::make_unique<Person>(options_.ask, options_.prompts);
  world_.set_stream_listener([this](bool bound, bool expected) {
    if (bound) lost_.clear();
    if (!bound && !expected) lost_ = "the stream of the client has ended";
  });
}

scenario::ClientUnderTest* ListenTarget::client() {
  if (person_) return person_.get();
  return &unworked();
}

Task<void> ListenTarget::start() {
  doors_ = std::make_unique<Doors>(context_, world_, options_.doors);
  if (options_.on_listening) options_.on_listening(*doors_, world_.account(), world_.password());
  auto waiting = await_client(options_.arrival);
  if (!co_await std::move(waiting)) throw net::NetworkError("no client has logged in and become available");
}

Task<bool> ListenTarget::await_client(Duration longest) {
  const auto deadline = clock_.now() + longest;
  while (!world_.client_is_available()) {
    if (clock_.now() >= deadline || hurried_) co_return false;
    auto waiting = pause(clock_, look_again);
    co_await std::move(waiting);
  }
  co_return true;
}

std::optional<std::string> ListenTarget::cannot_play(const scenario::Scenario& scenario) const {
  if (is_guided(scenario) || !person_ || needs_nobody(scenario)) return std::nullopt;
  return "it is not of the guided set";
}

Task<std::optional<std::string>> ListenTarget::enlist(const scenario::Scenario& scenario, Cast& cast) {
  auto waiting = await_client(options_.return_);
  if (!co_await std::move(waiting)) throw net::NetworkError("the client has gone, and has not come back");
  world_.begin_anew();
  world_.invite(scenario, cast);
  auto gathering = world_.gather(scenario, cast);
  co_return co_await std::move(gathering);
}

Task<std::optional<NoRooms>> ListenTarget::open_rooms(const scenario::Scenario& scenario, Cast& /*cast*/,
                                                      Rooms& rooms) {
  world_.open_rooms(scenario, rooms);
  co_return std::nullopt;
}

Task<void> ListenTarget::stop() {
  world_.expect_end();
  if (doors_) doors_->close();
  world_.server().stop();
  co_return;
}

Duration ListenTarget::settle() const { return settle_time; }

}  // namespace conformance::target
