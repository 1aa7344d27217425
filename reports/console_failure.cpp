// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/console_parts.hpp"
#include "reports/escape.hpp"
#include "reports/stanza_view.hpp"
#include "trace/json.hpp"

namespace conformance::reports {

namespace {

using rules::Level;
using trace::Event;
using trace::StanzaEvent;

constexpr std::size_t others_max = 6;
constexpr std::size_t further_events_max = 3;
/// Bytes of a stanza that stands beside the offending one.
constexpr std::size_t short_stanza_bytes = 160;

bool is_must(const rules::RuleResult& result) { return result.level == Level::must || result.level == Level::must_not; }

// Who did it, and where it was seen.
std::string seen_as(const StanzaEvent& stanza) {
  if (stanza.at == trace::at_iut) return stanza.out ? "written by the target" : "delivered to the target";
  return (stanza.out ? "sent by " : "received by ") + stanza.at;
}

// What is no stanza: its kind and its fields.
std::string in_words(const Event& event) {
  const auto json = trace::to_json(event);
  std::string text = json.at("kind").get<std::string>();
  for (const auto& [key, value] : json.items()) {
    if (key == "n" || key == "t" || key == "t_iut" || key == "scn" || key == "kind") continue;
    const bool plain = value.is_string();
    text += fmt::format(" {}={}", key,
                        plain ? value.get<std::string>()
                              : value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  }
  return text;
}

std::string moment(const Event& event) {
  return fmt::format("event {} at {}.{:03} s", event.n, event.t.count() / 1000, event.t.count() % 1000);
}

void print_offence(const Seen& seen, const Event& event, Page& page) {
  const auto* stanza = event.as<StanzaEvent>();
  if (stanza == nullptr) return page.field("event", moment(event) + ": " + in_words(event));
  page.field("stanza", moment(event) + ", " + seen_as(*stanza));
  const auto& element = stanza->stanza.element();
  const auto marked = offending_children(seen.result->rule, seen.finding->actual, element);
  for (const auto& line : view(element, marked, page.columns() - Page::field_indent)) {
    page.code(line.indent, line.text, Tone::plain, line.marked);
  }
}

void print_further(const Event& event, Page& page) {
  const auto* stanza = event.as<StanzaEvent>();
  if (stanza == nullptr) return page.field("beside", moment(event) + ": " + in_words(event), Tone::dim);
  page.field("beside", moment(event) + ", " + seen_as(*stanza), Tone::dim);
  page.code(0, cut(stanza->stanza.to_string(), short_stanza_bytes), Tone::dim);
}

void print_evidence(const Seen& seen, Page& page) {
  std::vector<const Event*> events;
  for (const auto number : seen.finding->evidence) {
    if (const auto* event = event_of(*seen.play, number); event != nullptr) events.push_back(event);
  }
  for (std::size_t i = 0; i < events.size() && i <= further_events_max; ++i) {
    if (i == 0) {
      print_offence(seen, *events[i], page);
    } else {
      print_further(*events[i], page);
    }
  }
  if (events.size() > 1 + further_events_max) {
    page.field("beside", fmt::format("{} more events", events.size() - 1 - further_events_max), Tone::dim);
  }
}

std::string place(const Seen& seen) {
  const auto scenario = seen.finding->scenario.value_or("no scenario");
  if (seen.finding->evidence.empty()) return fmt::format("{}, {}", scenario, seen.play->name);
  return fmt::format("{}, event {}, {}", scenario, seen.finding->evidence.front(), seen.play->name);
}

void print_others(const Failure& failure, Page& page) {
  if (failure.size() < 2) return;
  std::vector<std::string> others;
  for (std::size_t i = 1; i < failure.size(); ++i) {
    auto text = failure[i].finding->scenario.value_or("no scenario");
    if (failure[i].play != failure.front().play) text += " in " + failure[i].play->name;
    if (failure[i].result->level != failure.front().result->level) {
      text += fmt::format(" ({})", rules::to_string(failure[i].result->level));
    }
    others.push_back(std::move(text));
  }
  page.field("also", few(others, others_max));
}

void print_title(const rules::RuleResult& result, const rules::Rule* rule, Page& page) {
  auto level = std::string(rules::to_string(result.level));
  if (result.announced == rules::Announced::met) {
    level += ", expected";
  } else if (result.newer) {
    level += ", newer, does not decide";
  } else if (!result.deciding) {
    level += ", does not decide";
  } else if (!is_must(result)) {
    level += ", decides with --strict";
  }
  const bool decides = result.deciding && result.announced != rules::Announced::met;
  const auto tone = decides && is_must(result) ? Tone::red : Tone::yellow;
  page.paragraph(decides ? "FAIL  " : "fail  ", tone,
                 fmt::format("{} ({}) in {} {}", result.rule, level, result.rule.substr(0, result.rule.find('/')),
                             result.rule_version),
                 Tone::bold);
  if (rule != nullptr) page.paragraph("      ", Tone::plain, rule->title);
}

}  // namespace

void print_failure(const Failure& failure, const Report& report, const rules::Catalogue& catalogue, Page& page) {
  const auto& seen = failure.front();
  const auto& finding = *seen.finding;
  const auto* rule = catalogue.find(seen.result->rule);
  print_title(*seen.result, rule, page);
  if (rule != nullptr) page.field("required", rule->sentence);
  if (!finding.expected.empty()) page.field("expected", finding.expected);
  page.field("actual", finding.actual.empty() ? seen.result->reason : finding.actual);
  print_evidence(seen, page);
  if (seen.result->expectation) page.field("known", announcement_of(*seen.result));
  page.field("where", place(seen) + (finding.incidental ? ", seen by the way" : ""));
  print_others(failure, page);
  if (!finding.flags.empty()) {
    page.field("flags", few({finding.flags.begin(), finding.flags.end()}, finding.flags.size()));
  }
  if (rule != nullptr) page.unbroken_field("link", catalogue.link(*rule, seen.result->rule_version));
  page.command_field("again", again(report, seen));
}

}  // namespace conformance::reports
