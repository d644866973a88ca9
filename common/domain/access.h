// Who may do what: one function, one table. A person acts for the unit of his account; what matters
// is how that unit stands to the unit whose affair it is on the day of acting. The table is printed
// by AccessTable() and compared in a test with a reviewed text file
// (tests/unit/domain/access_table.txt), so that a change of rights is always seen as such.
//
// Roles: the unit's clerk fills in, its leader approves and submits; a reviewer reviews assigned
// areas, the council settles, the publisher publishes; the administrator looks after accounts,
// units and cycles and takes no part in scoring.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/date.h"
#include "common/domain/ids.h"
#include "common/domain/unit_tree.h"

namespace par::domain {

// Stored and sent: never renumber or reuse a value.
enum class Role : std::uint8_t {
  kClerk = 0,          // công chức nhập liệu
  kLeader = 1,         // lãnh đạo đơn vị
  kReviewer = 2,       // người thẩm định
  kCouncil = 3,        // hội đồng thẩm định
  kPublisher = 4,      // người công bố
  kAdministrator = 5,  // quản trị viên
};
inline constexpr int kRoleCount = 6;
[[nodiscard]] std::string_view Name(Role role);  // "clerk"
[[nodiscard]] std::optional<Role> ParseRole(std::string_view name);

// How the actor's unit stands to the unit concerned.
enum class Relation : std::uint8_t {
  kOwn = 0,     // It is the unit.
  kParent = 1,  // It is the direct superior of the unit.
  kAbove = 2,   // It is a superior further up.
  kOther = 3,   // None of these.
};
inline constexpr int kRelationCount = 4;
[[nodiscard]] std::string_view Name(Relation relation);
[[nodiscard]] Relation RelationOf(const UnitTree& tree, const UnitId& actors, const UnitId& target,
                                  Date on);

// Everything that changes something or shows what is not public.
enum class Permission : std::uint8_t {
  kViewDossier,
  // The unit's own work.
  kFill,
  kApprove,
  kSubmit,
  kAnswerQuery,
  kAppeal,
  // The superior's work on the unit.
  kAccept,
  kAssignReviewers,
  kReview,
  kReturn,
  kSettle,
  kDecideAppeal,
  kPublish,
  // Data of the cycle; the unit concerned is the one that runs it.
  kRunCycle,
  kIssueCriteria,
  kEnterSurvey,
  kEnterLeadershipScore,
  // Administration.
  kManageAccounts,
  kManageUnits,
  kManageCycles,
  kManageLinks,
  kViewAudit,
};
inline constexpr int kPermissionCount = static_cast<int>(Permission::kViewAudit) + 1;
[[nodiscard]] std::string_view Name(Permission permission);  // "view_dossier"

// OK, or PERMISSION_DENIED not_permitted.
[[nodiscard]] absl::Status Authorise(Permission permission, Role role, Relation relation);

// Whether the role has it towards any unit at all: what screens offer a person.
[[nodiscard]] bool MaySomewhere(Permission permission, Role role);

// Roles that none of a unit's people have, `held` being all that they have, and without which it
// cannot go through a cycle: one that it runs for the units below it, one that it is assessed in.
// A unit at the top runs cycles. None of a unit that the tree does not know.
[[nodiscard]] std::vector<Role> RolesMissing(const UnitTree& tree, const UnitId& unit, Date on,
                                             const std::vector<Role>& held);

// One line for each permission: "fill: clerk(own) leader(own)".
[[nodiscard]] std::string AccessTable();

}  // namespace par::domain
