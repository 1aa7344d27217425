// Property: whatever a client sends after its login, others hear from it only under its name, and the server serves on.
// SPDX-License-Identifier: MIT
#include "base/check.hpp"
#include "fuzz/input.hpp"
#include "fuzz/targets.hpp"
#include "server/test_server.hpp"
#include "xml/parser.hpp"

namespace conformance::fuzz {

namespace {

const std::string ping = "<iq type='get' id='fence' to='capulet.lit'><ping xmlns='urn:xmpp:ping'/></iq>";

// Each line is a stanza that reached Juliet: she was told of nobody but those who are there.
void check_senders(const std::string& heard) {
  std::size_t begin = 0;
  while (begin < heard.size()) {
    const auto end = heard.find('\n', begin);
    const auto element = xml::parse_element(heard.substr(begin, end - begin), xmpp::ns::client);
    check(element.has_value(), "what the server wrote is not well-formed");
    const auto from = element->attribute("from");
    const auto sender = from ? xmpp::Jid::parse(*from) : xmpp::Jid::parse("juliet@capulet.lit");
    check(sender.has_value(), "a sender that is no address");
    const auto bare = sender->bare().to_string();
    check(bare == "romeo@montague.lit" || bare == "juliet@capulet.lit" || bare == "capulet.lit",
          "a stanza under another name");
    check(bare != "romeo@montague.lit" || sender->is_bare() || sender->resource() == "orchard",
          "a stanza under another resource");
    begin = end + 1;
  }
}

}  // namespace

void embedded_server(std::string_view input) {
  server::ServerStage stage;
  stage.befriend("both");
  const auto juliet = stage.logs_in("juliet@capulet.lit/balcony");
  const auto romeo = stage.logs_in("romeo@montague.lit/orchard");
  juliet->hears();
  for (const auto slice : slices(input, 200)) romeo->sends_bytes(std::string(slice));
  check_senders(juliet->hears());
  check(juliet->end().empty(), "the stream of somebody else has ended");
  juliet->sends(ping);
  check(juliet->hears().find("id='fence'") != std::string::npos, "the server does not answer any more");
}

}  // namespace conformance::fuzz
