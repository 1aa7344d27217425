// SPDX-License-Identifier: MIT
#include "driver/descriptor_wire.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace conformance::driver {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes_max = 16'384;

struct Ends {
  Ends(asio::io_context& context, std::string its_name) : from(context), to(context), name(std::move(its_name)) {}
  asio::posix::stream_descriptor from;
  asio::posix::stream_descriptor to;
  std::string name;
  bool closed = false;
};

// Not member functions of the wire: an operation that is pending when the wire is destroyed still needs the ends.
Task<std::string> read_some(std::shared_ptr<Ends> ends) {
  if (ends->closed) co_return std::string();
  std::string bytes(read_bytes_max, '\0');
  error_code error;
  const auto count =
      co_await ends->from.async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  if (ends->closed || error == asio::error::eof) co_return std::string();
  if (error) throw net::NetworkError(ends->name + ": " + error.message());
  bytes.resize(count);
  co_return bytes;
}

Task<void> write_all(std::shared_ptr<Ends> ends, std::string bytes) {
  error_code error = asio::error::broken_pipe;
  if (!ends->closed) {
    co_await asio::async_write(ends->to, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
  }
  if (error) throw net::NetworkError(ends->name + " does not take what it is told: " + error.message());
}

class DescriptorWire final : public net::Wire {
 public:
  explicit DescriptorWire(std::shared_ptr<Ends> ends) : ends_(std::move(ends)) {}
  ~DescriptorWire() override { DescriptorWire::close(); }
  Task<std::string> read() override { return read_some(ends_); }
  Task<void> write(std::string bytes) override { return write_all(ends_, std::move(bytes)); }
  void close() override {
    if (std::exchange(ends_->closed, true)) return;
    error_code ignored;
    ends_->from.close(ignored);
    ends_->to.close(ignored);
  }
  [[nodiscard]] std::string name() const override { return ends_->name; }
  [[nodiscard]] bool is_local() const override { return true; }

 private:
  std::shared_ptr<Ends> ends_;
};

}  // namespace

std::unique_ptr<net::Wire> descriptor_wire(asio::io_context& context, int read_from, int write_to, std::string name) {
  auto ends = std::make_shared<Ends>(context, std::move(name));
  error_code error;
  ends->from.assign(read_from, error);
  if (!error) ends->to.assign(write_to, error);
  if (error) throw net::NetworkError(ends->name + " cannot be waited for: " + error.message());
  return std::make_unique<DescriptorWire>(std::move(ends));
}

}  // namespace conformance::driver
