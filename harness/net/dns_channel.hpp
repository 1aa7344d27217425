// SPDX-License-Identifier: MIT
#pragma once

#include <ares.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <map>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "net/resolver.hpp"

/// c-ares on Asio. Only .cpp files of this folder include it.
namespace conformance::net {

/// A c-ares channel whose sockets are watched by the io_context and whose time-outs are timers of the clock. Questions
/// are asked on `ares()`, and `go_on` is called after each.
class DnsChannel : public std::enable_shared_from_this<DnsChannel> {
 public:
  static std::shared_ptr<DnsChannel> open(boost::asio::io_context& context, Clock& clock, const DnsOptions& options);
  ~DnsChannel();
  DnsChannel(const DnsChannel&) = delete;
  DnsChannel& operator=(const DnsChannel&) = delete;

  [[nodiscard]] ares_channel ares() { return channel_; }
  void go_on();
  /// The first DNS server that may not be asked, "" if all may.
  [[nodiscard]] const std::string& forbidden() const { return forbidden_; }

 private:
  // What c-ares wants to know of one of its sockets, and what is being waited for.
  struct Watched {
    std::shared_ptr<boost::asio::posix::stream_descriptor> descriptor;
    bool wants_read = false;
    bool wants_write = false;
    bool reading = false;
    bool writing = false;
  };

  DnsChannel(boost::asio::io_context& context, Clock& clock);
  void begin(const DnsOptions& options, bool files_only);
  static void on_state(void* self, ares_socket_t socket, int readable, int writable);
  void watch(ares_socket_t socket);
  void wait_for(ares_socket_t socket, bool read);
  void ready(ares_socket_t socket, bool read);

  boost::asio::io_context& context_;
  Timer timer_;
  ares_channel channel_ = nullptr;
  std::map<ares_socket_t, Watched> sockets_;
  std::string forbidden_;
  bool closing_ = false;
};

}  // namespace conformance::net
