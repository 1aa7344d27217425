// SPDX-License-Identifier: MIT
#include "reference/chat.hpp"

#include "xmpp/suggested_times.hpp"

namespace conformance::reference {

xmpp::SuggestedTimes times(const ChatContext& context) {
  using std::chrono::hours;
  if (context.faults.has("slow-timers")) return {hours(1), hours(6), hours(23)};
  return xmpp::suggested_times(context.version_1_2 ? "1.2" : "2.1");
}

Chat::Chat(ChatContext& context, xmpp::Jid partner)
    : context_(context),
      partner_(std::move(partner)),
      partner_forgotten_(context.clock),
      paused_(context.clock),
      inactive_(context.clock),
      gone_(context.clock) {}

void Chat::open() {
  context_.discover(partner_);
  touch();
  if (!context_.faults.has("needless-active")) return;
  own_state_.clear();
  notify("active");
}

void Chat::touch() {
  const auto time = times(context_);
  inactive_.start(time.inactive, [this] { notify("inactive"); });
  gone_.start(time.gone, [this] {
    notify("gone");
    end_session();
  });
}

void Chat::key(char c) {
  const bool first = input_.empty();
  if (first) context_.discover(partner_);
  input_.push_back(c);
  touch();
  // XEP-0085 5.3: one composing, however long the user types. A fault forgets that with every new burst of keys.
  if (context_.faults.has("composing-repeated") && (first || c == ' ')) own_state_.clear();
  notify("composing");
  const auto time = times(context_).paused;
  paused_.start(time, [this, time] {
    notify("paused");
    if (!context_.faults.has("paused-repeated")) return;
    paused_.start(time / 4, [this] {
      own_state_.clear();
      notify("paused");
    });
  });
}

void Chat::clear() {
  input_.clear();
  paused_.stop();
  touch();
  if (own_state_ == "composing" || own_state_ == "paused") notify("active");
}

void Chat::focus() {
  touch();
  if (own_state_ == "inactive") notify("active");
}

void Chat::blur() {
  paused_.stop();
  if (own_state_.empty() && !context_.faults.has("notifies-unasked")) return;
  notify(context_.faults.has("unknown-state") ? "away" : "inactive");
}

void Chat::close() {
  // XEP-0085 5.7.2: who closes a chat sends gone. If it went by timer before, once is enough (5.3).
  if (!own_state_.empty() && !context_.faults.has("no-gone-on-close")) notify("gone");
  input_.clear();
  end_session();
}

void Chat::end_session() {
  paused_.stop();
  inactive_.stop();
  gone_.stop();
  thread_.reset();
  own_state_.clear();
  support_ = Support::unknown;
  wrote_ = false;
  negotiated_off_ = false;
  answering_ = false;
}

}  // namespace conformance::reference
