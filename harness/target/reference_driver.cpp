// SPDX-License-Identifier: MIT
#include "target/reference_driver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <limits>

#include "base/file.hpp"

namespace conformance::target {

using driver::Asked;
using scenario::Answer;

namespace {

// For a connection, TLS and each step of the login.
constexpr Duration login_longest = std::chrono::seconds(20);
constexpr Duration key_longest = std::chrono::seconds(10);
constexpr Duration advance_longest = std::chrono::hours(48);

Answer failed(std::string reason) { return {Answer::Kind::error, "", std::move(reason)}; }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::string line;
  for (const char c : text) {
    if (c == '\n') {
      lines.push_back(std::exchange(line, {}));
    } else {
      line.push_back(c);
    }
  }
  return lines;
}

}  // namespace

ReferenceDriver::ReferenceDriver(boost::asio::io_context& context, Clock& clock, std::unique_ptr<net::Wire> wire,
                                 Options options)
    : context_(context),
      clock_(clock),
      wire_(std::move(wire)),
      options_(std::move(options)),
      writer_(context, clock, wire_) {
  make_client();
}

void ReferenceDriver::make_client() {
  Clock* clock = &clock_;
  if (options_.own_clock) clock = &own_clock_;
  client_ = std::make_unique<reference::ReferenceClient>(
      *clock,
      reference::ReferenceClient::Options{
          options_.chat_states_version, options_.seed, options_.faults,
          [this](const xmpp::Jid& from) { writer_.write(driver::alert_line(from.to_string())); },
          [this] { disconnect(); }},
      [this](const xml::Element& element) {
        if (connection_) connection_->send(element);
      });
}

driver::Hello ReferenceDriver::hello() const {
  driver::Hello hello;
  hello.name = "conformance reference-client";
  hello.version = options_.version;
  hello.abilities = client_->abilities();
  hello.abilities.sync = options_.sync;
  hello.virtual_clock = options_.own_clock;
  return hello;
}

Task<void> ReferenceDriver::run() {
  driver::LineReader lines(*wire_);
  while (true) {
    auto next = lines.next();
    const auto line = co_await std::move(next);
    if (!line) break;
    const auto asked = driver::read_request(*line);
    if (asked.has_error()) continue;
    auto answering = answer(*asked);
    const auto said = co_await std::move(answering);
    writer_.write(said);
    auto flushing = writer_.flush();
    co_await std::move(flushing);
    if (asked->command == "stop") break;
  }
  disconnect();
}

Task<std::string> ReferenceDriver::answer(Asked asked) {
  const auto& command = asked.command;
  Answer said;
  if (command == "hello") co_return driver::hello_line(asked.seq, hello());
  if (command == "query") {
    auto querying = query(asked);
    co_return co_await std::move(querying);
  }
  if (command == "connect") {
    auto connecting = connect(asked);
    said = co_await std::move(connecting);
  } else if (command == "act") {
    auto acting = act(asked);
    said = co_await std::move(acting);
  } else if (command == "configure") {
    auto configuring = configure(asked);
    said = co_await std::move(configuring);
  } else if (command == "sync" && options_.sync) {
    auto syncing = client_->sync();
    said = co_await std::move(syncing);
    if (connection_) {
      auto flushing = connection_->flush();
      co_await std::move(flushing);
    }
  } else if (command == "clock.advance" && options_.own_clock) {
    auto advancing = advance(Duration(asked.number("ms")));
    said = co_await std::move(advancing);
  } else if (command == "stop" || command == "reset") {
    disconnect();
    make_client();
  } else {
    said = {Answer::Kind::unsupported_by_driver, "", "the reference client does not know " + command};
  }
  co_return driver::answer_line(asked.seq, said);
}

Task<Answer> ReferenceDriver::connect(Asked asked) {
  if (connection_) co_return failed("is connected already");
  place_ = std::move(asked);
  try {
    auto logging_in = log_in();
    co_await std::move(logging_in);
  } catch (const net::NetworkError& error) {
    co_return failed(error.what());
  } catch (const stream::StreamError& error) {
    co_return failed(error.what());
  }
  co_return Answer{};
}

Task<void> ReferenceDriver::log_in() {
  const auto jid = xmpp::Jid::parse(place_.text("jid"));
  if (jid.has_error()) throw net::NetworkError("jid: " + jid.error().message());
  const auto resource = jid->resource().empty() ? std::string("balcony") : jid->resource();
  const auto port = place_.number("port");
  if (port <= 0 || port > std::numeric_limits<std::uint16_t>::max()) throw net::NetworkError("port: is none");
  auto trust = net::TlsTrust::load(place_.text("ca"));
  if (trust.has_error()) throw net::NetworkError("ca: " + trust.error().message());
  auto dialing = net::connect_tcp(context_, clock_, place_.text("host"), static_cast<std::uint16_t>(port),
                                  login_longest, net::Reach::loopback_only);
  auto wire = co_await std::move(dialing);
  const auto tls = place_.text("tls");
  if (tls == "direct") {
    auto shaking = net::tls_client(std::move(wire), jid->domain(), *trust, clock_, login_longest);
    wire = co_await std::move(shaking);
  }
  stream::Security security;
  security.start_tls = tls == "starttls" ? stream::StartTls::required : stream::StartTls::off;
  security.trust = *trust;
  auto logging_in =
      stream::log_in(std::move(wire), clock_, {jid->local(), jid->domain(), place_.text("password"), resource},
                     security, login_longest);
  auto bound = co_await std::move(logging_in);
  connection_ = bound.connection;
  leaving_ = false;
  boost::asio::co_spawn(context_, read(connection_), boost::asio::detached);
  client_->start(bound.jid);
}

// A stream that is ended by the server is opened again, once.
Task<void> ReferenceDriver::read(std::shared_ptr<stream::Connection> connection) {
  try {
    while (true) {
      auto next = connection->receive();
      const auto element = co_await std::move(next);
      if (!element) break;
      client_->receive(*element);
    }
    if (leaving_) co_return;
    connection_.reset();
    auto logging_in = log_in();
    co_await std::move(logging_in);
  } catch (const net::NetworkError&) {
    connection_.reset();
  } catch (const stream::StreamError&) {
    connection_.reset();
  }
}

void ReferenceDriver::disconnect() {
  leaving_ = true;
  if (connection_) connection_->close();
  connection_.reset();
}

Task<Answer> ReferenceDriver::act(Asked asked) {
  const auto to = xmpp::Jid::parse(asked.text("to"));
  if (!client_->abilities().actions.contains(asked.text("action"))) {
    co_return Answer{Answer::Kind::unsupported_by_client, "",
                     "the reference client does not know " + asked.text("action")};
  }
  if (to.has_error()) co_return failed("to: " + to.error().message());
  Duration keys(asked.number("key_ms"));
  if (keys < Duration::zero() || keys > key_longest) co_return failed("key_ms: out of bounds");
  if (options_.own_clock) keys = Duration::zero();
  const auto text = asked.text(asked.text("action") == "join" ? "nick" : "text");
  auto acting = client_->act({asked.text("action"), *to, text, keys, asked.truth("new")});
  co_return co_await std::move(acting);
}

Task<Answer> ReferenceDriver::advance(Duration time) {
  if (time < Duration::zero() || time > advance_longest) co_return failed("ms: out of bounds");
  bool passed = false;
  own_clock_.call_after(time, [&passed] { passed = true; });
  while (!passed) {
    own_clock_.fire_earliest();
    auto answering = pause(clock_, Duration::zero());
    co_await std::move(answering);
  }
  if (connection_) {
    auto flushing = connection_->flush();
    co_await std::move(flushing);
  }
  co_return Answer{};
}

Task<std::string> ReferenceDriver::query(Asked asked) {
  const auto what = asked.text("query");
  const auto from = xmpp::Jid::parse(asked.text("from"));
  Answer said = failed(from.has_error() ? "from: " + from.error().message() : "");
  if (from.has_value()) {
    auto asking = client_->query(what, *from);
    said = co_await std::move(asking);
  }
  if (said.kind != Answer::Kind::ok) co_return driver::answer_line(asked.seq, said);
  if (what == "alerts") co_return driver::value_line(asked.seq, std::uint64_t{std::stoull(said.value)});
  if (what == "shown_state") co_return driver::value_line(asked.seq, said.value);
  co_return driver::value_line(asked.seq, lines_of(said.value));
}

Task<Answer> ReferenceDriver::configure(Asked asked) {
  auto configuring = client_->configure(asked.text("setting"), asked.truth("value") ? "on" : "off");
  co_return co_await std::move(configuring);
}

}  // namespace conformance::target
