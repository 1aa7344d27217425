// SPDX-License-Identifier: MIT
#include "bench/play.hpp"

#include "rules/judge.hpp"
#include "rules/summary.hpp"
#include "run/embedded_plays.hpp"
#include "run/selection.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::bench {

const run::Data& data() {
  static const run::Data read = run::load_data("").value();
  return read;
}

reports::Report play_everything() {
  reports::Report report;
  report.target = "embedded";
  report.command = "conformance";
  run::RunOptions options;
  options.target_name = "embedded";
  const auto everything = run::select({}, data().scenarios, data().catalogue).value();
  for (const auto& order : run::embedded_plays(data().catalogue)) {
    auto played = run::play_embedded(order, everything, options);
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
