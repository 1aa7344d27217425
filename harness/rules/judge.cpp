// SPDX-License-Identifier: MIT
#include "rules/judge.hpp"

#include <algorithm>
#include <map>

#include "rules/monitor.hpp"

namespace conformance::rules {

namespace {

// What became of a scenario as a whole, apart from any rule.
struct Play {
  std::string id;
  std::vector<std::string> owes;
  std::string outcome;
  std::string reason;
  std::optional<Finding> unprepared;  // a step that prepares did not come about
  std::uint64_t begin = 0;
};

Finding plain(Verdict verdict, std::string reason, std::vector<std::uint64_t> evidence) {
  Finding finding;
  finding.verdict = verdict;
  finding.reason = std::move(reason);
  finding.evidence = std::move(evidence);
  return finding;
}

class Plays {
 public:
  void see(const trace::Event& event, const std::vector<trace::Change>& changes) {
    if (const auto* scenario = event.as<trace::ScenarioEvent>(); scenario != nullptr && event.scn) {
      if (scenario->phase == "begin") {
        plays_.push_back({*event.scn, scenario->owes, "", "", std::nullopt, event.n});
      } else if (auto* play = find(*event.scn); play != nullptr) {
        play->outcome = scenario->outcome;
        play->reason = scenario->reason;
      }
    } else if (const auto* mark = event.as<trace::MarkEvent>(); mark != nullptr) {
      if (mark->rule.empty() && mark->outcome == "unmet") {
        disturb(event, "step " + mark->step + " did not come about: " + mark->expected);
      }
    } else if (const auto* fence = event.as<trace::FenceEvent>(); fence != nullptr && fence->phase == "lost") {
      disturb(event, "a fence did not come back: what had been caused until then may still have been on its way");
    } else if (const auto* stream = event.as<trace::StreamEvent>(); stream != nullptr && stream->what == "lost") {
      disturb(event, "the stream of " + stream->at + " was lost before the scenario ended");
    }
    const auto* ended = event.as<trace::StreamEvent>();
    const bool meant = ended != nullptr && ended->by == "us";  // the scenario has ended it, for the client to come back
    const bool lost = std::any_of(changes.begin(), changes.end(), [](const trace::Change& change) {
      return change.kind == trace::Change::Kind::stream_ended;
    });
    if (!lost || meant) return;
    for (auto& play : plays_) {
      if (!play.outcome.empty() || play.unprepared) continue;
      play.unprepared = plain(Verdict::inconclusive, "the target's stream ended before the scenario did", {event.n});
    }
  }

  // Whether the event's scenario goes on as it was meant to.
  bool disturbed(const trace::Event& event) {
    const auto* play = event.scn ? find(*event.scn) : nullptr;
    return play != nullptr && play->unprepared;
  }

  Play* find(const std::string& id) {
    const auto found = std::find_if(plays_.begin(), plays_.end(), [&](const Play& play) { return play.id == id; });
    return found == plays_.end() ? nullptr : &*found;
  }
  [[nodiscard]] const std::vector<Play>& all() const { return plays_; }

 private:
  void disturb(const trace::Event& event, std::string reason) {
    auto* play = event.scn ? find(*event.scn) : nullptr;
    if (play == nullptr || !play->outcome.empty() || play->unprepared) return;
    play->unprepared = plain(Verdict::inconclusive, std::move(reason), {event.n});
  }

  std::vector<Play> plays_;
};

// Ambiguous evidence excuses: whatever kept the scenario from being played keeps its rules from passing.
Finding decide_owed(const Play& play, const Ruling* ruling) {
  if (ruling != nullptr && ruling->failure) {
    Finding finding = *ruling->failure;
    finding.verdict = Verdict::fail;
    finding.reason = finding.actual;
    return finding;
  }
  if (play.outcome.empty()) return plain(Verdict::error, "the scenario did not end", {play.begin});
  if (play.outcome == "error") return plain(Verdict::error, play.reason, {play.begin});
  if (play.outcome == "not applicable") return plain(Verdict::not_applicable, play.reason, {play.begin});
  if (play.unprepared) return *play.unprepared;
  if (ruling == nullptr) {
    return plain(Verdict::inconclusive, "the scenario was played, but gave no opportunity to judge the rule",
                 {play.begin});
  }
  if (ruling->inconclusive) {
    Finding finding = *ruling->inconclusive;
    finding.verdict = Verdict::inconclusive;
    return finding;
  }
  if (ruling->opportunity) {
    return plain(Verdict::pass, "the rule could have been broken and was not", {*ruling->opportunity});
  }
  if (ruling->not_applicable) {
    Finding finding = *ruling->not_applicable;
    finding.verdict = Verdict::not_applicable;
    return finding;
  }
  return plain(Verdict::inconclusive, "the scenario was played, but gave no opportunity to judge the rule",
               {play.begin});
}

// What no scenario owes: a failure by the way is told, a pass is not.
std::optional<Finding> decide_unowed(const ScenarioId& scenario, const Ruling& ruling, bool bare_trace) {
  std::optional<Finding> finding;
  if (ruling.failure) {
    finding = *ruling.failure;
    finding->verdict = Verdict::fail;
    finding->reason = finding->actual;
    finding->incidental = !bare_trace;
  } else if (bare_trace && ruling.inconclusive) {
    finding = *ruling.inconclusive;
    finding->verdict = Verdict::inconclusive;
  } else if (bare_trace && ruling.opportunity) {
    finding = plain(Verdict::pass, "the rule could have been broken and was not", {*ruling.opportunity});
  } else if (bare_trace && ruling.not_applicable) {
    finding = *ruling.not_applicable;
    finding->verdict = Verdict::not_applicable;
  }
  if (finding) finding->scenario = scenario;
  return finding;
}

// A permission and an information have nothing to fail by.
bool can_fail(const std::string& id, const trace::Header& header, const Catalogue& catalogue) {
  const auto* rule = catalogue.find(id);
  const auto* version = rule == nullptr ? nullptr : rule->in_version(catalogue.version_for(*rule, header.versions));
  return version == nullptr || (version->level != Level::may && version->level != Level::info);
}

// A step of a scenario that judges: its mark is the verdict.
void read_mark(const trace::Event& event, const trace::Header& header, const Catalogue& catalogue,
               std::map<std::string, Sink>& sinks) {
  const auto* mark = event.as<trace::MarkEvent>();
  if (mark == nullptr || mark->rule.empty() || mark->outcome == "unreached") return;
  auto& sink = sinks[mark->rule];
  if (!mark->flag.empty()) sink.graded_flag(event.scn, mark->flag, mark->grade);
  if (mark->outcome == "met" || mark->grade == "info") {
    sink.opportunity(event.scn, event.n);
  } else if (!can_fail(mark->rule, header, catalogue)) {
    sink.inconclusive(event.scn, event.n, "step " + mark->step + " saw none of what may be: " + mark->expected);
  } else if (mark->grade == "should-fail") {
    sink.fail(event.scn, {event.n}, mark->expected, "an outcome that is graded should-fail: " + mark->flag);
  } else {
    sink.fail(event.scn, {event.n}, mark->expected, "it did not come about (step " + mark->step + ")");
  }
}

// A client whose contacts are not ours (a recording, an XML console) may know them from before: caps that it has kept,
// chats that began before the trace did, a switch that its user has turned. Rules that rest on it convict nobody there.
void excuse_by_memory(std::vector<Finding>& findings, const trace::Header& header, const Catalogue& catalogue) {
  if (header.role != "client" || header.driven || !header.salt.empty()) return;
  for (auto& finding : findings) {
    if (finding.verdict != Verdict::fail || !catalogue.find(finding.rule)->remembered) continue;
    finding.verdict = Verdict::inconclusive;
    finding.reason = "what was before the trace is not seen, and may explain it: " + finding.actual;
    finding.expected.clear();
    finding.actual.clear();
  }
}

}  // namespace

void excuse_by_foundations(std::vector<Finding>& findings, const Catalogue& catalogue) {
  // By rule, the failed foundation that it is or rests on.
  std::map<std::string, std::string> broken;
  for (const auto& finding : findings) {
    const auto* rule = catalogue.find(finding.rule);
    if (finding.verdict == Verdict::fail && rule->foundation) broken.emplace(finding.rule, finding.rule);
  }
  // Downwards through the needs, however deep: what rests on a failed foundation can neither pass nor fail.
  std::set<std::string> resting;
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& rule : catalogue.rules()) {
      const auto need = std::find_if(rule.needs.begin(), rule.needs.end(),
                                     [&](const std::string& one) { return broken.contains(one); });
      if (need == rule.needs.end() || !resting.insert(rule.id).second) continue;
      broken[rule.id] = broken[*need];
      changed = true;
    }
  }
  for (auto& finding : findings) {
    if (!resting.contains(finding.rule)) continue;
    if (finding.verdict != Verdict::pass && finding.verdict != Verdict::fail) continue;
    finding.verdict = Verdict::inconclusive;
    finding.reason = "its foundation " + broken[finding.rule] + " failed";
    finding.expected.clear();
    finding.actual.clear();
  }
}

struct Judgement::State {
  State(trace::Header given, const Catalogue& of) : header(std::move(given)), catalogue(of), world(header) {
    monitors = make_monitors(header);
    for (const auto& monitor : monitors) sink_of.push_back(&sinks[monitor->rule()]);
  }

  void show(const Moment& moment) {
    for (std::size_t i = 0; i < monitors.size(); ++i) monitors[i]->see(moment, *sink_of[i]);
  }

  trace::Header header;
  const Catalogue& catalogue;
  trace::World world;
  std::vector<std::unique_ptr<Monitor>> monitors;
  std::map<std::string, Sink> sinks;
  std::vector<Sink*> sink_of;  // each monitor's, looked up once
  Plays plays;
  std::set<std::pair<std::string, ScenarioId>> told;
};

Judgement::Judgement(const trace::Header& header, const Catalogue& catalogue)
    : state_(std::make_unique<State>(header, catalogue)) {}

Judgement::~Judgement() = default;

void Judgement::see(const trace::Event& event) {
  auto& world = state_->world;
  if (const auto overdue = world.overdue(event); !overdue.empty()) {
    const trace::Event before{event.n, event.t, event.t_iut, event.scn, trace::NoteEvent{}};
    state_->show({before, overdue, world});
    world.apply_overdue(event, overdue);
  }
  const auto changes = world.interpret(event);
  state_->show({event, changes, world});
  state_->plays.see(event, changes);
  // What did not come after the scenario was disturbed, did not come for that reason.
  if (!state_->plays.disturbed(event)) read_mark(event, state_->header, state_->catalogue, state_->sinks);
  world.apply(event, changes);
}

std::vector<Finding> Judgement::news() {
  std::vector<Finding> news;
  for (const auto& rule : state_->catalogue.rules()) {
    const auto sink = state_->sinks.find(rule.id);
    if (sink == state_->sinks.end()) continue;
    if (rule.in_version(state_->catalogue.version_for(rule, state_->header.versions)) == nullptr) continue;
    for (const auto& [scenario, ruling] : sink->second.rulings()) {
      if (!ruling.failure || !state_->told.emplace(rule.id, scenario).second) continue;
      auto finding = *decide_unowed(scenario, ruling, true);
      finding.rule = rule.id;
      finding.flags = ruling.flags;
      news.push_back(std::move(finding));
    }
  }
  excuse_by_memory(news, state_->header, state_->catalogue);
  std::erase_if(news, [](const Finding& finding) { return finding.verdict != Verdict::fail; });
  return news;
}

std::vector<Finding> Judgement::finish() {
  for (const auto& monitor : state_->monitors) monitor->finish(state_->world, state_->sinks[monitor->rule()]);
  const auto& catalogue = state_->catalogue;
  auto& plays = state_->plays;
  std::vector<Finding> findings;
  const bool bare_trace = plays.all().empty();
  for (const auto& rule : catalogue.rules()) {
    if (rule.in_version(catalogue.version_for(rule, state_->header.versions)) == nullptr) continue;
    const auto sink = state_->sinks.find(rule.id);
    const auto* rulings = sink == state_->sinks.end() ? nullptr : &sink->second.rulings();
    for (const auto& play : plays.all()) {
      if (std::find(play.owes.begin(), play.owes.end(), rule.id) == play.owes.end()) continue;
      const Ruling* ruling = nullptr;
      if (rulings != nullptr && rulings->contains(play.id)) ruling = &rulings->at(play.id);
      auto finding = decide_owed(play, ruling);
      finding.rule = rule.id;
      finding.scenario = play.id;
      if (ruling != nullptr) finding.flags = ruling->flags;
      if (ruling != nullptr) finding.grades = ruling->grades;
      findings.push_back(std::move(finding));
    }
    if (rulings == nullptr) continue;
    for (const auto& [scenario, ruling] : *rulings) {
      const auto* play = scenario ? plays.find(*scenario) : nullptr;
      if (play != nullptr && std::find(play->owes.begin(), play->owes.end(), rule.id) != play->owes.end()) continue;
      auto finding = decide_unowed(scenario, ruling, bare_trace);
      if (!finding) continue;
      finding->rule = rule.id;
      finding->flags = ruling.flags;
      finding->grades = ruling.grades;
      findings.push_back(std::move(*finding));
    }
  }
  excuse_by_foundations(findings, catalogue);
  excuse_by_memory(findings, state_->header, catalogue);
  return findings;
}

std::vector<Finding> judge(const trace::Trace& trace, const Catalogue& catalogue) {
  Judgement judgement(trace.header, catalogue);
  for (const auto& event : trace.events) judgement.see(event);
  return judgement.finish();
}

std::vector<std::string> judged_rules(const std::string& role) {
  trace::Header header;
  header.role = role;
  std::vector<std::string> ids;
  for (const auto& monitor : make_monitors(header)) ids.push_back(monitor->rule());
  return ids;
}

}  // namespace conformance::rules
