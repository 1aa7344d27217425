// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "rules/monitor.hpp"

/// The monitors of XEP-0085, one file a section.
namespace conformance::rules::xep_0085 {

std::unique_ptr<Monitor> disco_feature();                            // 4
std::unique_ptr<Monitor> caps_feature();                             // 4
std::unique_ptr<Monitor> caps_first(const trace::Header&);           // 4
std::unique_ptr<Monitor> disco_fallback();                           // 4
std::unique_ptr<Monitor> discover_first();                           // 5.1
std::unique_ptr<Monitor> method();                                   // 5.1
std::unique_ptr<Monitor> negotiated();                               // 5.1
std::unique_ptr<Monitor> initial_state(const trace::Header&);        // 5.1
std::unique_ptr<Monitor> initial_active();                           // 5.1
std::unique_ptr<Monitor> quiet_until_reply();                        // 5.1
std::unique_ptr<Monitor> early_standalone();                         // 5.1
std::unique_ptr<Monitor> stop_when_unsupported();                    // 5.1
std::unique_ptr<Monitor> standalone_enables();                       // 5.1
std::unique_ptr<Monitor> active_when_shown(const trace::Header&);    // 5.1
std::unique_ptr<Monitor> send_standalone();                          // 5.1
std::unique_ptr<Monitor> answer_in_kind();                           // 5.1
std::unique_ptr<Monitor> understood();                               // 5.2
std::unique_ptr<Monitor> understood_others();                        // 5.2
std::unique_ptr<Monitor> configurable();                             // 5.2
std::unique_ptr<Monitor> composing_once();                           // 5.3
std::unique_ptr<Monitor> no_repeat();                                // 5.3
std::unique_ptr<Monitor> active_in_content(const trace::Header&);    // 5.3
std::unique_ptr<Monitor> chat_or_groupchat();                        // 5.4
std::unique_ptr<Monitor> type_matches();                             // 5.4
std::unique_ptr<Monitor> groupchat();                                // 5.5
std::unique_ptr<Monitor> no_gone();                                  // 5.5
std::unique_ptr<Monitor> ignore_gone();                              // 5.5
std::unique_ptr<Monitor> content_only_active(const trace::Header&);  // 5.6
std::unique_ptr<Monitor> standalone_not_active();                    // 5.6
std::unique_ptr<Monitor> message_only();                             // 5.4, client
std::unique_ptr<Monitor> message_only_server();                      // 5.4, server
std::unique_ptr<Monitor> one_state();                                // 5.6, client
std::unique_ptr<Monitor> one_state_server();                         // 5.6, server
std::unique_ptr<Monitor> standalone_bare(const trace::Header&);      // 5.6
std::unique_ptr<Monitor> standalone_thread();                        // 5.6
std::unique_ptr<Monitor> copy_thread();                              // 5.7
std::unique_ptr<Monitor> gone_on_close();                            // 5.7
std::unique_ptr<Monitor> no_thread_reuse();                          // 5.7
std::unique_ptr<Monitor> new_thread();                               // 5.7
std::unique_ptr<Monitor> may_refuse();                               // 5.8
std::unique_ptr<Monitor> no_offline();                               // 5.8
std::unique_ptr<Monitor> no_generation();                            // 5.8
std::unique_ptr<Monitor> no_history();                               // 5.8
std::unique_ptr<Monitor> may_refuse_in_room();                       // 5.8
std::unique_ptr<Monitor> never_heard_again();                        // 8
std::unique_ptr<Monitor> untrusted();                                // 9
std::unique_ptr<Monitor> disable();                                  // 9

/// That a state is generated at least once in a run (5.2): active, composing, paused, inactive, gone.
std::unique_ptr<Monitor> generated(const std::string& state, const trace::Header&);

}  // namespace conformance::rules::xep_0085
