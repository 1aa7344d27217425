// SPDX-License-Identifier: MIT
#include <netinet/in.h>

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "net/ascii_domain.hpp"
#include "net/dns_channel.hpp"
#include "net/duration_text.hpp"

namespace conformance::net {

namespace asio = boost::asio;

namespace {

constexpr int class_in = 1;   // RFC 1035 3.2.4
constexpr int type_srv = 33;  // RFC 2782

// What was asked, and what came. c-ares calls back exactly once, at the latest when its channel goes; who waits may
// have given up by then.
template <class T>
struct Question {
  explicit Question(Clock& clock) : answered(clock) {}
  void finish(int how) {
    status = how;
    done = true;
    answered.notify();
  }
  Signal answered;
  bool done = false;
  int status = ARES_SUCCESS;
  std::vector<T> found;
};
template <class T>
using SharedQuestion = std::shared_ptr<Question<T>>;

// A share of the question goes through c-ares as a bare pointer, and is taken back here.
template <class T>
SharedQuestion<T> taken_back(void* given) {
  const std::unique_ptr<SharedQuestion<T>> owner(static_cast<SharedQuestion<T>*>(given));
  return *owner;
}

void on_services(void* given, int status, int /*timeouts*/, unsigned char* answer, int length) {
  const auto question = taken_back<SrvRecord>(given);
  ares_srv_reply* records = nullptr;
  if (status == ARES_SUCCESS) status = ares_parse_srv_reply(answer, length, &records);
  for (const auto* record = records; record != nullptr; record = record->next) {
    if (question->found.size() == srv_records_max) break;
    question->found.push_back({record->host, record->port, record->priority, record->weight});
  }
  if (records != nullptr) ares_free_data(records);
  question->finish(status);
}

asio::ip::address address_of(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    return asio::ip::make_address_v4(ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr));
  }
  const auto& six = reinterpret_cast<const sockaddr_in6&>(address);
  asio::ip::address_v6::bytes_type bytes;
  std::copy_n(static_cast<const unsigned char*>(six.sin6_addr.s6_addr), bytes.size(), bytes.begin());
  return asio::ip::make_address_v6(bytes, six.sin6_scope_id);
}

void on_addresses(void* given, int status, int /*timeouts*/, ares_addrinfo* result) {
  const auto question = taken_back<asio::ip::address>(given);
  for (const auto* node = result == nullptr ? nullptr : result->nodes; node != nullptr; node = node->ai_next) {
    if (question->found.size() == host_addresses_max) break;
    const bool known = node->ai_addr->sa_family == AF_INET || node->ai_addr->sa_family == AF_INET6;
    if (known) question->found.push_back(address_of(*node->ai_addr));
  }
  if (result != nullptr) ares_freeaddrinfo(result);
  question->finish(status);
}

bool says_none(int status) { return status == ARES_ENODATA || status == ARES_ENOTFOUND; }

std::string status_text(int status) {
  switch (status) {
    case ARES_ETIMEOUT:
      return "the DNS servers did not answer";
    case ARES_ECONNREFUSED:  // the last word of c-ares, too, where all failed or refused
    case ARES_ESERVFAIL:
    case ARES_EREFUSED:
      return "no DNS server can be reached that answers";
    case ARES_EBADRESP:
      return "the DNS server's answer cannot be read";
    case ARES_EBADNAME:
      return "that is no name for DNS";
    default:
      return std::string("DNS: ") + ares_strerror(status);
  }
}

template <class T>
Task<std::vector<T>> answer_to(SharedQuestion<T> question, Clock& clock, std::string name, Duration longest,
                               bool failure_is_none = false) {
  const Duration deadline = clock.now() + longest;
  while (!question->done) {
    const Duration left = deadline - clock.now();
    if (left <= Duration::zero()) {
      throw NetworkError(name + ": the name was not resolved within " + duration_text(longest));
    }
    co_await question->answered.wait(left);
  }
  if (says_none(question->status) || (question->status != ARES_SUCCESS && failure_is_none)) co_return std::vector<T>();
  if (question->status != ARES_SUCCESS) throw NetworkError(name + ": " + status_text(question->status));
  co_return std::move(question->found);
}

class DnsResolver final : public Resolver {
 public:
  DnsResolver(std::shared_ptr<DnsChannel> channel, Clock& clock) : channel_(std::move(channel)), clock_(clock) {}

  Task<std::vector<SrvRecord>> services(std::string name, Duration longest) override {
    if (!channel_->forbidden().empty()) throw NetworkError(name + ": " + refusal());
    const auto question = std::make_shared<Question<SrvRecord>>(clock_);
    ares_query(channel_->ares(), ascii_domain(name).c_str(), class_in, type_srv, on_services,
               new SharedQuestion<SrvRecord>(question));
    channel_->go_on();
    auto waiting = answer_to(question, clock_, name, longest);
    co_return co_await std::move(waiting);
  }

  Task<Addresses> addresses(std::string host, Duration longest) override {
    boost::system::error_code not_literal;
    const auto literal = asio::ip::make_address(host, not_literal);
    if (!not_literal) co_return Addresses{literal};
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    const auto question = std::make_shared<Question<asio::ip::address>>(clock_);
    ares_getaddrinfo(channel_->ares(), ascii_domain(host).c_str(), nullptr, &hints, on_addresses,
                     new SharedQuestion<asio::ip::address>(question));
    channel_->go_on();
    auto waiting = answer_to(question, clock_, host, longest, !channel_->forbidden().empty());
    auto found = co_await std::move(waiting);
    // The hosts file does not have it, and nobody else may be asked.
    if (found.empty() && !channel_->forbidden().empty()) throw NetworkError(host + ": " + refusal());
    co_return found;
  }

 private:
  [[nodiscard]] std::string refusal() const {
    return "the DNS server " + channel_->forbidden() + " is not on loopback, and only such a one may be asked";
  }

  std::shared_ptr<DnsChannel> channel_;
  Clock& clock_;
};

}  // namespace

std::unique_ptr<Resolver> dns_resolver(asio::io_context& context, Clock& clock, const DnsOptions& options) {
  check(!clock.is_virtual(), "DNS on a virtual clock: time would not wait for the network");
  return std::make_unique<DnsResolver>(DnsChannel::open(context, clock, options), clock);
}

}  // namespace conformance::net
