// SPDX-License-Identifier: MIT
#include "xmpp/disco.hpp"
#include "reference/reference_client.hpp"

namespace conformance::reference {

namespace {
constexpr const char* caps_node = "urn:x-conformance:reference";
}

xmpp::DiscoInfo ReferenceClient::info() const {
  const auto& faults = options_.faults;
  xmpp::DiscoInfo info;
  if (!faults.has("disco-without-identity")) info.identities.push_back({"client", "pc", "", "conformance reference"});
  info.features = {xmpp::ns::caps, xmpp::ns::disco_info, xmpp::ns::ping, xmpp::ns::stanza_session};
  // XEP-0085 4: who supports chat states says so.
  if (!faults.has("feature-not-advertised")) info.features.emplace_back(xmpp::ns::chat_states);
  // XEP-0224 5 and 6: who takes attentions says so, as long as they are not switched off.
  const bool takes = alerts_.is_on() || faults.has("attention-off-advertised");
  if (takes && !faults.has("attention-not-advertised") && !faults.has("no-attention")) {
    info.features.emplace_back(xmpp::ns::attention);
  }
  if (faults.has("disco-without-info-feature")) std::erase(info.features, xmpp::ns::disco_info);
  return info;
}

// What the caps stand for: the same, but for faults.
xmpp::DiscoInfo ReferenceClient::info_behind_caps() const {
  auto info = this->info();
  if (options_.faults.has("caps-without-feature")) std::erase(info.features, xmpp::ns::chat_states);
  if (!alerts_.is_on()) {
    std::erase(info.features, xmpp::ns::attention);  // whatever a fault lists in disco#info
    if (options_.faults.has("attention-off-in-caps")) info.features.emplace_back(xmpp::ns::attention);
  }
  if (options_.faults.has("caps-duplicate-feature")) info.features.emplace_back(xmpp::ns::ping);
  if (options_.faults.has("caps-duplicate-identity")) info.identities.push_back(info.identities.front());
  if (options_.faults.has("caps-duplicate-form")) {
    const xmpp::InfoForm form{"urn:x-conformance:form", true, false, {{"os", {"Verona"}}}};
    info.forms = {form, form};
  }
  return info;
}

std::optional<xmpp::Caps> ReferenceClient::caps() const {
  const auto& faults = options_.faults;
  if (faults.has("no-caps")) return std::nullopt;
  const std::string hash = faults.has("caps-sha-256") ? "sha-256" : "sha-1";
  xmpp::Caps caps{hash, caps_node, xmpp::caps_ver(info_behind_caps(), hash).value_or("")};
  if (faults.has("caps-wrong-ver")) caps.ver = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  if (faults.has("caps-without-hash")) caps.hash.clear();
  return caps;
}

// The answer to a question of ours, from whom it was asked (RFC 6120 8.1.2.1) and who is still there.
void ReferenceClient::take_answer(const xmpp::Stanza& stanza) {
  const auto asked = asked_.find(stanza.id());
  if (asked == asked_.end() || stanza.from() != asked->second.full) return;
  const auto [full, node] = asked->second;
  asked_.erase(asked);
  const auto available = available_.find(full.bare());
  if (available == available_.end() || !available->second.contains(full)) return;
  const auto query = stanza.child("query", xmpp::ns::disco_info);
  const auto info =
      stanza.type() == "result" && query ? xmpp::DiscoInfo::parse(*query) : Result<xmpp::DiscoInfo>(InputError{});
  if (node.empty()) {
    if (info.has_value()) learned(full, Offers::of(*info));
    return;
  }
  const auto caps = caps_of_.find(full);
  if (caps == caps_of_.end() || caps->second.disco_node() != node) return;
  // XEP-0115 5.4: what does not hash to its ver says nothing; then the contact itself is asked.
  const bool valid = info.has_value() && !xmpp::ill_formed_for_caps(*info) &&
                     xmpp::caps_ver(*info, caps->second.hash) == caps->second.ver;
  if (valid) {
    known_caps_[node] = Offers::of(*info);
    learned(full, known_caps_[node]);
  } else {
    ask_plainly(full);
  }
}

void ReferenceClient::iq(const xmpp::Stanza& stanza) {
  const bool own_server = !stanza.from() || (own_ && stanza.from()->bare() == own_->bare());
  const auto contacts = own_server && !stanza.is_error() ? stanza.child("query", xmpp::ns::roster) : std::nullopt;
  if (contacts) roster_.take(*contacts);
  if (stanza.type() == "result" || stanza.is_error()) {
    take_answer(stanza);
    return;
  }
  if (options_.faults.has("every-iq-an-error")) {
    outbox_.send_now(xmpp::error_reply(stanza, "cancel", "service-unavailable"));
    return;
  }
  if (const auto query = stanza.child("query", xmpp::ns::disco_info); query && stanza.type() == "get") {
    answer_disco(stanza, *query);
  } else if (stanza.child("ping", xmpp::ns::ping)) {
    outbox_.send_now(xmpp::result_reply(stanza).build());
  } else if (contacts && stanza.type() == "set") {
    outbox_.send_now(xmpp::result_reply(stanza).build());  // a roster push (RFC 6121 2.1.6)
  } else if (!options_.faults.has("unknown-iq-unanswered")) {
    outbox_.send_now(xmpp::error_reply(stanza, "cancel", "service-unavailable"));
  }
}

void ReferenceClient::answer_disco(const xmpp::Stanza& stanza, const xml::Element& query) {
  const auto node = query.attribute("node");
  const auto own_caps = caps();
  auto answer = info();
  if (node) {
    // XEP-0115 6.2: the node that the caps name is answered; no other is known.
    const bool known = own_caps && *node == own_caps->disco_node() && !options_.faults.has("caps-node-refused");
    if (!known) {
      outbox_.send_now(xmpp::error_reply(stanza, "cancel", "item-not-found"));
      return;
    }
    answer = info_behind_caps();
    if (!options_.faults.has("disco-node-not-echoed")) answer.node = std::string(*node);
  }
  outbox_.send_now(xmpp::result_reply(stanza).add(answer.to_element()).build());
}

// XEP-0115 6.2: an unknown ver is asked for, a known one is not.
void ReferenceClient::ask_caps(const xmpp::Jid& full, const xmpp::Caps& caps) {
  caps_of_.insert_or_assign(full, caps);
  if (const auto known = known_caps_.find(caps.disco_node()); known != known_caps_.end()) {
    learned(full, known->second);
    return;
  }
  ask(full, caps.disco_node());
  if (options_.faults.has("asks-disco-beside-caps")) ask_plainly(full);
}

void ReferenceClient::ask(const xmpp::Jid& full, const std::string& node) {
  const auto id = new_id();
  asked_.insert_or_assign(id, Question{full, node});
  xml::Builder query("query", xmpp::ns::disco_info);
  if (!node.empty()) query.set("node", node);
  outbox_.send_now(xml::Builder("iq", xmpp::ns::client)
                       .set("type", "get")
                       .set("id", id)
                       .set("to", full.to_string())
                       .add(std::move(query))
                       .build());
}

void ReferenceClient::ask_plainly(const xmpp::Jid& full) {
  if (asked_plainly_.insert(full).second) ask(full, "");
}

// XEP-0085 4: who has sent no caps is asked by service discovery, once its full JID is known.
void ReferenceClient::discover(const xmpp::Jid& jid) {
  const auto found = available_.find(jid.bare());
  if (found == available_.end() || options_.faults.has("no-disco-fallback")) return;
  for (const auto& full : found->second) {
    const bool meant = jid.is_bare() || full == jid;
    if (meant && !caps_of_.contains(full)) ask_plainly(full);
  }
}

bool ReferenceClient::ask_for_attention(const xmpp::Jid& bare, bool all) {
  const auto found = available_.find(bare);
  if (found == available_.end()) return false;
  for (const auto& full : found->second) {
    if (all || !caps_of_.contains(full)) ask_plainly(full);
  }
  return !found->second.empty();
}

void ReferenceClient::learned(const xmpp::Jid& full, Offers offers) {
  advertises_[full] = offers;
  attention_.learned(full);
}

Advertised ReferenceClient::advertised(const xmpp::Jid& jid, bool Offers::* feature) const {
  if (!jid.is_bare()) {  // an occupant of a room
    const auto known = advertises_.find(jid);
    if (known == advertises_.end()) return Advertised::unknown;
    return known->second.*feature ? Advertised::yes : Advertised::no;
  }
  const auto found = available_.find(jid);
  if (found == available_.end() || found->second.empty()) return Advertised::unknown;
  bool all_known = true;
  for (const auto& full : found->second) {
    const auto known = advertises_.find(full);
    if (known == advertises_.end()) {
      all_known = false;
    } else if (known->second.*feature) {
      return Advertised::yes;
    }
  }
  return all_known ? Advertised::no : Advertised::unknown;
}

}  // namespace conformance::reference
