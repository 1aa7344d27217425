// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "net/wire.hpp"

/// For tests on loopback, in real time.
namespace conformance::net {

/// Runs a coroutine on the real network; what hangs fails after 10 s.
template <class T>
T run_for_real(boost::asio::io_context& context, Task<T> task) {
  std::exception_ptr failure;
  std::optional<T> value;
  bool done = false;
  boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown, T got) {
    failure = std::move(thrown);
    value.emplace(std::move(got));
    done = true;
  });
  context.restart();
  while (!done && context.run_one_for(std::chrono::seconds(10)) > 0) {
  }
  if (failure) std::rethrow_exception(failure);
  if (!value) throw std::logic_error("nothing happened within 10 s");
  return std::move(*value);
}

/// What the NetworkError of `act` says.
inline std::string failure_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const NetworkError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace conformance::net
