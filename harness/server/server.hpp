// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <ctime>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/seed.hpp"
#include "faults/faults.hpp"
#include "net/web_socket.hpp"
#include "server/accounts.hpp"
#include "server/rooms.hpp"
#include "stream/server.hpp"

namespace conformance::server {

/// A bound client of the embedded server.
struct Session {
  xmpp::Jid jid;
  std::shared_ptr<stream::Connection> connection;
  std::optional<xml::Element> presence;  ///< the last available one that was broadcast
  int priority = 0;
  std::map<xmpp::Jid, bool> directed;  ///< addresses that have our directed presence
  bool carbons = false;                ///< it gets copies of what the user's other resources send and get (XEP-0280)
  bool inactive = false;               ///< as the client has told (XEP-0352)
  std::deque<xml::Element> held_back;  ///< for an inactive client, until something that matters comes
};

/// The embedded server: routing, presence, roster, disco, offline store, archive, client state, iq errors (RFC 6120,
/// RFC 6121, XEP-0030, XEP-0160, XEP-0313, XEP-0352), and beside each domain a room service, `rooms.DOMAIN`. It is the
/// world around a client under test, and, with its faults, the server under test of the embedded target.
class Server {
 public:
  /// Told of every stanza that crosses a session's stream: `from_client` as the client wrote it (stamped with its
  /// from), or as it was written to the client.
  using Tap = std::function<void(const xmpp::Jid& session, bool from_client, const xmpp::Stanza& stanza)>;
  using StreamTap = std::function<void(const xmpp::Jid& session, const std::string& what)>;

  /// The seed is for faults that come at random.
  Server(boost::asio::io_context& context, Clock& clock, faults::FaultSet faults, Seed seed = Seed(0));

  [[nodiscard]] AccountStore& accounts() { return accounts_; }
  void set_tap(Tap tap, StreamTap stream_tap) {
    tap_ = std::move(tap);
    stream_tap_ = std::move(stream_tap);
  }
  /// The fault "drops-every-third" concerns actors: this account is none.
  void spare(const xmpp::Jid& bare) { spared_ = bare; }
  /// How a connection is to be protected.
  struct Entrance {
    stream::Offer offer = {};
    /// TLS comes first, before any stream (direct TLS, XEP-0368).
    std::optional<net::TlsIdentity> direct_tls = std::nullopt;
  };
  /// Serves one connection until it ends. Spawned, not awaited.
  void serve(std::unique_ptr<net::Wire> wire) { serve(std::move(wire), Entrance{}); }
  void serve(std::unique_ptr<net::Wire> wire, Entrance entrance);
  /// The same for a client that is to begin with a WebSocket handshake for `path` (RFC 7395). STARTTLS is not offered.
  void serve_web_socket(std::unique_ptr<net::Wire> wire, const std::string& path, Entrance entrance);
  void serve_web_socket(std::unique_ptr<net::Wire> wire) {
    serve_web_socket(std::move(wire), net::web_socket_path, Entrance{});
  }
  /// Subscribes two accounts as `a`'s roster is to say it, and tells their sessions.
  void subscribe(const xmpp::Jid& a, const xmpp::Jid& b, const std::string& subscription);
  /// Ends the sessions of an account, takes it out of every roster, and forgets it.
  void remove(const xmpp::Jid& bare);
  /// Everybody in the room is told that it is no more.
  void destroy_room(const xmpp::Jid& room) { rooms_.destroy(room); }
  /// The room service of a domain.
  [[nodiscard]] static std::string room_service(const std::string& domain) { return "rooms." + domain; }
  /// Closes every session.
  void stop();

  // For who directs the world (stage.cpp).
  /// Writes a stanza to the resources of an account as it is, whoever it says that it is from.
  void inject(const xmpp::Jid& bare, const xml::Element& stanza);
  /// Puts a message into the archive of an account, as one with who stands in its from.
  void put_into_archive(const xmpp::Jid& owner, const xml::Element& message);
  /// Ends the streams of an account.
  void kick(const xmpp::Jid& bare);
  [[nodiscard]] bool is_available(const xmpp::Jid& bare) const { return !sessions_of(bare, true).empty(); }

 private:
  using SessionPtr = std::shared_ptr<Session>;
  Task<void> run(std::unique_ptr<net::Wire> wire, Entrance entrance);
  Task<void> run_web_socket(std::unique_ptr<net::Wire> wire, std::string path, Entrance entrance);
  Task<void> read(SessionPtr session);
  void handle(const SessionPtr& session, const xml::Element& element);
  void end(const SessionPtr& session);
  void deliver(const SessionPtr& session, const xml::Element& element);
  void write(const SessionPtr& session, const xml::Element& element);
  [[nodiscard]] bool is_room_service(const std::string& domain) const;
  [[nodiscard]] SessionPtr find(const xmpp::Jid& full) const;
  [[nodiscard]] std::vector<SessionPtr> sessions_of(const xmpp::Jid& bare, bool available_only) const;
  /// Who a presence to that address is for: the resource, or all that are available.
  [[nodiscard]] std::vector<SessionPtr> sessions_at(const xmpp::Jid& address) const;
  void bounce(const SessionPtr& to, const xmpp::Stanza& stanza, const char* type, const char* condition);

  // special_faults.cpp
  [[nodiscard]] bool loses(const SessionPtr& session, const xml::Element& element);
  void close_at_random(const SessionPtr& session);
  [[nodiscard]] Duration delay_of(const xml::Element& element) const;

  // client_state.cpp
  [[nodiscard]] bool client_state(const SessionPtr& session, const xml::Element& element);
  [[nodiscard]] bool hold_back(const SessionPtr& session, const xml::Element& element);
  void release(const SessionPtr& session);

  // presence.cpp
  void presence(const SessionPtr& session, const xmpp::Stanza& stanza);
  void broadcast(const SessionPtr& session, const xml::Element& element);
  void send_contacts_presence(const SessionPtr& session);
  void tell_presence(const xmpp::Jid& of, const xmpp::Jid& to);

  // subscription.cpp
  void subscription(const SessionPtr& session, const xmpp::Stanza& stanza);
  void ask_subscription(const xmpp::Jid& subscriber, const xmpp::Jid& contact);
  void grant_subscription(const xmpp::Jid& contact, const xmpp::Jid& subscriber);
  void end_subscription(const xmpp::Jid& subscriber, const xmpp::Jid& contact, const xmpp::Jid& by);
  void forget_contact(const xmpp::Jid& account, const xmpp::Jid& contact);
  void tell(const xmpp::Jid& from, const xmpp::Jid& to, const char* type);
  void ask_again(const SessionPtr& session);
  void push(const xmpp::Jid& account, const xmpp::Jid& contact);

  // message.cpp
  void message(const SessionPtr& session, const xmpp::Stanza& stanza);
  void message_to_account(const SessionPtr& sender, const xmpp::Stanza& stanza);
  void store_or_refuse(const SessionPtr& sender, const xmpp::Stanza& stanza);
  void deliver_stored(const SessionPtr& session);
  [[nodiscard]] xml::Element as_forwarded(const xmpp::Stanza& stanza) const;
  [[nodiscard]] xml::Builder delay(const std::string& from) const;
  void push_attention(const xmpp::Stanza& stanza);

  // archive.cpp
  [[nodiscard]] xmpp::Stanza archive(const xmpp::Stanza& stanza);
  void archive_for(const xmpp::Jid& owner, const xmpp::Jid& with, const xml::Element& message);
  void query_archive(const SessionPtr& session, const xmpp::Stanza& stanza);
  [[nodiscard]] bool has_archive() const { return !faults_.has("server-no-archive"); }

  // carbons.cpp
  /// Whether the iq was one that asks for copies, or for no more: then it was answered.
  bool switches_carbons(const SessionPtr& session, const xmpp::Stanza& iq);
  /// Copies of a message for the other resources of both sides, apart from those that have got it.
  void copy(const SessionPtr& sender, const xmpp::Stanza& stanza, const std::vector<SessionPtr>& direct);

  // iq.cpp
  void iq(const SessionPtr& session, const xmpp::Stanza& stanza);
  void iq_to_account(const SessionPtr& session, const xmpp::Stanza& stanza, const xmpp::Jid& account);
  void roster(const SessionPtr& session, const xmpp::Stanza& stanza);

  boost::asio::io_context& context_;
  Clock& clock_;
  faults::FaultSet faults_;
  AccountStore accounts_;
  Rooms rooms_;
  std::map<xmpp::Jid, SessionPtr> sessions_;
  Tap tap_;
  StreamTap stream_tap_;
  std::optional<xmpp::Jid> spared_;
  Seed seed_;
  int closings_ = 0;       ///< streams that were closed at random
  int until_closing_ = 0;  ///< stanzas until the next
  int messages_to_actors_ = 0;
  int archived_ = 0;
  int streams_ = 0;
  int pushes_ = 0;
};

/// A time of XEP-0082, of seconds since 1970.
std::string stamp(std::time_t seconds);

}  // namespace conformance::server
