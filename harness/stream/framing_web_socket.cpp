// SPDX-License-Identifier: MIT
#include <deque>
#include <utility>

#include "stream/framing.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

// A header is the same thing in both framings: whoever negotiates sees <stream/>.
xml::Element as_stream_header(const xml::Element& open) {
  xml::Builder header("stream", ns::stream);
  const auto attributes = open.attributes();
  for (const auto& attribute : attributes) header.set(attribute.name, attribute.ns, attribute.value);
  return header.build();
}

// RFC 7395 3.6.1: a server that sends its client elsewhere says so in <close/>, which is the stream error of RFC 6120
// 4.9.3.19 in other words.
xml::Element as_see_other_host(std::string_view address) {
  xml::Builder error("error", ns::stream);
  error.add(xml::Builder("see-other-host", ns::streams));
  error.add(xml::Builder("text", ns::streams).text(address));
  return error.build();
}

class WebSocketFraming final : public Framing {
 public:
  [[nodiscard]] std::string header(const StreamHeader& header) const override {
    xml::Builder open("open", ns::framing);
    const auto say = [&open](const char* name, const std::string& value) {
      if (!value.empty()) open.set(name, value);
    };
    say("id", header.id);
    say("from", header.from);
    say("to", header.to);
    return open.set("version", "1.0").build().to_string();
  }
  [[nodiscard]] std::string element(const xml::Element& element) const override { return element.to_string(); }
  // With the prefix that clients look for by name.
  [[nodiscard]] std::string features(const std::string& children) const override {
    return "<stream:features xmlns:stream='" + std::string(ns::stream) + "'>" + children + "</stream:features>";
  }
  [[nodiscard]] std::string stream_error(const std::string& condition) const override {
    return "<stream:error xmlns:stream='" + std::string(ns::stream) + "'><" + condition + " xmlns='" + ns::streams +
           "'/></stream:error>";
  }
  [[nodiscard]] std::string end() const override { return xml::Builder("close", ns::framing).build().to_string(); }

  void add(std::string bytes) override {
    if (!bytes.empty()) messages_.push_back(std::move(bytes));
  }
  [[nodiscard]] bool has_unparsed() const override { return !messages_.empty(); }
  Result<void> parse(std::vector<xml::StreamEvent>& out) override {
    const std::string message = std::move(messages_.front());
    messages_.pop_front();
    const auto element = xml::parse_element(message, "");
    if (element.has_error()) return element.error();
    if (element->is("open", ns::framing)) {
      out.emplace_back(xml::StreamOpened{as_stream_header(*element)});
    } else if (!element->is("close", ns::framing)) {
      out.emplace_back(xml::ElementParsed{*element});
    } else {
      const auto elsewhere = element->attribute("see-other-uri");
      if (elsewhere) out.emplace_back(xml::ElementParsed{as_see_other_host(*elsewhere)});
      out.emplace_back(xml::StreamEnded{});
    }
    return {};
  }
  // RFC 7395 3.7: after authentication the client sends <open/> again, and that is all: there is no document to end.
  void restart() override {}

 private:
  std::deque<std::string> messages_;
};

}  // namespace

std::unique_ptr<Framing> web_socket_framing() { return std::make_unique<WebSocketFraming>(); }

}  // namespace conformance::stream
