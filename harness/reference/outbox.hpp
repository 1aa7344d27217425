// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "base/clock.hpp"
#include "base/wait.hpp"
#include "faults/faults.hpp"
#include "xml/element.hpp"

namespace conformance::reference {

/// The way from the user interface to the stream. With the fault "late" what a user does leaves 200 ms after it was
/// done, in order; iqs go at once. With the fault "slow" everything leaves 3 s late.
class Outbox {
 public:
  Outbox(Clock& clock, const faults::FaultSet& faults, std::function<void(const xml::Element&)> write)
      : clock_(clock),
        delay_(faults.has("slow")   ? slow
               : faults.has("late") ? late
                                    : Duration::zero()),
        delays_answers_(faults.has("slow")),
        write_(std::move(write)),
        emptied_(clock) {}
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  ~Outbox() {
    for (const auto timer : timers_) clock_.cancel(timer);
  }

  /// A stanza that answers or that the protocol asks for.
  void send_now(const xml::Element& element) { delays_answers_ ? send(element) : write_(element); }
  /// A stanza that the user interface caused.
  void send(const xml::Element& element);
  /// The stream has ended: what was on its way is lost.
  void drop();
  /// Waits until nothing is on its way.
  Task<void> flush();

 private:
  static constexpr Duration late = std::chrono::milliseconds(200);
  static constexpr Duration slow = std::chrono::seconds(3);
  Clock& clock_;
  Duration delay_;
  bool delays_answers_;
  std::function<void(const xml::Element&)> write_;
  std::vector<Clock::TimerId> timers_;
  std::size_t pending_ = 0;
  Signal emptied_;
};

}  // namespace conformance::reference
