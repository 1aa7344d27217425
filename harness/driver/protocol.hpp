// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "scenario/client_under_test.hpp"

/// The driver protocol (docs/DRIVERS.md): JSON objects, one a line, between us and the program that works a client.
namespace conformance::driver {

/// The version that we speak.
inline constexpr int protocol_version = 1;

/// What we ask of a driver: a command and its fields, in order.
class Request {
 public:
  /// A value that is written in JSON already.
  struct Written {
    std::string text;
  };
  using Value = std::variant<bool, std::int64_t, std::string, Written>;

  explicit Request(std::string command) : command_(std::move(command)) {}
  Request& with(std::string name, Value value) {
    fields_.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  [[nodiscard]] const std::string& command() const { return command_; }
  /// `{"seq":3,"cmd":"act","action":"type",…}`, without a line end.
  [[nodiscard]] std::string to_json(std::uint64_t seq) const;

 private:
  std::string command_;
  std::vector<std::pair<std::string, Value>> fields_;
};

/// What a driver says of itself and its client.
struct Hello {
  std::string name;
  std::string version;
  scenario::Abilities abilities;
  /// Settings that take effect only with a new start of the client, which the driver sees to.
  std::set<std::string> restarting;
  bool virtual_clock = false;  ///< it moves by clock.advance only
  bool parallel_chats = false;
};

/// `{"seq":3,"ok":{…}}`, `{"seq":3,"unsupported":{"why":"client","reason":"…"}}` or `{"seq":3,"error":{"reason":"…"}}`.
struct Reply {
  std::uint64_t seq = 0;
  scenario::Answer answer;  ///< its value is empty: what it is depends on the request
  std::string ok;           ///< the JSON object of `ok`
};

/// `{"event":"alert","from":"romeo@montague.lit/orchard","kind":"text"}`: at any time.
struct DriverEvent {
  std::string name;
  std::string from;
};

/// Reads a line of a driver. Errors: what it should have been. Fields that are not known are passed over, or, where it
/// is to be `strict` (--validate-driver), refused.
Result<std::variant<Reply, DriverEvent>> read_line(std::string_view line, bool strict);
/// Reads what stands in `ok` of the answer to hello.
Result<Hello> read_hello(const std::string& ok, bool strict);
/// Reads `value` in `ok` of the answer to a query, as text: of several texts each with a line end, "" for null.
Result<std::string> read_value(const std::string& ok, bool strict);
/// Whether `ok` of the answer to configure says that the client was started anew.
Result<bool> read_restarted(const std::string& ok, bool strict);

}  // namespace conformance::driver
