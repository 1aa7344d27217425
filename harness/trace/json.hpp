// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "trace/event.hpp"

/// Traces as JSON lines: a header, then one event a line (scenarios/schema/trace.schema.json).
namespace conformance::trace {

nlohmann::ordered_json to_json(const Header& header);
nlohmann::ordered_json to_json(const Event& event);

/// One line of a trace, with its line feed.
std::string to_json_line(const nlohmann::ordered_json& json);
std::string to_json_lines(const Trace& trace);
/// Errors say "line N", what was found and what was expected. A line that is cut off at the end of the file is left out
/// (`truncated` is then set, where given): the rest is still worth judging.
Result<Trace> parse_json_lines(std::string_view text, bool* truncated = nullptr,
                               std::size_t events_max = limits::trace_events_max);

}  // namespace conformance::trace
