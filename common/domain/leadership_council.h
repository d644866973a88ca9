// The council (hội đồng) whose members give the leaders' score (điểm đánh giá của lãnh đạo) of a
// cycle's units: who they are, how many must vote, how votes become points, until when. All of it
// is data. Format: docs/formats/council.md. Voting itself: council_vote.h.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/criteria_set.h"
#include "common/domain/cycle.h"
#include "common/domain/date.h"
#include "common/domain/finding.h"
#include "common/domain/ids.h"

namespace par::domain {

inline constexpr std::size_t kMostCouncilMembers = 200;

enum class CouncilMethod : std::uint8_t { kMean, kTrimmedMean, kMedian };
[[nodiscard]] std::string_view Name(CouncilMethod method);  // "trimmed_mean"

struct CouncilMember {
  AccountId account;
  std::string name;
  std::string role;  // In the council: "Chủ tịch Hội đồng".
  UnitId unit;       // Which he works in, and so never scores; empty: what his account says.
};

struct LeadershipCouncil {
  std::string title;
  CycleId cycle;
  std::string basis;  // The decision that set it up.
  std::vector<CouncilMember> members;
  // Of those who may score a unit, how many must have voted (abstentions are votes): 2/3.
  int quorum_of = 2;
  int quorum_in = 3;
  CouncilMethod method = CouncilMethod::kMean;
  int trim = 0;  // kTrimmedMean: so many highest and so many lowest votes are left out.
  Date deadline;
  std::vector<std::string> criteria;  // Leadership leaves.

  [[nodiscard]] const CouncilMember* Find(const AccountId& account) const;
};

// Nothing if the file has findings: those of yaml_reader.h, and council_quorum, council_trim,
// id_repeated, list_empty.
[[nodiscard]] std::optional<LeadershipCouncil> ReadLeadershipCouncil(std::string_view text,
                                                                     FindingList& findings);

// Makes it fit for this cycle and its set: names all leadership leaves where the file names none.
// INVALID_ARGUMENT council_cycle_other, criterion_unknown, council_criterion_source,
// council_nothing_to_score.
[[nodiscard]] absl::Status FitCouncil(const CriteriaSet& set, const Cycle& cycle,
                                      LeadershipCouncil& council);

}  // namespace par::domain
