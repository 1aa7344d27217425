// SPDX-License-Identifier: MIT
// A driver to begin with: the protocol of docs/DRIVERS.md around a toy that shows what it sends. Fill in your client.
#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

using Json = nlohmann::json;
const Json actions = {"open", "type", "clear", "send", "reply", "close"};

// Your client: start it in a fresh home, with the account of the request; give it a person's input; read its screen.
struct Toy {
  std::string account;
  std::map<std::string, std::string> drafts;
  std::map<std::string, std::vector<std::string>> shown;

  void act(const std::string& action, const std::string& to, const std::string& text) {
    if (action == "type" || action == "send" || action == "reply") drafts[to] += text;
    if (action == "send" || action == "reply") shown[to].push_back(drafts[to]);
    if (action != "type" && action != "open") drafts.erase(to);
  }
  ~Toy() {}  // End what you started, by its pid, and remove its home.
};

std::optional<Toy> client;
bool chat_states = true;

// What stands in ok, or nothing if it cannot be done.
std::optional<Json> handle(const Json& request) {
  const std::string command = request.value("cmd", "");
  if (command == "hello")
    return Json{{"name", "toy"}, {"version", "1"}, {"actions", actions}, {"queries", {"shown_messages"}},
                {"settings", {{"chat_states", "runtime"}}}, {"sync", false}, {"clock", "real"}, {"parallel_chats", true}};
  if (command == "reset" || command == "stop") return client.reset(), chat_states = true, Json::object();
  if (command == "connect") return client.emplace().account = request.at("jid"), Json::object();
  if (command == "configure" && request.value("setting", "") == "chat_states")
    return chat_states = request.at("value"), Json::object();
  const std::string action = request.value("action", "");
  if (command == "act" && std::find(actions.begin(), actions.end(), action) != actions.end())
    return client.value().act(action, request.at("to"), request.value("text", "")), Json::object();
  if (command == "query" && request.value("query", "") == "shown_messages")
    return Json{{"value", client.value().shown[request.at("from")]}};
  return std::nullopt;
}

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const Json request = Json::parse(line, nullptr, false);
    if (!request.is_object() || !request.contains("seq")) continue;  // no request
    Json answer = {{"seq", request["seq"]}};
    try {
      if (const auto ok = handle(request)) answer["ok"] = *ok;
      else answer["unsupported"] = {{"why", "driver"}, {"reason", "this driver cannot do that"}};
    } catch (const std::exception& error) { answer["error"] = {{"reason", error.what()}}; }  // such as: not connected
    std::cout << answer.dump() << std::endl;
    if (request.value("cmd", "") == "stop") return 0;
  }
}
