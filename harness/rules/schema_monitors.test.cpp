// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

using namespace testing;

namespace {

Play sends(const std::string& content) { return Play().contact("romeo").iut_sends(content); }
std::string with(const std::string& name, const std::string& attributes, const std::string& inside,
                 const std::string& ns = chat_states) {
  return "<" + name + " xmlns='" + ns + "'" + attributes + ">" + inside + "</" + name + ">";
}

void check_empty(const std::string& rule, const std::string& name, const std::string& ns) {
  const auto one = [&](const std::string& attributes, const std::string& inside) {
    return sends(with(name, attributes, inside, ns));
  };
  check_rows(
      rule,
      {
          {"it is empty", one("", ""), "pass"},
          {"it has text", one("", "x"), "fail"},
          {"it has white space", one("", " "), "fail"},
          {"it has a child", one("", "<x/>"), "fail"},
          {"it has an attribute", one(" x='1'", ""), "fail"},
          {"it has an attribute of another namespace", one(" a:x='1' xmlns:a='urn:x'", ""), "fail"},
          {"it has an attribute of XML Schema",
           one(" a:nil='true' xmlns:a='http://www.w3.org/2001/XMLSchema-instance'", ""), "pass"},
          {"it has a language", one(" xml:lang='it'", ""), "pass"},
          {"it stands in another element", sends("<x xmlns='urn:x'>" + with(name, "", "x", ns) + "</x>"), "not judged"},
          {"it is of another namespace", sends(with(name, "", "x", "urn:x")), "not judged"},
          {"an error gives it back", sends(message("type='error'", with(name, "", "x", ns))), "not judged"},
          {"the contact sends it", Play().contact("romeo").romeo_sends(with(name, "", "x", ns)), "not judged"},
          {"a second one has text", sends(with(name, "", "", ns) + with(name, "", "x", ns)), "fail"},
          {"there is none", sends(body("Ay me!")), "not judged"},
      });
}

}  // namespace

TEST_CASE("A chat state is an empty element", "[xep0085-schema]") {
  check_empty("0085/schema/empty", "composing", chat_states);
}

TEST_CASE("An attention is an empty element", "[xep0224-schema]") {
  check_empty("0224/schema/empty", "attention", "urn:xmpp:attention:0");
}

TEST_CASE("There are five chat states", "[xep0085-schema]") {
  for (const auto* name : {"active", "composing", "paused", "inactive", "gone"}) {
    check_rows("0085/schema/known", {{std::string("it is ") + name, sends(state(name)), "pass"}});
  }
  check_rows("0085/schema/known",
             {
                 {"it is another", sends(state("away")), "fail"},
                 {"it is one in other letters", sends(state("Active")), "fail"},
                 {"it is in a message", sends(body("x") + state("typing")), "fail"},
                 {"a second one is another", sends(active + state("typing")), "fail"},
                 {"another is in another namespace", sends("<typing xmlns='urn:x'/>" + active), "pass"},
                 {"the contact's is another", Play().contact("romeo").romeo_sends(state("away")), "not judged"},
                 {"an error gives another back", sends(message("type='error'", state("away"))), "not judged"},
                 {"there is none", sends(body("x")), "not judged"},
             });
}

}  // namespace conformance::rules
