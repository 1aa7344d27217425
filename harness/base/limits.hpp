// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

/// What comes from outside has a limit; each stands here once, with the reason for its size.
namespace conformance::limits {

/// Bytes of one stanza or stream header. RFC 6120 13.12 asks for at least 10,000; servers commonly take 256 KiB.
inline constexpr std::size_t stanza_bytes_max = 1U << 20U;
/// Elements within elements, the stanza itself included. tinyxml2 destroys trees recursively: 2,000 is safe.
inline constexpr std::size_t element_depth_max = 128;
/// Attributes and namespace declarations of one element.
inline constexpr std::size_t attributes_max = 128;
/// Elements of one stanza, at any depth.
inline constexpr std::size_t elements_max = 20'000;
/// Bytes of an element's or attribute's name with its namespace.
inline constexpr std::size_t name_bytes_max = 4'096;
/// Bytes of a scenario, catalogue or configuration file.
inline constexpr std::size_t file_bytes_max = 16U << 20U;
/// Bytes of a saved trace.
inline constexpr std::size_t trace_bytes_max = 512U << 20U;
/// Bytes of one line of a saved trace: a stanza at its limit, escaped.
inline constexpr std::size_t trace_line_bytes_max = 8U << 20U;
/// Events of one trace.
inline constexpr std::size_t trace_events_max = 2'000'000;
/// Octets of a localpart, domainpart or resourcepart. RFC 7622 3.2 to 3.4.
inline constexpr std::size_t jid_part_bytes_max = 1'023;
/// Bytes of a target's text in one line of a report.
inline constexpr std::size_t report_line_bytes_max = 2'048;

}  // namespace conformance::limits
