// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "faults/test_faults.hpp"
#include "net/test_loop.hpp"
#include "server/server.hpp"
#include "stream/client.hpp"
#include "xml/parser.hpp"

/// For tests of the embedded server.
namespace conformance::server {

/// A client with a stream to the server that writes what it is told to, and keeps what it hears.
class TestClient {
 public:
  TestClient(net::TestLoop& loop, stream::Bound bound) : loop_(loop), state_(std::make_shared<State>()) {
    state_->bound = std::move(bound);
    loop_.start(read(state_));
  }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;
  ~TestClient() { state_->bound.connection->drop(); }

  void sends(const std::string& stanza) {
    state_->bound.connection->send(*xml::parse_element(stanza, xmpp::ns::client));
    loop_.settle();
  }
  /// Bytes as they are.
  void sends_bytes(const std::string& bytes) {
    state_->bound.connection->send_bytes(bytes);
    loop_.settle();
  }
  void closes() {
    state_->bound.connection->close();
    loop_.settle();
  }
  void drops() {
    state_->bound.connection->drop();
    loop_.settle();
  }
  /// What has come since this was asked last, one stanza a line, without the ids that it has in an archive.
  std::string hears() {
    auto heard = hears_with_ids();
    while (true) {
      const auto at = heard.find("<stanza-id ");
      if (at == std::string::npos) return heard;
      heard.erase(at, heard.find("/>", at) + 2 - at);
    }
  }
  std::string hears_with_ids() { return std::exchange(state_->heard, {}); }
  /// How the stream ended: "" if it has not, "closed", or the error.
  [[nodiscard]] const std::string& end() const { return state_->end; }
  [[nodiscard]] std::string jid() const { return state_->bound.jid.to_string(); }

 private:
  struct State {
    stream::Bound bound{nullptr, *xmpp::Jid::parse("nobody@localhost")};
    std::string heard;
    std::string end;
  };
  static Task<void> read(std::shared_ptr<State> state) {
    try {
      while (true) {
        auto next = state->bound.connection->receive();
        const auto element = co_await std::move(next);
        if (!element) break;
        state->heard += element->to_string(xmpp::ns::client) + "\n";
      }
      state->end = "closed";
    } catch (const stream::StreamError& error) {
      state->end = error.condition().empty() ? error.what() : error.condition();
    }
    state->bound.connection->close();
  }
  net::TestLoop& loop_;
  std::shared_ptr<State> state_;
};

/// The embedded server with the accounts of Romeo, Juliet and Tybalt.
class ServerStage {
 public:
  explicit ServerStage(const std::string& fault = "")
      : server(loop.context(), loop.clock(), faults::switched_on(fault)) {
    server.accounts().add_domain("montague.lit");
    server.accounts().add_domain("capulet.lit");
    for (const auto* bare : {"romeo@montague.lit", "juliet@capulet.lit", "tybalt@capulet.lit"}) {
      server.accounts().add(jid(bare), "secret-words");
    }
  }
  ~ServerStage() {
    server.stop();
    loop.settle();
  }
  ServerStage(const ServerStage&) = delete;
  ServerStage& operator=(const ServerStage&) = delete;

  static xmpp::Jid jid(const std::string& text) { return *xmpp::Jid::parse(text); }

  /// A client that has bound a resource and no more.
  std::unique_ptr<TestClient> connects(const std::string& full) {
    auto [near, far] = net::memory_pipe(loop.clock());
    server.serve(std::move(far));
    const auto wanted = jid(full);
    auto bound = loop.run(stream::log_in(std::move(near), loop.clock(),
                                         {wanted.local(), wanted.domain(), "secret-words", wanted.resource()}, {},
                                         std::chrono::seconds(10)));
    loop.settle();
    return std::make_unique<TestClient>(loop, std::move(bound));
  }
  /// A client that has gone available, and has heard what comes with that.
  std::unique_ptr<TestClient> logs_in(const std::string& full, int priority = 0) {
    auto client = connects(full);
    client->sends(priority == 0 ? "<presence/>"
                                : "<presence><priority>" + std::to_string(priority) + "</priority></presence>");
    client->hears();
    return client;
  }
  /// Romeo's and Juliet's subscription, as Romeo's roster says it.
  void befriend(const std::string& subscription) {
    server.subscribe(jid("romeo@montague.lit"), jid("juliet@capulet.lit"), subscription);
    loop.settle();
  }

  net::TestLoop loop;
  Server server;
};

inline const std::string stanza_error_namespace = "urn:ietf:params:xml:ns:xmpp-stanzas";
/// The error child of a stanza.
inline std::string error_child(const std::string& type, const std::string& condition) {
  return "<error type='" + type + "'><" + condition + " xmlns='" + stanza_error_namespace + "'/></error>";
}

}  // namespace conformance::server
