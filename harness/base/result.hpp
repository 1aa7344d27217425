// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace conformance {

/// What a file, a flag or a peer got wrong: a sentence, and where it stands.
///
/// `place` is a byte offset ("byte 19"), a JSON pointer ("/steps/3/stanza"), a file, a flag, or empty where the whole
/// input is meant. Parsers that know the file put it in front ("x.json: /steps/3").
struct InputError {
  // A constructor, since C++20 would let the aggregate be made from one string, and Result<std::string> ambiguous.
  InputError() = default;
  InputError(std::string what, std::string where) : reason(std::move(what)), place(std::move(where)) {}

  std::string reason;
  std::string place;

  /// "PLACE: REASON", or the reason alone where the place is the whole.
  [[nodiscard]] std::string message() const { return place.empty() ? reason : place + ": " + reason; }
  /// The same error seen from a container: `outer` is put before the place.
  [[nodiscard]] InputError within(const std::string& outer) const {
    return {reason, place.empty() ? outer : outer + ": " + place};
  }
};

/// A value, or what was wrong with the input that it should have come from.
template <class T>
using Result = boost::system::result<T, InputError>;

/// What `Result::value()` throws when nobody looked at the error first.
class UnexpectedInputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Found by argument-dependent look-up in boost::system::result.
[[noreturn]] inline void throw_exception_from_error(const InputError& error, const boost::source_location& /*where*/) {
  throw UnexpectedInputError(error.message());
}

}  // namespace conformance
