// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace conformance::rules {

/// How much a sentence of a specification asks for (RFC 2119), and what decides nothing.
enum class Level { must, must_not, should, should_not, may, info, schema, advice };

std::string_view to_string(Level level);

/// A rule as one version of its specification states it.
struct RuleVersion {
  std::string version;
  Level level = Level::info;
  std::string section;
  std::string anchor;
  std::string own_level;  ///< of an ADVICE: its level at the companion specification
};

/// A row of the catalogue: one requirement (scenarios/rules/, scenarios/schema/rule.schema.json).
struct Rule {
  std::string id;  ///< SPECIFICATION/SECTION/SLUG, permanent
  std::string title;
  std::vector<std::string> sides;  ///< client, server, room
  std::vector<RuleVersion> in;     ///< the versions in which it holds, oldest first
  std::string sentence;
  std::string condition;
  std::vector<std::string> found_by;
  std::vector<std::string> implies;
  std::vector<std::string> needs;
  std::string opportunity;
  std::string unseen;
  std::string fix;  ///< what the author of an implementation that breaks it does; "" of rules that nothing judges
  /// The version of this program that was the first to judge it: rules that are newer than --rules-as-of do not decide.
  std::string since = "0.1.0";
  bool derived = false;
  bool foundation = false;
  /// What a client knew of a contact, or its user had set, before the trace began can excuse a failure.
  bool remembered = false;
  bool testable = true;

  [[nodiscard]] std::string specification() const { return id.substr(0, id.find('/')); }
  /// It concerns who plays this role: client or server. The rooms of a server are judged with it.
  [[nodiscard]] bool on_side(std::string_view role) const;
  [[nodiscard]] const RuleVersion* in_version(std::string_view version) const;
};

struct Specification {
  std::string id;
  std::string title;
  std::vector<std::pair<std::string, std::string>> versions;  ///< version to URL, oldest first
};

/// Every normative statement that the product knows.
class Catalogue {
 public:
  /// Reads catalogue files (name, JSON text). Errors name the file and the JSON pointer.
  static Result<Catalogue> load(const std::vector<std::pair<std::string, std::string>>& files);

  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  [[nodiscard]] const std::vector<Specification>& specifications() const { return specifications_; }
  [[nodiscard]] const Rule* find(std::string_view id) const;
  [[nodiscard]] const Specification* specification(std::string_view id) const;
  /// The version of a rule's specification in a play of these versions: the play's, or the newest if it names none.
  [[nodiscard]] std::string version_for(const Rule& rule,
                                        const std::vector<std::pair<std::string, std::string>>& play) const;
  /// The link to the rule's section in a version.
  [[nodiscard]] std::string link(const Rule& rule, std::string_view version) const;

 private:
  std::vector<Specification> specifications_;
  std::vector<Rule> rules_;
};

/// Whether a version of this program comes after another: numbers with dots, compared one by one.
bool is_newer(std::string_view version, std::string_view than);
/// Whether it is one: 0.1.0.
bool is_version(std::string_view text);

/// Whether a failure decides a run: MUST and MUST NOT, with `strict` also SHOULD, SHOULD NOT and SCHEMA.
bool decides(Level level, bool strict);

}  // namespace conformance::rules
