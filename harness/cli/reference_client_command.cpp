// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <csignal>

#include "cli/commands.hpp"
#include "driver/descriptor_wire.hpp"
#include "run/loop.hpp"
#include "target/reference_driver.hpp"

namespace conformance::cli {

int reference_client_command(const Options& options, const Data& data) {
  target::ReferenceDriver::Options client;
  client.version = CONFORMANCE_VERSION;
  client.sync = !options.no_sync;
  client.own_clock = options.virtual_clock;
  client.seed = Seed(options.seed.value_or(0));
  const auto* specification = data.catalogue.specification("0085");
  for (const auto& spec : options.specs) {
    const bool known = specification != nullptr && spec.starts_with("0085@") &&
                       std::any_of(specification->versions.begin(), specification->versions.end(),
                                   [&](const auto& version) { return spec.substr(5) == version.first; });
    if (!known) return usage_error({"\"" + spec + "\" is not known, expected 0085@1.2 or 0085@2.1", "--spec"});
    client.chat_states_version = spec.substr(5);
  }
  if (!options.fault.empty()) {
    const auto faults = faults::FaultSet::parse(options.fault, data.faults);
    if (faults.has_error()) return usage_error(faults.error().within("--fault"));
    client.faults = *faults;
  }
  if (isatty(STDIN_FILENO) != 0) {
    std::fputs(
        "conformance: reference-client is a driver (docs/DRIVERS.md): it reads requests from its standard input\n",
        stderr);
  }
  std::signal(SIGPIPE, SIG_IGN);
  run::Loop loop(run::Loop::Time::real_time);
  {
    target::ReferenceDriver driver(
        loop.context(), loop.clock(),
        driver::descriptor_wire(loop.context(), dup(STDIN_FILENO), dup(STDOUT_FILENO), "standard input"),
        std::move(client));
    loop.run(driver.run());
    loop.finish();
  }
  return 0;
}

}  // namespace conformance::cli
