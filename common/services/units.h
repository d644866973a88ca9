// The unit tree in force and where each unit lives, read from rows: the same answer whenever an
// entry is replayed. Parsing either row is dear where thousands of units stand below, so what was
// parsed last is kept, keyed by its bytes.
//
// Safe from many threads.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/access.h"
#include "common/domain/unit_tree.h"
#include "common/exchange/ports.h"
#include "common/identity/accounts.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"
#include "par/record/v1/service_record.pb.h"

namespace par::services {

// What this node hosts, who stands above and below. Empty before the node's first start is entered.
[[nodiscard]] absl::StatusOr<record::v1::Hosting> ReadHosting(const storage::Reader& state);
[[nodiscard]] std::string HostingKey();
[[nodiscard]] std::string UnitsKey();

// The day whose memberships count for lines: entered by the node itself (Kind::kCountDay) and with
// every tree that comes. Nothing where none was ever entered: then each unit's last membership
// counts, as it did before there was such a day.
[[nodiscard]] absl::StatusOr<std::optional<domain::Date>> CountedDay(const storage::Reader& state);
void PutCountedDay(ledger::Transaction& transaction, domain::Date day);

class Units final : public exchange::Topology {
 public:
  // The tree in force; an empty tree before one has come.
  [[nodiscard]] absl::StatusOr<std::shared_ptr<const domain::UnitTree>> Tree(
      const storage::Reader& state) const;

  // The name for people; the id where the tree does not know the unit.
  [[nodiscard]] absl::StatusOr<std::string> NameOf(const storage::Reader& state,
                                                   std::string_view unit) const;

  // The one question of authority: may `actor` do this to `unit` at `time` (UTC microseconds)?
  // PERMISSION_DENIED not_permitted, role_unknown.
  [[nodiscard]] absl::Status Require(const storage::Reader& state, const ledger::Actor& actor,
                                     domain::Permission permission, std::string_view unit,
                                     std::int64_t time) const;

  // The same for a caller who may have several roles: as whom he acts here.
  [[nodiscard]] absl::StatusOr<ledger::Actor> ActorFor(const storage::Reader& state,
                                                       const identity::Caller& caller,
                                                       domain::Permission permission,
                                                       std::string_view unit,
                                                       std::int64_t time) const;
  // On that day, or on the last one of `unit` if that was before.
  [[nodiscard]] absl::StatusOr<domain::Relation> RelationTo(const storage::Reader& state,
                                                            std::string_view actors,
                                                            std::string_view unit,
                                                            std::int64_t time) const;

  // FAILED_PRECONDITION unit_not_hosted: the unit lives on another node.
  [[nodiscard]] absl::Status RequireHosted(const storage::Reader& state,
                                           std::string_view unit) const;

  // Whether another day than the counted one would count now, at `time`: because none does yet, or
  // because a membership begins or ends between them. A clock that is put right by less than a day
  // sets nothing back.
  [[nodiscard]] absl::StatusOr<bool> DayIsDue(const storage::Reader& state,
                                              std::int64_t time) const;

  // exchange::Topology. The line of a unit is that of its membership on CountedDay; of a unit that
  // has ended, of its last one: a merged unit's node brings the cycles it took part in to their
  // end; of a unit to come, of its first.
  [[nodiscard]] absl::StatusOr<std::optional<std::string>> ParentOf(
      const storage::Reader& state, std::string_view unit) const override;
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> FormerParentsOf(
      const storage::Reader& state, std::string_view unit) const override;
  [[nodiscard]] absl::StatusOr<std::optional<std::string>> NodeOf(
      const storage::Reader& state, std::string_view unit) const override;
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> UnitsOn(
      const storage::Reader& state, std::string_view node) const override;
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> UnitsBelow(
      const storage::Reader& state, std::string_view unit) const override;
  // Those of ChildrenOf to whom what is sent to all goes at `time`: all but those that had ended
  // before and that no node known here serves.
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> ChildrenToTell(
      const storage::Reader& state, std::string_view unit, std::int64_t time) const;
  // The units directly below, those that were merged with them.
  [[nodiscard]] absl::StatusOr<std::vector<std::string>> ChildrenOf(const storage::Reader& state,
                                                                    std::string_view unit) const;

 private:
  // Hosting, and where to look in it.
  struct Places {
    record::v1::Hosting hosting;
    std::unordered_map<std::string, std::string> nodes;            // By unit, here and below.
    std::unordered_map<std::string, std::vector<std::string>> on;  // Units, by node.
  };
  template <typename Parsed>
  struct Kept {
    std::string row;
    std::shared_ptr<const Parsed> parsed;
  };

  [[nodiscard]] absl::StatusOr<std::shared_ptr<const Places>> PlacesIn(
      const storage::Reader& state) const;
  // Those directly below, as the counted day has it.
  [[nodiscard]] absl::StatusOr<std::vector<domain::UnitId>> Below(const storage::Reader& state,
                                                                  std::string_view unit) const;

  mutable std::mutex mutex_;
  mutable Kept<domain::UnitTree> tree_;
  mutable Kept<Places> places_;
};

}  // namespace par::services
