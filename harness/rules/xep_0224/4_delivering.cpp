// SPDX-License-Identifier: MIT
#include "rules/offline_watch.hpp"
#include "rules/xep_0224/delivering.hpp"
#include "rules/xep_0224/payload.hpp"

namespace conformance::rules::xep_0224 {

namespace {

// XEP-0224 4, XEP-0160 3: a headline is not stored, and an attention of another type, which may be, comes back with the
// time of it, so that nobody is called by it then.
class NoOffline : public Monitor {
 public:
  [[nodiscard]] std::string rule() const override { return "0224/4/no-offline"; }

  void see(const Moment& moment, Sink& sink) override {
    const auto news = watch_.see(moment);
    for (const auto* item : news.came) {
      if (item->attention) came(*item, moment, sink);
    }
    if (news.over != nullptr) judge_not_stored(*news.over, is_headline, moment, sink);
  }

 private:
  static bool is_headline(const OfflineItem& item) { return item.attention && item.type == "headline"; }

  static void came(const OfflineItem& item, const Moment& moment, Sink& sink) {
    if (!item.was_stored()) {
      sink.inconclusive(moment.scenario(), moment.event.n,
                        "the attention came, but it may have reached the server after its recipient came back");
    } else if (is_headline(item)) {
      sink.fail(moment.scenario(), {moment.event.n, item.event}, "a headline dropped while its recipient is offline",
                "it was stored and delivered on return");
    } else if (!item.stamped) {
      sink.fail(moment.scenario(), {moment.event.n, item.event},
                "a delay with the stamp in what comes out of the store",
                "an attention of type " + item.type + " was stored, and came without");
    } else {
      sink.flag(moment.scenario(), item.type + "-attention-stored");
    }
  }

  OfflineWatch watch_;
};

}  // namespace

std::unique_ptr<Monitor> no_iq_server() { return only_in_messages_by_server(never_in_iq()); }
std::unique_ptr<Monitor> no_presence_server() { return only_in_messages_by_server(never_in_presence()); }
std::unique_ptr<Monitor> no_offline() { return std::make_unique<NoOffline>(); }

void add_delivering_monitors(std::vector<std::unique_ptr<Monitor>>& monitors) {
  monitors.push_back(no_iq_server());
  monitors.push_back(no_presence_server());
  monitors.push_back(no_offline());
}

}  // namespace conformance::rules::xep_0224
