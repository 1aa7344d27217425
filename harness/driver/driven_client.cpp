// SPDX-License-Identifier: MIT
#include "driver/driven_client.hpp"

namespace conformance::driver {

using scenario::Answer;

Task<Answer> DrivenClient::act(scenario::Act act) {
  Request request("act");
  request.with("action", act.verb).with("to", act.to.to_string());
  if (!act.text.empty()) request.with(act.verb == "join" ? "nick" : "text", act.text);
  if (act.key_time.count() > 0) request.with("key_ms", std::int64_t{act.key_time.count()});
  if (act.fresh) request.with("new", true);
  auto asking = session_.ask(std::move(request));
  co_return (co_await std::move(asking)).answer;
}

Task<Answer> DrivenClient::query(std::string what, xmpp::Jid from) {
  auto asking = session_.ask(Request("query").with("query", what).with("from", from.to_string()));
  auto reply = co_await std::move(asking);
  if (reply.answer.kind != Answer::Kind::ok) co_return reply.answer;
  auto value = read_value(reply.ok, session_.strict());
  if (value.has_error()) throw DriverError("the driver's answer to query " + what + ": " + value.error().message());
  reply.answer.value = *value;
  co_return reply.answer;
}

Task<Answer> DrivenClient::configure(std::string setting, std::string value) {
  Request request("configure");
  request.with("setting", setting);
  if (value == "on" || value == "off") {
    request.with("value", value == "on");
  } else if (value.starts_with('{')) {
    request.with("value", Request::Written{value});
  } else {
    request.with("value", value);
  }
  auto asking = session_.ask(std::move(request));
  auto reply = co_await std::move(asking);
  if (reply.answer.kind != Answer::Kind::ok) co_return reply.answer;
  const auto restarted = read_restarted(reply.ok, session_.strict());
  if (restarted.has_error()) {
    throw DriverError("the driver's answer to configure: " + restarted.error().message());
  }
  co_return reply.answer;
}

Task<Answer> DrivenClient::sync() {
  auto asking = session_.ask(Request("sync"));
  co_return (co_await std::move(asking)).answer;
}

Task<Answer> DrivenClient::advance(Duration time) {
  auto asking = session_.ask(Request("clock.advance").with("ms", std::int64_t{time.count()}));
  co_return (co_await std::move(asking)).answer;
}

}  // namespace conformance::driver
