// SPDX-License-Identifier: MIT
#include "stream/inbound.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "net/duration_text.hpp"
#include "stream/connection.hpp"

namespace conformance::stream {

namespace {

// The stream error that RFC 6120 4.9.3 has for what the parser refused.
std::string condition_for(const InputError& error) {
  if (error.reason.starts_with("not well-formed")) return "not-well-formed";
  if (error.reason.find("exactly one") != std::string::npos) return "bad-format";  // a message of RFC 7395
  if (error.reason.find("RFC 6120 11.1") != std::string::npos) return "restricted-xml";
  return "policy-violation";
}

// Says that a coroutine waits, until its frame is gone, however it goes.
class Turn {
 public:
  explicit Turn(bool& taken) : taken_(taken) { taken_ = true; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { taken_ = false; }

 private:
  bool& taken_;
};

}  // namespace

Inbound::Inbound(std::shared_ptr<net::Wire> wire, std::shared_ptr<Framing> framing, Clock& clock,
                 boost::asio::any_io_executor executor)
    : wire_(std::move(wire)),
      framing_(std::move(framing)),
      clock_(&clock),
      executor_(std::move(executor)),
      arrived_(clock) {}

void Inbound::restart() {
  framing_->restart();
  received_.clear();
  unreadable_.reset();
  end_parsed_ = false;
  ended_ = false;
}

void Inbound::stop() {
  stopped_ = true;
  arrived_.notify();
}

Task<std::optional<Received>> Inbound::next(std::optional<Duration> longest, const char* awaited) {
  const auto self = shared_from_this();
  check(!waiting_, "two coroutines receive from one stream");
  const Turn turn(waiting_);
  const Duration deadline = clock_->now() + longest.value_or(Duration::zero());
  while (true) {
    if (auto first = take(); first || over()) co_return first;
    if (at_end_) fail_at_the_end(awaited);
    if (unreadable_) {
      throw StreamError(
          "what came while waiting for " + std::string(awaited) + " cannot be read: " + unreadable_->message(),
          condition_for(*unreadable_));
    }
    if (!std::exchange(reading_, true)) boost::asio::co_spawn(executor_, read_more(self), boost::asio::detached);
    if (!longest) {
      co_await arrived_.wait();
      continue;
    }
    const Duration left = deadline - clock_->now();
    if (left <= Duration::zero()) {
      throw StreamError("nothing came within " + net::duration_text(*longest) + " while waiting for " + awaited);
    }
    co_await arrived_.wait(left);
  }
}

// What has come already, as far as it can be read.
std::optional<Received> Inbound::take() {
  while (!over() && received_.empty() && !end_parsed_ && !unreadable_ && framing_->has_unparsed()) parse_piece();
  if (over()) return std::nullopt;
  if (received_.empty()) {
    ended_ = end_parsed_;
    return std::nullopt;
  }
  std::optional<Received> first(std::move(received_.front()));
  received_.pop_front();
  return first;
}

void Inbound::parse_piece() {
  std::vector<xml::StreamEvent> parsed;
  if (const auto fed = framing_->parse(parsed); fed.has_error()) unreadable_ = fed.error();
  for (const auto& event : parsed) {
    if (const auto* opened = std::get_if<xml::StreamOpened>(&event)) received_.push_back({true, opened->header});
    if (const auto* element = std::get_if<xml::ElementParsed>(&event)) received_.push_back({false, element->element});
    if (std::holds_alternative<xml::StreamEnded>(event)) end_parsed_ = true;
  }
}

void Inbound::fail_at_the_end(const char* awaited) const {
  std::string sentence = "the connection was lost while waiting for " + std::string(awaited);
  if (!lost_because_.empty()) sentence += " (" + lost_because_ + ")";
  throw StreamError(sentence);
}

Task<void> Inbound::read_more(std::shared_ptr<Inbound> self) {
  try {
    auto reading = self->wire_->read();
    std::string bytes = co_await std::move(reading);
    self->at_end_ = bytes.empty();
    self->framing_->add(std::move(bytes));
  } catch (const net::NetworkError& error) {
    self->lost_because_ = error.what();
    self->at_end_ = true;
  }
  self->reading_ = false;
  self->arrived_.notify();
}

}  // namespace conformance::stream
