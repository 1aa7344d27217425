// SPDX-License-Identifier: MIT
#pragma once

#include "target/person.hpp"

namespace boost::asio {
class io_context;
}

namespace conformance::cli {

/// Prompts on standard error and reads lines from standard input, while the play goes on.
target::Person::Ask terminal_ask(boost::asio::io_context& context);

}  // namespace conformance::cli
