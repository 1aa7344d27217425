// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include "rules/actors.hpp"
#include "rules/companions/server_monitors.hpp"
#include "rules/offline_watch.hpp"
#include "xmpp/date_time.hpp"

/// XEP-0160 and XEP-0203: what a server keeps for somebody who is away, and how it says so.
namespace conformance::rules::companions {

namespace {

// XEP-0160 3: a message of type normal is stored, by a server that stores at all.
class NormalStored : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0160/3/normal-stored"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto news = watch_.see(moment);
    for (const auto* item : news.came) {
      // XEP-0160 does not except chat states here, XEP-0085 5.8 does.
      const bool state = !item->state.empty() && item->type == "normal" && item->was_stored();
      if (state) sink.flag(moment.scenario(), "normal-states-stored");
    }
  }

  // What has not come by now does not come.
  void finish(const trace::World& /*world*/, Sink& sink) override {
    for (const auto* absence : watch_.all()) {
      if (absence->over != 0) judge(*absence, sink);
    }
  }

 private:
  static bool is_subject(const OfflineItem& item) {
    return item.type == "normal" && !item.body.empty() && !item.attention;
  }

  static void judge(const Absence& absence, Sink& sink) {
    const auto& items = absence.items;
    const auto is_control = [](const OfflineItem& item) { return item.is_control(); };
    const auto first = std::find_if(items.begin(), items.end(), is_control);
    const auto last = std::find_if(items.rbegin(), std::make_reverse_iterator(first), is_control).base();
    const auto controls = [&](auto holds) {
      return std::all_of(items.begin(), items.end(), [&](const auto& i) { return !i.is_control() || holds(i); });
    };
    for (auto item = first; item != last; ++item) {
      if (!is_subject(*item)) continue;
      if (item->came) {
        sink.opportunity(absence.scenario, item->event);
      } else if (controls([](const OfflineItem& i) { return !i.came; })) {
        sink.not_applicable(absence.scenario, item->event, "the server stores no messages");
      } else if (!item->processed) {
        sink.inconclusive(absence.scenario, item->event,
                          "no fence shows that the server had the message before its recipient came back");
      } else if (controls([](const OfflineItem& i) { return i.came; })) {
        sink.fail(absence.scenario, {item->event}, "messages of type normal stored, as those of type chat are",
                  item->bounced ? "one of type normal was refused" : "one of type normal was lost");
      } else {
        sink.inconclusive(absence.scenario, item->event, "messages of type chat were lost as well");
      }
    }
  }

  OfflineWatch watch_;
};

// XEP-0203 2: a delay says when, in UTC, and should say who held it back.
class DelayStamp : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0203/2/stamp"; }

  void see(const Moment& moment, Sink& sink) override {
    actors_.see(moment);
    const auto seen = ActorsView::of(moment);
    if (!seen) return;
    const auto children = seen->event->stanza.element().children();
    for (const auto& child : children) {
      if (!child.is("delay", xmpp::ns::delay)) continue;
      if (seen->event->out) {
        sent_.insert(child.to_string());
      } else if (!seen->event->stanza.is_error() && actors_.answerable(*seen->event, moment) &&
                 !sent_.contains(child.to_string())) {
        judge(child, moment, sink);
      }
    }
  }

 private:
  static void judge(const xml::Element& delay, const Moment& moment, Sink& sink) {
    const auto stamp = delay.attribute("stamp");
    const auto from = delay.attribute("from");
    if (!stamp) {
      sink.fail(moment.scenario(), {moment.event.n}, "a stamp", "a delay without one");
    } else if (!xmpp::is_utc_date_time(*stamp)) {
      sink.fail(moment.scenario(), {moment.event.n}, "a stamp in UTC, as XEP-0082 writes it: 2002-09-10T23:08:25Z",
                "the stamp \"" + std::string(*stamp) + "\"");
    } else if (from && xmpp::Jid::parse(*from).has_error()) {
      sink.fail(moment.scenario(), {moment.event.n}, "the JID of who held it back in from",
                "from is \"" + std::string(*from) + "\"");
    } else {
      sink.opportunity(moment.scenario(), moment.event.n);
      if (!from) sink.flag(moment.scenario(), "delay-without-from");  // RECOMMENDED
    }
  }

  Actors actors_;
  std::set<std::string> sent_;  // delays that actors wrote themselves
};

}  // namespace

std::unique_ptr<Monitor> normal_stored() { return std::make_unique<NormalStored>(); }
std::unique_ptr<Monitor> delay_stamp() { return std::make_unique<DelayStamp>(); }

}  // namespace conformance::rules::companions
