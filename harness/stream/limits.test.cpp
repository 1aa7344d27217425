// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "net/test_loop.hpp"
#include "stream/client.hpp"
#include "stream/offer.hpp"
#include "stream/server.hpp"
#include "stream/test_accounts.hpp"
#include "xml/parser.hpp"

/// What a peer can make us take while a stream comes up, at each limit and one beyond.
namespace conformance::stream {

namespace {

using namespace std::chrono_literals;

const std::string header =
    "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='capulet.lit' "
    "version='1.0'>";
const std::string ask_form = "<iq type='get' id='1'><query xmlns='jabber:iq:register'/></iq>";

// Why the server ended the stream of a client that asks so often, and then leaves.
std::string server_says(int questions) {
  net::TestLoop loop;
  TestAccounts accounts;
  auto [near, far] = net::memory_pipe(loop.clock());
  std::string bytes = header;
  for (int i = 0; i < questions; ++i) bytes += ask_form;
  loop.run(near->write(bytes + "</stream:stream>"));
  try {
    loop.run(accept_stream(std::move(far), loop.clock(), accounts, "7", 10s));
  } catch (const StreamError& error) {
    return error.condition() + ": " + error.what();
  }
  return "";
}

// Answers each read by the next line.
Task<void> follow(std::unique_ptr<net::Wire> wire, std::vector<std::string> lines) {
  for (const auto& line : lines) {
    auto reading = wire->read();
    const auto heard = co_await std::move(reading);
    if (heard.empty()) co_return;
    auto writing = wire->write(line);
    co_await std::move(writing);
  }
  auto reading = wire->read();
  co_await std::move(reading);
}

// The fields that our sentence names, of so many that a form demands.
std::size_t fields_named(std::size_t demanded) {
  std::string form = "<username/><password/>";
  for (std::size_t i = 0; i < demanded; ++i) form += "<field" + std::to_string(i) + "/>";
  net::TestLoop loop;
  auto [near, far] = net::memory_pipe(loop.clock());
  const auto server = loop.start(follow(std::move(far), {header + "<stream:features/>",
                                                         "<iq type='result' id='register-form'><query "
                                                         "xmlns='jabber:iq:register'>" +
                                                             form + "</query></iq>"}));
  try {
    loop.run(register_account(std::move(near), loop.clock(), {"juliet", "capulet.lit", "r0m30myr0m30", ""}, {}, 10s));
  } catch (const StreamError& error) {
    const std::string sentence = error.what();
    std::size_t count = 0;
    for (auto at = sentence.find("field"); at != std::string::npos; at = sentence.find("field", at + 1)) ++count;
    return count;
  }
  return 0;
}

// Of a server that offers so many.
std::size_t mechanisms_kept(std::size_t offered) {
  std::string all;
  for (std::size_t i = 0; i < offered; ++i) all += "<mechanism>M" + std::to_string(i) + "</mechanism>";
  const auto features = xml::parse_element(
      "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><mechanisms "
      "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" +
          all + "</mechanisms></stream:features>",
      "");
  return read_offer(features.value()).mechanisms.size();
}

}  // namespace

TEST_CASE("Of a server's mechanisms 50 are kept and not one more", "[limits]") {
  CHECK(mechanisms_kept(50) == 50);
  CHECK(mechanisms_kept(51) == 50);
}

TEST_CASE("A client may send 32 elements before it is bound and not one more", "[limits]") {
  // The end tag is waited for as one more.
  CHECK(server_says(31).empty());
  CHECK(server_says(32) == "policy-violation: the client sent more than 32 elements before it was bound");
}

TEST_CASE("A sentence names 20 fields of a registration form and not one more", "[limits]") {
  CHECK(fields_named(3) == 3);
  CHECK(fields_named(20) == 20);
  CHECK(fields_named(21) == 20);
}

}  // namespace conformance::stream
