// SPDX-License-Identifier: MIT
#include "net/places.hpp"

#include <algorithm>
#include <map>

namespace conformance::net {

namespace {

struct Candidate {
  SrvRecord record;
  bool direct_tls;
};

// RFC 2782: the service is decidedly not available at this domain.
bool is_refusal(const SrvRecord& record) { return record.target.empty() || record.target == "."; }

bool is_refused(const std::vector<SrvRecord>& records) {
  return !records.empty() && std::all_of(records.begin(), records.end(), is_refusal);
}

// RFC 2782, "Weight": each is drawn with a chance that goes with its weight; those of weight 0 stand first, so that
// they have a very small one.
std::vector<Candidate> drawn(std::vector<Candidate> left, Seed seed, const std::string& name) {
  std::stable_partition(left.begin(), left.end(), [](const Candidate& one) { return one.record.weight == 0; });
  std::vector<Candidate> order;
  while (!left.empty()) {
    std::uint64_t sum = 0;
    for (const auto& one : left) sum += one.record.weight;
    std::uint64_t chance = seed.number(name + " " + std::to_string(order.size())) % (sum + 1);
    auto chosen = left.begin();
    for (; chance > chosen->record.weight; ++chosen) chance -= chosen->record.weight;
    order.push_back(*chosen);
    left.erase(chosen);
  }
  return order;
}

bool is_address(const std::string& text) {
  boost::system::error_code not_literal;
  boost::asio::ip::make_address(text, not_literal);
  return !not_literal;
}

bool is_local(const std::string& name) { return name == "localhost" || name.ends_with(".localhost"); }

}  // namespace

std::vector<Place> in_order(const ServiceRecords& records, Seed seed) {
  std::map<std::uint16_t, std::vector<Candidate>> by_priority;
  for (const auto& record : records.xmpp) by_priority[record.priority].push_back({record, false});
  for (const auto& record : records.xmpps) by_priority[record.priority].push_back({record, true});
  std::vector<Place> places;
  for (auto& [priority, candidates] : by_priority) {
    std::erase_if(candidates, [](const Candidate& one) { return is_refusal(one.record); });
    const auto order = drawn(candidates, seed, "srv " + std::to_string(priority));
    for (const auto& one : order) places.push_back({one.record.target, one.record.port, one.direct_tls});
  }
  return places;
}

Task<std::vector<Place>> find_places(Resolver& resolver, Clock& clock, std::string domain, bool direct_tls, Seed seed,
                                     Duration longest) {
  std::vector<Place> only{{domain, xmpp_client_port, false}};
  if (is_address(domain) || is_local(domain)) co_return only;
  const Duration deadline = clock.now() + longest;
  ServiceRecords records;
  auto asking = resolver.services("_xmpp-client._tcp." + domain, longest);
  records.xmpp = co_await std::move(asking);
  if (direct_tls) {
    auto asking_again =
        resolver.services("_xmpps-client._tcp." + domain, std::max(deadline - clock.now(), Duration(1)));
    records.xmpps = co_await std::move(asking_again);
  }
  auto places = in_order(records, seed);
  if (!places.empty()) co_return places;
  // RFC 6120 3.2.1: "." ends it, and there is no falling back. For direct TLS alone it says nothing of the rest.
  if (is_refused(records.xmpp)) {
    throw NetworkError(domain + ": there is no XMPP service for clients (its SRV record has the target \".\")");
  }
  co_return only;
}

}  // namespace conformance::net
