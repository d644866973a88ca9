// Takes in what was published of earlier years before this node was there. It is kept as printed,
// with its source, and never counts as a decision of this node: rankings over the years and last
// year's points use it where there is no decision. Rows: earlier_tables.h.
//
// Apply functions run on the committer's thread; the rest is safe from many threads.
#pragma once

#include "absl/status/statusor.h"
#include "common/domain/finding.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/criteria_sets.h"
#include "common/services/earlier_tables.h"
#include "common/services/units.h"

namespace par::services {

class HistoryDesk {
 public:
  HistoryDesk(const Units& units, const CriteriaSets& sets) : units_(units), sets_(sets) {}
  void Register(CommandRouter& commands);

  // What Import would find and keep, at `time` (UTC microseconds). FAILED_PRECONDITION
  // unit_not_hosted.
  [[nodiscard]] absl::StatusOr<history::v1::CheckTablesResponse> Check(
      const storage::Reader& state, const history::v1::ImportTablesRequest& request,
      std::int64_t time) const;

 private:
  struct Judged {
    std::vector<record::v1::EarlierTable> rows;
    domain::FindingList findings;  // With any nothing is taken.
    domain::FindingList accepted;  // Differences that the request's basis answers for.
  };

  // PERMISSION_DENIED not_permitted; FAILED_PRECONDITION unit_not_hosted; INVALID_ARGUMENT with the
  // first finding of Check.
  absl::StatusOr<history::v1::ImportTablesResponse> Import(
      const ledger::Entry& entry, const history::v1::ImportTablesRequest& request,
      ledger::Transaction& transaction) const;
  // The row stays, marked, so that a table imported anew counts on. PERMISSION_DENIED
  // not_permitted; FAILED_PRECONDITION unit_not_hosted, years_table_withdrawn; NOT_FOUND
  // years_table_unknown; ABORTED years_table_other_import; INVALID_ARGUMENT: what is wrong with the
  // reason (CheckText).
  absl::StatusOr<history::v1::WithdrawTableResponse> Withdraw(
      const ledger::Entry& entry, const history::v1::WithdrawTableRequest& request,
      ledger::Transaction& transaction) const;
  // Faults are findings; an error is one of reading rows.
  absl::StatusOr<Judged> Judge(const storage::Reader& state,
                               const history::v1::ImportTablesRequest& request,
                               std::int64_t time) const;
  absl::Status JudgeYears(const storage::Reader& state,
                          const history::v1::ImportTablesRequest& request, std::int64_t time,
                          Judged& judged) const;
  absl::Status JudgeUnit(const storage::Reader& state,
                         const history::v1::ImportTablesRequest& request, std::int64_t time,
                         Judged& judged) const;

  const Units& units_;
  const CriteriaSets& sets_;
};

}  // namespace par::services
