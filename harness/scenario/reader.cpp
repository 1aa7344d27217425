// SPDX-License-Identifier: MIT
#include "scenario/reader.hpp"

#include <algorithm>

#include "scenario/loader.hpp"

namespace conformance::scenario {

using Json = nlohmann::ordered_json;

std::string describe(const Json& json) {
  constexpr std::size_t longest = 40;
  auto text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > longest) text = text.substr(0, longest) + "...";
  return std::string(json.type_name()) + " " + text;
}

Reader::Reader(const Json& json, std::string pointer) : json_(json), pointer_(std::move(pointer)) {
  if (!json_.is_object()) throw Refused{{"found " + describe(json_) + ", expected an object", pointer_}};
}

void Reader::refuse(const std::string& key, const std::string& reason) const {
  throw Refused{{reason, key.empty() ? pointer_ : at(key)}};
}

const Json& Reader::member(const std::string& key) {
  if (!json_.contains(key)) refuse("", "the key \"" + key + "\" is missing");
  read_.push_back(key);
  return json_.at(key);
}

std::string Reader::text(const std::string& key) {
  const auto& value = member(key);
  if (!value.is_string()) refuse(key, "found " + describe(value) + ", expected a string");
  return value.get<std::string>();
}

std::string Reader::text_or(const std::string& key, const std::string& otherwise) {
  return has(key) ? text(key) : otherwise;
}

std::string Reader::choice_or(const std::string& key, const std::string& otherwise,
                              std::initializer_list<const char*> allowed) {
  const auto value = text_or(key, otherwise);
  std::string list;
  for (const char* one : allowed) {
    if (value == one) return value;
    list += (list.empty() ? "" : ", ") + std::string(one);
  }
  refuse(key, "found \"" + value + "\", expected one of " + list);
}

std::vector<std::string> Reader::texts_or_none(const std::string& key) {
  std::vector<std::string> all;
  if (!has(key)) return all;
  std::size_t index = 0;
  for (const auto& item : array(key)) {
    if (!item.is_string()) {
      refuse(key + "/" + std::to_string(index), "found " + describe(item) + ", expected a string");
    }
    all.push_back(item.get<std::string>());
    ++index;
  }
  return all;
}

bool Reader::truth_or_false(const std::string& key) {
  if (!has(key)) return false;
  const auto& value = member(key);
  if (!value.is_boolean()) refuse(key, "found " + describe(value) + ", expected true or false");
  return value.get<bool>();
}

int Reader::number_or(const std::string& key, int otherwise, int least, int most) {
  if (!has(key)) return otherwise;
  const auto& value = member(key);
  const bool fits = value.is_number_integer() && value.get<double>() >= least && value.get<double>() <= most;
  if (!fits) {
    refuse(key, "found " + describe(value) + ", expected a whole number from " + std::to_string(least) + " to " +
                    std::to_string(most));
  }
  return value.get<int>();
}

std::optional<Duration> Reader::duration_or_none(const std::string& key) {
  if (!has(key)) return std::nullopt;
  const auto duration = parse_duration(text(key));
  if (duration.has_error()) refuse(key, duration.error().reason);
  return *duration;
}

const Json& Reader::object(const std::string& key) {
  const auto& value = member(key);
  if (!value.is_object()) refuse(key, "found " + describe(value) + ", expected an object");
  return value;
}

const Json& Reader::array(const std::string& key) {
  const auto& value = member(key);
  if (!value.is_array()) refuse(key, "found " + describe(value) + ", expected a list");
  return value;
}

void Reader::finish(const std::string& expected) const {
  for (const auto& [key, value] : json_.items()) {
    if (std::find(read_.begin(), read_.end(), key) != read_.end()) continue;
    refuse(key, "the key \"" + key + "\" is not known here, expected " + expected);
  }
}

Result<Duration> parse_duration(std::string_view text) {
  const auto digits = text.find_first_not_of("0123456789");
  const auto unit = digits == std::string_view::npos ? std::string_view() : text.substr(digits);
  Duration one{0};
  if (unit == "ms") one = std::chrono::milliseconds(1);
  if (unit == "s") one = std::chrono::seconds(1);
  if (unit == "m") one = std::chrono::minutes(1);
  if (unit == "h") one = std::chrono::hours(1);
  constexpr std::size_t digits_max = 8;
  if (digits == 0 || digits == std::string_view::npos || digits > digits_max || one == Duration::zero()) {
    return InputError{
        "found \"" + std::string(text) + "\", expected a time such as \"100ms\", \"5s\", \"2m\" or \"1h\"", ""};
  }
  const auto time = one * std::stol(std::string(text.substr(0, digits)));
  if (time > std::chrono::hours(48)) return InputError{"a time is longer than 48 hours", ""};
  return time;
}

}  // namespace conformance::scenario
