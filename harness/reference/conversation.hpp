// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace conformance::reference {

/// What a user can do with a window of the client, be it a chat or a room.
class Conversation {
 public:
  Conversation() = default;
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;
  virtual ~Conversation() = default;

  virtual void open() = 0;
  virtual void key(char c) = 0;
  virtual void clear() = 0;
  virtual void focus() = 0;
  virtual void blur() = 0;
  /// Without text: what stands in the input.
  virtual void send(const std::string& text, bool fresh) = 0;
  virtual void close() = 0;
  /// The texts that the window shows.
  [[nodiscard]] virtual const std::vector<std::string>& shown() const = 0;
};

}  // namespace conformance::reference
