// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/check.hpp"
#include "run/player.hpp"
#include "xml/parser.hpp"
#include "xmpp/suggested_times.hpp"

namespace conformance::run {

namespace {

// How often a driver is asked again what the user sees.
constexpr Duration ask_again = std::chrono::milliseconds(50);
// How often a long wait looks whether the run goes on.
constexpr Duration look_up = std::chrono::milliseconds(200);
// What a user is not seen to be shown is judged after this long at least, however impatient --timeout is: many clients
// let "is composing" stand for ten seconds, whatever comes.
constexpr Duration judged_sight_least = std::chrono::seconds(15);

bool answers(const xml::Element& element, const std::string& id) {
  return element.name() == "iq" && element.attribute("id") == id &&
         (element.attribute("type") == "result" || element.attribute("type") == "error");
}

// Who does not support what was asked for, as it is recorded; "" if somebody does.
std::string lacking(const scenario::Answer& answer) {
  if (answer.kind == scenario::Answer::Kind::unsupported_by_client) return "client";
  return answer.kind == scenario::Answer::Kind::unsupported_by_driver ? "driver" : "";
}

}  // namespace

xml::Element Player::stanza_of(const std::string& text) {
  const auto element = xml::parse_element(scenario::substitute(text, bindings_, true), xmpp::ns::client);
  check(element.has_value(), "a stanza of a scenario is not well-formed, although the loader took it");
  return *element;
}

Task<Player::Step> Player::sends(const scenario::Step& step) {
  const auto& sends = std::get<scenario::Sends>(step.what);
  const auto element = stanza_of(sends.stanza);
  const bool presence = element.name() == "presence";
  const bool to_client = scenario_.role == "client" && !presence && !element.attribute("to");
  for (int i = 0; i < sends.repeat; ++i) {
    xml::Builder stanza(element);
    if (!presence && !element.attribute("id")) stanza.set("id", new_id());
    if (to_client) stanza.set("to", bindings_.at("iut"));
    if (i > 0) {
      auto waiting = turn(step);
      co_await std::move(waiting);
    }
    actor(step).session(step.resource).send(stanza.build());
  }
  co_return Step::done;
}

Task<Player::Step> Player::receives(const scenario::Step& step) {
  const auto& receives = std::get<scenario::Receives>(step.what);
  const scenario::Alternative* matched = nullptr;
  auto fits = [&](const xml::Element& element) {
    const auto found = std::find_if(receives.one_of.begin(), receives.one_of.end(), [&](const auto& alternative) {
      return alternative.pattern.match(element, bindings_);
    });
    matched = found == receives.one_of.end() ? nullptr : &*found;
    return matched != nullptr;
  };
  auto waiting = actor(step).session(step.resource).expect(fits, longest(step));
  const auto came = co_await std::move(waiting);
  if (!came) co_return unmet(step, "within " + std::to_string(longest(step).count()) + " ms");
  const bool judged_down = !step.judges.empty() && matched->grade == "should-fail";
  co_return mark(step, !judged_down, matched->grade == "pass" ? "" : matched->grade, matched->flag);
}

Player::Step Player::receives_no_more(const scenario::Step& step) {
  const auto& pattern = std::get<scenario::ReceivesNoMore>(step.what).pattern;
  const bool came = actor(step).session(step.resource).has([&](const xml::Element& element) {
    auto bindings = bindings_;
    return pattern.match(element, bindings);
  });
  return mark(step, !came, "", "");
}

Task<Player::Step> Player::moves(const scenario::Step& step) {
  const auto& how = std::get<scenario::Moves>(step.what).how;
  if (how == "goes offline") {
    actor(step).go_offline(step.resource);
  } else if (how == "drops") {
    actor(step).drop(step.resource);
  } else if (how == "goes inactive" || how == "goes active") {
    auto& session = actor(step).session(step.resource);
    if (!session.offers_client_state()) {
      outcome_ = "not applicable";
      reason_ = "the server does not offer client state indication (XEP-0352)";
      co_return Step::over;
    }
    session.tell_client_state(how == "goes active");
  } else {
    auto logging_in = actor(step).log_in(step.resource, true);
    co_await std::move(logging_in);
  }
  co_return Step::done;
}

Task<Player::Step> Player::acts(const scenario::Step& step) {
  const auto& acts = std::get<scenario::Acts>(step.what);
  auto text = scenario::substitute(acts.text, bindings_, false);
  if (acts.verb == "join" && text.empty()) text = nick("iut");
  // To log out is of all chats.
  const auto to = step.partner.empty() ? target_.iut().value().bare() : partner(step);
  const auto name = step.partner.empty() ? std::string() : to.to_string();
  for (int i = 0; i < acts.repeat; ++i) {
    record(trace::ActEvent{acts.verb, name, text, acts.fresh, "begin"});
    auto acting = target_.client()->act({acts.verb, to, text, acts.every, acts.fresh});
    const auto answer = co_await std::move(acting);
    const bool ok = answer.kind == scenario::Answer::Kind::ok;
    record(trace::ActEvent{acts.verb, name, text, acts.fresh, ok ? "done" : "unsupported", lacking(answer)});
    if (!ok) co_return unsupported(answer, acts.verb);
  }
  co_return Step::done;
}

Task<Player::Step> Player::observes(const scenario::Step& step) {
  const auto& observes = std::get<scenario::Observes>(step.what);
  const auto wanted = scenario::substitute(observes.value, bindings_, false);
  const auto from = partner(step);
  const std::string query = observes.what == "shows"         ? "shown_messages"
                            : observes.what == "shown state" ? "shown_state"
                            : observes.what == "alerts"      ? "alerts"
                                                             : "user_errors";
  auto patience = longest(step);
  if (step.otherwise == scenario::Otherwise::go_on && !clock_.is_virtual()) {
    patience = std::max(patience, judged_sight_least);
  }
  if (target_.client()->abilities().person) patience = Duration::zero();
  const auto deadline = clock_.now() + patience;
  std::string last;
  while (true) {
    auto asking = target_.client()->query(query, from);
    const auto answer = co_await std::move(asking);
    if (answer.kind != scenario::Answer::Kind::ok) {
      const auto by = lacking(answer);
      if (!by.empty()) record(trace::ObservedEvent{query, from.to_string(), "", std::nullopt, by});
      co_return unsupported(answer, query);
    }
    last = answer.value;
    const bool met = query == "shown_messages" ? last.find(wanted) != std::string::npos : last == wanted;
    if (met) {
      record(trace::ObservedEvent{query, from.to_string(), query == "shown_messages" ? wanted : last});
      co_return mark(step, true, "", "");
    }
    if (clock_.now() >= deadline && step.otherwise == scenario::Otherwise::go_on) {
      record(trace::ObservedEvent{query, from.to_string(), query == "shown_messages" ? "" : last, wanted});
      co_return Step::done;
    }
    if (clock_.now() >= deadline) {
      // What the user sees instead may be what a rule is about; texts that do not appear are none.
      if (query != "shown_messages") record(trace::ObservedEvent{query, from.to_string(), last});
      co_return unmet(step, "seen: \"" + last + "\"");
    }
    auto wait = pause(clock_, ask_again);
    co_await std::move(wait);
  }
}

// A quiet that waits for a client's timers need not be longer, on a real clock, than half as much again as the longest
// time that the specification suggests; a shorter limit makes what was not seen bounded.
Duration Player::quiet_time(const scenario::Quiet& quiet) const {
  auto time = quiet.time;
  if (!quiet.undisturbed) return time;
  const auto& header = recorder_.trace().header;
  if (header.iut_clock_virtual) return options_.timer_limit ? std::min(time, *options_.timer_limit) : time;
  time = std::min(time, xmpp::suggested_times(header.version_of("0085")).gone * 3 / 2);
  return std::min(time, options_.timer_limit.value_or(timer_limit_default));
}

Task<Player::Step> Player::be_quiet(const scenario::Step& step) {
  const auto time = quiet_time(std::get<scenario::Quiet>(step.what));
  auto* client = target_.client();
  if (client == nullptr || !client->abilities().clock) {
    const auto end = clock_.now() + time;
    while (clock_.now() < end && !is_interrupted()) {
      auto waiting = pause(clock_, std::min(end - clock_.now(), clock_.is_virtual() ? time : look_up));
      co_await std::move(waiting);
    }
    co_return Step::done;
  }
  // Of a client whose time we move it is that which passes.
  auto advancing = client->advance(time);
  const auto answer = co_await std::move(advancing);
  if (answer.kind != scenario::Answer::Kind::ok) co_return unsupported(answer, "clock.advance");
  auto settling = pause(clock_, target_.settle());
  co_await std::move(settling);
  co_return Step::done;
}

Task<Player::Step> Player::configures(const scenario::Step& step) {
  const auto& configures = std::get<scenario::Configures>(step.what);
  // What was done under the old setting is out before there is a new one, and what comes after it is known to.
  auto fencing = fence_user(new_id());
  co_await std::move(fencing);
  record(trace::SettingEvent{configures.setting, configures.value, "begin"});
  auto configuring = target_.client()->configure(configures.setting, configures.value);
  const auto answer = co_await std::move(configuring);
  const bool ok = answer.kind == scenario::Answer::Kind::ok;
  record(trace::SettingEvent{configures.setting, configures.value, ok ? "done" : "unsupported", lacking(answer)});
  configured_ = configured_ || ok;
  bind_iut();  // it may have logged in anew
  if (ok) {
    auto fencing_again = fence_user(new_id());
    co_await std::move(fencing_again);
  }
  const bool without = step.otherwise == scenario::Otherwise::go_on && answer.kind != scenario::Answer::Kind::error;
  co_return ok || without ? Step::done : unsupported(answer, "configure " + configures.setting);
}

// An iq proves that the client's socket loop ran; that it has digested a state the user's view shows, where the driver
// can tell it.
Task<void> Player::confirm(std::string query, xmpp::Jid from) {
  auto* client = target_.client();
  if (client == nullptr || !client->abilities().queries.contains(query) || client->abilities().person) co_return;
  auto asking = client->query(query, from);
  const auto answer = co_await std::move(asking);
  if (answer.kind != scenario::Answer::Kind::ok) co_return;
  record(trace::ObservedEvent{query, from.to_string(), answer.value});
}

// What the client has written when it says so still has to be read at the other end of its stream. Where it cannot say,
// time is waited for, which proves nothing: then only a text of the user does.
Task<bool> Player::fence_user(std::string id) {
  const bool syncs = target_.client()->abilities().sync;
  const std::string route = syncs ? "ui" : "settle";
  record(trace::FenceEvent{id, route, "sent"});
  bool returned = true;
  if (syncs) {
    auto syncing = target_.client()->sync();
    returned = (co_await std::move(syncing)).kind == scenario::Answer::Kind::ok;
  }
  auto settling = pause(clock_, std::max(target_.settle(), Duration(1)));
  co_await std::move(settling);
  record(trace::FenceEvent{id, route, returned ? "returned" : "lost"});
  co_return returned;
}

Task<Player::Step> Player::fence(const scenario::Step& step) {
  const auto& fence = std::get<scenario::Fence>(step.what);
  const auto id = new_id();
  if (fence.route == "ui") {
    auto fencing = fence_user(id);
    co_return co_await std::move(fencing) ? Step::done : unmet(step, "it did not come back");
  }
  record(trace::FenceEvent{id, "iq", "sent"});
  // The same way as what is fenced: to the client, or to the account whose messages went before.
  const auto to = fence.route == "iq" ? bindings_.at(scenario_.role == "client" ? "iut" : "domain")
                                      : cast_.at(fence.to)->bare().to_string();
  auto& session = actor(step).session();
  session.send(xml::Builder("iq", xmpp::ns::client)
                   .set("type", "get")
                   .set("id", id)
                   .set("to", to)
                   .add(xml::Builder("ping", xmpp::ns::ping))
                   .build());
  auto waiting = session.expect([&id](const xml::Element& element) { return answers(element, id); }, longest(step));
  const bool returned = (co_await std::move(waiting)).has_value();
  if (returned) {
    auto settling = pause(clock_, target_.settle());
    co_await std::move(settling);
    auto confirming = confirm("shown_state", actor(step).bare());
    co_await std::move(confirming);
  }
  record(trace::FenceEvent{id, "iq", returned ? "returned" : "lost"});
  const auto& needed = scenario_.needs.queries;
  if (returned && std::find(needed.begin(), needed.end(), "alerts") != needed.end()) {
    // What was to alert has been read: now it counts whether it has.
    auto counting = confirm("alerts", actor(step).bare());
    co_await std::move(counting);
  }
  co_return returned ? Step::done : unmet(step, "it did not come back");
}

}  // namespace conformance::run
