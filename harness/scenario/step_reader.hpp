// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

#include "scenario/reader.hpp"
#include "scenario/scenario.hpp"

namespace conformance::scenario {

/// Reads the steps of a scenario in order, and keeps account of what is bound and fenced by then.
class StepReader {
 public:
  StepReader(const Scenario& scenario, const std::set<std::string>& rules);
  Step read(const nlohmann::ordered_json& json, const std::string& pointer);

 private:
  void read_actor(Reader& reader, Step& step);
  void read_iut(Reader& reader, Step& step);
  void read_server(Reader& reader, Step& step);
  void read_waiting(Reader& reader, Step& step);
  void read_in_room(Reader& reader, Step& step, const std::string& verb);
  void read_receives(Reader& reader, Step& step);
  void read_no_more(Reader& reader, Step& step);
  void read_outcome(Reader& reader, Step& step);
  StanzaPattern read_pattern(Reader& reader, const std::string& key);
  std::string read_stanza(Reader& reader, const std::string& key);
  std::string bound_text(Reader& reader, const std::string& key, const std::string& text, bool may_capture);
  std::string member(Reader& reader, const std::string& key);
  std::string room(Reader& reader, const std::string& key);
  [[nodiscard]] bool is_member(const std::string& name) const;
  [[nodiscard]] bool is_room(const std::string& name) const;
  void read_partner(Reader& reader, Step& step, const std::string& key);
  std::string rule_or_none(Reader& reader);

  const Scenario& scenario_;
  const std::set<std::string>& rules_;
  std::set<std::string> bound_;
  std::set<std::string> declared_;  // what is bound before the first step
  std::set<std::string> fenced_;    // actors behind whom a fence stands since the last cause
};

}  // namespace conformance::scenario
