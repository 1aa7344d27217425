// SPDX-License-Identifier: MIT
#include "target/driver_target.hpp"

namespace conformance::target {

using driver::DriverError;
using driver::Request;
using scenario::Answer;

namespace {

constexpr const char* loopback = "127.0.0.1";
// For a driver to end after "stop"; for one to come back that connects to us.
constexpr Duration end_longest = std::chrono::seconds(5);
constexpr Duration driver_longest = std::chrono::seconds(120);
// docs/ARCHITECTURE.md, "Absence".
constexpr Duration settle_least = std::chrono::milliseconds(300);
constexpr Duration settle_most = std::chrono::seconds(5);
constexpr int settle_lags = 3;
// For the stream of a client that was ended to end; and how often something is looked at that nobody tells of.
constexpr Duration part_longest = std::chrono::seconds(2);
constexpr Duration look_again = std::chrono::milliseconds(10);

}  // namespace

// The verbs of the driver, and what they mean for the world around.
class DriverTarget::Worked final : public scenario::ClientUnderTest {
 public:
  explicit Worked(DriverTarget& target) : target_(target), client_(*target.session_, target.hello_) {}

  [[nodiscard]] scenario::Abilities abilities() const override { return target_.hello_.abilities; }

  Task<Answer> act(scenario::Act act) override {
    const bool logs_out = act.verb == "logout";
    if (logs_out) target_.world_.expect_end();
    if ((act.verb == "send" || act.verb == "reply") && !act.text.empty()) target_.listen(act.text);
    auto acting = client_.act(std::move(act));
    auto answer = co_await std::move(acting);
    target_.told_ = target_.clock_.now();
    target_.told_ok_ = answer.kind == Answer::Kind::ok;
    if (!logs_out || answer.kind != Answer::Kind::ok) co_return answer;
    auto connecting = target_.connect();
    co_await std::move(connecting);
    co_return answer;
  }
  Task<Answer> query(std::string what, xmpp::Jid from) override { return client_.query(std::move(what), from); }
  Task<Answer> configure(std::string setting, std::string value) override {
    if (target_.hello_.restarting.contains(setting)) target_.world_.expect_end();
    return client_.configure(std::move(setting), std::move(value));
  }
  Task<Answer> sync() override { return client_.sync(); }
  Task<Answer> advance(Duration time) override {
    auto advancing = client_.advance(time);
    const auto answer = co_await std::move(advancing);
    if (answer.kind == Answer::Kind::ok) {
      target_.iut_clock_.call_after(time, [] {});
      target_.iut_clock_.fire_earliest();
    }
    co_return answer;
  }

 private:
  DriverTarget& target_;
  driver::DrivenClient client_;
};

DriverTarget::DriverTarget(boost::asio::io_context& context, Clock& clock, trace::Recorder& recorder, Options options)
    : context_(context),
      clock_(clock),
      recorder_(recorder),
      options_(std::move(options)),
      world_(context, clock, recorder, {options_.seed, options_.timeout, options_.secrets}) {
  world_.set_stream_listener([this](bool bound, bool expected) {
    if (!bound && !expected) lost_ = "the stream of the client has ended";
  });
  world_.set_stanza_listener([this](const xmpp::Stanza& stanza) { hear(stanza); });
}

DriverTarget::~DriverTarget() = default;

scenario::ClientUnderTest* DriverTarget::client() { return worked_.get(); }

std::string DriverTarget::driver_failure() const {
  return session_ && !session_->failure().empty() ? "the driver " + session_->failure() : "";
}

void DriverTarget::open_doors() {
  doors_ = std::make_unique<Doors>(
      context_, world_, Doors::Options{loopback, 0, net::Reach::loopback_only, options_.tls, "", options_.secrets});
  if (!options_.program.empty()) return;
  for_driver_ = std::make_shared<net::TcpListener>(context_, options_.listen_host, options_.listen_port);
  if (options_.on_listening) options_.on_listening(options_.listen_host, for_driver_->port());
}

Task<std::unique_ptr<net::Wire>> DriverTarget::reach_driver() {
  if (!options_.program.empty()) {
    child_ = std::make_unique<driver::Child>(context_, clock_, options_.program, [this](const std::string& line) {
      if (options_.log) options_.log(driver::without(world_.password(), line));
    });
    co_return child_->take_wire();
  }
  // A driver that never comes ends the wait, not the listener.
  Timer patience(clock_);
  patience.start(driver_longest, [listener = for_driver_] { listener->close(); });
  auto accepting = for_driver_->accept();
  co_return co_await std::move(accepting);
}

Task<void> DriverTarget::start_driver() {
  worked_.reset();
  if (session_) session_->close();
  session_.reset();
  if (child_) {
    auto ending = child_->end(Duration::zero());
    co_await std::move(ending);
    child_.reset();
  }
  auto reaching = reach_driver();
  auto wire = co_await std::move(reaching);
  driver::Session::Options session;
  session.strict = options_.strict;
  session.on_line = options_.on_line;
  session.secret = world_.password();
  session.on_event = [this](const driver::DriverEvent& event) {
    const auto from = xmpp::Jid::parse(event.from);
    if (event.name == "alert" && from.has_value()) {
      recorder_.record(trace::ObservedEvent{"alert", event.from, ""}, recorder_.owner(*from));
    }
  };
  session_ = std::make_unique<driver::Session>(context_, clock_, std::move(wire), session);
  auto greeting = session_->greet();
  const bool sync_is_believed = restarts_ == 0 || hello_.abilities.sync;
  hello_ = co_await std::move(greeting);
  hello_.abilities.sync = hello_.abilities.sync && sync_is_believed;
  hello_.abilities.clock = hello_.virtual_clock;
  worked_ = std::make_unique<Worked>(*this);
  recorder_.header().iut_clock_virtual = hello_.virtual_clock;
  recorder_.set_iut_clock(hello_.virtual_clock ? &iut_clock_ : nullptr);
}

Task<void> DriverTarget::connect() {
  Request request("connect");
  request.with("jid", world_.account().to_string())
      .with("password", world_.password())
      .with("host", loopback)
      .with("port", std::int64_t{doors_->port()})
      .with("tls", options_.tls);
  if (!doors_->ca_file().empty()) request.with("ca", doors_->ca_file());
  if (const auto url = doors_->web_socket_url(); !url.empty()) request.with("websocket", url);
  auto asking = session_->ask(std::move(request));
  const auto reply = co_await std::move(asking);
  if (reply.answer.kind != Answer::Kind::ok) {
    throw DriverError("the driver could not connect the client: " + reply.answer.reason);
  }
  if (!world_.is_bound()) throw DriverError("the driver said ok to connect, and no client has logged in");
}

// The old client has ended: its stream, too, whatever became of it.
Task<void> DriverTarget::part() {
  const auto deadline = clock_.now() + part_longest;
  while (world_.is_bound() && clock_.now() < deadline) {
    auto waiting = pause(clock_, look_again);
    co_await std::move(waiting);
  }
  if (world_.is_bound()) world_.kick();
  world_.begin_anew();
}

Task<void> DriverTarget::renew(std::string scenario, bool deaf) {
  while (true) {
    try {
      if (!session_ || !session_->failure().empty()) {
        if (session_ && restarts_++ >= driver_restarts_max) {
          throw DriverError("the driver was started again " + std::to_string(driver_restarts_max) +
                            " times, and is not once more: it " + session_->failure());
        }
        auto starting = start_driver();
        co_await std::move(starting);
      }
      world_.expect_end();
      auto resetting = session_->ask(Request("reset").with("scenario", scenario));
      const auto reset = co_await std::move(resetting);
      if (reset.answer.kind != Answer::Kind::ok) {
        throw DriverError("the driver did not reset the client: " + reset.answer.reason);
      }
      auto leaving = part();
      co_await std::move(leaving);
      world_.be_deaf(deaf);
      lost_.clear();
      auto connecting = connect();
      co_await std::move(connecting);
      co_return;
    } catch (const DriverError&) {
      // What it could not do it has said. What broke the protocol, or is gone, is started again.
      if (!session_ || session_->failure().empty() || restarts_ >= driver_restarts_max) throw;
    }
  }
}

Task<void> DriverTarget::start() {
  open_doors();
  auto starting = start_driver();
  co_await std::move(starting);
  if (!hello_.abilities.actions.contains("send")) co_return;
  auto sounding = sound();
  co_await std::move(sounding);
}

// Nothing of it is recorded, not what the client sends when it is ended either: who has not seen the beginning cannot
// judge the rest.
Task<void> DriverTarget::sound() {
  world_.be_deaf(true);
  auto renewing = renew("sounding", true);
  co_await std::move(renewing);
  const auto contact = *xmpp::Jid::parse("sounding@" + ClientWorld::domain());
  world_.server().accounts().add(contact, world_.password());
  const auto text = "sounding " + options_.seed.word("sounding");
  auto acting = worked_->act({"send", contact, text, Duration::zero(), false});
  if ((co_await std::move(acting)).kind == Answer::Kind::ok) {
    std::optional<Duration> synced;
    if (hello_.abilities.sync) {
      auto syncing = worked_->sync();
      if ((co_await std::move(syncing)).kind == Answer::Kind::ok) synced = clock_.now();
    }
    const auto deadline = clock_.now() + options_.timeout;
    while (!arrived_ && clock_.now() < deadline && lost_.empty()) {
      auto waiting = pause(clock_, look_again);
      co_await std::move(waiting);
    }
    if (synced && (!arrived_ || *arrived_ > *synced + settle_least)) {
      hello_.abilities.sync = false;
      if (options_.warn) {
        options_.warn("the driver said ok to sync before what was sent had arrived: its sync is not believed");
      }
    }
    if (!arrived_ && options_.warn) {
      options_.warn("the driver said ok to send, and no message has come within " +
                    std::to_string(options_.timeout.count()) + " ms");
    }
  }
  world_.server().remove(contact);
}

void DriverTarget::listen(const std::string& text) {
  awaited_ = text;
  told_ok_ = false;
  arrived_.reset();
}

void DriverTarget::hear(const xmpp::Stanza& stanza) {
  if (awaited_.empty() || !stanza.is_message()) return;
  const auto body = stanza.child("body", xmpp::ns::client);
  if (!body || body->text().find(awaited_) == std::string::npos) return;
  arrived_ = clock_.now();
  if (told_ok_) lag_ = std::max(lag_, *arrived_ - told_);
  awaited_.clear();
}

Duration DriverTarget::settle() const { return std::clamp(settle_lags * lag_, settle_least, settle_most); }

Task<std::optional<std::string>> DriverTarget::enlist(const scenario::Scenario& scenario, Cast& cast) {
  world_.invite(scenario, cast);
  auto renewing = renew(scenario.id, false);
  co_await std::move(renewing);
  auto gathering = world_.gather(scenario, cast);
  co_return co_await std::move(gathering);
}

Task<std::optional<NoRooms>> DriverTarget::open_rooms(const scenario::Scenario& scenario, Cast& /*cast*/,
                                                      Rooms& rooms) {
  world_.open_rooms(scenario, rooms);
  co_return std::nullopt;
}

void DriverTarget::discharge(Cast& cast) { world_.dismiss(cast); }

Task<void> DriverTarget::stop() {
  world_.expect_end();
  if (session_ && session_->failure().empty()) {
    try {
      auto stopping = session_->ask(Request("stop"));
      co_await std::move(stopping);
    } catch (const DriverError&) {
      // It is ended all the same.
    }
  }
  if (session_) session_->close();
  if (child_) {
    auto ending = child_->end(end_longest);
    co_await std::move(ending);
  }
  if (doors_) doors_->close();
  if (for_driver_) for_driver_->close();
  world_.server().stop();
}

}  // namespace conformance::target
