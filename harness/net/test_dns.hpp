// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "net/resolver.hpp"

/// For tests that resolve names.
namespace conformance::net {

/// A DNS server on loopback that knows what it was told (RFC 1035, RFC 2782). It answers while the io_context runs.
class TestDns {
 public:
  enum Code : unsigned { no_error = 0, server_failure = 2, no_such_name = 3, refused = 5 };

  explicit TestDns(boost::asio::io_context& context) : socket_(context), listener_(context), connection_(context) {
    open();
    receive();
    accept();
  }
  /// For DnsOptions.
  [[nodiscard]] DnsOptions options() const {
    return {.servers = "127.0.0.1:" + std::to_string(socket_.local_endpoint().port())};
  }
  void add_service(const std::string& name, const SrvRecord& record) {
    std::string data = number(record.priority) + number(record.weight) + number(record.port) + labels(record.target);
    answers_[{name, 33}].push_back(std::move(data));
  }
  void add_address(const std::string& name, const std::string& text) {
    const auto address = boost::asio::ip::make_address(text);
    const auto add = [&](std::uint16_t type, const auto& bytes) {
      answers_[{name, type}].emplace_back(bytes.begin(), bytes.end());
    };
    address.is_v4() ? add(1, address.to_v4().to_bytes()) : add(28, address.to_v6().to_bytes());
  }
  void answer_with(Code code) { code_ = code; }
  void fall_silent() { silent_ = true; }
  void speak_again() { silent_ = false; }
  /// The names that were asked for, in order, each once.
  [[nodiscard]] const std::vector<std::string>& asked() const { return asked_; }

 private:
  // One port for both; another one where somebody has it already for TCP.
  void open() {
    const auto loopback = boost::asio::ip::make_address("127.0.0.1");
    for (int tries = 0; tries < 100; ++tries) {
      socket_ = boost::asio::ip::udp::socket(socket_.get_executor(), {loopback, 0});
      listener_ = boost::asio::ip::tcp::acceptor(socket_.get_executor());
      listener_.open(boost::asio::ip::tcp::v4());
      listener_.set_option(boost::asio::ip::tcp::acceptor::reuse_address(true));
      boost::system::error_code error;
      listener_.bind({loopback, socket_.local_endpoint().port()}, error);
      if (error) continue;
      listener_.listen();
      return;
    }
    throw std::runtime_error("no port is free for UDP and TCP");
  }
  static std::string number(std::uint16_t value) {
    return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xFFU)};
  }
  static std::string labels(const std::string& name) {
    std::string encoded;
    for (std::size_t at = 0; at < name.size() && name != ".";) {
      const auto end = std::min(name.find('.', at), name.size());
      encoded += static_cast<char>(end - at) + name.substr(at, end - at);
      at = end + 1;
    }
    return encoded + '\0';
  }
  void receive() {
    socket_.async_receive_from(boost::asio::buffer(buffer_), from_,
                               [this](const boost::system::error_code& error, std::size_t size) {
                                 if (error) return;
                                 const auto answer = answer_to(std::string(buffer_.data(), size), 1'232);
                                 if (!silent_) socket_.send_to(boost::asio::buffer(answer), from_);
                                 receive();
                               });
  }
  // Over TCP each message has its length before it (RFC 1035 4.2.2); one question a connection is enough here.
  void accept() {
    listener_.async_accept(connection_, [this](const boost::system::error_code& error) {
      if (error) return;
      connection_.async_receive(boost::asio::buffer(buffer_),
                                [this](const boost::system::error_code& failed, std::size_t size) {
                                  if (failed || silent_) return;
                                  const auto answer = answer_to(std::string(buffer_.data() + 2, size - 2), 65'535);
                                  const auto framed = number(static_cast<std::uint16_t>(answer.size())) + answer;
                                  connection_.send(boost::asio::buffer(framed));
                                });
    });
  }
  std::string answer_to(const std::string& query, std::size_t bytes_max) {
    std::string name;
    std::size_t at = 12;
    for (; query.at(at) != 0; at += static_cast<unsigned char>(query[at]) + 1U) {
      name += (name.empty() ? "" : ".") + query.substr(at + 1, static_cast<unsigned char>(query[at]));
    }
    const auto type = static_cast<std::uint16_t>((static_cast<unsigned char>(query.at(at + 1)) << 8U) |
                                                 static_cast<unsigned char>(query.at(at + 2)));
    if (asked_.empty() || asked_.back() != name) asked_.push_back(name);
    const auto found = answers_.find({name, type});
    const auto count = found == answers_.end() || code_ != no_error ? 0 : found->second.size();
    std::string answer = query.substr(0, 2) + number(static_cast<std::uint16_t>(0x8180U | code_)) + number(1) +
                         number(static_cast<std::uint16_t>(count)) + number(0) + number(0) +
                         query.substr(12, at + 5 - 12);
    for (std::size_t i = 0; i < count; ++i) {
      const auto& data = found->second[i];
      answer += number(0xC00C) + number(type) + number(1) + number(0) + number(60) +
                number(static_cast<std::uint16_t>(data.size())) + data;
    }
    if (answer.size() <= bytes_max) return answer;
    // Cut: without answers, and flagged so (RFC 1035 4.1.1).
    return query.substr(0, 2) + number(0x8380) + number(1) + number(0) + number(0) + number(0) +
           query.substr(12, at + 5 - 12);
  }

  boost::asio::ip::udp::socket socket_;
  boost::asio::ip::tcp::acceptor listener_;
  boost::asio::ip::tcp::socket connection_;
  boost::asio::ip::udp::endpoint from_;
  std::array<char, 4'096> buffer_{};
  std::map<std::pair<std::string, std::uint16_t>, std::vector<std::string>> answers_;
  std::vector<std::string> asked_;
  Code code_ = no_error;
  bool silent_ = false;
};

/// A resolver that knows what it was told, and takes no time.
class ToldResolver final : public Resolver {
 public:
  Task<std::vector<SrvRecord>> services(std::string name, Duration /*longest*/) override {
    asked.push_back(name);
    if (!fails.empty()) throw NetworkError(name + ": " + fails);
    const auto found = known_services.find(name);
    co_return found == known_services.end() ? std::vector<SrvRecord>() : found->second;
  }
  Task<Addresses> addresses(std::string host, Duration /*longest*/) override {
    asked.push_back(host);
    boost::system::error_code not_literal;
    const auto literal = boost::asio::ip::make_address(host, not_literal);
    if (!not_literal) co_return Addresses{literal};
    const auto found = known_addresses.find(host);
    Addresses all;
    if (found == known_addresses.end()) co_return all;
    for (const auto& text : found->second) all.push_back(boost::asio::ip::make_address(text));
    co_return all;
  }
  std::map<std::string, std::vector<SrvRecord>> known_services;
  std::map<std::string, std::vector<std::string>> known_addresses;
  std::vector<std::string> asked;
  std::string fails;
};

}  // namespace conformance::net
