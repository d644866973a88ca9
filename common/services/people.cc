#include "common/services/people.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/dossier.h"
#include "common/identity/account_commands.h"
#include "common/identity/accounts.h"
#include "common/services/act_router.h"

namespace par::services {
namespace {

using dossier::v1::Person;

// Notes name their action: approve, withdraw and the like are the unit's own.
bool IsUnitsNote(const dossier::v1::Note& note) {
  const auto kind = domain::ParseActionKind(note.kind());
  return kind.has_value() && IsUnitsAction(*kind);
}

// The accounts of each side, each at least once.
struct Named {
  std::vector<std::string> units;
  std::vector<std::string> above;
};

Named NamedIn(const dossier::v1::Dossier& dossier,
              const google::protobuf::RepeatedPtrField<dossier::v1::EnteredPoints>& entered) {
  Named named;
  for (const auto& one : dossier.assignments()) named.above.push_back(one.account());
  for (const auto& one : dossier.reviews()) named.above.push_back(one.account());
  for (const auto& one : dossier.queries()) {
    named.above.push_back(one.account());
    named.units.push_back(one.answered_by());
  }
  for (const auto& one : dossier.appeals()) {
    named.units.push_back(one.account());
    if (one.has_outcome()) named.above.push_back(one.outcome().account());
  }
  for (const auto& one : dossier.corrections()) named.above.push_back(one.account());
  for (const auto& one : dossier.notes()) {
    (IsUnitsNote(one) ? named.units : named.above).push_back(one.account());
  }
  for (const auto& one : entered) named.above.push_back(one.account());
  return named;
}

bool IsOfUnit(const Person& person, const std::string& unit) { return person.unit() == unit; }

// Adds him who is told of under that account, of the unit itself or not of it.
void AddTold(const std::string& account, const std::string& unit, bool of_unit, const People& told,
             std::vector<Person>& people) {
  for (const Person& person : told) {
    if (person.account() != account || IsOfUnit(person, unit) != of_unit) continue;
    people.push_back(person);
    return;
  }
}

}  // namespace

absl::StatusOr<Person> PersonOf(const storage::Reader& state, const std::string& account) {
  Person person;
  ASSIGN_OR_RETURN(const auto found, identity::FindAccount(state, domain::AccountId(account)));
  if (!found.has_value()) return person;
  person.set_account(account);
  person.set_unit(found->unit.value());
  person.set_full_name(found->full_name);
  person.set_position(found->position);
  return person;
}

absl::Status AddPerson(const storage::Reader& state, const std::string& account, People& people) {
  const bool there = std::any_of(people.begin(), people.end(),
                                 [&](const Person& person) { return person.account() == account; });
  if (there) return absl::OkStatus();
  ASSIGN_OR_RETURN(Person person, PersonOf(state, account));
  if (!person.account().empty()) *people.Add() = std::move(person);
  return absl::OkStatus();
}

absl::StatusOr<Person> WhoActed(const storage::Reader& state, const std::string& account,
                                const std::string& unit, const Person& told) {
  ASSIGN_OR_RETURN(Person person, PersonOf(state, account));
  if (!person.account().empty() && IsOfUnit(person, unit)) return person;
  const bool known = !account.empty() && told.account() == account &&
                     identity::CheckPerson(told.full_name(), told.position()).ok();
  return known ? told : Person();
}

absl::StatusOr<std::vector<Person>> PeopleIn(
    const storage::Reader& state, PeopleSide here, const dossier::v1::Dossier& dossier,
    const google::protobuf::RepeatedPtrField<dossier::v1::EnteredPoints>& entered,
    const People& told) {
  std::vector<Person> people;
  Named named = NamedIn(dossier, entered);
  for (const PeopleSide side : {PeopleSide::kAbove, PeopleSide::kUnit}) {
    const bool of_unit = side == PeopleSide::kUnit;
    std::vector<std::string>& accounts = of_unit ? named.units : named.above;
    std::sort(accounts.begin(), accounts.end());
    accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    for (const std::string& account : accounts) {
      if (account.empty()) continue;
      if (side == here) {
        ASSIGN_OR_RETURN(Person person, PersonOf(state, account));
        if (!person.account().empty() && IsOfUnit(person, dossier.unit()) == of_unit) {
          people.push_back(std::move(person));
          continue;
        }
      }
      AddTold(account, dossier.unit(), of_unit, told, people);
    }
  }
  return people;
}

Person MemberOf(const dossier::v1::ReviewSession& session, const std::string& account) {
  Person person;
  for (int i = 0; i < session.members_size() && i < session.member_names_size(); ++i) {
    if (session.members(i) != account) continue;
    person.set_account(account);
    person.set_full_name(session.member_names(i));
    if (i < session.member_positions_size()) person.set_position(session.member_positions(i));
    break;
  }
  return person;
}

void KeepPerson(const Person& person, People& kept) {
  if (person.account().empty() || person.unit().empty()) return;
  if (!identity::CheckPerson(person.full_name(), person.position()).ok()) return;
  for (Person& known : kept) {
    if (known.account() != person.account() || known.unit() != person.unit()) continue;
    known = person;
    return;
  }
  if (kept.size() >= kMostPeopleKept) kept.erase(kept.begin());
  *kept.Add() = person;
}

}  // namespace par::services
