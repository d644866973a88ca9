// Periodic reports on a node: issuing indicators, declaring figures, what comes up and goes down of
// them. What is wrong in figures and how they add up is common/domain's business
// (figure_findings.h, figure_rollup.h); reading is in report_view.h.
//
// Apply functions run on the committer's thread; the rest is safe from many threads.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/date.h"
#include "common/exchange/ports.h"
#include "common/identity/accounts.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/criteria_sets.h"
#include "common/services/item_router.h"
#include "common/services/report_view.h"
#include "common/services/reported_figures.h"
#include "common/services/units.h"

namespace par::services {

class ReportDesk {
 public:
  ReportDesk(const Units& units, const Courier& courier)
      : units_(units), courier_(courier), view_(units, catalogues_) {}

  // Kind::kIssueIndicators, Kind::kDeclareFigures, Kind::kSalvageFigures,
  // ItemType::kIndicators, ItemType::kFigures.
  void Register(CommandRouter& commands, ItemRouter& items);

  // Every catalogue that this node knows, to a unit that is new below `unit`.
  [[nodiscard]] absl::Status SendTo(const ledger::Entry& entry, const std::string& unit,
                                    const std::string& child,
                                    ledger::Transaction& transaction) const;

  // With the periods of which `unit` or a unit directly below has declared figures, in order, and
  // the one that is due `today` in Vietnam.
  [[nodiscard]] absl::StatusOr<report::v1::ListIndicatorsResponse> ListIndicators(
      const storage::Reader& state, const std::string& unit, domain::Date today) const;
  // What is wrong with a text before it is issued; warnings: what it feeds is not as the active
  // criteria set of this node has it.
  [[nodiscard]] absl::StatusOr<report::v1::CheckIndicatorsResponse> CheckIndicators(
      const storage::Reader& state, const report::v1::CheckIndicatorsRequest& request,
      const CriteriaSets& sets) const;
  // Any account may read what is counted. NOT_FOUND indicators_unknown.
  [[nodiscard]] absl::StatusOr<report::v1::GetIndicatorsResponse> GetIndicators(
      const storage::Reader& state, const report::v1::GetIndicatorsRequest& request) const;
  [[nodiscard]] absl::StatusOr<report::v1::GetReportResponse> GetReport(
      const storage::Reader& state, const identity::Caller& caller,
      const report::v1::GetReportRequest& request, domain::Date today) const {
    return view_.GetReport(state, caller, request, today);
  }
  [[nodiscard]] const ReportView& view() const { return view_; }

 private:
  // INVALID_ARGUMENT: what is wrong with the text; ALREADY_EXISTS indicators_of_another: the id is
  // another unit's; FAILED_PRECONDITION unit_not_hosted.
  absl::StatusOr<report::v1::IssueIndicatorsResponse> Issue(
      const ledger::Entry& entry, const report::v1::IssueIndicatorsRequest& request,
      ledger::Transaction& transaction) const;
  // The refusals of CheckUnitFigures; NOT_FOUND indicators_unknown; unit_not_hosted.
  absl::StatusOr<report::v1::DeclareFiguresResponse> Declare(
      const ledger::Entry& entry, const report::v1::DeclareFiguresRequest& request,
      ledger::Transaction& transaction) const;
  // Under the id that they had. INVALID_ARGUMENT item_body_invalid; message_field_invalid: another
  // unit's; FAILED_PRECONDITION salvage_figures_newer; those of Declare.
  absl::StatusOr<report::v1::TakeSalvagedFiguresResponse> TakeSalvaged(
      const ledger::Entry& entry, const report::v1::TakeSalvagedFiguresRequest& request,
      ledger::Transaction& transaction) const;
  // Into the unit's own row and on its way up.
  absl::Status KeepAndSend(const ledger::Entry& entry, const report::v1::UnitFigures& figures,
                           const std::string& submission_id,
                           ledger::Transaction& transaction) const;
  absl::Status ReceiveIndicators(const ledger::Entry& entry, const exchange::Arrival& arrival,
                                 const report::v1::IndicatorsNotice& notice,
                                 ledger::Transaction& transaction) const;
  absl::Status ReceiveFigures(const exchange::Arrival& arrival,
                              const report::v1::UnitFigures& figures,
                              ledger::Transaction& transaction) const;
  // Into the row of that side, unless what stands there is newer. The refusals of CheckUnitFigures,
  // indicators_unknown; message_field_invalid: another unit's.
  absl::Status TakeUnitFigures(const exchange::Arrival& arrival,
                               const report::v1::UnitFigures& figures,
                               ledger::Transaction& transaction) const;
  // This node had told the unit of them, and lost them: it tells the other units again.
  absl::Status TakeBackIndicators(const ledger::Entry& entry, const exchange::Arrival& arrival,
                                  const report::v1::IndicatorsNotice& notice,
                                  ledger::Transaction& transaction) const;
  // Kept unless this version or a newer one is known: then false.
  absl::StatusOr<bool> TakeIndicators(const report::v1::IndicatorsNotice& notice,
                                      ledger::Transaction& transaction) const;

  const Units& units_;
  const Courier& courier_;
  const Catalogues catalogues_;
  const ReportView view_;
};

}  // namespace par::services
