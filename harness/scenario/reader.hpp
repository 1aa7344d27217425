// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

// Only .cpp files of this folder include this header: it brings in all of nlohmann/json.
namespace conformance::scenario {

/// Thrown inside the loader and turned into an InputError at its edge.
struct Refused {
  InputError error;
};

/// One JSON object of a scenario, read key by key; what is left over at the end is refused.
class Reader {
 public:
  Reader(const nlohmann::ordered_json& json, std::string pointer);

  [[nodiscard]] const std::string& pointer() const { return pointer_; }
  [[nodiscard]] std::string at(const std::string& key) const { return pointer_ + "/" + key; }
  [[nodiscard]] bool has(const std::string& key) const { return json_.contains(key); }

  std::string text(const std::string& key);
  std::string text_or(const std::string& key, const std::string& otherwise);
  std::string choice_or(const std::string& key, const std::string& otherwise,
                        std::initializer_list<const char*> allowed);
  std::vector<std::string> texts_or_none(const std::string& key);
  bool truth_or_false(const std::string& key);
  int number_or(const std::string& key, int otherwise, int least, int most);
  std::optional<Duration> duration_or_none(const std::string& key);
  const nlohmann::ordered_json& object(const std::string& key);
  const nlohmann::ordered_json& array(const std::string& key);
  /// For keys that are only for readers: $schema.
  void ignore(const std::string& key) { read_.push_back(key); }
  /// Refuses keys that nothing has read; `expected` lists what there could have been.
  void finish(const std::string& expected) const;

  [[noreturn]] void refuse(const std::string& key, const std::string& reason) const;

 private:
  const nlohmann::ordered_json& member(const std::string& key);
  const nlohmann::ordered_json& json_;
  std::string pointer_;
  std::vector<std::string> read_;
};

/// What a JSON value is, for messages: `the number 3`, `the string "x"`.
std::string describe(const nlohmann::ordered_json& json);

}  // namespace conformance::scenario
