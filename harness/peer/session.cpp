// SPDX-License-Identifier: MIT
#include "peer/session.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace conformance::peer {

namespace {
// What a target can make an actor keep; a flood beyond is recorded, but no step sees it.
constexpr std::size_t inbox_max = 100'000;
}  // namespace

Session::Session(Clock& clock, trace::Recorder& recorder, Contact contact, stream::Bound bound)
    : clock_(clock), recorder_(recorder), contact_(std::move(contact)), bound_(std::move(bound)), arrived_(clock) {}

void Session::start(boost::asio::io_context& context) {
  context_ = &context;
  const auto record = [this](const char* what) {
    recorder_.record(trace::StreamEvent{jid().to_string(), what, ""}, recorder_.owner(jid()));
  };
  if (bound_.connection->wire().is_encrypted()) record("secured");
  record("bound");
  boost::asio::co_spawn(context, read(shared_from_this()), boost::asio::detached);
}

Task<void> Session::read(std::shared_ptr<Session> self) {
  try {
    while (true) {
      auto next = self->bound_.connection->receive();
      const auto element = co_await std::move(next);
      if (!element) {
        self->lost_because_ = "the server closed it";
        break;
      }
      const auto stanza = xmpp::Stanza::parse(*element);
      if (stanza.has_error()) continue;  // an element of negotiation or acknowledgement
      self->recorder_.record_stanza(self->jid().to_string(), false, *stanza);
      if (self->inbox_.size() < inbox_max) self->inbox_.push_back(*element);
      self->arrived_.notify();
      if (stanza->is_iq() && (stanza->type() == "get" || stanza->type() == "set")) {
        if (const auto answer = self->contact_.answer(*stanza)) self->send(*answer);
      }
    }
  } catch (const stream::StreamError& error) {
    self->lost_because_ = error.what();
    self->lost_condition_ = error.condition();
    const bool told = !error.condition().empty() && self->on_stream_error_;
    if (told) self->on_stream_error_(error.condition(), error.what());
  } catch (const std::exception& error) {
    self->lost_because_ = error.what();
  }
  self->closed_ = true;
  const std::string what = self->closed_by_us_ ? "closed" : "lost";
  self->recorder_.record(trace::StreamEvent{self->jid().to_string(), what, self->closed_by_us_ ? "us" : "target"},
                         self->recorder_.owner(self->jid()));
  self->bound_.connection->close();
  self->arrived_.notify();
}

void Session::fail_ended() const {
  throw stream::StreamError(
      "the stream of " + jid().to_string() + " has ended: " + (closed_by_us_ ? "we closed it" : lost_because_),
      closed_by_us_ ? "" : lost_condition_);
}

Task<void> Session::turn() {
  while (pace_ && !closed_ && (!waiting_.empty() || pace_->wait() > Duration::zero())) {
    auto wait = pause(clock_, std::max(pace_->wait(), Duration(1)));
    co_await std::move(wait);
  }
}

void Session::send(const xml::Element& element) {
  if (closed_) fail_ended();
  const bool at_once = !pace_ || (waiting_.empty() && pace_->wait() == Duration::zero());
  if (at_once) {
    write(element);
    return;
  }
  if (waiting_.size() >= paced_stanzas_max) {
    throw stream::StreamError("more than " + std::to_string(paced_stanzas_max) + " stanzas of " + jid().to_string() +
                              " wait to be sent politely");
  }
  waiting_.push_back(element);
  if (std::exchange(sending_, true)) return;
  boost::asio::co_spawn(*context_, send_waiting(shared_from_this()), boost::asio::detached);
}

Task<void> Session::send_waiting(std::shared_ptr<Session> self) {
  while (!self->waiting_.empty() && !self->closed_) {
    auto wait = pause(self->clock_, self->pace_->wait());
    co_await std::move(wait);
    if (self->closed_ || self->waiting_.empty()) break;
    self->write(self->waiting_.front());
    self->waiting_.pop_front();
  }
  self->sending_ = false;
  if (self->closed_by_us_) self->bound_.connection->close();
}

void Session::write(const xml::Element& element) {
  if (pace_) pace_->count();
  const auto stamped = xml::Builder(element).set("from", jid().to_string()).build();
  if (const auto stanza = xmpp::Stanza::parse(stamped); stanza.has_value()) {
    recorder_.record_stanza(jid().to_string(), true, *stanza);
  }
  bound_.connection->send(stamped);
}

void Session::tell_client_state(bool active) {
  if (closed_) fail_ended();
  const char* name = active ? "active" : "inactive";
  bound_.connection->send(xml::Builder(name, xmpp::ns::client_state).build());
  recorder_.record(trace::StreamEvent{jid().to_string(), name, ""}, recorder_.owner(jid()));
}

void Session::close() {
  closed_by_us_ = true;
  if (!sending_) bound_.connection->close();  // what waits for its turn goes first
}

void Session::drop() {
  closed_by_us_ = true;
  waiting_.clear();
  bound_.connection->drop();
}

bool Session::has(const Predicate& fits) const {
  if (std::any_of(inbox_.begin(), inbox_.end(), fits)) return true;
  if (closed_ && !closed_by_us_) fail_ended();
  return false;
}

Task<std::optional<xml::Element>> Session::expect(Predicate fits, Duration longest) {
  const auto deadline = clock_.now() + longest;
  while (true) {
    const auto found = std::find_if(inbox_.begin(), inbox_.end(), fits);
    if (found != inbox_.end()) {
      std::optional<xml::Element> taken(*found);
      inbox_.erase(found);
      co_return taken;
    }
    if (closed_) fail_ended();
    const auto left = deadline - clock_.now();
    if (left <= Duration::zero()) co_return std::nullopt;
    auto wait = arrived_.wait(left);
    co_await std::move(wait);
  }
}

}  // namespace conformance::peer
