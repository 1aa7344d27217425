// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/target_name.hpp"
#include "target/driver_target.hpp"

/// What the command line says of a driver and its client.
namespace conformance::cli {

/// How the driver is reached, and what its client is told. Errors: what is missing or does not fit. What the driver
/// says is not listened to yet.
Result<target::DriverTarget::Options> driver_options(const Options& options, const TargetName& target);

/// What a driver says on its standard error, and what passes between it and us: shown at once with -v; else the last
/// lines are kept for the case that it fails.
class DriverLog {
 public:
  explicit DriverLog(bool verbose) : verbose_(verbose) {}
  DriverLog(const DriverLog&) = delete;
  DriverLog& operator=(const DriverLog&) = delete;
  /// Has the target tell us, and say where a driver is waited for. It outlives the target.
  void attach(target::DriverTarget::Options& options);
  /// What makes verdicts weaker.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  /// Prints the last lines, escaped.
  void print_last() const;

 private:
  void say(const std::string& line);

  bool verbose_;
  std::deque<std::string> last_;
  std::vector<std::string> warnings_;
};

}  // namespace conformance::cli
