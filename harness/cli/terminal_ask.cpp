// SPDX-License-Identifier: MIT
#include "cli/terminal_ask.hpp"

#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cstdio>

#include "reports/escape.hpp"

namespace conformance::cli {

namespace {

constexpr std::size_t line_bytes_max = 1'024;

struct Terminal {
  explicit Terminal(boost::asio::io_context& context) : input(context, dup(STDIN_FILENO)) {}
  boost::asio::posix::stream_descriptor input;
  std::string typed;
};

std::string trimmed(std::string line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' ')) line.pop_back();
  return line;
}

Task<std::optional<std::string>> next_line(std::shared_ptr<Terminal> terminal, std::string prompt) {
  std::fputs(reports::for_terminal(prompt, reports::Newlines::kept).c_str(), stderr);
  std::fflush(stderr);
  boost::system::error_code error;
  const auto bytes = co_await boost::asio::async_read_until(
      terminal->input, boost::asio::dynamic_buffer(terminal->typed, line_bytes_max), '\n',
      boost::asio::redirect_error(boost::asio::use_awaitable, error));
  if (error) co_return std::nullopt;
  auto line = trimmed(terminal->typed.substr(0, bytes));
  terminal->typed.erase(0, bytes);
  co_return line;
}

}  // namespace

target::Person::Ask terminal_ask(boost::asio::io_context& context) {
  const auto terminal = std::make_shared<Terminal>(context);
  return [terminal](std::string prompt) { return next_line(terminal, std::move(prompt)); };
}

}  // namespace conformance::cli
