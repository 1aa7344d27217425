// SPDX-License-Identifier: MIT
#include "stream/acceptor.hpp"
#include "xmpp/namespaces.hpp"

/// The part of an Acceptor that makes accounts: in-band registration (XEP-0077 3.1).
namespace conformance::stream {

namespace ns = xmpp::ns;

void Acceptor::take_registration(const xmpp::Stanza& iq) {
  const auto query = *iq.child("query", ns::register_iq);
  if (iq.type() == "get") {
    xml::Builder form("query", ns::register_iq);
    form.add(xml::Builder("instructions", ns::register_iq).text("Choose a name and a password."));
    form.add(xml::Builder("username", ns::register_iq));
    form.add(xml::Builder("password", ns::register_iq));
    connection_->send(xmpp::result_reply(iq).add(form).build());
  } else if (iq.type() == "set" && !query.child("remove", ns::register_iq)) {
    enter_account(iq, query);
  } else if (iq.type() == "set") {
    refuse_iq(iq, "cancel", "not-allowed");  // removing asks for a login (XEP-0077 3.2)
  }
}

void Acceptor::enter_account(const xmpp::Stanza& iq, const xml::Element& query) {
  const auto username = query.child("username", ns::register_iq);
  const auto password = query.child("password", ns::register_iq);
  const bool complete = username && password && !username->text().empty() && !password->text().empty();
  const auto account = xmpp::Jid::parse(complete ? username->text() + "@" + domain_ : domain_);
  if (!complete || account.has_error() || account->domain() != domain_ || !account->is_bare()) {
    refuse_iq(iq, "modify", "not-acceptable");  // XEP-0077 3.1.1
  } else if (!accounts_.register_account(account->local(), domain_, password->text())) {
    refuse_iq(iq, "cancel", "conflict");
  } else {
    connection_->send(xmpp::result_reply(iq).build());
  }
}

}  // namespace conformance::stream
