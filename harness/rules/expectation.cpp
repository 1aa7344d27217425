// SPDX-License-Identifier: MIT
#include "rules/expectation.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "base/suggest.hpp"
#include "rules/summary.hpp"

namespace conformance::rules {

namespace {

using Json = nlohmann::ordered_json;

struct Wrong {
  InputError error;
};

[[noreturn]] void refuse(const std::string& found, const std::string& expected, const std::string& pointer) {
  throw Wrong{{"found " + found + ", expected " + expected, pointer}};
}

const std::string& text_at(const Json& object, const char* key, const std::string& pointer) {
  if (!object.contains(key)) throw Wrong{{"is missing, expected a string", pointer + "/" + key}};
  if (!object[key].is_string()) refuse(object[key].type_name(), "a string", pointer + "/" + key);
  return object[key].get_ref<const std::string&>();
}

std::string text_if_any(const Json& object, const char* key, const std::string& pointer) {
  return object.contains(key) ? text_at(object, key, pointer) : std::string();
}

std::string in_quotes(const std::string& text) { return "\"" + text + "\""; }

std::string one_of(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words) list += (list.empty() ? "" : ", ") + in_quotes(word);
  return "one of " + list;
}

void check_word(const std::string& word, const std::vector<std::string>& known, const std::string& pointer) {
  if (std::find(known.begin(), known.end(), word) != known.end()) return;
  refuse(in_quotes(word), one_of(known) + did_you_mean(word, known), pointer);
}

// A day as people write it, and one that the calendar has.
bool is_day(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const auto at : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
    if (text[at] < '0' || text[at] > '9') return false;
  }
  const int year = std::stoi(text.substr(0, 4));
  const int month = std::stoi(text.substr(5, 2));
  const int day = std::stoi(text.substr(8, 2));
  constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= days.at(static_cast<std::size_t>(month) - 1) + (month == 2 && leap ? 1 : 0);
}

std::vector<std::string> versions_of(const Catalogue& catalogue) {
  std::vector<std::string> versions;
  const auto* states = catalogue.specification("0085");
  if (states == nullptr) return versions;
  for (const auto& [version, url] : states->versions) versions.push_back("0085@" + version);
  return versions;
}

void check_keys(const Json& object, const std::vector<std::string>& known, const std::string& pointer) {
  if (!object.is_object()) refuse(object.type_name(), "an object", pointer);
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw Wrong{{"is not known" + did_you_mean(key, known), pointer + "/" + key}};
    }
  }
}

Expectation read_entry(const Json& json, const std::string& pointer, const Catalogue& catalogue) {
  check_keys(json, {"id", "role", "version", "verdict", "reason", "link", "evidence", "until"}, pointer);
  Expectation read;
  read.id = text_at(json, "id", pointer);
  if (catalogue.find(read.id) == nullptr) {
    std::vector<std::string> ids;
    for (const auto& rule : catalogue.rules()) ids.push_back(rule.id);
    refuse(in_quotes(read.id), "a rule of the catalogue" + did_you_mean(read.id, ids), pointer + "/id");
  }
  read.role = text_if_any(json, "role", pointer);
  if (json.contains("role")) check_word(read.role, {"client", "server"}, pointer + "/role");
  read.version = text_if_any(json, "version", pointer);
  if (json.contains("version")) check_word(read.version, versions_of(catalogue), pointer + "/version");
  const auto& verdict = text_at(json, "verdict", pointer);
  check_word(verdict, {"fail", "inconclusive"}, pointer + "/verdict");
  read.verdict = verdict == "fail" ? Verdict::fail : Verdict::inconclusive;
  read.reason = text_at(json, "reason", pointer);
  if (read.reason.empty()) refuse("an empty string", "why it is known not to pass", pointer + "/reason");
  read.link = text_if_any(json, "link", pointer);
  if (json.contains("link") && !read.link.starts_with("https://") && !read.link.starts_with("http://")) {
    refuse(in_quotes(read.link), "a link (https://…)", pointer + "/link");
  }
  read.evidence = text_if_any(json, "evidence", pointer);
  read.until = text_if_any(json, "until", pointer);
  if (json.contains("until") && !is_day(read.until)) {
    refuse(in_quotes(read.until), "a day such as \"2027-01-31\"", pointer + "/until");
  }
  return read;
}

bool speaks_of(const Expectation& expectation, const RuleResult& result) {
  return expectation.id == result.rule && (expectation.role.empty() || expectation.role == result.role) &&
         (expectation.version.empty() || expectation.version == result.version);
}

// The more an entry names, the more it is meant.
int exactness(const Expectation& expectation) {
  return (expectation.role.empty() ? 0 : 1) + (expectation.version.empty() ? 0 : 1);
}

const Expectation* on(const RuleResult& result, const std::vector<Expectation>& list) {
  const Expectation* found = nullptr;
  for (const auto& entry : list) {
    if (speaks_of(entry, result) && (found == nullptr || exactness(entry) > exactness(*found))) found = &entry;
  }
  return found;
}

Announced became(const Expectation& expectation, const RuleResult& result, const std::string& today) {
  if (result.verdict == Verdict::none || result.verdict == Verdict::not_applicable) return Announced::none;
  if (!expectation.until.empty() && today > expectation.until) return Announced::ran_out;
  if (result.verdict == expectation.verdict) return Announced::met;
  return expectation.verdict == Verdict::fail && result.verdict == Verdict::pass ? Announced::passed : Announced::none;
}

Expectation exactly(Expectation entry, const RuleResult& result) {
  entry.role = result.role;
  entry.version = result.version;
  return entry;
}

}  // namespace

Result<Expectations> Expectations::load(std::string_view text, const Catalogue& catalogue) {
  try {
    const auto json = Json::parse(text);
    check_keys(json, {"$schema", "expect"}, "");
    if (!json.contains("expect")) throw Wrong{{"is missing, expected an array", "/expect"}};
    if (!json["expect"].is_array()) refuse(json["expect"].type_name(), "an array", "/expect");
    std::vector<Expectation> list;
    for (const auto& entry : json["expect"]) {
      const auto pointer = "/expect/" + std::to_string(list.size());
      auto read = read_entry(entry, pointer, catalogue);
      const auto same = [&](const Expectation& other) {
        return other.id == read.id && other.role == read.role && other.version == read.version;
      };
      if (std::any_of(list.begin(), list.end(), same)) {
        throw Wrong{{in_quotes(read.id) + " is there twice for the same role and version", pointer}};
      }
      list.push_back(std::move(read));
    }
    return Expectations(std::move(list));
  } catch (const Wrong& wrong) {
    return wrong.error;
  } catch (const Json::exception& error) {
    const std::string what = error.what();
    const auto bracket = what.find("] ");
    return InputError{"not JSON: " + what.substr(bracket == std::string::npos ? 0 : bracket + 2), ""};
  }
}

void Expectations::apply(std::vector<RuleResult>& results, const std::string& today) const {
  for (auto& result : results) {
    const auto* entry = on(result, list_);
    if (entry == nullptr) continue;
    result.announced = became(*entry, result, today);
    if (result.announced != Announced::none) result.expectation = *entry;
  }
}

Expectations Expectations::updated(const std::vector<RuleResult>& results) const {
  const auto passes = [](const Expectation& entry, const RuleResult& result) {
    return entry.verdict == Verdict::fail && result.verdict == Verdict::pass;
  };
  std::vector<Expectation> list;
  for (const auto& entry : list_) {
    std::vector<const RuleResult*> of_it;
    for (const auto& result : results) {
      if (on(result, list_) == &entry) of_it.push_back(&result);
    }
    const bool any =
        std::any_of(of_it.begin(), of_it.end(), [&](const auto* result) { return passes(entry, *result); });
    if (!any) {
      list.push_back(entry);
      continue;
    }
    // It passes somewhere: where it does not, that place is named.
    for (const auto* result : of_it) {
      if (result->verdict == entry.verdict) list.push_back(exactly(entry, *result));
    }
  }
  for (const auto& result : results) {
    if (!result.deciding || result.verdict != Verdict::fail) continue;
    const auto* known = on(result, list);
    if (known != nullptr && known->verdict == Verdict::fail) continue;
    std::erase_if(list, [&](const Expectation& entry) {
      return entry.id == result.rule && entry.role == result.role && entry.version == result.version;
    });
    list.push_back({result.rule, result.role, result.version, Verdict::fail, result.reason, "", ""});
  }
  return Expectations(std::move(list));
}

std::string Expectations::to_json() const {
  Json json;
  json["expect"] = Json::array();
  for (const auto& entry : list_) {
    Json row;
    row["id"] = entry.id;
    if (!entry.role.empty()) row["role"] = entry.role;
    if (!entry.version.empty()) row["version"] = entry.version;
    row["verdict"] = to_string(entry.verdict);
    row["reason"] = entry.reason;
    if (!entry.link.empty()) row["link"] = entry.link;
    if (!entry.evidence.empty()) row["evidence"] = entry.evidence;
    if (!entry.until.empty()) row["until"] = entry.until;
    json["expect"].push_back(std::move(row));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace conformance::rules
