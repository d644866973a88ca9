// Who stands behind the accounts that a dossier names. An account's name is unique on its node
// only, and a dossier speaks of people of two: the unit's (who answered and appealed) and those of
// the unit above (who reviewed). Of its own accounts a node knows the people itself; of the others
// it knows what came with their data, and tells that under their unit, never under an account of
// its own that happens to have the same name.
//
// Safe from many threads, each on a reader of its own.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/storage/store.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "par/dossier/v1/dossier.pb.h"

namespace par::services {

using People = google::protobuf::RepeatedPtrField<dossier::v1::Person>;

// Which side of a dossier this node's accounts are on.
enum class PeopleSide { kUnit, kAbove };

// The person of an account of this node; nobody (`account` empty) where there is no such account.
[[nodiscard]] absl::StatusOr<dossier::v1::Person> PersonOf(const storage::Reader& state,
                                                           const std::string& account);
// Adds him unless he is there, or is nobody.
[[nodiscard]] absl::Status AddPerson(const storage::Reader& state, const std::string& account,
                                     People& people);

// Who acted for `unit` under `account`: somebody of that unit's accounts here, as he is now; else
// `told`, which came with what he sent; nobody where neither is known.
[[nodiscard]] absl::StatusOr<dossier::v1::Person> WhoActed(const storage::Reader& state,
                                                           const std::string& account,
                                                           const std::string& unit,
                                                           const dossier::v1::Person& told);
// The same of a row that tells who acted, in its place.
template <typename Row>
[[nodiscard]] absl::Status TellBy(const storage::Reader& state, const std::string& account,
                                  const std::string& unit, Row& row) {
  ASSIGN_OR_RETURN(dossier::v1::Person person, WhoActed(state, account, unit, row.by()));
  if (person.account().empty()) {
    row.clear_by();
  } else {
    *row.mutable_by() = std::move(person);
  }
  return absl::OkStatus();
}

// The people of `dossier` and `entered`, each once. `told`: those that came with data of the other
// side (or, to a machine that lost its accounts, of its own).
[[nodiscard]] absl::StatusOr<std::vector<dossier::v1::Person>> PeopleIn(
    const storage::Reader& state, PeopleSide here, const dossier::v1::Dossier& dossier,
    const google::protobuf::RepeatedPtrField<dossier::v1::EnteredPoints>& entered,
    const People& told);

// A member of a council's session, as he was when it was opened; nobody where it does not say.
[[nodiscard]] dossier::v1::Person MemberOf(const dossier::v1::ReviewSession& session,
                                           const std::string& account);

// Of the other side; more are forgotten in the order in which they were told of.
inline constexpr int kMostPeopleKept = 256;

// Keeps what an item or a notice says of a person, in the place of what was known of the account.
// Passed over, since nothing depends on it: one without account or unit, and a name or position
// that no account could have (common/identity/account_commands.h).
void KeepPerson(const dossier::v1::Person& person, People& kept);

}  // namespace par::services
