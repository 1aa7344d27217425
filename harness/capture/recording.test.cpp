// SPDX-License-Identifier: MIT
#include "capture/recording.hpp"

#include <catch2/catch.hpp>

#include "capture/relay.hpp"
#include "xml/parser.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::capture {

namespace {

constexpr const char* juliet = "juliet@capulet.lit/balcony";

struct Desk {
  VirtualClock clock;
  trace::Recorder recorder{trace::Header{}, clock, nullptr};
  std::vector<std::string> told{};
  Recording recording{recorder, {std::nullopt, [this](const std::string& text) { told.push_back(text); }}};

  void presence() { recording.stanza(true, xml::parse_element("<presence/>", xmpp::ns::client).value()); }
  // What was recorded, in words.
  [[nodiscard]] std::string events() const {
    std::string all;
    for (const auto& event : recorder.trace().events) {
      const auto* stream = event.as<trace::StreamEvent>();
      all += (stream != nullptr ? stream->what : event.as<trace::StanzaEvent>() != nullptr ? "stanza" : "other") + " ";
    }
    return all;
  }
};

Offered offered(const std::string& children) {
  return offered_through(
      xml::parse_element("<features xmlns='http://etherx.jabber.org/streams'>" + children + "</features>", "").value());
}

}  // namespace

TEST_CASE("A recording begins when the client is bound, and is of that account", "[capture]") {
  Desk desk;
  desk.presence();
  desk.recording.stream("secured", "");
  CHECK_FALSE(desk.recording.has_begun());
  desk.recording.stream("bound", juliet);
  CHECK(desk.recording.has_begun());
  CHECK(desk.recorder.header().iut == "juliet@capulet.lit");
  CHECK(desk.recorder.header().iut_full == juliet);
  desk.presence();
  desk.recording.stream("closed", "");
  desk.presence();
  desk.recording.stream("bound", "romeo@montague.lit/orchard");
  desk.presence();
  desk.recording.stream("closed", "");
  CHECK(desk.told.size() == 1);
  desk.recording.stream("bound", juliet);
  desk.presence();
  CHECK(desk.events() == "secured bound stanza closed bound stanza ");
}

TEST_CASE("A stream that is lost and resumed has not ended", "[capture]") {
  Desk desk;
  desk.recording.stream("bound", juliet);
  desk.recording.stream("lost", "");
  desk.recording.stream("resumed", "");
  desk.presence();
  CHECK(desk.events() == "bound resumed stanza ");
  desk.recording.stream("lost", "");
  desk.recording.stream("bound", juliet);
  CHECK(desk.events() == "bound resumed stanza lost bound ");
}

TEST_CASE("Who resumes another's stream, or is bound to nothing, is not recorded", "[capture]") {
  Desk desk;
  desk.recording.stream("resumed", "");
  desk.presence();
  desk.recording.stream("bound", "no jid/");
  desk.presence();
  desk.recording.stream("bound", "juliet@capulet.lit");
  desk.presence();
  CHECK(desk.events().empty());
  CHECK(desk.told.size() == 2);
}

TEST_CASE("What ties the two streams of a proxy together is not offered", "[capture]") {
  const auto plain = offered(
      "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1</mechanism></mechanisms>"
      "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>");
  CHECK(plain.left_out.empty());
  CHECK(plain.children.find("SCRAM-SHA-1") != std::string::npos);
  CHECK(plain.children.find("xmpp-bind") != std::string::npos);
  const auto rich = offered(
      "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
      "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1-PLUS</mechanism>"
      "<mechanism>PLAIN</mechanism></mechanisms>"
      "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>"
      "<auth xmlns='http://jabber.org/features/iq-auth'/><authentication xmlns='urn:xmpp:sasl:2'/>"
      "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'/>");
  CHECK(rich.children ==
        "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>");
  CHECK(rich.left_out ==
        "SCRAM-SHA-1-PLUS, http://jabber.org/features/compress, http://jabber.org/features/iq-auth, "
        "urn:xmpp:sasl:2, urn:xmpp:sasl-cb:0");
}

}  // namespace conformance::capture
