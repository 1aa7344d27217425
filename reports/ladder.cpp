// SPDX-License-Identifier: MIT
#include "reports/ladder.hpp"

#include <fmt/format.h>

#include <map>

#include "reports/escape.hpp"
#include "reports/wrap.hpp"

namespace conformance::reports {

namespace {

constexpr std::size_t columns = 80;
constexpr std::size_t name_columns = 9;
/// A saved trace may hold millions of events; who reads a ladder has seen enough after these.
constexpr std::size_t events_max = 20'000;

std::string safe(std::string_view text) { return for_terminal(cut(text)); }

std::string moment(const trace::Event& event) {
  return fmt::format("{}.{:03}", event.t.count() / 1000, event.t.count() % 1000);
}

// A name in its column, never wider.
std::string name_in(const std::string& name, bool right) {
  auto shown = for_ci_line(safe(cut(name, 2 * name_columns)));
  const auto fits = [&] { return display_width(shown) <= name_columns; };
  while (!fits()) shown.pop_back();
  shown = for_terminal(shown);  // where a character was halved
  while (!fits()) shown.pop_back();
  const std::string gap(name_columns - display_width(shown), ' ');
  return right ? shown + gap : gap + shown;
}

// What is no stanza, in words; "" for what says nothing to a reader.
std::string event_words(const trace::Event& event, const Names& names) {
  if (const auto* act = event.as<trace::ActEvent>()) {
    if (act->phase != "begin") return act->phase == "done" ? "" : "user    " + act->verb + " " + act->phase;
    return "user    " + act->verb + (act->to.empty() ? "" : " to " + names.of(act->to)) +
           (act->text.empty() ? "" : " \"" + act->text + "\"");
  }
  if (const auto* setting = event.as<trace::SettingEvent>()) {
    return setting->phase == "begin" ? "user    sets " + setting->name + " to " + setting->value : "";
  }
  if (const auto* seen = event.as<trace::ObservedEvent>()) {
    return "user    sees " + seen->what + (seen->from.empty() ? "" : " of " + names.of(seen->from)) + ": " +
           seen->value;
  }
  if (const auto* stream = event.as<trace::StreamEvent>()) {
    const auto who = stream->at == trace::at_iut ? std::string("target") : names.of(stream->at);
    return "stream  of " + who + " " + stream->what + (stream->by.empty() ? "" : " by " + stream->by);
  }
  if (const auto* fence = event.as<trace::FenceEvent>()) {
    return fence->phase == "sent" ? "" : "fence   " + fence->route + " " + fence->phase;
  }
  if (const auto* mark = event.as<trace::MarkEvent>()) {
    if (mark->outcome == "met" && mark->flag.empty()) return "";
    return "step    " + mark->step + " " + mark->outcome + ": " + mark->expected;
  }
  if (const auto* clock = event.as<trace::ClockEvent>()) {
    return fmt::format("clock   runs on by {} ms", clock->advance.count());
  }
  if (const auto* note = event.as<trace::NoteEvent>()) return "note    " + note->text;
  return "";
}

class Ladder {
 public:
  Ladder(const Play& play, const rules::Catalogue& catalogue)
      : play_(play), catalogue_(catalogue), names_(play.trace.header) {
    for (const auto& result : play.results) {
      for (const auto& finding : result.findings) {
        if (finding.verdict != rules::Verdict::fail) continue;
        if (finding.evidence.empty()) {
          loose_.emplace_back(&result, &finding);
        } else {
          beside_[finding.evidence.front()].emplace_back(&result, &finding);
        }
      }
    }
  }

  std::string take() {
    head();
    std::size_t shown = 0;
    for (const auto& event : play_.trace.events) {
      names_.learn(event);
      if (++shown > events_max) {
        line(fmt::format("... and {} more events", play_.trace.events.size() - events_max));
        break;
      }
      print(event);
      for (const auto& found : beside_[event.n]) finding(found);
    }
    for (const auto& found : loose_) finding(found);
    return std::move(text_);
  }

 private:
  using Found = std::pair<const rules::RuleResult*, const rules::Finding*>;

  void line(std::string_view text) { text_ += for_ci_line(safe(text)) + "\n"; }

  void paragraph(const std::string& lead, std::string_view text) {
    const auto lines = wrap(safe(text), columns - display_width(lead));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      text_ += (i == 0 ? lead : std::string(display_width(lead), ' ')) + lines[i] + "\n";
    }
  }

  void head() {
    const auto& header = play_.trace.header;
    std::string versions;
    for (const auto& [specification, version] : header.versions) versions += " " + specification + "@" + version;
    paragraph("", header.target + " as " + header.role + versions + ", seed " + std::to_string(header.seed));
    paragraph("", "target is " + (header.iut_full.empty() ? header.iut : header.iut_full));
  }

  void print(const trace::Event& event) {
    if (const auto* scenario = event.as<trace::ScenarioEvent>()) {
      ended_ = scenario->phase != "begin";
      if (scenario->phase == "begin") {
        text_ += "\n";
        line("== " + event.scn.value_or("no scenario"));
      } else if (scenario->outcome != "played") {
        paragraph("   ", scenario->outcome + ": " + scenario->reason);
      }
      return;
    }
    const auto* stanza = event.as<trace::StanzaEvent>();
    if (stanza == nullptr) {
      if (const auto words = event_words(event, names_); !words.empty()) {
        separate();
        paragraph(fmt::format("{:>9}  ", moment(event)), words);
      }
      return;
    }
    const auto ends = names_.ends(*stanza);
    if (!ends) return;
    separate();
    paragraph(fmt::format("{:>9}  {} |{}| {} ", moment(event), name_in(ends->from, false),
                          ends->to_right ? "------>" : "<------", name_in(ends->to, true)),
              in_words(stanza->stanza.element()) + fmt::format(" #{}", event.n));
  }

  // What comes behind the end of a scenario.
  void separate() {
    if (ended_) text_ += "\n== between scenarios\n";
    ended_ = false;
  }

  void finding(const Found& found) {
    const auto& [result, finding] = found;
    const auto* rule = catalogue_.find(result->rule);
    paragraph(result->deciding ? "    >>>>>  FAIL  " : "    >>>>>  fail  ",
              fmt::format("{} ({})", result->rule, rules::to_string(result->level)));
    if (rule != nullptr) paragraph("           required  ", rule->sentence);
    paragraph("           actual    ", finding->actual.empty() ? finding->reason : finding->actual);
  }

  const Play& play_;
  const rules::Catalogue& catalogue_;
  Names names_;
  std::map<std::uint64_t, std::vector<Found>> beside_;
  std::vector<Found> loose_;
  bool ended_ = false;
  std::string text_;
};

}  // namespace

std::string to_ladder(const Play& play, const rules::Catalogue& catalogue) { return Ladder(play, catalogue).take(); }

std::string Follower::line(const trace::Event& event) {
  names_.learn(event);
  std::string text;
  if (const auto* scenario = event.as<trace::ScenarioEvent>()) {
    text = (scenario->phase == "begin" ? "== " : "   ended: ") + event.scn.value_or("no scenario") +
           (scenario->phase == "begin" ? "" : ", " + scenario->outcome) +
           (scenario->reason.empty() ? "" : ": " + scenario->reason);
    return for_ci_line(safe(text)) + "\n";
  }
  if (const auto* stanza = event.as<trace::StanzaEvent>()) {
    const auto ends = names_.ends(*stanza);
    if (!ends) return "";
    text =
        fmt::format("{} {} {}  {}", ends->from, ends->to_right ? "-->" : "<--", ends->to, stanza->stanza.to_string());
  } else {
    text = event_words(event, names_);
    if (text.empty()) return "";
  }
  return for_ci_line(fmt::format("{:>9}  {}", moment(event), safe(text))) + "\n";
}

}  // namespace conformance::reports
