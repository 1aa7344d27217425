// SPDX-License-Identifier: MIT
#include "cli/driver_options.hpp"

#include <algorithm>
#include <cstdio>

#include "reports/escape.hpp"

namespace conformance::cli {

namespace {
constexpr std::size_t last_lines_max = 12;
constexpr std::size_t shown_bytes_max = 400;
}  // namespace

Result<target::DriverTarget::Options> driver_options(const Options& options, const TargetName& target) {
  if (!options.fault.empty()) {
    return InputError{"faults are for the embedded target only; of a driver: -- conformance reference-client --fault " +
                          options.fault,
                      "--fault"};
  }
  if (options.role == "server") return InputError{"a driver works a client, expected --role client or none", "--role"};
  if (!options.accounts.empty() || !options.password_file.empty() || options.register_accounts) {
    return InputError{"the client logs in to the embedded server, which has its own accounts", "--account"};
  }
  target::DriverTarget::Options driver;
  driver.program = options.program;
  if (!target.program.empty()) driver.program.insert(driver.program.begin(), target.program);
  if (driver.program.empty() && options.driver_listen.empty()) {
    return InputError{"no driver is named, expected one behind --: --target driver -- PROGRAM, or --driver-listen",
                      "--target"};
  }
  if (!driver.program.empty() && !options.driver_listen.empty()) {
    return InputError{"a driver is started or waited for, not both", "--driver-listen"};
  }
  if (!options.driver_listen.empty()) {
    const auto place = parse_listen(options.driver_listen);
    if (place.has_error()) return InputError{place.error().reason, "--driver-listen"};
    driver.listen_host = place->host;
    driver.listen_port = place->port.value_or(0);
  }
  driver.tls = options.tls == "required" || options.tls == "optional" ? "starttls" : options.tls;
  driver.strict = options.validate_driver;
  driver.timeout = options.timeout;
  return driver;
}

void DriverLog::say(const std::string& line) {
  if (verbose_) {
    std::fprintf(stderr, "%s\n", reports::for_ci_line(reports::for_terminal(line)).c_str());
    return;
  }
  last_.push_back(line.substr(0, shown_bytes_max));
  if (last_.size() > last_lines_max) last_.pop_front();
}

void DriverLog::attach(target::DriverTarget::Options& options) {
  options.log = [this](const std::string& line) { say("driver  " + line); };
  options.on_line = [this](bool out, const std::string& line) { say((out ? "   ->   " : "   <-   ") + line); };
  options.warn = [this](const std::string& warning) { warnings_.push_back(warning); };
  options.on_listening = [](const std::string& host, std::uint16_t port) {
    std::fprintf(stderr, "conformance: waiting for a driver at %s port %u\n", host.c_str(), unsigned{port});
  };
}

void DriverLog::print_last() const {
  if (last_.empty() || verbose_) return;
  std::fputs("conformance: the last lines of the driver (all of them with -v):\n", stderr);
  for (const auto& line : last_) {
    std::fprintf(stderr, "  %s\n", reports::for_ci_line(reports::for_terminal(line)).c_str());
  }
}

}  // namespace conformance::cli
