// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

std::string features(const std::vector<std::string>& vars) {
  std::string text = "<identity category='client' type='pc'/>";
  for (const auto& var : vars) text += "<feature var='" + var + "'/>";
  return text;
}
const std::string with = features({xmpp::ns::disco_info, chat_states});
const std::string without = features({xmpp::ns::disco_info});

std::string query(const std::string& content, const std::string& node = "") {
  return "<query xmlns='" + std::string(xmpp::ns::disco_info) + "'" + (node.empty() ? "" : " node='" + node + "'") +
         ">" + content + "</query>";
}
std::string iq(const std::string& type, const std::string& content, const std::string& id = "1") {
  return "<iq type='" + type + "' id='" + id + "'>" + content + "</iq>";
}
const std::string refused =
    "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

Play asked(Play play, const std::string& who, const std::string& answer, const std::string& node = "") {
  return play.sends(who, iq("get", query("", node))).iut_sends(answer, who);
}
Play subscriber(const std::string& roster = "both") { return Play().contact("romeo", roster); }
const std::string yes = iq("result", query(with));
const std::string no = iq("result", query(without));

// A hash function that is not known here: whether the ver is right is another rule's matter.
std::string presence(const std::string& ver = "abc") {
  return "<presence><c xmlns='http://jabber.org/protocol/caps' hash='x-test' node='urn:j' ver='" + ver +
         "'/></presence>";
}

}  // namespace

TEST_CASE("A client that sends chat states lists the feature", "[xep0085-4]") {
  check_rows(
      "0085/4/disco-feature",
      {
          {"a subscriber gets it", asked(subscriber(), "romeo/orchard", yes).iut_sends(composing), "pass"},
          {"a subscriber does not get it", asked(subscriber(), "romeo/orchard", no).iut_sends(composing), "fail"},
          {"states were sent before", asked(subscriber().iut_sends(composing), "romeo/orchard", no), "fail"},
          {"a state in content shows support, too",
           asked(subscriber(), "romeo/orchard", no).iut_sends(body("Ay me!") + active), "fail"},
          {"who sees the client's presence does not get it",
           asked(subscriber("from"), "romeo/orchard", no).iut_sends(composing), "fail"},
          {"who does not see it need not get it", asked(subscriber("to"), "romeo/orchard", no).iut_sends(composing),
           "inconclusive"},
          {"a stranger need not get it", asked(subscriber("none"), "romeo/orchard", no).iut_sends(composing),
           "inconclusive"},
          {"nobody's contact need not get it", asked(Play(), "nurse@capulet.lit/x", no).iut_sends(composing),
           "inconclusive"},
          {"a stranger gets it", asked(subscriber("none"), "romeo/orchard", yes).iut_sends(composing), "pass"},
          {"the client never sends a state", asked(subscriber(), "romeo/orchard", no).iut_sends(body("Ay me!")),
           "not applicable"},
          {"an error is allowed", asked(subscriber(), "romeo/orchard", iq("error", refused)).iut_sends(composing),
           "inconclusive"},
          {"an error to a stranger, the feature to a subscriber",
           asked(asked(subscriber(), "nurse@capulet.lit/x", iq("error", refused)), "romeo/orchard", yes)
               .iut_sends(composing),
           "pass"},
          {"the feature once and not once",
           asked(asked(subscriber(), "romeo/orchard", yes), "romeo/orchard", no).iut_sends(composing), "fail"},
          {"states are switched off",
           asked(subscriber().iut_sends(composing).setting("chat_states", "off"), "romeo/orchard", no),
           "not applicable"},
          {"states are switched on again",
           asked(subscriber().setting("chat_states", "off").setting("chat_states", "on").ui_fence(), "romeo/orchard",
                 no)
               .iut_sends(composing),
           "fail"},
          {"a node is asked", asked(subscriber(), "romeo/orchard", no, "urn:j#abc").iut_sends(composing), "not judged"},
          {"no answer comes", subscriber().sends("romeo/orchard", iq("get", query(""))).iut_sends(composing),
           "not judged"},
          {"the answer has another id",
           subscriber()
               .sends("romeo/orchard", iq("get", query("")))
               .iut_sends(iq("result", query(without), "2"))
               .iut_sends(composing),
           "not judged"},
          {"nothing is asked", subscriber().iut_sends(composing), "not judged"},
      });
}

TEST_CASE("An account may answer for the client where the bare JID is asked", "[xep0085-4]") {
  auto play = subscriber();
  play.record(trace::observe(
      trace::at_iut, false,
      xmpp::Stanza::parse(
          xml::parse_element(
              "<iq type='get' id='1' from='romeo@montague.lit/orchard' to='juliet@capulet.lit'>" + query("") + "</iq>",
              xmpp::ns::client)
              .value())
          .value()));
  check_rows("0085/4/disco-feature",
             {{"the bare JID is asked", play.iut_sends(no).iut_sends(composing), "not judged"}});
}

TEST_CASE("Caps and disco say the same of chat states", "[xep0085-4]") {
  const auto caps = [] { return subscriber().iut_broadcasts(presence()); };
  const std::string node = "urn:j#abc";
  const auto expanded_yes = iq("result", query(with, node));
  const auto expanded_no = iq("result", query(without, node));
  const auto plain = [](const Play& play, const std::string& answer) { return asked(play, "romeo/orchard", answer); };
  const auto expanded = [&](const Play& play, const std::string& answer) {
    return asked(play, "romeo/orchard", answer, node);
  };
  check_rows(
      "0085/4/caps-feature",
      {
          {"both have the feature", expanded(plain(caps(), yes), expanded_yes), "pass"},
          {"neither has it", expanded(plain(caps(), no), expanded_no), "pass"},
          {"disco alone has it", expanded(plain(caps(), yes), expanded_no), "fail"},
          {"the caps alone have it", expanded(plain(caps(), no), expanded_yes), "fail"},
          {"the caps are asked first", plain(expanded(caps(), expanded_yes), no), "fail"},
          {"the caps are refused", expanded(plain(caps(), yes), iq("error", refused)), "inconclusive"},
          {"disco is refused", expanded(plain(caps(), iq("error", refused)), expanded_yes), "not judged"},
          {"another node is asked", asked(plain(caps(), yes), "romeo/orchard", expanded_no, "urn:j#old"), "not judged"},
          {"the caps are another's by then", expanded(plain(caps(), yes).iut_broadcasts(presence("def")), expanded_no),
           "not judged"},
          {"what changed in between is no contradiction",
           asked(plain(caps(), yes).iut_broadcasts(presence("def")), "romeo/orchard",
                 iq("result", query(without, "urn:j#def")), "urn:j#def"),
           "not judged"},
          {"the same caps come once more", expanded(plain(caps(), yes).iut_broadcasts(presence()), expanded_no),
           "fail"},
          {"no caps are sent", plain(subscriber().iut_broadcasts("<presence/>"), yes), "not applicable"},
          {"nothing is asked", caps(), "not judged"},
      });
}

}  // namespace conformance::rules
