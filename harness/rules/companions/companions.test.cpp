// SPDX-License-Identifier: MIT
#include "rules/test_trace.hpp"

namespace conformance::rules {

namespace {

using namespace testing;

// XEP-0115 5.2: the simple example, with the ver that the specification computes for it.
const std::string example_ver = "QgayPKawpkPSDYmwT/WM94uAlu0=";
const std::string example_identity = "<identity category='client' name='Exodus 0.9.1' type='pc'/>";
const std::string example =
    example_identity +
    "<feature var='http://jabber.org/protocol/caps'/><feature var='http://jabber.org/protocol/disco#info'/>"
    "<feature var='http://jabber.org/protocol/disco#items'/><feature var='http://jabber.org/protocol/muc'/>";
const std::string node = "http://code.google.com/p/exodus";
const std::string caps_node = node + "#" + example_ver;

std::string query(const std::string& content, const std::string& of_node = "") {
  return "<query xmlns='" + std::string(xmpp::ns::disco_info) + "'" +
         (of_node.empty() ? "" : " node='" + of_node + "'") + ">" + content + "</query>";
}
std::string result(const std::string& content, const std::string& of_node = "") {
  return "<iq type='result' id='1'>" + query(content, of_node) + "</iq>";
}
const std::string refused = "<iq type='error' id='1'><error type='cancel'/></iq>";

std::string caps(const std::string& attributes) {
  return "<presence><c xmlns='http://jabber.org/protocol/caps' " + attributes + "/></presence>";
}
const std::string good_caps = caps("hash='sha-1' node='" + node + "' ver='" + example_ver + "'");

Play client(const std::string& presence = good_caps) { return Play().contact("romeo").iut_broadcasts(presence); }
Play asked(Play play, const std::string& answer, const std::string& of_node = "", const std::string& id = "1") {
  return play.sends("romeo/orchard", "<iq type='get' id='" + id + "'>" + query("", of_node) + "</iq>")
      .iut_sends(answer);
}

}  // namespace

TEST_CASE("A disco#info result has an identity", "[xep0030-3.1]") {
  check_rows(
      "0030/3.1/identity",
      {
          {"one", asked(client(), result(example)), "pass"},
          {"two", asked(client(), result(example + "<identity category='client' type='phone'/>")), "pass"},
          {"none", asked(client(), result("<feature var='" + std::string(xmpp::ns::disco_info) + "'/>")), "fail"},
          {"none of the caps' node", asked(client(), result("", caps_node), caps_node), "fail"},
          {"once one and once none", asked(asked(client(), result(example)), result("")), "fail"},
          {"an error", asked(client(), refused), "inconclusive"},
          {"an error, and then one", asked(asked(client(), refused), result(example)), "pass"},
          {"a result that was not asked for", client().iut_sends(result("")), "not judged"},
          {"a result of another query", asked(client(), result(""), "", "2"), "not judged"},
          {"a result to somebody else",
           client().sends("nurse@capulet.lit/x", "<iq type='get' id='1'>" + query("") + "</iq>").iut_sends(result("")),
           "not judged"},
          {"a question of the client's own",
           client().iut_sends("<iq type='get' id='1'>" + query("") + "</iq>").sends("romeo/orchard", result("")),
           "not judged"},
          {"nothing was asked", client(), "not judged"},
      });
}

TEST_CASE("A disco#info result has the disco#info feature", "[xep0030-3.1]") {
  check_rows("0030/3.1/info-feature",
             {
                 {"it has", asked(client(), result(example)), "pass"},
                 {"it has not", asked(client(), result(example_identity)), "fail"},
                 {"it has disco#items only",
                  asked(client(), result(example_identity + "<feature var='http://jabber.org/protocol/disco#items'/>")),
                  "fail"},
                 {"an error", asked(client(), refused), "inconclusive"},
                 {"nothing was asked", client(), "not judged"},
             });
}

TEST_CASE("A disco#info result repeats the node that was asked", "[xep0030-3.2]") {
  check_rows("0030/3.2/node-echoed",
             {
                 {"the node", asked(client(), result(example, caps_node), caps_node), "pass"},
                 {"no node", asked(client(), result(example), caps_node), "fail"},
                 {"another node", asked(client(), result(example, node), caps_node), "fail"},
                 {"no node was asked", asked(client(), result(example)), "not judged"},
                 {"a node that was not asked", asked(client(), result(example, node)), "not judged"},
                 {"an error", asked(client(), refused, caps_node), "inconclusive"},
                 {"nothing was asked", client(), "not judged"},
             });
}

TEST_CASE("Caps have hash, node and ver", "[xep0115-4]") {
  check_rows(
      "0115/4/attributes",
      {
          {"all three", asked(client(), result(example)), "pass"},
          {"no hash, as before XEP-0115 1.4", asked(client(caps("node='n' ver='0.9'")), result(example)), "fail"},
          {"no node", asked(client(caps("hash='sha-1' ver='v'")), result(example)), "fail"},
          {"no ver", asked(client(caps("hash='sha-1' node='n'")), result(example)), "fail"},
          {"an empty hash", asked(client(caps("hash='' node='n' ver='v'")), result(example)), "fail"},
          {"the legacy ext beside them",
           asked(client(caps("ext='e' hash='sha-1' node='" + node + "' ver='" + example_ver + "'")), result(example)),
           "pass"},
          {"no caps", asked(client("<presence/>"), result(example)), "not applicable"},
          {"caps in an unavailable presence",
           asked(client("<presence type='unavailable'><c xmlns='http://jabber.org/protocol/caps'/></presence>"),
                 result(example)),
           "not applicable"},
          {"the contact's caps",
           asked(Play().contact("romeo").comes("romeo/orchard", "<c xmlns='http://jabber.org/protocol/caps'/>"),
                 result(example)),
           "not applicable"},
          {"nothing was asked", client(), "not judged"},
      });
}

TEST_CASE("The ver of caps is what disco#info hashes to", "[xep0115-5.1]") {
  const auto of = [](const std::string& hash, const std::string& ver) {
    return client(caps("hash='" + hash + "' node='" + node + "' ver='" + ver + "'"));
  };
  check_rows(
      "0115/5.1/ver",
      {
          {"the example of XEP-0115 5.2", asked(client(), result(example, caps_node), caps_node), "pass"},
          {"one feature more",
           asked(client(), result(example + "<feature var='" + chat_states + "'/>", caps_node), caps_node), "fail"},
          {"another name",
           asked(client(), result("<identity category='client' name='Exodus' type='pc'/>", caps_node), caps_node),
           "fail"},
          {"another order",
           asked(client(),
                 result("<feature var='http://jabber.org/protocol/muc'/>" +
                            std::string("<feature var='http://jabber.org/protocol/disco#items'/>"
                                        "<feature var='http://jabber.org/protocol/disco#info'/>"
                                        "<feature var='http://jabber.org/protocol/caps'/>") +
                            example_identity,
                        caps_node),
                 caps_node),
           "pass"},
          {"a hash that is not known here", asked(of("md-0", "v"), result(example, node + "#v"), node + "#v"),
           "inconclusive"},
          {"the caps' node was not asked", asked(client(), result(example)), "not judged"},
          {"the node of older caps was asked", asked(client(), result(example, node + "#old"), node + "#old"),
           "not judged"},
          {"the node was refused", asked(client(), refused, caps_node), "not judged"},
          {"no caps", asked(client("<presence/>"), result(example, caps_node), caps_node), "not applicable"},
          {"nothing was asked", client(), "not judged"},
      });
}

TEST_CASE("What caps stand for names nothing twice", "[xep0115-5.4]") {
  const std::string form =
      "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:f</value></field></x>";
  const auto answered = [](const std::string& content) {
    return asked(client(), result(content, caps_node), caps_node);
  };
  check_rows("0115/5.4/well-formed",
             {
                 {"all once", answered(example + form), "pass"},
                 {"a feature twice", answered(example + "<feature var='http://jabber.org/protocol/muc'/>"), "fail"},
                 {"an identity twice", answered(example + example_identity), "fail"},
                 {"an identity in two languages",
                  answered(example + "<identity category='client' name='Exodus' type='pc' xml:lang='it'/>"), "pass"},
                 {"a form twice", answered(example + form + form), "fail"},
                 {"a plain result with a feature twice",
                  asked(client(), result(example + "<feature var='http://jabber.org/protocol/muc'/>")), "not judged"},
                 {"no caps", asked(client("<presence/>"), result(example + form + form, caps_node), caps_node),
                  "not applicable"},
                 {"nothing was asked", client(), "not judged"},
             });
}

TEST_CASE("The node that caps name is answered", "[xep0115-6.2]") {
  const auto plain = [](const Play& play, const std::string& answer) { return asked(play, answer); };
  const auto expanded = [](const Play& play, const std::string& answer) { return asked(play, answer, caps_node); };
  check_rows("0115/6.2/node-answered",
             {
                 {"both are", expanded(plain(client(), result(example)), result(example, caps_node)), "pass"},
                 {"the node is not", expanded(plain(client(), result(example)), refused), "fail"},
                 {"the node is asked first, and is not", plain(expanded(client(), refused), result(example)), "fail"},
                 {"neither is", expanded(plain(client(), refused), refused), "inconclusive"},
                 {"the node alone is", expanded(plain(client(), refused), result(example, caps_node)), "pass"},
                 {"the node alone was asked", expanded(client(), refused), "not judged"},
                 {"another node is not", asked(plain(client(), result(example)), refused, node + "#old"), "not judged"},
                 {"no caps", plain(client("<presence/>"), result(example)), "not applicable"},
                 {"nothing was asked", client(), "not judged"},
             });
}

}  // namespace conformance::rules
