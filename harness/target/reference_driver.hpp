// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "base/seed.hpp"
#include "driver/driver_side.hpp"
#include "driver/lines.hpp"
#include "faults/faults.hpp"
#include "reference/reference_client.hpp"
#include "stream/client.hpp"

namespace conformance::target {

/// `conformance reference-client`: the reference client as a driver and its client in one program. It speaks the driver
/// protocol over a wire, logs in over TCP as it is told, and does what it is asked: a client that conforms, and its
/// faults, on the path that any other client takes.
class ReferenceDriver {
 public:
  struct Options {
    std::string chat_states_version = "2.1";
    Seed seed{0};
    faults::FaultSet faults;
    /// Without it every fence has to go through the chat.
    bool sync = true;
    /// The client's time stands still until it is told to pass, but that a user's keys take none.
    bool own_clock = false;
    std::string version;  ///< of the program
  };
  ReferenceDriver(boost::asio::io_context& context, Clock& clock, std::unique_ptr<net::Wire> wire, Options options);
  ReferenceDriver(const ReferenceDriver&) = delete;
  ReferenceDriver& operator=(const ReferenceDriver&) = delete;

  /// Serves until it is told to stop or nobody is there any more. A line that is no request is passed over.
  Task<void> run();

 private:
  Task<std::string> answer(driver::Asked asked);
  Task<scenario::Answer> connect(driver::Asked asked);
  Task<scenario::Answer> act(driver::Asked asked);
  Task<std::string> query(driver::Asked asked);
  Task<scenario::Answer> configure(driver::Asked asked);
  Task<void> log_in();
  Task<void> read(std::shared_ptr<stream::Connection> connection);
  Task<scenario::Answer> advance(Duration time);
  void disconnect();
  void make_client();
  [[nodiscard]] driver::Hello hello() const;

  boost::asio::io_context& context_;
  Clock& clock_;
  VirtualClock own_clock_;
  std::shared_ptr<net::Wire> wire_;
  Options options_;
  std::unique_ptr<reference::ReferenceClient> client_;
  std::shared_ptr<stream::Connection> connection_;
  driver::LineWriter writer_;
  driver::Asked place_;   ///< where it was told to log in
  bool leaving_ = false;  ///< the stream is ended by us
};

}  // namespace conformance::target
