// SPDX-License-Identifier: MIT
#include "net/dns_channel.hpp"

#include <netinet/in.h>
#include <sys/time.h>

#include <array>
#include <chrono>
#include <utility>

#include "net/tcp_wire.hpp"

namespace conformance::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// c-ares asks each server so often, and waits so long the first time, and twice as long each time after.
constexpr int tries = 3;
constexpr int first_try_milliseconds = 1'500;
// A longer answer comes over TCP: more than this is cut up on its way, and lost (RFC 6891 6.2.5).
constexpr int datagram_bytes_max = 1'232;

// The library is made ready once for the process, before any channel.
void make_ready() {
  static const int ready = ares_library_init(ARES_LIB_INIT_ALL);
  if (ready != ARES_SUCCESS) throw NetworkError(std::string("c-ares: ") + ares_strerror(ready));
}

asio::ip::address address_of(const ares_addr_port_node& server) {
  if (server.family == AF_INET) return asio::ip::make_address_v4(ntohl(server.addr.addr4.s_addr));
  asio::ip::address_v6::bytes_type bytes;
  std::copy_n(reinterpret_cast<const unsigned char*>(&server.addr.addr6), bytes.size(), bytes.begin());
  return asio::ip::make_address_v6(bytes);
}

std::string first_forbidden(ares_channel channel, Reach reach) {
  ares_addr_port_node* servers = nullptr;
  if (reach == Reach::anywhere || ares_get_servers_ports(channel, &servers) != ARES_SUCCESS) return "";
  std::string forbidden;
  for (const auto* server = servers; server != nullptr && forbidden.empty(); server = server->next) {
    const auto address = address_of(*server);
    if (!is_loopback(address)) forbidden = address.to_string();
  }
  ares_free_data(servers);
  return forbidden;
}

}  // namespace

DnsChannel::DnsChannel(asio::io_context& context, Clock& clock) : context_(context), timer_(clock) {}

std::shared_ptr<DnsChannel> DnsChannel::open(asio::io_context& context, Clock& clock, const DnsOptions& options) {
  make_ready();
  std::shared_ptr<DnsChannel> channel(new DnsChannel(context, clock));
  channel->begin(options, false);
  channel->forbidden_ = first_forbidden(channel->channel_, options.reach);
  if (!channel->forbidden_.empty()) {
    ares_destroy(std::exchange(channel->channel_, nullptr));
    channel->begin(options, true);
  }
  return channel;
}

void DnsChannel::begin(const DnsOptions& options, bool files_only) {
  ares_options wanted{};
  // Names are complete (RFC 6120 3.2.1): no search domains, no aliases of the user.
  wanted.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS;
  wanted.ednspsz = datagram_bytes_max;
  wanted.tries = tries;
  wanted.timeout = first_try_milliseconds;
  wanted.sock_state_cb = &DnsChannel::on_state;
  wanted.sock_state_cb_data = this;
  std::string lookups = files_only ? "f" : "fb";
  wanted.lookups = lookups.data();
  const int mask = ARES_OPT_FLAGS | ARES_OPT_TRIES | ARES_OPT_TIMEOUTMS | ARES_OPT_SOCK_STATE_CB | ARES_OPT_LOOKUPS |
                   ARES_OPT_EDNSPSZ;
  const int began = ares_init_options(&channel_, &wanted, mask);
  if (began != ARES_SUCCESS) throw NetworkError(std::string("DNS: ") + ares_strerror(began));
  if (options.servers.empty()) return;
  if (ares_set_servers_ports_csv(channel_, options.servers.c_str()) != ARES_SUCCESS) {
    throw NetworkError("DNS: \"" + options.servers + "\" names no DNS server, expected ADDRESS:PORT");
  }
}

DnsChannel::~DnsChannel() {
  closing_ = true;
  timer_.stop();
  if (channel_ != nullptr) ares_destroy(channel_);
}

void DnsChannel::on_state(void* self, ares_socket_t socket, int readable, int writable) {
  auto& channel = *static_cast<DnsChannel*>(self);
  auto& sockets = channel.sockets_;
  if (readable == 0 && writable == 0) {
    // c-ares closes it: it must not be closed again, nor be looked at.
    if (const auto found = sockets.find(socket); found != sockets.end()) {
      found->second.descriptor->release();
      sockets.erase(found);
    }
    return;
  }
  if (channel.closing_) return;
  auto& watched = sockets[socket];
  if (!watched.descriptor) {
    watched.descriptor = std::make_shared<asio::posix::stream_descriptor>(channel.context_, socket);
  }
  watched.wants_read = readable != 0;
  watched.wants_write = writable != 0;
  channel.watch(socket);
}

void DnsChannel::watch(ares_socket_t socket) {
  const auto found = sockets_.find(socket);
  if (found == sockets_.end()) return;
  auto& watched = found->second;
  if (watched.wants_read && !std::exchange(watched.reading, true)) wait_for(socket, true);
  if (watched.wants_write && !std::exchange(watched.writing, true)) wait_for(socket, false);
}

void DnsChannel::wait_for(ares_socket_t socket, bool read) {
  const auto descriptor = sockets_.at(socket).descriptor;
  const auto kind = read ? asio::posix::descriptor_base::wait_read : asio::posix::descriptor_base::wait_write;
  descriptor->async_wait(kind, [weak = weak_from_this(), descriptor, socket, read](const error_code& error) {
    const auto self = weak.lock();
    if (!self || error) return;
    const auto found = self->sockets_.find(socket);
    // Another socket may have the number by now.
    if (found != self->sockets_.end() && found->second.descriptor == descriptor) self->ready(socket, read);
  });
}

void DnsChannel::ready(ares_socket_t socket, bool read) {
  auto& watched = sockets_.at(socket);
  (read ? watched.reading : watched.writing) = false;
  ares_process_fd(channel_, read ? socket : ARES_SOCKET_BAD, read ? ARES_SOCKET_BAD : socket);
  watch(socket);
  go_on();
}

void DnsChannel::go_on() {
  timeval left{};
  if (ares_timeout(channel_, nullptr, &left) == nullptr) {
    timer_.stop();
    return;
  }
  const auto exact = std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec);
  timer_.start(std::chrono::ceil<Duration>(exact), [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    ares_process_fd(self->channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    self->go_on();
  });
}

}  // namespace conformance::net
