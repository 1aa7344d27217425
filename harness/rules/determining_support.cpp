// SPDX-License-Identifier: MIT
#include "rules/determining_support.hpp"

#include <set>

#include "xmpp/disco.hpp"

namespace conformance::rules {

namespace {

using trace::Change;
using For = Determining::For;

// A disco#info query of the target.
struct Question {
  std::string to;
  std::string bare;
  std::optional<std::string> node;
};
std::optional<Question> question(const Change& change) {
  if (change.kind != Change::Kind::target_stanza) return std::nullopt;
  const auto& stanza = change.stanza->stanza;
  const auto query = stanza.child("query", xmpp::ns::disco_info);
  if (!stanza.is_iq() || stanza.type() != "get" || !query || !stanza.to() || stanza.to().value().is_bare()) {
    return std::nullopt;
  }
  const std::string node(query->attribute("node").value_or(""));
  return Question{stanza.to()->to_string(), stanza.to()->bare().to_string(),
                  node.empty() ? std::nullopt : std::optional(node)};
}

const trace::ContactEvent* contact_of(const Moment& moment, const std::string& jid) {
  const auto parsed = xmpp::Jid::parse(jid);
  return parsed.has_value() ? moment.world.contact(*parsed) : nullptr;
}

bool is_attention(const Change& change) {
  return change.kind == Change::Kind::sent && !xmpp::attentions_of(change.stanza->stanza.element()).empty();
}

// A message that a chat state belongs into, to a contact or in private.
bool is_chat(const Change& change) {
  return change.kind == Change::Kind::sent && change.key.kind != trace::ConversationKind::room &&
         change.stanza->message->is_user_message() && change.stanza->message->type == "chat";
}

// The user has asked for attentions, or was seen to send them.
class Calls {
 public:
  void see(const Moment& moment) {
    if (const auto* act = moment.event.as<trace::ActEvent>(); act != nullptr && act->verb == "attention") {
      const auto jid = xmpp::Jid::parse(act->to);
      if (jid.has_value() && act->phase == "begin") begun_.insert(jid->bare().to_string());
      if (jid.has_value() && act->phase == "done") done_[jid->bare().to_string()] = moment.event.n;
    }
    for (const auto& change : moment.changes) {
      if (is_attention(change)) begun_.insert(change.key.partner);
    }
  }
  [[nodiscard]] bool has(const std::string& bare) const { return begun_.contains(bare); }
  /// Whose attentions, asked for up to this event, have left by then, if they left at all.
  [[nodiscard]] std::vector<std::string> done_until(std::uint64_t event) const {
    std::vector<std::string> bare;
    for (const auto& [jid, done] : done_) {
      if (done <= event) bare.push_back(jid);
    }
    return bare;
  }

 private:
  std::set<std::string> begun_;
  std::map<std::string, std::uint64_t> done_;
};

class CapsFirst : public Monitor {
 public:
  CapsFirst(Determining determining, bool only_told) : for_(std::move(determining)), only_told_(only_told) {}

  [[nodiscard]] std::string rule() const override { return for_.rule; }

  void see(const Moment& moment, Sink& sink) override {
    calls_.see(moment);
    for (const auto& change : moment.changes) {
      if (const auto asked = question(change)) {
        judge(*asked, moment, sink);
      } else if (change.kind == Change::Kind::delivered) {
        heard_of_.try_emplace(change.full, false);
      } else if (for_.what == For::chat_states ? is_chat(change) : is_attention(change)) {
        had_reason(change.key.partner, moment, sink);
      } else if (for_.what == For::attention && change.kind == Change::Kind::user_fence) {
        for (const auto& partner : calls_.done_until(change.until)) had_reason(partner, moment, sink);
      } else if (change.kind == Change::Kind::resource_changed) {
        resource_changed(change, moment);
      }
    }
  }

 private:
  void resource_changed(const Change& change, const Moment& moment) {
    const auto* presence = moment.event.as<trace::StanzaEvent>();
    if (!change.came) {
      heard_of_.erase(change.full);
    } else if (presence != nullptr) {
      // Whom it knew before by something without caps it may have asked before they came.
      heard_of_.try_emplace(change.full, xmpp::Caps::of(presence->stanza.element()).has_value());
    }
  }

  void judge(const Question& asked, const Moment& moment, Sink& sink) {
    const auto* contact = contact_of(moment, asked.to);
    const auto* caps = moment.world.caps_of(asked.to);
    if (contact == nullptr || contact->caps != "valid" || caps == nullptr) return;
    const bool called = calls_.has(asked.bare);
    if (asked.node) {
      if (*asked.node != caps->disco_node()) return;
      asked_for_caps_.insert(asked.bare);
      // A client that determines support of anything asks for caps: of attention only with what shows its reason.
      if (for_.what == For::chat_states) sink.opportunity(moment.scenario(), moment.event.n);
      return;
    }
    // Whoever has sent caps was heard of.
    if (!heard_of_[asked.to] || called != (for_.what == For::attention)) return;
    if (only_told_) {
      sink.flag(moment.scenario(), "asked-beside-caps");
      return;
    }
    sink.fail(moment.scenario(), {moment.event.n}, "no plain disco#info query to a contact that has sent valid caps",
              "a query without the node of the caps");
  }

  void had_reason(const std::string& partner, const Moment& moment, Sink& sink) const {
    const auto* contact = contact_of(moment, partner);
    if (contact == nullptr || contact->caps != "valid") return;
    if (for_.what == For::attention && asked_for_caps_.contains(partner)) {
      sink.opportunity(moment.scenario(), moment.event.n);
    } else {
      sink.not_applicable(moment.scenario(), moment.event.n,
                          "the client did not ask for what the contact's caps stand for");
    }
  }

  Determining for_;
  bool only_told_;
  Calls calls_;
  std::map<std::string, bool> heard_of_;  // full JIDs, and whether the first thing of them were caps
  std::set<std::string> asked_for_caps_;  // bare JIDs
};

class DiscoFallback : public Monitor {
 public:
  explicit DiscoFallback(Determining determining) : for_(std::move(determining)) {}

  [[nodiscard]] std::string rule() const override { return for_.rule; }

  void see(const Moment& moment, Sink& sink) override {
    calls_.see(moment);
    const auto* seen = moment.event.as<trace::StanzaEvent>();
    for (const auto& change : moment.changes) {
      if (const auto asked = question(change)) {
        took_up(*asked, moment, sink);
      } else if (for_.what == For::chat_states) {
        if (is_chat(change) && !moment.world.switched_off()) had_reason(change.key.partner, moment);
      } else if (is_attention(change)) {
        had_reason(change.key.partner, moment);
      } else if (change.kind == Change::Kind::user_fence) {
        for (const auto& partner : calls_.done_until(change.until)) had_reason(partner, moment);
      }
    }
    if (seen == nullptr || !seen->stanza.is_presence() || !moment.world.is_delivery(*seen)) return;
    const auto& from = seen->stanza.from();
    if (from && !from.value().is_bare() && seen->stanza.type().empty())
      came_[from->bare().to_string()] = moment.event.n;
  }

  void finish(const trace::World& world, Sink& sink) override {
    const bool states = for_.what == For::chat_states;
    for (const auto& [partner, where] : due_) {
      if (asked_.contains(partner)) continue;
      if (!determines_ || (states && world.first_own_state() == 0)) {
        sink.not_applicable(where.first, where.second, "the client does not determine support by discovery");
      } else {
        sink.fail(where.first, {where.second}, "a disco#info query to a contact that has sent no caps",
                  std::string("none before or after this ") + (states ? "message" : "attention was asked for") +
                      ", from a client that asks others");
      }
    }
  }

 private:
  void took_up(const Question& asked, const Moment& moment, Sink& sink) {
    const auto* contact = contact_of(moment, asked.to);
    if (asked.node || (contact != nullptr && contact->caps != "none")) determines_ = true;
    if (asked.node || contact == nullptr || contact->caps != "none") return;
    asked_.insert(asked.bare);
    if (for_.what == For::chat_states || calls_.has(asked.bare)) sink.opportunity(moment.scenario(), moment.event.n);
  }

  // It could have asked: the presence that tells the full JID was read before.
  void had_reason(const std::string& partner, const Moment& moment) {
    const auto* contact = contact_of(moment, partner);
    const bool knew = came_.contains(partner) && came_.at(partner) <= moment.world.digested_until();
    if (contact == nullptr || contact->caps != "none" || !knew) return;
    due_.try_emplace(partner, moment.scenario(), moment.event.n);
  }

  Determining for_;
  Calls calls_;
  bool determines_ = false;
  std::set<std::string> asked_;  // bare JIDs
  std::map<std::string, std::uint64_t> came_;
  std::map<std::string, std::pair<ScenarioId, std::uint64_t>> due_;
};

}  // namespace

std::unique_ptr<Monitor> caps_first(Determining determining, bool only_told) {
  return std::make_unique<CapsFirst>(std::move(determining), only_told);
}
std::unique_ptr<Monitor> disco_fallback(Determining determining) {
  return std::make_unique<DiscoFallback>(std::move(determining));
}

}  // namespace conformance::rules
