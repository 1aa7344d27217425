// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "trace/test_world.hpp"

namespace conformance::trace {

using namespace testing;

namespace {

std::string state_of(const ConversationView& view) { return view.partner_state().value_or("unclear"); }
std::string addresses_of(const ConversationView& view) {
  std::string may = view.may_go_to("") ? "bare " : "";
  for (const std::string resource : {"orchard", "garden"}) {
    if (view.may_go_to("romeo@montague.lit/" + resource)) may += resource + " ";
  }
  return may;
}
const std::string other_device = "juliet@capulet.lit/tomb";

}  // namespace

TEST_CASE("The contact's state is that of its last message, where no reading differs", "[xep0085-5.2]") {
  struct Row {
    const char* when;
    Play play;
    const char* state;
  };
  const auto composes = begun().romeo_sends(composing);
  const std::vector<Row> rows = {
      {"nothing was said", begun().romeo_sends(receipt), ""},
      {"alone", composes, "composing"},
      {"in a message", begun().romeo_sends(body("Hello") + active), "active"},
      {"one after the other", Play(composes).romeo_sends(paused), "paused"},
      {"a receipt comes after it", Play(composes).romeo_sends(receipt), "composing"},
      {"a message without a state comes after it", Play(composes).romeo_sends(body("Hello")), "unclear"},
      {"a message with two states", Play(composes).romeo_sends(active + paused), "unclear"},
      {"an unknown state", Play(composes).romeo_sends(state("away")), "unclear"},
      {"of type normal", begun().romeo_sends(message("type='normal'", composing)), "unclear"},
      {"of no type", begun().romeo_sends(message("id='1'", composing)), "unclear"},
      {"delayed", Play(composes).romeo_sends(paused + delay), "unclear"},
      {"an error gives a state back", Play(composes).bounce(paused), "composing"},
      {"the target's own state", Play(composes).iut_sends(active), "composing"},
      {"another resource says the same", Play(composes).sends("romeo/garden", composing), "composing"},
      {"another resource says something else", Play(composes).sends("romeo/garden", active), "unclear"},
      {"to another device of the user", Play(composes).carbon("received", "romeo/orchard", other_device, paused),
       "unclear"},
      {"gone", Play(composes).romeo_sends(gone), "gone"},
      {"after gone", Play(composes).romeo_sends(gone).romeo_sends(active), "active"},
      {"the target has closed", Play(composes).iut_sends(gone), "unclear"},
      {"the resource goes", Play(composes).comes("romeo/garden").goes("romeo/orchard"), "unclear"},
      {"another resource goes", Play(composes).comes("romeo/garden").goes("romeo/garden"), "composing"},
      {"the resource is away", Play(composes).comes("romeo/orchard", "<show>away</show>"), "composing"},
      {"the stream is new", Play(composes).stream("lost").stream("bound"), "unclear"},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    CHECK(state_of(Seen(row.play).with().delivered) == row.state);
  }
  const auto digested = [](const Play& play) { return state_of(Seen(play).with().digested); };
  CHECK(digested(composes).empty());
  CHECK(digested(Play(composes).digested()) == "composing");
  CHECK(digested(Play(composes).digested().romeo_sends(paused)) == "composing");
  CHECK(digested(Play(composes).digested().goes("romeo/orchard")) == "unclear");
}

TEST_CASE("A conversation is locked to the resource that has replied", "[rfc6121-5.1]") {
  struct Row {
    const char* when;
    Play play;
    std::string may;  // bare, orchard, garden
  };
  const auto asked = begun().iut_sends(body("Ay me!"), "romeo");
  const auto replied = Play(asked).romeo_sends(body("Oh"));
  const std::vector<Row> rows = {
      {"before a reply", asked, "bare "},
      {"after a reply", replied, "orchard "},
      {"after a first message", begun().romeo_sends(body("Oh")), "orchard "},
      {"after a state alone", Play(asked).romeo_sends(composing), "bare orchard "},
      {"after a delayed reply", Play(asked).romeo_sends(body("Oh") + delay), "bare orchard garden "},
      {"another resource replies", Play(replied).sends("romeo/garden", body("Oh")), "bare garden "},
      {"another resource composes", Play(replied).sends("romeo/garden", composing), "orchard garden "},
      {"it replies again", Play(replied).romeo_sends(body("Oh")), "orchard "},
      {"it is away", Play(replied).comes("romeo/orchard", "<show>away</show>"), "bare orchard "},
      {"another resource comes", Play(replied).comes("romeo/garden"), "bare orchard "},
      {"it goes, another stays", Play(replied).comes("romeo/garden").goes("romeo/orchard"), "bare "},
      {"all go", Play(replied).goes("romeo/orchard"), "bare "},
      {"the stream is new", Play(replied).stream("lost").stream("bound"), "bare "},
      {"the contact is gone", Play(replied).romeo_sends(gone), "bare orchard garden "},
      {"the target is gone", Play(replied).iut_sends(gone), "bare orchard garden "},
      {"after gone a reply", Play(replied).romeo_sends(gone).romeo_sends(body("Oh")), "orchard "},
      {"the reply went to another device", Play(asked).carbon("received", "romeo/orchard", other_device, body("Oh")),
       "bare orchard garden "},
  };
  for (const auto& row : rows) {
    INFO(row.when);
    CHECK(addresses_of(Seen(row.play).with().delivered) == row.may);
  }
  // What has crossed a presence on the wire was right.
  const auto went = Play(replied).digested().comes("romeo/garden").goes("romeo/orchard");
  CHECK(addresses_of(Seen(went).with().digested) == "orchard ");
  CHECK(addresses_of(Seen(Play(went).digested()).with().digested) == "bare ");
  const auto spoke = Play(went).sends("romeo/garden", body("Oh"));
  CHECK(addresses_of(Seen(spoke).with().digested) == "orchard ");
  CHECK(addresses_of(Seen(Play(spoke).digested()).with().digested) == "garden ");
}

TEST_CASE("A state that is malformed neither proves support nor disproves it", "[xep0085-5.1]") {
  const auto support = [](const std::string& content) {
    return Seen(begun().iut_sends(body("x") + active).romeo_sends(content)).with().delivered.support();
  };
  CHECK(support(body("Oh") + active) == Support::yes);
  CHECK(support(body("Oh")) == Support::no);
  CHECK(support(body("Oh") + active + composing) == Support::probing);
  CHECK(support(body("Oh") + state("away")) == Support::probing);
}

}  // namespace conformance::trace
