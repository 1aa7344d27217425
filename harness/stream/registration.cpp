// SPDX-License-Identifier: MIT
#include <utility>
#include <vector>

#include "stream/client.hpp"
#include "stream/client_steps.hpp"
#include "stream/words.hpp"
#include "xmpp/namespaces.hpp"

namespace conformance::stream {

namespace ns = xmpp::ns;

namespace {

constexpr const char* form_id = "register-form";
constexpr const char* register_id = "register";
constexpr Awaited form_answer{"the registration form", "iq", ns::client, form_id};
constexpr Awaited register_answer{"the answer to the registration", "iq", ns::client, register_id};

// Fields that an error names; XEP-0077 14.1 defines 17.
constexpr std::size_t fields_named_max = 20;

bool is_ours(std::string_view field) { return field == "username" || field == "password"; }

// What has to be filled in beside name and password. A data form says which fields are required; where there is none,
// all fields are (XEP-0077 3.1.1 and 4).
std::vector<std::string> other_demands(const xml::Element& query) {
  std::vector<std::string> demands;
  if (const auto form = query.child("x", ns::data_form)) {
    for (const auto& field : form->children()) {
      const auto name = field.attribute("var").value_or("");
      if (field.child("required", ns::data_form) && !is_ours(name)) demands.push_back(excerpt(name));
    }
    return demands;
  }
  for (const auto& field : query.children()) {
    const bool words_only = field.name() == "instructions" || field.name() == "registered";
    if (field.ns() == ns::register_iq && !words_only && !is_ours(field.name()))
      demands.push_back(excerpt(field.name()));
  }
  return demands;
}

void check_form(const xml::Element& answer) {
  const auto query = answer.child("query", ns::register_iq);
  if (!query) throw StreamError("the server answered without a registration form");
  const auto demands = other_demands(*query);
  if (!demands.empty()) {
    std::string names;
    for (std::size_t i = 0; i < demands.size() && i < fields_named_max; ++i) names += (i > 0 ? ", " : "") + demands[i];
    throw StreamError("the server's registration form demands more than a name and a password: " + names);
  }
  for (const char* name : {"username", "password"}) {
    if (query->child(name, ns::register_iq)) continue;
    throw StreamError("the server's registration form has no field <" + std::string(name) +
                      "/>: accounts have to be made in another way there");
  }
}

xml::Element request(const char* type, const char* id, const std::string& domain, const xml::Builder& query) {
  return xml::Builder("iq", ns::client).set("type", type).set("id", id).set("to", domain).add(query).build();
}

Task<void> register_over(std::shared_ptr<Connection> connection, Login login, Duration longest) {
  // Asked for even where the feature is not offered: XEP-0077 5 leaves it to the server to say it.
  connection->send(request("get", form_id, login.domain, xml::Builder("query", ns::register_iq)));
  auto asking = expect(connection, longest, form_answer);
  const auto form = co_await std::move(asking);
  demand_result(form, "show a registration form");
  check_form(form);

  xml::Builder filled_in("query", ns::register_iq);
  filled_in.add(xml::Builder("username", ns::register_iq).text(login.local));
  filled_in.add(xml::Builder("password", ns::register_iq).text(login.password));
  connection->send(request("set", register_id, login.domain, filled_in));
  auto waiting = expect(connection, longest, register_answer);
  const auto answer = co_await std::move(waiting);
  demand_result(answer, "register " + login.local + "@" + login.domain);
}

constexpr const char* remove_id = "remove";
constexpr Awaited remove_answer{"the answer to the removal of the account", "iq", ns::client, remove_id};

}  // namespace

Task<bool> remove_account(Bound bound, Duration longest) {
  // Without an address: XEP-0077 3.2.
  bound.connection->send(xml::Builder("iq", ns::client)
                             .set("type", "set")
                             .set("id", remove_id)
                             .add(xml::Builder("query", ns::register_iq).add(xml::Builder("remove", ns::register_iq)))
                             .build());
  auto waiting = expect(bound.connection, longest, remove_answer);
  const auto answer = co_await std::move(waiting);
  bound.connection->close();
  co_return answer.attribute("type") == "result";
}

Task<void> register_account(std::unique_ptr<net::Wire> wire, Clock& clock, Login login, Security security,
                            Duration longest) {
  std::shared_ptr<Connection> connection;
  try {
    auto opening = open_secure_stream(std::move(wire), clock, login.domain, security, longest);
    const auto opened = co_await std::move(opening);
    connection = opened.connection;
    auto registering = register_over(connection, login, longest);
    co_await std::move(registering);
    connection->close();
    auto flushing = connection->flush();
    co_await std::move(flushing);
  } catch (const StreamError& error) {
    if (connection) connection->close();
    throw without_secret(error, login.password);
  }
}

}  // namespace conformance::stream
