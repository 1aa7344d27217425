// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

/// Our own parsers, writers and state machines under any input. A target is one function in one file of targets/, which
/// ends the program (base/check.hpp, a sanitizer, an exception that nobody catches) where its property does not hold.
/// In preset `fuzz` each is a libFuzzer program; in every build conformance-replay plays corpora/ and crashers/.
namespace conformance::fuzz {

using Target = void (*)(std::string_view input);

// One declaration a file of targets/, by the name of the file; made by cmake/ConformanceFuzz.cmake.
#define CONFORMANCE_FUZZ_TARGET(name) void name(std::string_view input);
#include "fuzz_targets.inc"
#undef CONFORMANCE_FUZZ_TARGET

}  // namespace conformance::fuzz
