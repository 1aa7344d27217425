// SPDX-License-Identifier: MIT
#include "rules/companions/monitors.hpp"
#include "rules/companions/server_monitors.hpp"
#include "rules/monitor.hpp"
#include "rules/schema_monitors.hpp"
#include "rules/xep_0085/monitors.hpp"
#include "rules/xep_0224/delivering.hpp"
#include "rules/xep_0224/receiving.hpp"
#include "rules/xep_0224/sending.hpp"

namespace conformance::rules {

std::vector<std::unique_ptr<Monitor>> make_monitors(const trace::Header& header) {
  std::vector<std::unique_ptr<Monitor>> monitors;
  if (header.role == "client") {
    monitors.push_back(xep_0085::disco_feature());
    monitors.push_back(xep_0085::caps_feature());
    monitors.push_back(xep_0085::caps_first(header));
    monitors.push_back(xep_0085::disco_fallback());
    monitors.push_back(xep_0085::discover_first());
    monitors.push_back(xep_0085::method());
    monitors.push_back(xep_0085::negotiated());
    monitors.push_back(xep_0085::initial_state(header));
    monitors.push_back(xep_0085::initial_active());
    monitors.push_back(xep_0085::quiet_until_reply());
    monitors.push_back(xep_0085::early_standalone());
    monitors.push_back(xep_0085::stop_when_unsupported());
    monitors.push_back(xep_0085::standalone_enables());
    monitors.push_back(xep_0085::active_when_shown(header));
    monitors.push_back(xep_0085::send_standalone());
    monitors.push_back(xep_0085::answer_in_kind());
    monitors.push_back(xep_0085::active_in_content(header));
    monitors.push_back(xep_0085::chat_or_groupchat());
    monitors.push_back(xep_0085::type_matches());
    monitors.push_back(xep_0085::groupchat());
    monitors.push_back(xep_0085::no_gone());
    monitors.push_back(xep_0085::ignore_gone());
    monitors.push_back(xep_0085::content_only_active(header));
    monitors.push_back(xep_0085::standalone_not_active());
    monitors.push_back(state_is_empty());
    monitors.push_back(state_is_known());
    monitors.push_back(attention_is_empty());
    for (const char* state : {"active", "composing", "paused", "inactive", "gone"}) {
      monitors.push_back(xep_0085::generated(state, header));
    }
    monitors.push_back(xep_0085::understood());
    monitors.push_back(xep_0085::understood_others());
    monitors.push_back(xep_0085::configurable());
    xep_0224::add_sending_monitors(monitors);
    monitors.push_back(xep_0085::composing_once());
    monitors.push_back(xep_0085::no_repeat());
    monitors.push_back(xep_0085::message_only());
    monitors.push_back(xep_0085::one_state());
    monitors.push_back(xep_0085::standalone_bare(header));
    monitors.push_back(xep_0085::standalone_thread());
    monitors.push_back(xep_0085::copy_thread());
    monitors.push_back(xep_0085::gone_on_close());
    monitors.push_back(xep_0085::no_thread_reuse());
    monitors.push_back(xep_0085::new_thread());
    monitors.push_back(xep_0085::untrusted());
    xep_0224::add_receiving(monitors);
    monitors.push_back(xep_0085::never_heard_again());
    monitors.push_back(xep_0085::disable());
    monitors.push_back(companions::identity());
    monitors.push_back(companions::info_feature());
    monitors.push_back(companions::node_echoed());
    monitors.push_back(companions::caps_attributes());
    monitors.push_back(companions::caps_ver());
    monitors.push_back(companions::well_formed());
    monitors.push_back(companions::node_answered());
    monitors.push_back(companions::unknown_iq());
    monitors.push_back(companions::unknown_ignored());
    monitors.push_back(companions::error_echo());
    monitors.push_back(companions::lock());
    monitors.push_back(companions::no_gone_on_logout());
    monitors.push_back(companions::no_copy());
  } else {
    monitors.push_back(xep_0085::message_only_server());
    monitors.push_back(xep_0085::one_state_server());
    monitors.push_back(xep_0085::may_refuse());
    monitors.push_back(xep_0085::no_offline());
    monitors.push_back(xep_0085::no_generation());
    monitors.push_back(xep_0085::no_history());
    monitors.push_back(xep_0085::may_refuse_in_room());
    xep_0224::add_delivering_monitors(monitors);
    companions::add_server_monitors(monitors);
  }
  return monitors;
}

}  // namespace conformance::rules
