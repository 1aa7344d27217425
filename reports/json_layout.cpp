// SPDX-License-Identifier: MIT
#include "reports/json_layout.hpp"

#include <nlohmann/json.hpp>
#include <string_view>

namespace conformance::reports {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t line_bytes_max = 100;

// Build services look for commands such as ##[error] anywhere in a line: no two # stand together. Outside of strings
// JSON has none.
std::string compact(const Json& json) {
  auto text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.find("##") == std::string::npos) return text;
  std::string out;
  for (const char c : text) {
    if (c == '#' && out.back() == '#') {
      out += "\\u0023";
    } else {
      out += c;
    }
  }
  return out;
}

// About how many bytes a value takes; stops counting when it is clearly too many, so that nesting costs nothing.
std::size_t bytes_of(const Json& json, std::size_t enough) {
  if (json.is_string()) return json.get_ref<const std::string&>().size() + 4;
  if (!json.is_structured()) return 8;
  std::size_t bytes = 2;
  for (const auto& [key, value] : json.items()) {
    if (bytes > enough) break;
    bytes += (json.is_object() ? key.size() + 4 : 0) + bytes_of(value, enough);
  }
  return bytes;
}

class Layout {
 public:
  void write(const Json& json, std::size_t indent, std::string_view name) {
    const bool leaf = !json.is_structured() || json.empty();
    if (leaf || (indent > 0 && bytes_of(json, line_bytes_max) <= line_bytes_max)) {
      out_ += compact(json);
      return;
    }
    const bool object = json.is_object();
    out_ += object ? "{" : "[";
    const char* separator = "\n";
    for (const auto& [key, value] : json.items()) {
      out_ += separator;
      separator = ",\n";
      out_.append(indent + 2, ' ');
      if (object) out_ += compact(Json(key)) + ": ";
      if (name == "events") {
        out_ += compact(value);
      } else {
        write(value, indent + 2, object ? key : "");
      }
    }
    out_ += "\n";
    out_.append(indent, ' ');
    out_ += object ? "}" : "]";
  }
  std::string take() { return std::move(out_) + "\n"; }

 private:
  std::string out_;
};

}  // namespace

std::string laid_out(const Json& json) {
  Layout layout;
  layout.write(json, 0, "");
  return layout.take();
}

}  // namespace conformance::reports
