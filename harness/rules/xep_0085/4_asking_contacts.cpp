// SPDX-License-Identifier: MIT
#include "rules/xep_0085/monitors.hpp"
#include "rules/xep_0085/support.hpp"
#include "xmpp/disco.hpp"

/// XEP-0085 4: how a client finds out whether a contact supports chat states.
namespace conformance::rules::xep_0085 {

namespace {

using trace::Change;

// A disco#info query of the target.
struct Question {
  std::string to;
  std::optional<std::string> node;
};
std::optional<Question> question(const Change& change) {
  if (change.kind != Change::Kind::target_stanza) return std::nullopt;
  const auto& stanza = change.stanza->stanza;
  const auto query = stanza.child("query", xmpp::ns::disco_info);
  if (!stanza.is_iq() || stanza.type() != "get" || !query || !stanza.to() || stanza.to()->is_bare()) {
    return std::nullopt;
  }
  const auto node = query->attribute("node");
  return Question{stanza.to()->to_string(), node && !node->empty() ? std::optional<std::string>(*node) : std::nullopt};
}

const trace::ContactEvent* contact_of(const Moment& moment, const std::string& jid) {
  const auto parsed = xmpp::Jid::parse(jid);
  return parsed.has_value() ? moment.world.contact(*parsed) : nullptr;
}

// Valid caps decide, fresh or from a cache, and no plain query beside them.
class CapsFirst : public Monitor {
 public:
  explicit CapsFirst(bool version_1_2) : version_1_2_(version_1_2) {}

  [[nodiscard]] std::string rule() const override { return "0085/4/caps-first"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (const auto asked = question(change)) {
        judge(*asked, moment, sink);
      } else if (change.kind == Change::Kind::delivered) {
        heard_of_.try_emplace(change.full, false);
      } else if (change.kind == Change::Kind::sent && is_content_for_state(change)) {
        wrote(change, moment, sink);
      } else if (change.kind == Change::Kind::resource_changed && !change.came) {
        heard_of_.erase(change.full);
      }
    }
    const auto* seen = moment.event.as<trace::StanzaEvent>();
    if (seen == nullptr || !seen->stanza.is_presence() || !moment.world.is_delivery(*seen)) return;
    const auto& from = seen->stanza.from();
    if (!from || from->is_bare() || !seen->stanza.type().empty()) return;
    // Whom it knew before by something without caps it may have asked before they came.
    heard_of_.try_emplace(from->to_string(), xmpp::Caps::of(seen->stanza.element()).has_value());
  }

 private:
  void judge(const Question& asked, const Moment& moment, Sink& sink) {
    const auto* contact = contact_of(moment, asked.to);
    const auto* caps = moment.world.caps_of(asked.to);
    if (contact == nullptr || contact->caps != "valid" || caps == nullptr) return;
    if (asked.node) {
      if (*asked.node == caps->disco_node()) sink.opportunity(moment.scenario(), moment.event.n);
      return;
    }
    const auto known = heard_of_.find(asked.to);
    if (known == heard_of_.end() || !known->second) return;
    if (version_1_2_) {  // there the caps "can be" used
      sink.flag(moment.scenario(), "asked-beside-caps");
      return;
    }
    sink.fail(moment.scenario(), {moment.event.n}, "no plain disco#info query to a contact that has sent valid caps",
              "a query without the node of the caps");
  }

  static void wrote(const Change& change, const Moment& moment, Sink& sink) {
    const auto* contact = contact_of(moment, change.key.partner);
    if (contact == nullptr || contact->caps != "valid") return;
    sink.not_applicable(moment.scenario(), moment.event.n,
                        "the client did not ask for what the contact's caps stand for");
  }

  bool version_1_2_;
  std::map<std::string, bool> heard_of_;  // full JIDs, and whether the first thing of them were caps
};

// Without caps the contact itself is asked, by who determines support at all.
class DiscoFallback : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0085/4/disco-fallback"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto* seen = moment.event.as<trace::StanzaEvent>();
    for (const auto& change : moment.changes) {
      if (const auto asked = question(change)) {
        const auto* contact = contact_of(moment, asked->to);
        if (asked->node || (contact != nullptr && contact->caps != "none")) determines_ = true;
        if (asked->node || contact == nullptr || contact->caps != "none") continue;
        asked_.insert(xmpp::Jid::parse(asked->to)->bare().to_string());
        sink.opportunity(moment.scenario(), moment.event.n);
      } else if (is_content_for_state(change) && change.key.kind == trace::ConversationKind::one_to_one) {
        wrote(change.key.partner, moment);
      }
    }
    if (seen == nullptr || !seen->stanza.is_presence() || !moment.world.is_delivery(*seen)) return;
    const auto& from = seen->stanza.from();
    if (from && !from->is_bare() && seen->stanza.type().empty()) came_[from->bare().to_string()] = moment.event.n;
  }

  void finish(const trace::World& world, Sink& sink) override {
    for (const auto& [partner, where] : due_) {
      if (asked_.contains(partner)) continue;
      if (!determines_ || world.first_own_state() == 0) {
        sink.not_applicable(where.first, where.second, "the client does not determine support by discovery");
      } else {
        sink.fail(where.first, {where.second}, "a disco#info query to a contact that has sent no caps",
                  "none before or after this message, from a client that asks others");
      }
    }
  }

 private:
  // It could have asked: the presence that tells the full JID was read before.
  void wrote(const std::string& partner, const Moment& moment) {
    const auto* contact = contact_of(moment, partner);
    const auto came = came_.find(partner);
    const bool knew = came != came_.end() && came->second <= moment.world.digested_until();
    if (contact == nullptr || contact->caps != "none" || !knew || moment.world.switched_off()) return;
    due_.try_emplace(partner, moment.scenario(), moment.event.n);
  }

  bool determines_ = false;
  std::set<std::string> asked_;
  std::map<std::string, std::uint64_t> came_;
  std::map<std::string, std::pair<ScenarioId, std::uint64_t>> due_;
};

}  // namespace

std::unique_ptr<Monitor> caps_first(const trace::Header& header) {
  return std::make_unique<CapsFirst>(header.version_of("0085") == "1.2");
}
std::unique_ptr<Monitor> disco_fallback() { return std::make_unique<DiscoFallback>(); }

}  // namespace conformance::rules::xep_0085
