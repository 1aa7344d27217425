// SPDX-License-Identifier: MIT
#include "stream/client.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "net/test_loop.hpp"

/// Our client against servers that are written out.
namespace conformance::stream {

namespace {

using namespace std::chrono_literals;

const Login juliet{"juliet", "capulet.lit", "r0m30myr0m30", "balcony"};

const std::string header =
    "<?xml version='1.0'?><stream:stream from='capulet.lit' id='1' xmlns='jabber:client' "
    "xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
const std::string plain =
    "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>";
const std::string success = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
const std::string bind = "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>";
const std::string bound =
    "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
    "<jid>juliet@capulet.lit/balcony</jid></bind></iq>";

std::string features(const std::string& offered) { return "<stream:features>" + offered + "</stream:features>"; }

// Answers whatever it reads by the next line.
Task<std::string> follow(std::unique_ptr<net::Wire> wire, std::vector<std::string> lines) {
  std::string heard;
  for (const auto& line : lines) {
    const std::string bytes = co_await wire->read();
    heard += bytes;
    if (bytes.empty() || bytes.ends_with("</stream:stream>")) break;
    co_await wire->write(line);
  }
  // Until the client leaves: a server that left first would be a loss.
  while (true) {
    const std::string bytes = co_await wire->read();
    if (bytes.empty()) co_return heard;
    heard += bytes;
  }
}

// What the client says of a server that answers by these lines, and what the server heard.
struct Outcome {
  std::string said;
  std::string heard;
  std::string condition;
};

Outcome log_in_to(std::vector<std::string> lines) {
  net::TestLoop loop;
  auto [near, far] = net::memory_pipe(loop.clock());
  const auto server = loop.start(follow(std::move(far), std::move(lines)));
  Outcome outcome;
  try {
    const auto login = loop.run(log_in(std::move(near), loop.clock(), juliet, {}, 10s));
    outcome.said = login.jid.to_string();
  } catch (const StreamError& error) {
    outcome.said = error.what();
    outcome.condition = error.condition();
  }
  loop.settle();
  if (server->done) outcome.heard = server->take();
  return outcome;
}

Outcome register_at(const std::string& form, const std::string& answer) {
  net::TestLoop loop;
  auto [near, far] = net::memory_pipe(loop.clock());
  const std::vector<std::string> lines{
      header + features(""),
      "<iq type='result' id='register-form'><query xmlns='jabber:iq:register'>" + form + "</query></iq>", answer};
  const auto server = loop.start(follow(std::move(far), lines));
  Outcome outcome{"registered", "", ""};
  try {
    loop.run(register_account(std::move(near), loop.clock(), juliet, {}, 10s));
  } catch (const StreamError& error) {
    outcome.said = error.what();
    outcome.condition = error.condition();
  }
  loop.settle();
  if (server->done) outcome.heard = server->take();
  return outcome;
}

}  // namespace

TEST_CASE("The client sends what RFC 6120 9.1 shows and is bound", "[rfc6120-9.1]") {
  const auto outcome = log_in_to({header + features(plain), success, header + features(bind), bound});
  CHECK(outcome.said == "juliet@capulet.lit/balcony");
  const std::string opening =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
      "to='capulet.lit' version='1.0'>";
  CHECK(outcome.heard ==
        opening +
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAByMG0zMG15cjBtMzA=</auth>" +
            opening +
            "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
            "<resource>balcony</resource></bind></iq>");
}

TEST_CASE("The old session is begun where it is offered and not optional", "[rfc3921-3]") {
  const std::string session = "<session xmlns='urn:ietf:params:xml:ns:xmpp-session'";
  const auto demanded = log_in_to({header + features(plain), success, header + features(bind + session + "/>"), bound,
                                   "<iq type='result' id='session'/>"});
  CHECK(demanded.said == "juliet@capulet.lit/balcony");
  CHECK(demanded.heard.find("xmpp-session") != std::string::npos);
  const auto optional = log_in_to(
      {header + features(plain), success, header + features(bind + session + "><optional/></session>"), bound});
  CHECK(optional.said == "juliet@capulet.lit/balcony");
  CHECK(optional.heard.find("xmpp-session") == std::string::npos);
}

TEST_CASE("White space and elements that nobody asked for are passed over", "[rfc6120-4.6.1]") {
  const std::string stray = " \n <presence from='nurse@capulet.lit'/> <iq type='result' id='other'/>\t";
  const auto outcome =
      log_in_to({header + " " + features(plain), success, header + "\n" + features(bind), stray + bound});
  CHECK(outcome.said == "juliet@capulet.lit/balcony");
}

TEST_CASE("As many as 16 unsolicited elements are passed over and not one more", "[stream]") {
  struct Row {
    int count;
    const char* said;
  };
  const auto row = GENERATE(values<Row>({
      {16, "juliet@capulet.lit/balcony"},
      {17, "more than 16 other elements came while waiting for the answer to the resource binding request"},
  }));
  std::string strays;
  for (int i = 0; i < row.count; ++i) strays += "<presence/>";
  CHECK(log_in_to({header + features(plain), success, header + features(bind), strays + bound}).said == row.said);
}

TEST_CASE("A login that cannot go on says what the server offered or answered", "[rfc6120-6]") {
  struct Row {
    std::vector<std::string> lines;
    const char* said;
    const char* condition;
  };
  const std::string starttls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>";
  const std::string unusable =
      "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1-PLUS</mechanism>"
      "<mechanism>EXTERNAL</mechanism></mechanisms>";
  const std::string up_to_bind = header + features(bind);
  const auto row = GENERATE_COPY(values<Row>({
      {{header + features(starttls + "<required/></starttls>")}, "the server demands TLS, which was switched off", ""},
      {{header + features(unusable)},
       "no SASL mechanism of the server can be used: it offers SCRAM-SHA-1-PLUS, EXTERNAL",
       ""},
      {{header + features(starttls + "</starttls>")},
       "no SASL mechanism of the server can be used: it offers none",
       ""},
      {{"<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>"},
       "the server does not speak XMPP 1.0: its stream header has the version ''",
       ""},
      {{"<html>"}, "the other side does not speak XMPP: its stream header is <html/> in the namespace ''", ""},
      {{header + features(plain),
        "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><account-disabled/><text>Call us, r0m30myr0m30.</text>"
        "</failure>"},
       "the server refused the login of juliet@capulet.lit: account-disabled (Call us, (password).)",
       "account-disabled"},
      {{header + features(plain), "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"},
       "the server answered <challenge/> to the login of juliet@capulet.lit with PLAIN, which has no such step",
       ""},
      {{header + features(plain),
        "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"},
       "the other side ended the stream while we waited for the answer to <auth/>, with the stream error "
       "policy-violation",
       "policy-violation"},
      {{header + features(plain), "</stream:stream>"},
       "the server closed the stream while we waited for the answer to <auth/>",
       ""},
      {{header + features(plain), success, header + features("")}, "the server does not offer resource binding", ""},
      {{header + features(plain), success, up_to_bind,
        "<iq type='error' id='bind'><error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
        "</error></iq>"},
       "the server refused to bind a resource: conflict",
       "conflict"},
      {{header + features(plain), success, up_to_bind, "<iq type='result' id='bind'/>"},
       "the server bound a resource without saying the address",
       ""},
      {{header + features(plain), success, up_to_bind,
        "<iq type='result' id='bind'><bind "
        "xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>capulet.lit</jid></bind></iq>"},
       "the server bound an address that is not a full JID: 'capulet.lit'",
       ""},
  }));
  const auto outcome = log_in_to(row.lines);
  CHECK(outcome.said == row.said);
  CHECK(outcome.condition == row.condition);
}

TEST_CASE("Registering fills in a name and a password and says which other fields are demanded", "[xep0077-3.1]") {
  struct Row {
    const char* form;
    const char* said;
  };
  const std::string result = "<iq type='result' id='register'/>";
  const auto row = GENERATE(values<Row>({
      {"<instructions>x</instructions><username/><password/>", "registered"},
      {"<username/><password/><email/><name/>",
       "the server's registration form demands more than a name and a password: email, name"},
      {"<username/><password/><email/><x xmlns='jabber:x:data'><field var='username'><required/></field>"
       "<field var='email'/></x>",
       "registered"},
      {"<username/><password/><x xmlns='jabber:x:data'><field var='ocr'><required/></field></x>",
       "the server's registration form demands more than a name and a password: ocr"},
      {"<instructions>x</instructions>",
       "the server's registration form has no field <username/>: accounts have to be made in another way there"},
  }));
  CHECK(register_at(row.form, result).said == row.said);
}

TEST_CASE("A registration sends the form filled in and an answer that says the password back is blotted out",
          "[xep0077-3.1]") {
  const auto outcome = register_at(
      "<username/><password/>",
      "<iq type='error' id='register'><query xmlns='jabber:iq:register'><password>r0m30myr0m30</password></query>"
      "<error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
      "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>r0m30myr0m30 is weak</text></error></iq>");
  CHECK(outcome.said == "the server refused to register juliet@capulet.lit: not-acceptable ((password) is weak)");
  CHECK(outcome.condition == "not-acceptable");
  CHECK(outcome.heard.find("<iq type='set' id='register' to='capulet.lit'><query xmlns='jabber:iq:register'>"
                           "<username>juliet</username><password>r0m30myr0m30</password></query></iq>") !=
        std::string::npos);
}

}  // namespace conformance::stream
