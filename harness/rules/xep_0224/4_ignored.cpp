// SPDX-License-Identifier: MIT
#include "rules/xep_0224/no_alert.hpp"
#include "rules/xep_0224/receiving.hpp"

/// XEP-0224 4 and 7: attentions that alert nobody.
namespace conformance::rules::xep_0224 {

namespace {

using trace::Change;
using trace::Setting;
using Kind = xmpp::AttentionKind;

// XEP-0224 4: an attention with a delay of its own is ignored. The older form of a delay is not XEP-0203's.
class IgnoreDelayed final : public NoAlert {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/4/ignore-delayed"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::attention) {
        (change.attention.kind == Kind::legacy_delayed ? legacy_ : others_).insert(change.full);
      } else if (change.kind == Change::Kind::alerted && legacy_.contains(change.full) &&
                 !others_.contains(change.full)) {
        sink.flag(moment.scenario(), "legacy-delay-alerts");
      }
    }
    NoAlert::see(moment, sink);
  }

 private:
  [[nodiscard]] bool forbids(const Change& attention, const Moment& /*moment*/) const override {
    return attention.attention.kind == Kind::delayed;
  }
  [[nodiscard]] std::string expected() const override { return "no alert by an attention with a delay"; }

  std::set<std::string> legacy_;  // bare JIDs with an attention beside the older form of a delay
  std::set<std::string> others_;  // … with any other attention
};

// … nor one that comes from the archive. Who asks no archive is not judged by a result that it did not ask for.
class IgnoreArchived final : public NoAlert {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/4/ignore-archived"; }

  void see(const Moment& moment, Sink& sink) override {
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::stream_began) asked_ = false;
      if (change.kind == Change::Kind::target_stanza && asks_archive(change.stanza->stanza)) asked_ = asks_ = true;
      const bool archived = change.kind == Change::Kind::attention && change.attention.kind == Kind::archived;
      if (archived && !asked_) unasked_.insert(change.full);
    }
    const auto* scenario = moment.event.as<trace::ScenarioEvent>();
    if (scenario != nullptr && scenario->phase == "end" && !asks_) {
      sink.not_applicable(moment.scenario(), moment.event.n, "the client asks no archive");
    }
    NoAlert::see(moment, sink);
  }

 private:
  static bool asks_archive(const xmpp::Stanza& stanza) {
    return stanza.is_iq() && stanza.type() == "set" && stanza.child("query", xmpp::ns::archive);
  }
  [[nodiscard]] bool forbids(const Change& attention, const Moment& /*moment*/) const override {
    return attention.attention.kind == Kind::archived;
  }
  [[nodiscard]] std::string expected() const override { return "no alert by an attention of the archive"; }
  [[nodiscard]] std::string missing(const ScenarioId& /*scenario*/, const std::string& bare) const override {
    return unasked_.contains(bare) ? "the client had not asked for the archive" : "";
  }

  bool asks_ = false;              // ever
  bool asked_ = false;             // on this stream
  std::set<std::string> unasked_;  // bare JIDs
};

// What has alerted does not alert again after a new login, when the server brings it again.
class NoReplay final : public NoAlert {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/4/no-replay"; }

  void see(const Moment& moment, Sink& sink) override {
    NoAlert::see(moment, sink);
    for (const auto& change : moment.changes) {
      if (change.kind == Change::Kind::alerted) alerted_.insert(change.full);
      if (change.kind == Change::Kind::stream_began) before_ = alerted_;
    }
  }

 private:
  [[nodiscard]] bool forbids(const Change& attention, const Moment& /*moment*/) const override {
    const auto kind = attention.attention.kind;
    return (kind == Kind::delayed || kind == Kind::archived) && before_.contains(attention.full);
  }
  [[nodiscard]] std::string expected() const override {
    return "no second alert by an attention that comes again after a new login";
  }
  [[nodiscard]] bool starts_anew_with_each_stream() const override { return true; }

  std::set<std::string> alerted_;  // bare JIDs
  std::set<std::string> before_;   // … who alerted before this stream began
};

// XEP-0224 7: a stranger's attention does not alert.
class RosterOnly final : public NoAlert {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/7/roster-only"; }

 private:
  [[nodiscard]] bool forbids(const Change& attention, const Moment& moment) const override {
    return attention.attention.kind == Kind::live && moment.world.attention_setting().value != Setting::Value::off &&
           moment.world.standing(*attention.attention.from) == trace::Standing::stranger;
  }
  [[nodiscard]] std::string expected() const override {
    return "no alert by somebody who is neither in the roster nor has directed presence";
  }
};

// RFC 6120 8.3.1: an error that gives an attention back asks for nothing. What it does with a chat state is seen by the
// other monitor of the rule (companions/stanzas.cpp).
class AttentionEcho final : public NoAlert {
 public:
  [[nodiscard]] std::string rule() const override { return "6120/8.3.1/error-echo"; }

 private:
  [[nodiscard]] bool forbids(const Change& attention, const Moment& /*moment*/) const override {
    return attention.attention.kind == Kind::echoed;
  }
  [[nodiscard]] std::string expected() const override { return "no alert by an error that echoes an attention"; }
};

}  // namespace

std::unique_ptr<Monitor> ignore_delayed() { return std::make_unique<IgnoreDelayed>(); }
std::unique_ptr<Monitor> ignore_archived() { return std::make_unique<IgnoreArchived>(); }
std::unique_ptr<Monitor> no_replay() { return std::make_unique<NoReplay>(); }
std::unique_ptr<Monitor> attention_echo() { return std::make_unique<AttentionEcho>(); }
std::unique_ptr<Monitor> roster_only() { return std::make_unique<RosterOnly>(); }

}  // namespace conformance::rules::xep_0224
