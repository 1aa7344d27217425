// SPDX-License-Identifier: MIT
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>

#include "base/file.hpp"
#include "capture/recording.hpp"
#include "capture/relay.hpp"
#include "cli/commands.hpp"
#include "cli/expect.hpp"
#include "cli/live_judge.hpp"
#include "cli/report_output.hpp"
#include "cli/server_options.hpp"
#include "cli/target_name.hpp"
#include "cli/trace_file.hpp"
#include "cli/versions.hpp"
#include "reports/escape.hpp"
#include "reports/ladder.hpp"

namespace conformance::cli {

namespace {

// For the ends of both streams to be written.
constexpr Duration farewell = std::chrono::milliseconds(100);

void say(const std::string& text) {
  std::fprintf(stderr, "conformance: %s\n", reports::for_ci_line(reports::for_terminal(reports::cut(text))).c_str());
}

// What an event is good for: the file, the eyes, and the rules.
class Desk {
 public:
  Desk(TraceFile file, const Options& options, const Data& data, reports::Report like)
      : file_(std::move(file)), options_(options), data_(data), like_(std::move(like)) {}

  void take(const trace::Header& header, const trace::Event& event) {
    if (!judge_) {
      file_.write(header);
      judge_.emplace(header, data_.catalogue, like_);
      follower_.emplace(header);
      say("records " + header.iut + " in " + file_.path());
    }
    file_.write(event);
    if (!file_.good() && !told_) say(file_.path() + ": could not be written, and is not whole");
    told_ = told_ || !file_.good();
    if (options_.verbose) std::fputs(follower_->line(event).c_str(), stderr);
    const auto shown = judge_->see(event, console_options(stderr, false));
    std::fputs(shown.c_str(), stderr);
  }
  [[nodiscard]] bool whole() const { return file_.good(); }

 private:
  TraceFile file_;
  const Options& options_;
  const Data& data_;
  reports::Report like_;
  std::optional<LiveJudge> judge_;
  std::optional<reports::Follower> follower_;
  bool told_ = false;
};

struct Proxy {
  run::Loop& loop;
  std::shared_ptr<net::TcpListener> listener;
  capture::Relay::Options relay;
  std::optional<net::TlsIdentity> direct_tls;
  std::shared_ptr<capture::Relay> current = nullptr;
  bool ended = false;
};

Task<void> pass_on(Proxy& proxy, std::unique_ptr<net::Wire> wire) {
  try {
    if (proxy.direct_tls) {
      auto shaking = net::tls_server(std::move(wire), *proxy.direct_tls, proxy.loop.clock(), proxy.relay.longest);
      auto secured = co_await std::move(shaking);
      wire = std::move(secured);
      proxy.relay.on_stream("secured", "");
    }
    proxy.current = capture::Relay::make(proxy.loop.clock(), proxy.relay);
    auto serving = proxy.current->serve(std::move(wire));
    co_await std::move(serving);
  } catch (const net::NetworkError& error) {
    say(error.what());
  } catch (const stream::StreamError& error) {
    say(error.what());
  }
  proxy.current.reset();
}

// One client after the other: a trace is of one.
Task<void> receive(Proxy& proxy) {
  while (!proxy.ended) {
    std::unique_ptr<net::Wire> wire;
    try {
      auto accepting = proxy.listener->accept();
      wire = co_await std::move(accepting);
    } catch (const net::NetworkError&) {
      co_return;  // it was closed
    }
    auto passing = pass_on(proxy, std::move(wire));
    co_await std::move(passing);
  }
}

Result<trace::Header> header_for(const Options& options, const Data& data) {
  trace::Header header;
  header.role = "client";
  header.target = "record";
  header.profile = options.profile;
  header.tool = "conformance " CONFORMANCE_VERSION;
  for (const auto* id : {"0085", "0224"}) {
    const auto versions = versions_of(id, options, data.catalogue, false);
    if (versions.has_error()) return versions.error();
    if (versions->size() > 1) return InputError{"a recording is judged by one version, expected one", "--spec"};
    header.versions.emplace_back(id, versions->back());
  }
  return header;
}

Result<run::ServerAddress> upstream_of(const Options& options) {
  if (options.upstream.empty()) return InputError{"expected the server to pass the client on to", "--upstream"};
  const auto target = parse_upstream(options.upstream);
  if (target.has_error()) return target.error();
  auto address = server_address(options, *target, {});
  if (address.has_error()) return address.error();
  const auto domain = xmpp::Jid::parse(address->domain);
  if (domain.has_error() || !domain->local().empty()) {
    return InputError{"\"" + address->domain + "\" is no domain; name the one that is served", "--domain"};
  }
  address->domain = domain->domain();
  return address;
}

// What the client is shown: TLS as with the server, unless --listen-tls says otherwise.
std::string client_tls(const Options& options) {
  if (!options.listen_tls.empty()) return options.listen_tls;
  return options.tls == "direct" || options.tls == "off" ? options.tls : "starttls";
}

std::string announcement(const Options& options, const std::string& host, std::uint16_t port,
                         const run::ServerAddress& upstream, const std::string& tls) {
  std::string text = "have the client log in to " + upstream.domain + " at " + host + " port " + std::to_string(port);
  text += tls == "off" ? ", without TLS" : tls == "direct" ? ", TLS first" : ", with STARTTLS";
  if (!options.ca_out.empty()) text += "; the authority of the certificate is in " + options.ca_out;
  return text + "; Ctrl-C ends the recording";
}

int judge_recording(const Options& options, const Data& data, reports::Report report, trace::Trace trace,
                    const Demands& demands) {
  rules::SummaryOptions summary;
  summary.strict = options.strict;
  summary.rules_as_of = options.rules_as_of;
  auto results = rules::summarize(trace.header, rules::judge(trace, data.catalogue), data.catalogue, summary);
  report.plays.push_back({"record", std::move(trace), std::move(results)});
  settle(report, options, demands);
  return write_report(report, options, data.catalogue);
}

}  // namespace

int record_command(const Options& options, const Data& data) {
  const auto place = parse_listen(options.listen);
  if (place.has_error()) return usage_error(place.error());
  const auto upstream = upstream_of(options);
  if (upstream.has_error()) return usage_error(upstream.error());
  auto header = header_for(options, data);
  if (header.has_error()) return usage_error(header.error());
  const auto demands = read_demands(options, data);
  if (demands.has_error()) return usage_error(demands.error());
  if (options.selection.size() > 1) return usage_error({"expected one file for the trace", "record"});
  const auto path = options.selection.empty() ? "record.jsonl" : options.selection.front();
  const auto tls = client_tls(options);
  if (tls == "off" && !options.ca_out.empty()) {
    return usage_error({"without TLS there is no authority to write", "--ca-out"});
  }

  run::Loop loop(run::Loop::Time::real_time);
  const Seed secret = Seed::random();
  const auto reach = reach_of(options, *parse_upstream(options.upstream));
  run::Dialer dialer(loop.context(), loop.clock(), *upstream, {secret, options.timeout, reach, false});
  Proxy proxy{loop, nullptr, {}, std::nullopt};
  if (tls != "off") {
    const auto identity = net::TlsIdentity::make({{upstream->domain}});
    (tls == "direct" ? proxy.direct_tls : proxy.relay.start_tls) = identity;
    if (!options.ca_out.empty()) {
      const auto written = write_file(options.ca_out, identity.ca_pem());
      if (written.has_error()) return usage_error(written.error());
    }
  }
  proxy.listener = std::make_shared<net::TcpListener>(loop.context(), place->host, place->port.value_or(0));
  auto file = TraceFile::create(path);
  if (file.has_error()) return usage_error(file.error());

  reports::Report report;
  report.tool_version = CONFORMANCE_VERSION;
  report.target = "record";
  report.profile = options.profile;
  report.strict = options.strict;
  report.rules_as_of = options.rules_as_of;
  report.insecure = options.insecure;
  report.command = "conformance judge " + reports::shell_word(path);
  report.command_selects = false;
  trace::Recorder recorder(*header, loop.clock(), nullptr);
  Desk desk(std::move(*file), options, data, report);
  recorder.set_listener([&](const trace::Event& event) { desk.take(recorder.header(), event); });
  std::optional<capture::Redactor> redactor;
  if (!options.keep_bodies) redactor.emplace(secret.word("first key", 13) + Seed::random().word("second key", 13));
  capture::Recording recording(recorder, {redactor, say});

  proxy.relay.domain = upstream->domain;
  proxy.relay.security = upstream->security;
  proxy.relay.dial = [&dialer] { return dialer.dial(); };
  proxy.relay.on_stanza = [&](bool from_client, const xml::Element& element) {
    recording.stanza(from_client, element);
  };
  proxy.relay.on_stream = [&](const std::string& what, const std::string& jid) { recording.stream(what, jid); };
  proxy.relay.tell = say;

  boost::asio::signal_set signals(loop.context(), SIGINT, SIGTERM);
  signals.async_wait([&proxy](const boost::system::error_code& error, int /*signal*/) {
    if (error) return;
    proxy.ended = true;
    proxy.listener->close();
    if (proxy.current) proxy.current->close();
  });
  say(announcement(options, place->host, proxy.listener->port(), *upstream, tls));
  loop.run(receive(proxy));
  loop.run(pause(loop.clock(), farewell));
  loop.finish();
  recorder.set_listener({});
  if (!recording.has_begun()) {
    say("no client has logged in: nothing was recorded");
    std::remove(path.c_str());
    return static_cast<int>(rules::ExitCode::error);
  }
  const int code = judge_recording(options, data, std::move(report), recorder.take(), *demands);
  return desk.whole() ? code : static_cast<int>(rules::ExitCode::error);
}

}  // namespace conformance::cli
