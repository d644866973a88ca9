// Goal: rights change only on purpose, and nobody but a unit's own people or its superiors gets
// near its dossier.
// Method: the table in force is compared with the reviewed file beside this test; laws that must
// hold for any table are checked over every combination.
#include "common/domain/access.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "common/domain/refusal.h"

namespace par::domain {
namespace {

TEST(Access, IsTheReviewedTable) {
  std::ifstream file("tests/unit/domain/access_table.txt");
  ASSERT_TRUE(file.is_open());
  std::ostringstream reviewed;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') reviewed << line << '\n';
  }
  EXPECT_EQ(AccessTable(), reviewed.str());
}

TEST(Access, NoRightReachesAUnitThatIsNotBelow) {
  for (int p = 0; p < kPermissionCount; ++p) {
    for (int r = 0; r < kRoleCount; ++r) {
      const absl::Status status =
          Authorise(static_cast<Permission>(p), static_cast<Role>(r), Relation::kOther);
      EXPECT_EQ(ReasonOf(status), "not_permitted")
          << Name(static_cast<Permission>(p)) << ' ' << Name(static_cast<Role>(r));
      bool somewhere = false;
      for (int relation = 0; relation < kRelationCount; ++relation) {
        somewhere = somewhere || Authorise(static_cast<Permission>(p), static_cast<Role>(r),
                                           static_cast<Relation>(relation))
                                     .ok();
      }
      EXPECT_EQ(MaySomewhere(static_cast<Permission>(p), static_cast<Role>(r)), somewhere);
    }
  }
}

TEST(Access, NobodyReviewsSettlesOrPublishesHisOwnUnit) {
  for (const Permission permission :
       {Permission::kAccept, Permission::kReview, Permission::kReturn, Permission::kSettle,
        Permission::kDecideAppeal, Permission::kPublish, Permission::kAssignReviewers}) {
    for (int r = 0; r < kRoleCount; ++r) {
      EXPECT_FALSE(Authorise(permission, static_cast<Role>(r), Relation::kOwn).ok())
          << Name(permission);
    }
  }
}

TEST(Access, TheAdministratorTakesNoPartInScoring) {
  for (int p = 0; p <= static_cast<int>(Permission::kPublish); ++p) {
    for (int relation = 0; relation < kRelationCount; ++relation) {
      EXPECT_FALSE(Authorise(static_cast<Permission>(p), Role::kAdministrator,
                             static_cast<Relation>(relation))
                       .ok());
    }
  }
}

TEST(Access, TheRelationFollowsTheTreeOfTheDay) {
  const Date old_day = *Date::Of(2025, 6, 30);
  const Date new_day = old_day.Plus(1);
  const auto unit = [](std::string id, UnitKind kind) {
    Unit made;
    made.id = UnitId(id);
    made.name = std::move(id);
    made.kind = kind;
    return made;
  };
  Unit province = unit("tinh", UnitKind::kTinh);
  Unit district = unit("huyen", UnitKind::kHuyen);
  district.existence.until = old_day;
  district.parents = {{province.id, district.existence}};
  Unit commune = unit("xa", UnitKind::kXa);
  commune.parents = {{district.id, district.existence}, {province.id, {new_day, Date::Latest()}}};
  const auto tree = UnitTree::Make({province, district, commune}, {});
  ASSERT_TRUE(tree.ok()) << tree.status();
  EXPECT_EQ(RelationOf(*tree, commune.id, commune.id, old_day), Relation::kOwn);
  EXPECT_EQ(RelationOf(*tree, district.id, commune.id, old_day), Relation::kParent);
  EXPECT_EQ(RelationOf(*tree, province.id, commune.id, old_day), Relation::kAbove);
  EXPECT_EQ(RelationOf(*tree, province.id, commune.id, new_day), Relation::kParent);
  EXPECT_EQ(RelationOf(*tree, district.id, commune.id, new_day), Relation::kOther);
  EXPECT_EQ(RelationOf(*tree, commune.id, province.id, old_day), Relation::kOther);
}

// A district in between runs a cycle for its communes and is assessed in the province's.
TEST(Access, AUnitNeedsTheRolesOfEveryCycleItTakesPartIn) {
  const Date day = *Date::Of(2024, 1, 2);
  const auto unit = [](const char* id, UnitKind kind, const char* parent) {
    Unit made;
    made.id = UnitId(id);
    made.name = id;
    made.kind = kind;
    if (*parent != '\0') made.parents = {{UnitId(parent), made.existence}};
    return made;
  };
  const auto tree =
      UnitTree::Make({unit("tinh", UnitKind::kTinh, ""), unit("huyen", UnitKind::kHuyen, "tinh"),
                      unit("xa", UnitKind::kXa, "huyen")},
                     {});
  ASSERT_TRUE(tree.ok()) << tree.status();
  struct Case {
    std::string_view why;
    const char* unit;
    std::vector<Role> held;
    std::string_view missing;
  };
  const Case cases[] = {
      {"at the top it runs cycles", "tinh", {}, "publisher reviewer council "},
      {"in between it does both", "huyen", {}, "publisher reviewer council clerk leader "},
      {"at the bottom it is assessed", "xa", {}, "clerk leader "},
      {"whoever is there is not missed", "xa", {Role::kAdministrator, Role::kClerk}, "leader "},
      {"everybody is there", "xa", {Role::kLeader, Role::kClerk}, ""},
      {"its tree has yet to come", "xa-khac", {}, ""},
  };
  for (const Case& c : cases) {
    std::string missing;
    for (const Role role : RolesMissing(*tree, UnitId(c.unit), day, c.held)) {
      missing += std::string(Name(role)) + " ";
    }
    EXPECT_EQ(missing, c.missing) << c.why;
  }
}

TEST(Access, NamesAreReadBack) {
  for (int r = 0; r < kRoleCount; ++r) {
    EXPECT_EQ(ParseRole(Name(static_cast<Role>(r))), static_cast<Role>(r));
  }
  EXPECT_EQ(ParseRole("king"), std::nullopt);
}

}  // namespace
}  // namespace par::domain
