// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "net/wire.hpp"

namespace boost::beast {
enum class role_type;
}

namespace conformance::net {

/// A Wire as Asio's AsyncReadStream and AsyncWriteStream, so that TLS (asio::ssl) and WebSocket (beast) run over
/// memory, TCP and each other alike, on whatever clock. Only .cpp files of this folder include it.
///
/// One read and one write at a time. Operations that are pending when the stream is destroyed end by themselves, for
/// the wire is closed then. There is no cancellation but `close`.
class WireStream {
 public:
  using executor_type = boost::asio::any_io_executor;
  using lowest_layer_type = WireStream;

  WireStream(std::unique_ptr<Wire> wire, executor_type executor);
  WireStream(WireStream&&) noexcept;
  WireStream& operator=(WireStream&&) = delete;
  ~WireStream();

  executor_type get_executor() { return executor_; }
  lowest_layer_type& lowest_layer() { return *this; }
  [[nodiscard]] const lowest_layer_type& lowest_layer() const { return *this; }

  /// Reads at least one byte. Ends with asio::error::eof when the other side has closed, and with
  /// asio::error::connection_aborted when the wire failed: `failure` then has the reason in words.
  template <class MutableBufferSequence, class Token>
  auto async_read_some(const MutableBufferSequence& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, boost::asio::mutable_buffer into) { start_read(into, completion(std::move(handler))); },
        token, first_of(buffers));
  }

  /// Writes all bytes of all buffers.
  template <class ConstBufferSequence, class Token>
  auto async_write_some(const ConstBufferSequence& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
        [this](auto handler, std::string bytes) { start_write(std::move(bytes), completion(std::move(handler))); },
        token, bytes_of(buffers));
  }

  /// Closes the wire; what is pending ends.
  void close();
  /// Closes the wire when the write that is pending is done, or now.
  void close_when_written();
  /// Why the wire failed, in words; "" if it did not.
  [[nodiscard]] const std::string& failure() const;
  [[nodiscard]] Wire& wire();

 private:
  struct State;
  using Completion = std::function<void(boost::system::error_code, std::size_t)>;

  // Never calls the handler from inside the initiating function, as Asio asks.
  template <class Handler>
  Completion completion(Handler handler) {
    auto shared = std::make_shared<Handler>(std::move(handler));
    return [shared, executor = executor_](boost::system::error_code error, std::size_t count) {
      const auto own = boost::asio::get_associated_executor(*shared, executor);
      boost::asio::post(own, [shared, error, count] { std::move (*shared)(error, count); });
    };
  }
  template <class MutableBufferSequence>
  static boost::asio::mutable_buffer first_of(const MutableBufferSequence& buffers) {
    const auto end = boost::asio::buffer_sequence_end(buffers);
    for (auto each = boost::asio::buffer_sequence_begin(buffers); each != end; ++each) {
      const boost::asio::mutable_buffer buffer(*each);
      if (buffer.size() > 0) return buffer;
    }
    return {};
  }
  template <class ConstBufferSequence>
  static std::string bytes_of(const ConstBufferSequence& buffers) {
    std::string bytes(boost::asio::buffer_size(buffers), '\0');
    boost::asio::buffer_copy(boost::asio::buffer(bytes), buffers);
    return bytes;
  }

  void start_read(boost::asio::mutable_buffer into, Completion done);
  void start_write(std::string bytes, Completion done);
  static Task<void> read(std::shared_ptr<State> state, boost::asio::mutable_buffer into, Completion done);
  static Task<void> write(std::shared_ptr<State> state, std::string bytes, Completion done);

  std::shared_ptr<State> state_;
  executor_type executor_;
};

/// What beast's WebSocket does at its end, found by argument-dependent look-up: the wire is closed.
void teardown(boost::beast::role_type role, WireStream& stream, boost::system::error_code& error);
template <class Handler>
void async_teardown(boost::beast::role_type /*role*/, WireStream& stream, Handler&& handler) {
  stream.close();
  auto executor = boost::asio::get_associated_executor(handler, stream.get_executor());
  auto shared = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
  boost::asio::post(executor, [shared] { std::move (*shared)(boost::system::error_code()); });
}
/// What beast does when one of its time-outs has passed.
void beast_close_socket(WireStream& stream);

}  // namespace conformance::net
