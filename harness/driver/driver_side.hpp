// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "driver/protocol.hpp"

/// The driver's side of the protocol, for drivers of ours.
namespace conformance::driver {

/// A request as a driver reads it.
struct Asked {
  std::uint64_t seq = 0;
  std::string command;
  std::map<std::string, Request::Value> fields;

  /// The text of a field; "" where it is not there, or no text.
  [[nodiscard]] std::string text(const std::string& name) const;
  [[nodiscard]] std::int64_t number(const std::string& name) const;
  [[nodiscard]] bool truth(const std::string& name) const;
};

/// Reads a request. Errors: what is wrong with it, without the line: it may hold a password.
Result<Asked> read_request(std::string_view line);

/// `{"seq":3,"ok":{}}`, or what the answer is otherwise; without a line end.
std::string answer_line(std::uint64_t seq, const scenario::Answer& answer);
/// `{"seq":3,"ok":{"value":"composing"}}`
std::string value_line(std::uint64_t seq, const std::string& value);
std::string value_line(std::uint64_t seq, std::uint64_t value);
std::string value_line(std::uint64_t seq, const std::vector<std::string>& values);
/// The answer to hello.
std::string hello_line(std::uint64_t seq, const Hello& hello);
/// `{"event":"alert","from":"romeo@montague.lit/orchard"}`
std::string alert_line(const std::string& from);

}  // namespace conformance::driver
