// How answers of a node are shown: JSON is the message itself, tables are made for people.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "par/assessment/v1/assessment.pb.h"
#include "par/dossier/v1/dossier.pb.h"
#include "par/score/v1/score.pb.h"
#include "parctl/app.h"

namespace par::parctl {

// True if the run wants JSON; the message has then been printed, with the field names of its .proto
// file and 64-bit numbers as texts, so that no reader rounds them.
[[nodiscard]] bool PrintedAsJson(Session& session, const google::protobuf::Message& message);

// The same for an answer that is a few texts: one object with these keys.
[[nodiscard]] bool PrintedAsJson(
    Session& session, std::initializer_list<std::pair<std::string_view, std::string_view>> texts);

// Ten-thousandths as "86,2482"; every place is shown.
[[nodiscard]] std::string PointsText(const Session& session, std::int64_t e4);
// The points of a mark, or its state.
[[nodiscard]] std::string MarkText(const Session& session, const dossier::v1::Mark& mark);
// "86.25" as the language writes it.
[[nodiscard]] std::string DecimalText(const Session& session, std::string_view plain);
// UTC microseconds as time in Vietnam, "20/12/2023 08:30:00"; "-" for 0.
[[nodiscard]] std::string TimeText(std::int64_t micros);
// Names of states and of acts on a dossier as people know them; the name itself where this build
// does not know it.
[[nodiscard]] std::string DossierStateText(const Session& session, const std::string& name);
[[nodiscard]] std::string CycleStateText(const Session& session, const std::string& name);
[[nodiscard]] std::string ActText(const Session& session, const std::string& name);
// "cấp xã" or "commune", the same way.
[[nodiscard]] std::string LevelText(const Session& session, const std::string& name);
// "2023-12-20" as "20/12/2023" in Vietnamese; "-" for none; what is no day, as it is.
[[nodiscard]] std::string DayText(const Session& session, const std::string& day);

// By full name, with the account that commands take; the account alone where nobody is known.
[[nodiscard]] std::string WhoText(const dossier::v1::Person& person, const std::string& account);

// Areas, groups and totals; with `leaves` every leaf and its working first.
void PrintSheet(Session& session, const score::v1::ScoreSheet& sheet, bool leaves);

// What a unit's answers leave open, after an empty line; nothing where there is none.
void PrintOpenPoints(Session& session,
                     const google::protobuf::RepeatedPtrField<assessment::v1::Finding>& findings);

}  // namespace par::parctl
