// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "net/wire.hpp"

namespace conformance::driver {

/// A Wire over two file descriptors, pipes or terminals: of a child process, or our own standard input and output. It
/// owns them, and closes both. Throws NetworkError for a descriptor that cannot be waited for (a regular file).
std::unique_ptr<net::Wire> descriptor_wire(boost::asio::io_context& context, int read_from, int write_to,
                                           std::string name);

}  // namespace conformance::driver
