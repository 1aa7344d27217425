// SPDX-License-Identifier: MIT
#include <algorithm>

#include "scenario/step_reader.hpp"

/// What steps say of rooms.
namespace conformance::scenario {

void StepReader::read_in_room(Reader& reader, Step& step, const std::string& verb) {
  RoomMoves moves{verb, room(reader, "room")};
  step.says += verb == "joins" || verb == "leaves" ? " " + moves.room : "";
  if (verb == "kicks" || verb == "silences") {
    moves.whom = reader.text("whom");
    const bool known = is_member(moves.whom) || (moves.whom == "iut" && scenario_.role == "client");
    if (!known) reader.refuse("whom", "\"" + moves.whom + "\" is not in the cast");
    step.says += " " + moves.whom + " in " + moves.room;
  }
  step.what = std::move(moves);
  read_outcome(reader, step);
  fenced_.clear();
}

std::string StepReader::room(Reader& reader, const std::string& key) {
  const auto name = reader.text(key);
  if (!is_room(name)) reader.refuse(key, "\"" + name + "\" is not a room of the cast");
  return name;
}

bool StepReader::is_room(const std::string& name) const {
  return std::any_of(scenario_.rooms.begin(), scenario_.rooms.end(), [&](const Room& r) { return r.name == name; });
}

// A cast member, a cast member as the occupant of a room, or a room.
void StepReader::read_partner(Reader& reader, Step& step, const std::string& key) {
  if (reader.has("in")) {
    step.partner = member(reader, key);
    step.room = room(reader, "in");
  } else {
    step.partner = reader.text(key);
    if (!is_room(step.partner)) step.partner = member(reader, key);
  }
}

}  // namespace conformance::scenario
