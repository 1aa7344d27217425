// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "run/runner.hpp"

namespace conformance::run {

/// One thing that a driver was asked for, and what came of it.
struct SmokeTrial {
  std::string kind;  ///< action, query, setting
  std::string name;
  bool declared = false;  ///< in the driver's hello
  scenario::Answer answer{};
  std::string seen;  ///< what the client sent then, or showed, in words; "" for nothing
};

/// What a driver and its client can do, and cannot.
struct SmokeReport {
  std::string error;  ///< why it went no further; "" if it went through
  driver::Hello hello{};
  bool sync_is_believed = false;
  Duration login{0};
  Duration lag{0};  ///< from the driver's ok to a message's arrival
  std::vector<SmokeTrial> trials{};
  std::vector<std::string> warnings{};
  std::size_t scenarios = 0;                     ///< of clients
  std::map<std::string, std::size_t> missing{};  ///< what scenarios cannot be played for, and how many
};

/// Starts the driver, logs its client in, and tries each verb, query and setting once, on the real clock.
SmokeReport smoke(target::DriverTarget::Options driver, const std::vector<scenario::Scenario>& scenarios,
                  const RunOptions& options);

}  // namespace conformance::run
