// SPDX-License-Identifier: MIT
#include "bench/play.hpp"

#include "rules/judge.hpp"
#include "rules/summary.hpp"
#include "run/runner.hpp"
#include "scenario/library.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::bench {

namespace {

std::vector<run::PlayOrder> orders() {
  const auto* states = data().catalogue.specification("0085");
  std::vector<run::PlayOrder> all;
  for (const auto& [version, url] : states->versions) all.push_back({"client", {{"0085", version}, {"0224", "1.0"}}});
  all.push_back({"server", all.back().versions});
  return all;
}

}  // namespace

const Data& data() {
  static const Data read = [] {
    const auto files = scenario::data_files("").value();
    auto catalogue = run::load_catalogue(files).value();
    const auto scenarios = run::load_scenarios(files, catalogue).value();
    auto everything = run::select({}, scenarios, catalogue).value();
    return Data{std::move(catalogue), std::move(everything)};
  }();
  return read;
}

reports::Report play_everything() {
  reports::Report report;
  report.target = "embedded";
  report.command = "conformance";
  run::RunOptions options;
  options.target_name = "embedded";
  for (const auto& order : orders()) {
    auto played = run::play_embedded(order, data().everything, options);
    const auto findings = rules::judge(played.trace, data().catalogue);
    auto results = rules::summarize(played.trace.header, findings, data().catalogue, {});
    report.plays.push_back({order.name(), std::move(played.trace), std::move(results)});
  }
  return report;
}

const std::string& recorded_stream() {
  static const std::string recorded = [] {
    std::string text =
        "<?xml version='1.0'?><stream:stream from='capulet.lit' to='juliet@capulet.lit' version='1.0' "
        "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    const auto report = play_everything();
    for (const auto& play : report.plays) {
      for (const auto& event : play.trace.events) {
        if (const auto* stanza = event.as<trace::StanzaEvent>()) text += stanza->stanza.to_string();
      }
    }
    return text + "</stream:stream>";
  }();
  return recorded;
}

}  // namespace conformance::bench
