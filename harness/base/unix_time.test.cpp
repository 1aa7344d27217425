// SPDX-License-Identifier: MIT
#include "base/unix_time.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

namespace conformance {

TEST_CASE("A virtual clock has the same time of day on every run, a real one that of the machine", "[clock]") {
  VirtualClock clock;
  CHECK(unix_time(clock) == 1'000'000'000);
  clock.call_after(std::chrono::milliseconds(1'999), [] {});
  clock.fire_earliest();
  CHECK(unix_time(clock) == 1'000'000'001);
  boost::asio::io_context context;
  const RealClock real(context);
  const auto before = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  const auto told = unix_time(real);
  CHECK(told >= before);
  CHECK(told <= before + 60);
}

}  // namespace conformance
