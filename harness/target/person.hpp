// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "scenario/client_under_test.hpp"
#include "scenario/scenario.hpp"

namespace conformance::target {

/// A client that a person works: the verbs of the driver protocol as sentences, each asked once. The person answers
/// with Enter when it is done, or with s (skip: the scenario is not applicable), r (say it again) or q (stop and
/// report).
class Person final : public scenario::ClientUnderTest {
 public:
  /// Shows a prompt and gives the line that is typed then, without its end; nothing where no more can come.
  using Ask = std::function<Task<std::optional<std::string>>(std::string prompt)>;

  /// `prompts` is how many there will be at most.
  Person(Ask ask, std::size_t prompts) : ask_(std::move(ask)), prompts_(prompts) {}

  [[nodiscard]] scenario::Abilities abilities() const override;
  Task<scenario::Answer> act(scenario::Act act) override;
  Task<scenario::Answer> query(std::string what, xmpp::Jid from) override;
  Task<scenario::Answer> configure(std::string setting, std::string value) override;
  Task<scenario::Answer> sync() override;

  /// The person wants no more.
  [[nodiscard]] bool has_stopped() const { return stopped_; }

 private:
  /// The line for a sentence; nothing if it was skipped, or the person has stopped.
  Task<std::optional<std::string>> put(std::string sentence, std::string keys);

  Ask ask_;
  std::size_t prompts_;
  std::size_t number_ = 0;
  bool stopped_ = false;
};

/// How many times a scenario asks who works the client.
std::size_t prompts_of(const scenario::Scenario& scenario);

}  // namespace conformance::target
