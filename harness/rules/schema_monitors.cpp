// SPDX-License-Identifier: MIT
#include "rules/schema_monitors.hpp"

#include <algorithm>

namespace conformance::rules {

namespace {

using trace::Change;

constexpr const char* schema_instance = "http://www.w3.org/2001/XMLSchema-instance";

// What is in an element that the schema wants empty; "" if nothing is.
std::string inside(const xml::Element& element) {
  const auto name = "<" + std::string(element.name()) + "/>";
  const auto children = element.children();
  if (!children.empty()) return "<" + std::string(children.front().name()) + "/> in " + name;
  const auto attributes = element.attributes();
  for (const auto& attribute : attributes) {
    // xml:lang and its like may stand on any element.
    if (attribute.ns == schema_instance || attribute.ns == "http://www.w3.org/XML/1998/namespace") continue;
    return "the attribute " + std::string(attribute.name) + " of " + name;
  }
  return element.text().empty() ? "" : "text in " + name;
}

class IsEmpty : public Monitor {
 public:
  IsEmpty(std::string rule, std::string ns) : rule_(std::move(rule)), ns_(std::move(ns)) {}

  [[nodiscard]] std::string rule() const override { return rule_; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent) continue;
      const auto children = change.stanza->stanza.element().children();
      for (const auto& child : children) {
        if (child.ns() != ns_) continue;
        const auto found = inside(child);
        if (found.empty()) {
          sink.opportunity(moment.scenario(), moment.event.n);
        } else {
          sink.fail(moment.scenario(), {moment.event.n},
                    "an empty <" + std::string(child.name()) + "/>, as the schema has it", found);
        }
      }
    }
  }

 private:
  std::string rule_;
  std::string ns_;
};

class IsKnown : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/schema/known"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::sent) continue;
      for (const auto& state : change.stanza->message->states) {
        if (xmpp::is_chat_state(state)) {
          sink.opportunity(moment.scenario(), moment.event.n);
        } else {
          sink.fail(moment.scenario(), {moment.event.n}, "one of active, composing, paused, inactive and gone",
                    "<" + state + "/> in the namespace of chat states");
        }
      }
    }
  }
};

}  // namespace

std::unique_ptr<Monitor> state_is_empty() {
  return std::make_unique<IsEmpty>("0085/schema/empty", xmpp::ns::chat_states);
}
std::unique_ptr<Monitor> state_is_known() { return std::make_unique<IsKnown>(); }
std::unique_ptr<Monitor> attention_is_empty() {
  return std::make_unique<IsEmpty>("0224/schema/empty", xmpp::ns::attention);
}

}  // namespace conformance::rules
