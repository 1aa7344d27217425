// SPDX-License-Identifier: MIT
#include <utility>

#include "stream/framing.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

// Bytes are parsed up to the end of one tag, so that what stands behind an element is still there when the element
// makes a new stream of it (RFC 6120 6.4.6). Parsing a long element again with each piece would take time that grows
// with the square of its length: so only the first pieces of an element are small.
constexpr int small_pieces_max = 64;

class TcpFraming final : public Framing {
 public:
  [[nodiscard]] std::string header(const StreamHeader& header) const override {
    std::string text = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='";
    text += std::string(ns::stream) + "'";
    const auto say = [&text](const char* name, const std::string& value) {
      if (!value.empty()) text += std::string(" ") + name + "='" + xml::escape(value) + "'";
    };
    say("id", header.id);
    say("from", header.from);
    say("to", header.to);
    return text + " version='1.0'>";
  }
  [[nodiscard]] std::string element(const xml::Element& element) const override {
    return element.to_string(ns::client);
  }
  [[nodiscard]] std::string features(const std::string& children) const override {
    return "<stream:features>" + children + "</stream:features>";
  }
  [[nodiscard]] std::string stream_error(const std::string& condition) const override {
    // With the prefix that everyone writes: RFC 6120 4.8.5.
    return "<stream:error><" + condition + " xmlns='" + ns::streams + "'/></stream:error>";
  }
  [[nodiscard]] std::string end() const override { return "</stream:stream>"; }

  void add(std::string bytes) override { unparsed_ += bytes; }
  [[nodiscard]] bool has_unparsed() const override { return !unparsed_.empty(); }
  Result<void> parse(std::vector<xml::StreamEvent>& out) override {
    const auto before = out.size();
    const auto tag_end = ++pieces_ <= small_pieces_max ? unparsed_.find('>') : std::string::npos;
    const std::string piece =
        tag_end == std::string::npos ? std::exchange(unparsed_, {}) : unparsed_.substr(0, tag_end + 1);
    unparsed_.erase(0, piece.size());
    auto fed = parser_.feed(piece, out);
    if (out.size() > before) pieces_ = 0;
    return fed;
  }
  void restart() override {
    parser_ = xml::StreamParser();
    pieces_ = 0;
  }

 private:
  xml::StreamParser parser_;
  std::string unparsed_;
  int pieces_ = 0;  // of the element that is being parsed
};

}  // namespace

std::unique_ptr<Framing> tcp_framing() { return std::make_unique<TcpFraming>(); }

std::unique_ptr<Framing> framing_for(const net::Wire& wire) {
  return wire.keeps_messages() ? web_socket_framing() : tcp_framing();
}

}  // namespace conformance::stream
