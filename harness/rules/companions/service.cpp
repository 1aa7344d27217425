// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include "rules/actors_view.hpp"
#include "rules/companions/server_monitors.hpp"

/// What servers do with chat states beyond delivering them: archives (XEP-0313), clients that nobody looks at
/// (XEP-0352); and whether they answer at all (RFC 6120 8.2.3).
namespace conformance::rules::companions {

namespace {

// XEP-0313: archives are expected to hold messages rather than states. Between two messages that an archive gives back
// there are the states that were sent, or not.
class Archive : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0313/archive"; }

  void see(const Moment& moment, Sink& /*sink*/) override {
    const auto seen = ActorsView::of(moment);
    if (!seen || !seen->event->message) return;
    const auto& stanza = seen->event->stanza;
    const auto& message = *seen->event->message;
    if (seen->event->out) {
      const bool body = !message.body.empty();
      if ((body || message.is_standalone()) && !stanza.id().empty() && stanza.to()) {
        sent_.push_back({moment.scenario(), moment.event.n, seen->at, stanza.id(), body});
      }
      return;
    }
    const auto result = stanza.child("result", xmpp::ns::archive);
    const auto forwarded = result ? result->child("forwarded", xmpp::ns::forward) : std::nullopt;
    const auto archived = forwarded ? forwarded->child("message", xmpp::ns::client) : std::nullopt;
    if (!archived) return;
    for (auto& one : sent_) {
      const bool same = archived->attribute("id") == one.id && archived->attribute("from") == one.from;
      if (same) one.archived = true;
    }
    given_back_[moment.scenario()] = moment.event.n;
  }

  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& [scenario, event] : given_back_) judge(scenario, event, sink);
  }

 private:
  struct Sent {
    ScenarioId scenario;
    std::uint64_t event = 0;
    std::string from;
    std::string id;
    bool body = false;
    bool archived = false;
  };

  void judge(const ScenarioId& scenario, std::uint64_t event, Sink& sink) const {
    const auto control = [&](const Sent& one) { return one.scenario == scenario && one.body && one.archived; };
    const auto first = std::find_if(sent_.begin(), sent_.end(), control);
    const auto last = std::find_if(sent_.rbegin(), std::make_reverse_iterator(first), control).base();
    const auto state = [&](const Sent& one) { return one.scenario == scenario && !one.body; };
    if (std::none_of(first, last, state)) return;
    sink.opportunity(scenario, event);
    const bool any = std::any_of(first, last, [&](const Sent& one) { return state(one) && one.archived; });
    sink.flag(scenario, any ? "states-archived" : "states-not-archived");
  }

  std::vector<Sent> sent_;
  std::map<ScenarioId, std::uint64_t> given_back_;
};

// XEP-0352 3.2: what becomes of states for a client that nobody looks at, up to a message with a body that arrives.
class ClientState : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0352/3.2/csi"; }

  void see(const Moment& moment, Sink& /*sink*/) override {
    if (const auto* stream = moment.event.as<trace::StreamEvent>()) {
      if (stream->what == "inactive") inactive_.insert(stream->at);
      if (stream->what == "active" || stream->what == "closed" || stream->what == "lost") inactive_.erase(stream->at);
    }
    const auto seen = ActorsView::of(moment);
    if (!seen || !seen->event->message) return;
    const auto& stanza = seen->event->stanza;
    if (seen->event->out) {
      sent(*seen, moment);
    } else if (stanza.is_error()) {
      for (auto& state : states_) state.bounced = state.bounced || (state.id == stanza.id() && state.from == seen->at);
    } else if (stanza.from()) {
      const auto from = stanza.from()->to_string();
      for (auto& state : states_) {
        const bool same = state.id == stanza.id() && state.from == from && state.to == seen->at;
        if (same) state.came = moment.event.n;
      }
      const auto control = controls_.find({from, stanza.id()});
      if (control != controls_.end() && control->second.to == seen->at) control->second.came = moment.event.n;
    }
  }

  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& state : states_) {
      for (const auto& [key, control] : controls_) {
        const bool behind = key.first == state.from && control.to == state.to && control.sent > state.sent;
        if (!behind || control.came == 0) continue;
        sink.opportunity(state.scenario, control.came);
        sink.flag(state.scenario, state.bounced               ? "states-bounced"
                                  : state.came == 0           ? "states-dropped"
                                  : state.came > control.sent ? "states-held-back"
                                                              : "states-delivered");
        break;
      }
    }
  }

 private:
  struct State {
    ScenarioId scenario;
    std::uint64_t sent = 0;
    std::string from;
    std::string to;
    std::string id;
    std::uint64_t came = 0;
    bool bounced = false;
  };
  struct Control {
    std::string to;
    std::uint64_t sent = 0;
    std::uint64_t came = 0;
  };

  void sent(const ActorsView& seen, const Moment& moment) {
    const auto& stanza = seen.event->stanza;
    const auto& message = *seen.event->message;
    if (!stanza.to() || stanza.id().empty()) return;
    const auto& to = *stanza.to();
    for (const auto& observer : inactive_) {
      const bool meant = to.is_bare() ? observer.starts_with(to.to_string() + "/") : observer == to.to_string();
      if (!meant) continue;
      if (message.is_standalone()) {
        states_.push_back({moment.scenario(), moment.event.n, seen.at, observer, stanza.id()});
      } else if (!message.body.empty()) {
        controls_[{seen.at, stanza.id()}] = {observer, moment.event.n};
      }
    }
  }

  std::set<std::string> inactive_;  // full JIDs
  std::vector<State> states_;
  std::map<std::pair<std::string, std::string>, Control> controls_;  // by sender and id
};

// RFC 6120 8.2.3: every request is answered. The payloads of ours are in a namespace that nobody knows.
class UnknownIqServer : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "6120/8.2.3/unknown-iq"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto seen = ActorsView::of(moment);
    if (!seen || !seen->event->stanza.is_iq()) return;
    const auto& stanza = seen->event->stanza;
    const bool request = stanza.type() == "get" || stanza.type() == "set";
    const std::pair key{seen->at, stanza.id()};
    if (seen->event->out && request) {
      const auto to = stanza.to() ? stanza.to()->to_string() : "";
      // A full JID is asked itself, through the server.
      if (stanza.id().empty() || to.find('/') != std::string::npos) return;
      asked_[key] = {moment.scenario(), moment.event.n, to, is_unknown(stanza)};
    } else if (!seen->event->out && !request) {
      const auto found = asked_.find(key);
      if (found == asked_.end() || found->second.answer != 0 || !answers(found->second, stanza, seen->at)) return;
      found->second.answer = moment.event.n;
      if (!found->second.unknown) return;
      sink.opportunity(moment.scenario(), moment.event.n);
      // RFC 6120 8.4 wants an error; 8.2.3 an answer.
      if (!stanza.is_error()) sink.flag(moment.scenario(), "answered-with-result");
    }
  }

  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto& [key, question] : asked_) {
      if (!question.unknown || question.answer != 0) continue;
      const bool fenced = std::any_of(asked_.begin(), asked_.end(), [&, &from = key.first](const auto& other) {
        const auto& [other_key, later] = other;
        return other_key.first == from && later.to == question.to && later.event > question.event && later.answer != 0;
      });
      if (fenced) {
        sink.fail(question.scenario, {question.event}, "an answer to every iq of type get and set",
                  "silence, while one that was sent later was answered");
      } else {
        sink.inconclusive(question.scenario, question.event, "the iq was not answered, nor was a later one");
      }
    }
  }

 private:
  struct Question {
    ScenarioId scenario;
    std::uint64_t event = 0;
    std::string to;
    bool unknown = false;
    std::uint64_t answer = 0;
  };

  // Anybody can send the id; but what a client sends has its full JID (RFC 6120 8.1.2.1), and the rest is the server's.
  static bool answers(const Question& question, const xmpp::Stanza& answer, const std::string& at) {
    const auto& from = answer.from();
    if (!from || from->is_bare()) return true;
    return question.to.empty() && from->to_string() == at;
  }
  static bool is_unknown(const xmpp::Stanza& stanza) {
    const auto children = stanza.element().children();
    return !children.empty() && children.front().ns().starts_with("urn:x-conformance:");
  }

  std::map<std::pair<std::string, std::string>, Question> asked_;  // by sender and id
};

}  // namespace

std::unique_ptr<Monitor> archive() { return std::make_unique<Archive>(); }
std::unique_ptr<Monitor> client_state() { return std::make_unique<ClientState>(); }
std::unique_ptr<Monitor> unknown_iq_server() { return std::make_unique<UnknownIqServer>(); }

void add_server_monitors(std::vector<std::unique_ptr<Monitor>>& monitors) {
  monitors.push_back(normal_stored());
  monitors.push_back(delay_stamp());
  monitors.push_back(archive());
  monitors.push_back(client_state());
  monitors.push_back(unknown_iq_server());
}

}  // namespace conformance::rules::companions
