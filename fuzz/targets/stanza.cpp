// Property: whatever an element holds, it is a stanza or refused, is classified, answered and written without loss.
// SPDX-License-Identifier: MIT
#include "base/check.hpp"
#include "fuzz/targets.hpp"
#include "trace/recorder.hpp"
#include "xml/parser.hpp"
#include "xmpp/message.hpp"

namespace conformance::fuzz {

namespace {

xmpp::Stanza read_again(const xml::Element& element) {
  xml::ParserLimits wide;
  wide.bytes_max *= 8;
  wide.depth_max += 2;  // what an answer wraps
  auto again = xml::parse_element(element.to_string(xmpp::ns::client), xmpp::ns::client, wide);
  check(again.has_value() && *again == element, "a stanza that was written is not what was read");
  auto stanza = xmpp::Stanza::parse(*again);
  check(stanza.has_value(), "a stanza that was written is none");
  return *stanza;
}

void check_message(const xmpp::Stanza& stanza) {
  const auto message = xmpp::read_message(stanza);
  const auto again = xmpp::read_message(read_again(stanza.element()));
  check(message.message_class == again.message_class && message.body == again.body && message.thread == again.thread &&
            message.states == again.states && message.extras.size() == again.extras.size(),
        "a message that was written is classified as another one");
  const bool nothing_else = message.message_class != xmpp::MessageClass::standalone || !message.states.empty();
  check(nothing_else, "a standalone notification without a state");
}

}  // namespace

void stanza(std::string_view input) {
  auto element = xml::parse_element(input, xmpp::ns::client);
  if (element.has_error()) {
    check(!element.error().reason.empty(), "refused without a reason");
    return;
  }
  const auto read = xmpp::Stanza::parse(*element);
  if (read.has_error()) return;
  const auto again = read_again(read->element());
  check(again.to() == read->to() && again.from() == read->from() && again.type() == read->type(),
        "an address or a type is not what it was");
  if (read->is_message()) check_message(*read);
  const auto error = read_again(xmpp::error_reply(*read, "cancel", "item-not-found"));
  check(error.is_error() && error.to() == read->from() && error.from() == read->to(), "an error goes elsewhere");
  if (read->is_iq()) check(read_again(xmpp::result_reply(*read).build()).type() == "result", "no result");
  // What is secret is replaced by its length: the length of that has one digit or two, and then stays.
  auto kept = trace::without_secrets(*read);
  for (int round = 0; round < 3; ++round) kept = trace::without_secrets(read_again(kept.element()));
  check(trace::without_secrets(kept).to_string() == kept.to_string(), "secrets are not replaced by their length");
}

}  // namespace conformance::fuzz
