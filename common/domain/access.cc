#include "common/domain/access.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

using Set = std::uint8_t;  // A bit for each relation.

constexpr Set kNoOne = 0;
constexpr Set kOwn = 1u << static_cast<unsigned>(Relation::kOwn);
constexpr Set kParent = 1u << static_cast<unsigned>(Relation::kParent);
constexpr Set kAbove = 1u << static_cast<unsigned>(Relation::kAbove);
constexpr Set kUpper = kParent | kAbove;
constexpr Set kInside = kOwn | kUpper;

struct Row {
  Permission permission;
  std::string_view name;
  // From which relation each role may, in the order of Role.
  std::array<Set, kRoleCount> may;
};

using P = Permission;

// clang-format off
constexpr std::array kRows = {
    //                                                 clerk    leader   reviewer council  publisher administrator
    Row{P::kViewDossier,         "view_dossier",       {kOwn,   kOwn,    kUpper,  kUpper,  kUpper,  kNoOne}},
    Row{P::kFill,                "fill",               {kOwn,   kOwn,    kNoOne,  kNoOne,  kNoOne,  kNoOne}},
    Row{P::kApprove,             "approve",            {kNoOne, kOwn,    kNoOne,  kNoOne,  kNoOne,  kNoOne}},
    Row{P::kSubmit,              "submit",             {kNoOne, kOwn,    kNoOne,  kNoOne,  kNoOne,  kNoOne}},
    Row{P::kAnswerQuery,         "answer_query",       {kOwn,   kOwn,    kNoOne,  kNoOne,  kNoOne,  kNoOne}},
    Row{P::kAppeal,              "appeal",             {kNoOne, kOwn,    kNoOne,  kNoOne,  kNoOne,  kNoOne}},
    Row{P::kAccept,              "accept",             {kNoOne, kNoOne,  kParent, kParent, kNoOne,  kNoOne}},
    Row{P::kAssignReviewers,     "assign_reviewers",   {kNoOne, kNoOne,  kNoOne,  kParent, kNoOne,  kNoOne}},
    Row{P::kReview,              "review",             {kNoOne, kNoOne,  kParent, kParent, kNoOne,  kNoOne}},
    Row{P::kReturn,              "return",             {kNoOne, kNoOne,  kParent, kParent, kNoOne,  kNoOne}},
    Row{P::kSettle,              "settle",             {kNoOne, kNoOne,  kNoOne,  kParent, kNoOne,  kNoOne}},
    Row{P::kDecideAppeal,        "decide_appeal",      {kNoOne, kNoOne,  kNoOne,  kParent, kNoOne,  kNoOne}},
    Row{P::kPublish,             "publish",            {kNoOne, kNoOne,  kNoOne,  kNoOne,  kParent, kNoOne}},
    Row{P::kRunCycle,            "run_cycle",          {kNoOne, kNoOne,  kNoOne,  kOwn,    kNoOne,  kOwn}},
    Row{P::kIssueCriteria,       "issue_criteria",     {kNoOne, kNoOne,  kNoOne,  kNoOne,  kOwn,    kNoOne}},
    Row{P::kEnterSurvey,         "enter_survey",       {kNoOne, kNoOne,  kNoOne,  kParent, kNoOne,  kNoOne}},
    Row{P::kEnterLeadershipScore, "enter_leadership_score",
                                                       {kNoOne, kNoOne,  kNoOne,  kParent, kNoOne,  kNoOne}},
    Row{P::kManageAccounts,      "manage_accounts",    {kNoOne, kNoOne,  kNoOne,  kNoOne,  kNoOne,  kOwn | kParent}},
    Row{P::kManageUnits,         "manage_units",       {kNoOne, kNoOne,  kNoOne,  kNoOne,  kNoOne,  kInside}},
    Row{P::kManageCycles,        "manage_cycles",      {kNoOne, kNoOne,  kNoOne,  kNoOne,  kNoOne,  kOwn}},
    Row{P::kManageLinks,         "manage_links",       {kNoOne, kNoOne,  kNoOne,  kNoOne,  kNoOne,  kOwn | kParent}},
    Row{P::kViewAudit,           "view_audit",         {kNoOne, kOwn,    kNoOne,  kOwn,    kNoOne,  kInside}},
};
// clang-format on

constexpr bool RowsFollowPermission() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].permission) != i) return false;
  }
  return kRows.size() == static_cast<std::size_t>(kPermissionCount);
}
static_assert(RowsFollowPermission());

constexpr std::array<std::string_view, kRoleCount> kRoles = {
    "clerk", "leader", "reviewer", "council", "publisher", "administrator"};
constexpr std::array<std::string_view, kRelationCount> kRelations = {"own", "parent", "above",
                                                                     "other"};

const Row& RowOf(Permission permission) { return kRows.at(static_cast<std::size_t>(permission)); }

bool May(const Row& row, Role role, Relation relation) {
  const Set set = row.may.at(static_cast<std::size_t>(role));
  return ((set >> static_cast<unsigned>(relation)) & 1u) != 0;
}

}  // namespace

std::string_view Name(Role role) { return kRoles.at(static_cast<std::size_t>(role)); }
std::string_view Name(Relation relation) {
  return kRelations.at(static_cast<std::size_t>(relation));
}
std::string_view Name(Permission permission) { return RowOf(permission).name; }

std::optional<Role> ParseRole(std::string_view name) {
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    if (kRoles.at(i) == name) return static_cast<Role>(i);
  }
  return std::nullopt;
}

Relation RelationOf(const UnitTree& tree, const UnitId& actors, const UnitId& target, Date on) {
  if (actors == target) return Relation::kOwn;
  if (tree.Parent(target, on) == actors) return Relation::kParent;
  return tree.IsUnder(target, actors, on) ? Relation::kAbove : Relation::kOther;
}

absl::Status Authorise(Permission permission, Role role, Relation relation) {
  if (May(RowOf(permission), role, relation)) return absl::OkStatus();
  return Refusal(absl::StatusCode::kPermissionDenied, "not_permitted",
                 {{"permission", std::string(Name(permission))},
                  {"role", std::string(Name(role))},
                  {"relation", std::string(Name(relation))}});
}

bool MaySomewhere(Permission permission, Role role) {
  return RowOf(permission).may.at(static_cast<std::size_t>(role)) != kNoOne;
}

std::vector<Role> RolesMissing(const UnitTree& tree, const UnitId& unit, Date on,
                               const std::vector<Role>& held) {
  std::vector<Role> missing;
  if (tree.Find(unit) == nullptr) return missing;
  const auto need = [&](std::initializer_list<Role> roles) {
    for (const Role role : roles) {
      if (std::find(held.begin(), held.end(), role) == held.end()) missing.push_back(role);
    }
  };
  const bool assessed = tree.Parent(unit, on).has_value();
  if (!assessed || !tree.Children(unit, on).empty()) {
    need({Role::kPublisher, Role::kReviewer, Role::kCouncil});
  }
  if (assessed) need({Role::kClerk, Role::kLeader});
  return missing;
}

std::string AccessTable() {
  std::string table;
  for (const Row& row : kRows) {
    table += row.name;
    table += ':';
    for (int role = 0; role < kRoleCount; ++role) {
      for (int relation = 0; relation < kRelationCount; ++relation) {
        if (!May(row, static_cast<Role>(role), static_cast<Relation>(relation))) continue;
        table += ' ';
        table += Name(static_cast<Role>(role));
        table += '(';
        table += Name(static_cast<Relation>(relation));
        table += ')';
      }
    }
    table += '\n';
  }
  return table;
}

}  // namespace par::domain
