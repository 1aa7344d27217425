// SPDX-License-Identifier: MIT
#include "target/loan.hpp"

#include "xmpp/namespaces.hpp"

namespace conformance::target {

namespace ns = xmpp::ns;

namespace {

// What a hostile server can make us remember of a roster.
constexpr std::size_t roster_items_max = 10'000;

Task<std::optional<xml::Element>> answer(std::shared_ptr<peer::Actor> actor, std::string id, Duration longest) {
  auto waiting = actor->session().expect(
      [id](const xml::Element& element) { return element.is("iq", ns::client) && element.attribute("id") == id; },
      longest);
  co_return co_await std::move(waiting);
}

// A request to the own server is answered behind all that it has done before (RFC 6120 10.1).
Task<void> fence(std::shared_ptr<peer::Actor> actor, std::string id, Duration longest) {
  actor->session().send(
      xml::Builder("iq", ns::client).set("type", "get").set("id", id).add(xml::Builder("query", ns::roster)).build());
  auto waiting = answer(actor, id, longest);
  co_await std::move(waiting);
}

xml::Element typed_presence(const xmpp::Jid& to, const char* type) {
  return xml::Builder("presence", ns::client).set("to", to.to_string()).set("type", type).build();
}

xml::Element removal(const xmpp::Jid& contact) {
  return xml::Builder("iq", ns::client)
      .set("type", "set")
      .set("id", "remove-" + contact.local())
      .add(xml::Builder("query", ns::roster)
               .add(xml::Builder("item", ns::roster).set("jid", contact.to_string()).set("subscription", "remove")))
      .build();
}

Task<void> drain(Loan loan, Duration longest) {
  if (!loan.actor->online()) {
    auto logging_in = loan.actor->log_in("", true);
    co_await std::move(logging_in);
  }
  auto fencing = fence(loan.actor, "drained", longest);
  co_await std::move(fencing);
}

Task<void> restore(Loan loan, Duration longest) {
  auto& session = loan.actor->session();
  for (const auto& contact : loan.befriended) {
    const auto was = loan.subscription(contact);
    if (!loan.before.contains(contact)) {
      session.send(removal(contact));
      continue;
    }
    if (was != "to" && was != "both") session.send(typed_presence(contact, "unsubscribe"));
    if (was != "from" && was != "both") session.send(typed_presence(contact, "unsubscribed"));
  }
  auto fencing = fence(loan.actor, "restored", longest);
  co_await std::move(fencing);
}

// Until the streams have ended: their end must not be taken for that of the next scenario's streams.
Task<void> leave(Loan loan, Duration longest) {
  for (const auto& resource : loan.actor->member().resources) {
    if (!loan.actor->online(resource)) continue;
    auto& session = loan.actor->session(resource);
    loan.actor->go_offline(resource);
    try {
      auto waiting = session.expect([](const xml::Element&) { return false; }, longest);
      co_await std::move(waiting);
    } catch (const stream::StreamError&) {
      // It has ended.
    }
  }
}

}  // namespace

Task<std::map<xmpp::Jid, std::string>> read_roster(std::shared_ptr<peer::Actor> actor, Duration longest) {
  auto waiting = answer(actor, "roster-" + actor->member().resources.front(), longest);
  const auto roster = co_await std::move(waiting);
  const auto query = roster ? roster->child("query", ns::roster) : std::nullopt;
  if (!query) throw stream::StreamError("the server did not give the roster of " + actor->bare().to_string());
  std::map<xmpp::Jid, std::string> items;
  const auto children = query->children();
  for (const auto& item : children) {
    const auto jid = xmpp::Jid::parse(item.attribute("jid").value_or(""));
    if (jid.has_error() || items.size() >= roster_items_max) continue;
    items[jid->bare()] = item.attribute("subscription").value_or("none");
  }
  co_return items;
}

Task<void> return_loan(Loan loan, LoanStep step, Duration longest) {
  try {
    auto task = step == LoanStep::drain     ? drain(loan, longest)
                : step == LoanStep::restore ? restore(loan, longest)
                                            : leave(loan, longest);
    co_await std::move(task);
  } catch (const std::exception&) {
    // The server is gone, or lets nobody in any more.
  }
}

}  // namespace conformance::target
