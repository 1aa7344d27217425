// SPDX-License-Identifier: MIT
#include "reference/outbox.hpp"

namespace conformance::reference {

void Outbox::send(const xml::Element& element) {
  if (delay_ == Duration::zero()) {
    write_(element);
    return;
  }
  ++pending_;
  timers_.push_back(clock_.call_after(delay_, [this, element] {
    --pending_;
    write_(element);
    if (pending_ == 0) emptied_.notify();
  }));
}

void Outbox::drop() {
  for (const auto timer : timers_) clock_.cancel(timer);
  timers_.clear();
  pending_ = 0;
  emptied_.notify();
}

Task<void> Outbox::flush() {
  while (pending_ > 0) {
    auto wait = emptied_.wait(delay_);
    co_await std::move(wait);
  }
}

}  // namespace conformance::reference
