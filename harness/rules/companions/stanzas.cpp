// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>
#include <vector>

#include "rules/companions/monitors.hpp"

/// RFC 6120: what a client does with what it does not know, and with errors.
namespace conformance::rules::companions {

namespace {

using trace::Change;
using trace::ConversationKey;
using trace::ConversationKind;

// What no client knows: the namespaces of our own making.
bool is_unknown(const xml::Element& child) { return child.ns().starts_with("urn:x-conformance:"); }
bool has_unknown(const xml::Element& stanza) {
  const auto children = stanza.children();
  return std::any_of(children.begin(), children.end(), is_unknown);
}

/// The full JID that an address is of, "" for the own server.
std::string address(const std::optional<xmpp::Jid>& jid) { return jid ? jid.value().to_string() : ""; }

// RFC 6120 8.2.3 and 8.4: an iq request of an unknown namespace is answered by an error.
class UnknownIq final : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "6120/8.2.3/unknown-iq"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* seen = moment.event.as<trace::StanzaEvent>(); seen != nullptr && seen->stanza.is_iq()) {
      const auto& stanza = seen->stanza;
      const bool request = stanza.type() == "get" || stanza.type() == "set";
      if (request && moment.world.is_delivery(*seen) && has_unknown(stanza.element())) {
        open_[{address(stanza.from()), stanza.id()}] = {moment.scenario(), moment.event.n};
      } else if (!request && moment.world.is_send(*seen)) {
        answered(stanza, moment, sink);
      }
    }
    // What came before a fence that was answered has been read; an answer that comes later is still one.
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::digested) continue;
      for (auto& [key, asked] : open_) asked.read = asked.read || asked.event < change.until;
    }
  }

  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& [key, asked] : open_) {
      if (asked.read) sink.fail(asked.scenario, {asked.event}, "an error in answer to an unknown iq", "no answer");
    }
  }

 private:
  struct Asked {
    ScenarioId scenario;
    std::uint64_t event = 0;
    bool read = false;
  };

  void answered(const xmpp::Stanza& stanza, const Moment& moment, Sink& sink) {
    const auto asked = open_.find({address(stanza.to()), stanza.id()});
    if (asked == open_.end()) return;
    if (stanza.is_error()) {
      sink.opportunity(asked->second.scenario, moment.event.n);
    } else {
      sink.fail(asked->second.scenario, {moment.event.n, asked->second.event}, "an error in answer to an unknown iq",
                "a result");
    }
    open_.erase(asked);
  }

  std::map<std::pair<std::string, std::string>, Asked> open_;  // by asker and id
};

// RFC 6120 8.4: of a message or presence the unknown is ignored, without a word; the rest is as if it were not there.
class UnknownIgnored final : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "6120/8.4/unknown-ignored"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* seen = moment.event.as<trace::StanzaEvent>(); seen != nullptr && !seen->stanza.is_iq()) {
      const auto& stanza = seen->stanza;
      if (!stanza.is_error() && moment.world.is_delivery(*seen) && has_unknown(stanza.element())) {
        open_.push_back({moment.scenario(), moment.event.n, address(stanza.from()), stanza.id(),
                         seen->message ? seen->message->body : ""});
      } else if (stanza.is_error() && moment.world.is_send(*seen)) {
        refused(stanza, moment, sink);
      }
    }
    if (const auto* observed = moment.event.as<trace::ObservedEvent>()) looked(*observed, moment, sink);
    for (const auto& change : moment.changes) {
      if (change.kind != Change::Kind::digested) continue;
      for (auto& one : open_) {
        // A text is there to be seen; of what has none it is enough that nobody has complained.
        if (one.event <= change.until && one.body.empty()) sink.opportunity(one.scenario, moment.event.n);
      }
    }
  }

 private:
  struct Sent {
    ScenarioId scenario;
    std::uint64_t event = 0;
    std::string from;
    std::string id;
    std::string body;
  };

  void refused(const xmpp::Stanza& stanza, const Moment& moment, Sink& sink) {
    const auto to = address(stanza.to());
    const auto one = std::find_if(open_.begin(), open_.end(), [&](const Sent& sent) {
      return !sent.id.empty() && sent.id == stanza.id() && sent.from == to;
    });
    if (one == open_.end()) return;
    sink.fail(one->scenario, {moment.event.n, one->event}, "nothing in answer to what is not known", "an error");
  }

  void looked(const trace::ObservedEvent& observed, const Moment& moment, Sink& sink) {
    const auto from = xmpp::Jid::parse(observed.from);
    if (observed.what != "shown_messages" || from.has_error() || !observed.by.empty()) return;
    const auto text = observed.wanted.value_or(observed.value);
    if (text.empty()) return;
    for (const auto& one : open_) {
      const auto sender = xmpp::Jid::parse(one.from);
      if (one.body.find(text) == std::string::npos || sender.has_error() || sender->bare() != from->bare()) continue;
      if (!observed.wanted) {
        sink.opportunity(one.scenario, moment.event.n);
      } else if (moment.world.digested_until() >= one.event) {
        sink.fail(one.scenario, {moment.event.n, one.event}, "the text of the message, whatever stands beside it",
                  "the message is not shown");
      }
    }
  }

  std::vector<Sent> open_;
};

// RFC 6120 8.3.1: an error may hold what failed. What it holds says nothing of who sent the error.
class ErrorEcho final : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "6120/8.3.1/error-echo"; }

  void see(const Moment& moment, Sink& sink) override {
    if (const auto* observed = moment.event.as<trace::ObservedEvent>()) looked(*observed, moment, sink);
    for (const auto& change : moment.changes) {
      if (change.key.kind != ConversationKind::one_to_one) continue;
      if (change.kind == Change::Kind::session_ended) echoes_.erase(change.key);
      if (change.kind != Change::Kind::bounced) continue;
      const auto& message = *change.stanza->message;
      auto& echo = echoes_[change.key];
      echo.event = moment.event.n;
      // An error about what the user wrote is for the user.
      if (message.states.empty() || !message.body.empty() || message.encrypted) {
        echo.of_text = true;
      } else if (message.states.size() == 1) {
        echo.state = message.states.front();
      }
    }
  }

 private:
  struct Echo {
    std::uint64_t event = 0;  // of the last
    std::string state;
    bool of_text = false;
  };

  void looked(const trace::ObservedEvent& observed, const Moment& moment, Sink& sink) {
    const auto from = xmpp::Jid::parse(observed.from);
    if (from.has_error() || !observed.by.empty()) return;
    const auto key = moment.world.key_for(*from, "chat");
    const auto echo = echoes_.find(key);
    const auto* conversation = moment.world.conversation(key);
    if (echo == echoes_.end() || conversation == nullptr || echo->second.state.empty()) return;
    if (observed.what == "shown_state") {
      state(echo->second, observed, *conversation, moment, sink);
    } else if (observed.what == "user_errors" && !echo->second.of_text) {
      told(echo->second, observed.value.empty(), "an error is shown to the user", *conversation, moment, sink);
    }
  }

  static void state(const Echo& echo, const trace::ObservedEvent& observed, const trace::Conversation& conversation,
                    const Moment& moment, Sink& sink) {
    const auto& own = conversation.delivered.partner_state();
    // What the contact itself has sent may be the same, or not be clear.
    if (!own || own != conversation.digested.partner_state() || *own == echo.state) return;
    told(echo, observed.value != echo.state,
         "the state in the error is taken for the contact's: \"" + echo.state + "\"", conversation, moment, sink);
  }

  // That nothing was done is shown by what the client has read since.
  static void told(const Echo& echo, bool kept, const std::string& actual, const trace::Conversation& conversation,
                   const Moment& moment, Sink& sink) {
    const bool confirmed = conversation.confirmed_until > echo.event;
    if (!kept) {
      sink.fail(moment.scenario(), {moment.event.n, echo.event}, "nothing, after an error that echoes a chat state",
                actual);
    } else if (moment.world.digested_until() >= echo.event) {
      sink.opportunity(moment.scenario(), moment.event.n);
      if (!confirmed) sink.flag(moment.scenario(), "settled");
    }
  }

  std::map<ConversationKey, Echo> echoes_;
};

}  // namespace

std::unique_ptr<Monitor> unknown_iq() { return std::make_unique<UnknownIq>(); }
std::unique_ptr<Monitor> unknown_ignored() { return std::make_unique<UnknownIgnored>(); }
std::unique_ptr<Monitor> error_echo() { return std::make_unique<ErrorEcho>(); }

}  // namespace conformance::rules::companions
