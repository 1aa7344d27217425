// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "peer/actor.hpp"
#include "target/target.hpp"

namespace conformance::target {

/// Where rooms can be made on a server; or why there are none.
struct RoomService {
  std::string jid;
  NoRooms missing{};
};

/// Looks for the room service of a domain as XEP-0045 6.1 says: in the items of its service discovery.
Task<RoomService> find_room_service(std::shared_ptr<peer::Actor> actor, std::string domain, Duration timeout);

}  // namespace conformance::target
