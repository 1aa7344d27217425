// SPDX-License-Identifier: MIT
#include "run/runner.hpp"

#include <boost/asio/signal_set.hpp>
#include <csignal>

#include "run/loop.hpp"
#include "stream/connection.hpp"
#include "target/embedded_client.hpp"
#include "target/server_target.hpp"

namespace conformance::run {

namespace {

// A target that lets nobody in is not asked again and again.
constexpr int refused_logins_max = 3;
// Between two ends of one process keys protect nothing, and to derive them takes a sixth of a play.
constexpr unsigned least_iterations = 1;
constexpr Duration last_tail = std::chrono::milliseconds(300);

trace::Header header_for(const PlayOrder& order, const RunOptions& options, bool virtual_time) {
  trace::Header header;
  header.role = order.role;
  header.target = options.target_name;
  header.versions = order.versions;
  header.profile = options.profile;
  header.run_clock_virtual = virtual_time;
  header.iut_clock_virtual = virtual_time;
  header.driven = true;
  header.seed = options.seed.value();
  header.salt = virtual_time ? "embedded" : options.seed.word("salt");
  header.tool = options.tool;
  return header;
}

struct Stage {
  const PlayOrder& order;
  const Selection& selection;
  const RunOptions& options;
  const bool* interrupted = nullptr;  ///< Ctrl-C was pressed
};

Task<void> play_all(Stage stage, target::Target& target, trace::Recorder& recorder, Clock& clock) {
  auto starting = target.start();
  co_await std::move(starting);
  std::vector<const scenario::Scenario*> meant;
  for (const auto& scenario : stage.selection.scenarios) {
    if (scenario.role == stage.order.role && scenario.suits(stage.order.versions)) meant.push_back(&scenario);
  }
  const PlayerOptions options{stage.options.timeout, stage.options.timer_limit, stage.options.seed,
                              stage.selection.rules, stage.interrupted};
  std::size_t number = 0;
  int refused = 0;
  for (const auto* scenario : meant) {
    ++number;
    if (stage.options.progress) stage.options.progress(number, meant.size(), scenario->id);
    Player player(*scenario, target, recorder, clock, options);
    auto playing = player.play();
    co_await std::move(playing);
    if (target.has_had_enough()) break;
    refused = player.no_login().empty() ? 0 : refused + 1;
    const bool interrupted = stage.interrupted != nullptr && *stage.interrupted;
    // What a hostile scenario provokes is its own business.
    const std::string told_off = scenario->manners == "hostile" ? std::string()
                                 : player.told_off().empty()    ? target.told_off()
                                                                : player.told_off();
    if (refused < refused_logins_max && !interrupted && told_off.empty()) continue;
    auto cleaning = target.stop();
    co_await std::move(cleaning);
    if (interrupted) {
      throw stream::StreamError("the run was interrupted after " + std::to_string(number) + " of " +
                                std::to_string(meant.size()) + " scenarios");
    }
    if (!told_off.empty()) throw stream::StreamError("the run was ended, as the server asked for it: " + told_off);
    throw stream::StreamError("the run was ended after " + std::to_string(refused) +
                              " scenarios without a login: " + player.no_login());
  }
  // The last scenario, too, is watched for what comes late.
  auto tail = pause(clock, clock.is_virtual() ? Duration::zero() : last_tail);
  co_await std::move(tail);
  auto stopping = target.stop();
  co_await std::move(stopping);
}

// Whatever happens, what was recorded so far is kept.
PlayResult play_stage(Loop& loop, Stage stage, target::Target& target, trace::Recorder& recorder) {
  PlayResult result;
  if (stage.options.follow) {
    recorder.set_listener([&](const trace::Event& event) { stage.options.follow(recorder.header(), event); });
  }
  try {
    loop.run(play_all(stage, target, recorder, loop.clock()));
  } catch (const net::NetworkError& error) {
    result.error = error.what();
  } catch (const stream::StreamError& error) {
    result.error = error.what();
  } catch (const driver::DriverError& error) {
    result.error = error.what();
  }
  loop.finish();
  recorder.set_listener({});
  result.trace = recorder.trace();
  return result;
}

// The first Ctrl-C ends the run after the scenario that is played: accounts are removed, programs are ended and the
// report is written. The second ends the program.
PlayResult play_interruptible(Loop& loop, Stage stage, target::Target& target, trace::Recorder& recorder) {
  bool interrupted = false;
  boost::asio::signal_set signals(loop.context(), SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int /*signal*/) {
    if (error) return;
    interrupted = true;
    target.hurry();
    signals.clear();
  });
  stage.interrupted = &interrupted;
  auto result = play_stage(loop, stage, target, recorder);
  signals.cancel();
  loop.finish();
  return result;
}

Task<std::unique_ptr<net::Wire>> over_memory(server::Server& server, Clock& clock) {
  auto [ours, theirs] = net::memory_pipe(clock);
  server.serve(std::move(theirs));
  co_return std::move(ours);
}

}  // namespace

std::string PlayOrder::name() const {
  std::string name = role;
  for (const auto& [specification, version] : versions) {
    if (specification == "0085") name += "-0085@" + version;
  }
  return name;
}

PlayResult play_on(Loop& loop, target::Target& target, trace::Recorder& recorder, const PlayOrder& order,
                   const Selection& selection, const RunOptions& options) {
  return play_stage(loop, {order, selection, options}, target, recorder);
}

PlayResult play_embedded(const PlayOrder& order, const Selection& selection, const RunOptions& options) {
  auto header = header_for(order, options, true);
  header.iut = order.role == "client" ? "juliet@capulet.lit" : "capulet.lit";
  Loop loop(Loop::Time::virtual_time);
  trace::Recorder recorder(std::move(header), loop.clock(), &loop.clock());
  std::string version;
  for (const auto& [specification, number] : order.versions) {
    if (specification == "0085") version = number;
  }
  if (order.role == "client") {
    target::EmbeddedClient target(
        loop.context(), loop.clock(), recorder,
        {version, options.seed, options.faults, options.timeout, {}, false, least_iterations});
    return play_on(loop, target, recorder, order, selection, options);
  }
  server::Server server(loop.context(), loop.clock(), options.faults, options.seed);
  server.accounts().add_domain("capulet.lit");
  server.accounts().set_scram_iterations(least_iterations);
  target::ServerTarget target(loop.context(), loop.clock(), recorder,
                              {"capulet.lit", [&] { return over_memory(server, loop.clock()); }, options.seed,
                               options.timeout, std::chrono::seconds(1)});
  auto result = play_on(loop, target, recorder, order, selection, options);
  server.stop();
  loop.finish();
  return result;
}

namespace {

Task<void> ask(Loop& loop, ServerAddress address, DialOptions options, stream::LoginOffer& offer) {
  Dialer dialer(loop.context(), loop.clock(), address, options);
  auto dialing = dialer.dial();
  auto wire = co_await std::move(dialing);
  auto visiting = stream::visit(std::move(wire), loop.clock(), address.domain, address.security, options.longest);
  offer = co_await std::move(visiting);
}

}  // namespace

ServerOffer ask_server(const ServerAddress& address, const DialOptions& options) {
  ServerOffer asked;
  Loop loop(Loop::Time::real_time);
  try {
    loop.run(ask(loop, address, options, asked.offer));
  } catch (const net::NetworkError& error) {
    asked.error = error.what();
  } catch (const stream::StreamError& error) {
    asked.error = error.what();
  }
  loop.finish();
  return asked;
}

PlayResult play_server(const PlayOrder& order, const Selection& selection, const RunOptions& options,
                       const ServerAddress& address) {
  auto header = header_for(order, options, false);
  header.iut = address.domain;
  Loop loop(Loop::Time::real_time);
  trace::Recorder recorder(std::move(header), loop.clock(), nullptr);
  Dialer dialer(loop.context(), loop.clock(), address,
                {options.seed, options.timeout, options.reach, options.own_target});
  target::ServerTarget target(
      loop.context(), loop.clock(), recorder,
      {address.domain, [&dialer] { return dialer.dial(); }, options.seed, options.timeout, std::chrono::milliseconds(0),
       options.ledger, address.security, options.secrets,
       [&dialer](const std::string& manners) { dialer.behave(manners); }, options.accounts, options.anonymous});
  return play_interruptible(loop, {order, selection, options}, target, recorder);
}

PlayResult play_driver(const PlayOrder& order, const Selection& selection, const RunOptions& options,
                       target::DriverTarget::Options driver) {
  auto header = header_for(order, options, false);
  header.iut = "juliet@capulet.lit";
  Loop loop(Loop::Time::real_time);
  trace::Recorder recorder(std::move(header), loop.clock(), nullptr);
  driver.seed = options.seed;
  driver.secrets = options.secrets;
  target::DriverTarget target(loop.context(), loop.clock(), recorder, std::move(driver));
  auto result = play_interruptible(loop, {order, selection, options}, target, recorder);
  result.client = target.hello().name + " " + target.hello().version;
  return result;
}

PlayResult play_listen(const PlayOrder& order, const Selection& selection, const RunOptions& options,
                       target::ListenTarget::Options listen, const MakeAsk& make_ask) {
  auto header = header_for(order, options, false);
  header.iut = "juliet@capulet.lit";
  Loop loop(Loop::Time::real_time);
  trace::Recorder recorder(std::move(header), loop.clock(), nullptr);
  listen.seed = options.seed;
  listen.doors.secrets = options.secrets;
  listen.timeout = options.timeout;
  if (make_ask) listen.ask = make_ask(loop.context());
  target::ListenTarget target(loop.context(), loop.clock(), recorder, std::move(listen));
  return play_interruptible(loop, {order, selection, options}, target, recorder);
}

PlayResult play_address(const PlayOrder& order, const Selection& selection, const RunOptions& options,
                        const ServerAddress& address, target::AddressTarget::Options client, const MakeAsk& make_ask) {
  auto header = header_for(order, options, false);
  header.iut = client.client.bare().to_string();
  Loop loop(Loop::Time::real_time);
  trace::Recorder recorder(std::move(header), loop.clock(), nullptr);
  Dialer dialer(loop.context(), loop.clock(), address,
                {options.seed, options.timeout, options.reach, options.own_target});
  client.domain = address.domain;
  client.connect = [&dialer] { return dialer.dial(); };
  client.security = address.security;
  client.accounts = options.accounts;
  client.seed = options.seed;
  client.secrets = options.secrets;
  client.timeout = options.timeout;
  if (make_ask) client.ask = make_ask(loop.context());
  target::AddressTarget target(loop.context(), loop.clock(), recorder, std::move(client));
  return play_interruptible(loop, {order, selection, options}, target, recorder);
}

}  // namespace conformance::run
