// Goal: whoever a dossier names is told with the right name, and never with that of somebody else
// who has the same account on another node.
// Method: one dossier with people of both sides, looked at from each of them.
#include "common/services/people.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "common/identity/records.h"
#include "common/storage/memory_store.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

using dossier::v1::Person;

Person Told(const std::string& account, const std::string& unit, const std::string& name,
            const std::string& position = "") {
  Person person;
  person.set_account(account);
  person.set_unit(unit);
  person.set_full_name(name);
  person.set_position(position);
  return person;
}

void PutAccount(storage::MemoryStore& store, const Person& person) {
  record::v1::AccountRow row;
  row.mutable_account()->set_name(person.account());
  row.mutable_account()->set_unit(person.unit());
  row.mutable_account()->set_full_name(person.full_name());
  row.mutable_account()->set_position(person.position());
  storage::Batch batch;
  batch.push_back({identity::AccountKey(person.account()), identity::EncodeRow(row)});
  ASSERT_EQ(store.Commit(batch, {}, storage::Durability::kSynced), storage::Outcome::kOk);
}

// "lan" of the district asks and "lan" of the commune answers; "minh" sends the dossier back.
dossier::v1::Dossier Talk() {
  dossier::v1::Dossier dossier;
  dossier.set_unit("la-ha");
  dossier::v1::Query& query = *dossier.add_queries();
  query.set_account("lan");
  query.set_answered_by("lan");
  for (const char* kind : {"return", "send_back"}) {
    dossier::v1::Note& note = *dossier.add_notes();
    note.set_kind(kind);
    note.set_account("minh");
  }
  return dossier;
}

std::string Shown(const absl::StatusOr<std::vector<Person>>& people) {
  if (!people.ok()) return people.status().ToString();
  std::string text;
  for (const Person& one : *people) {
    text += one.account() + "@" + one.unit() + "=" + one.full_name() +
            (one.position().empty() ? "" : ", " + one.position()) + "; ";
  }
  return text;
}

TEST(People, WhoActedIsKnownHereOrWasToldOfWithWhatHeSent) {
  storage::MemoryStore store;
  PutAccount(store, Told("lan", "tu-nghia", "Trần Thị Lan"));
  PutAccount(store, Told("minh", "la-ha", "Võ Minh"));
  const Person nobody;
  const struct {
    const char* why;
    const char* account;
    const char* unit;
    Person told;
    const char* name;
  } kRows[] = {
      {"as the account says now", "minh", "la-ha", Told("minh", "la-ha", "Võ Văn Mình"), "Võ Minh"},
      {"another's account of the same name here", "lan", "la-ha", Told("lan", "la-ha", "Phạm Lan"),
       "Phạm Lan"},
      {"the same, and nothing was told", "lan", "la-ha", nobody, ""},
      {"told of somebody else", "hoa", "la-ha", Told("minh", "la-ha", "Võ Minh"), ""},
      {"a name that no account could have", "hoa", "la-ha", Told("hoa", "la-ha", "Hoa\n"), ""},
      {"nobody acted", "", "la-ha", Told("", "la-ha", "Võ Minh"), ""},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.why);
    ASSERT_OK_AND_ASSIGN(const Person person, WhoActed(store, row.account, row.unit, row.told));
    EXPECT_EQ(person.full_name(), row.name);
  }
}

TEST(People, OneAccountNameOnTwoNodesIsTwoPeople) {
  storage::MemoryStore district;
  PutAccount(district, Told("lan", "tu-nghia", "Trần Thị Lan", "Chuyên viên"));
  PutAccount(district, Told("minh", "tu-nghia", "Lê Văn Minh"));
  People from_unit;
  KeepPerson(Told("lan", "la-ha", "Phạm Lan", "Công chức"), from_unit);
  const auto above = PeopleIn(district, PeopleSide::kAbove, Talk(), {}, from_unit);
  EXPECT_EQ(Shown(above),
            "lan@tu-nghia=Trần Thị Lan, Chuyên viên; minh@tu-nghia=Lê Văn Minh; "
            "lan@la-ha=Phạm Lan, Công chức; ")
      << "who sent it back within the unit has not been told of";

  storage::MemoryStore commune;
  PutAccount(commune, Told("lan", "la-ha", "Phạm Lan", "Phó Chủ tịch"));
  PutAccount(commune, Told("minh", "la-ha", "Võ Minh"));
  People from_above;
  for (const Person& person : *above) KeepPerson(person, from_above);
  EXPECT_EQ(Shown(PeopleIn(commune, PeopleSide::kUnit, Talk(), {}, from_above)),
            "lan@tu-nghia=Trần Thị Lan, Chuyên viên; minh@tu-nghia=Lê Văn Minh; "
            "lan@la-ha=Phạm Lan, Phó Chủ tịch; minh@la-ha=Võ Minh; ")
      << "of its own people the node knows more than came back to it";
  EXPECT_EQ(Shown(PeopleIn(commune, PeopleSide::kUnit, Talk(), {}, {})),
            "lan@la-ha=Phạm Lan, Phó Chủ tịch; minh@la-ha=Võ Minh; ")
      << "nobody above is made up of accounts of this node";
  EXPECT_EQ(Shown(PeopleIn(storage::MemoryStore(), PeopleSide::kAbove, Talk(), {}, from_above)),
            "lan@tu-nghia=Trần Thị Lan, Chuyên viên; minh@tu-nghia=Lê Văn Minh; "
            "lan@la-ha=Phạm Lan, Công chức; ")
      << "a machine that lost its accounts has them from its own notices";
}

TEST(People, AMemberOfASessionIsWhoHeWasWhenItWasOpened) {
  dossier::v1::ReviewSession session;
  for (const char* member : {"lan", "minh", "hoa"}) session.add_members(member);
  EXPECT_EQ(MemberOf(session, "lan").account(), "") << "a session that an earlier program opened";
  session.add_member_names("Trần Thị Lan");
  session.add_member_names("Võ Minh");
  session.add_member_positions("Chủ tịch");
  EXPECT_EQ(Shown(std::vector{MemberOf(session, "lan"), MemberOf(session, "minh")}),
            "lan@=Trần Thị Lan, Chủ tịch; minh@=Võ Minh; ");
  EXPECT_EQ(MemberOf(session, "hoa").account(), "") << "a row cut short names nobody wrongly";
  EXPECT_EQ(MemberOf(session, "ai").account(), "") << "no member";
}

TEST(People, WhatNoAccountCouldBeIsNotKept) {
  People kept;
  KeepPerson(Told("lan", "la-ha", "Phạm Lan"), kept);
  const struct {
    std::string_view why;
    Person person;
  } kCases[] = {
      {"no account", Told("", "la-ha", "A")},
      {"no unit", Told("lan", "", "A")},
      {"no name", Told("lan", "la-ha", "")},
      {"two lines", Told("lan", "la-ha", "A\nB")},
      {"too long a name", Told("lan", "la-ha", std::string(201, 'a'))},
      {"too long a position", Told("lan", "la-ha", "A", std::string(201, 'b'))},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    KeepPerson(c.person, kept);
    ASSERT_EQ(kept.size(), 1);
    EXPECT_EQ(kept.Get(0).full_name(), "Phạm Lan");
  }
  KeepPerson(Told("lan", "la-ha", "Phạm Thị Lan"), kept);
  ASSERT_EQ(kept.size(), 1) << "the newer word takes the place of the older";
  EXPECT_EQ(kept.Get(0).full_name(), "Phạm Thị Lan");
  for (int i = 0; i < kMostPeopleKept; ++i) {
    KeepPerson(Told("ai-" + std::to_string(i), "la-ha", "A"), kept);
  }
  ASSERT_EQ(kept.size(), kMostPeopleKept);
  EXPECT_EQ(kept.Get(0).account(), "ai-0") << "the first is forgotten";
}

}  // namespace
}  // namespace par::services
