// Reading periodic reports: the figures of a unit and of everything below it as one report of the
// domain, added up and checked.
//
// Safe from many threads, each on a snapshot of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/date.h"
#include "common/domain/figure_findings.h"
#include "common/domain/figure_periods.h"
#include "common/identity/accounts.h"
#include "common/services/criteria_sets.h"
#include "common/services/reported_figures.h"
#include "common/services/units.h"

namespace par::services {

class ReportView {
 public:
  ReportView(const Units& units, const Catalogues& catalogues)
      : units_(units), catalogues_(catalogues) {}

  // `caller` must be of the unit or have been found to be allowed to see its dossiers. Its own
  // people see what it declared, everybody else what it handed up; of units below, what they handed
  // up. A unit with units below that has declared figures itself is one part of its sum,
  // "UNIT/own". A unit that has declared nothing for the period, but for all shorter ones in it,
  // has their sum. Figures that the catalogue no longer has are left out. NOT_FOUND
  // indicators_unknown; INVALID_ARGUMENT report_period_malformed, report_too_wide,
  // indicator_unknown.
  [[nodiscard]] absl::StatusOr<report::v1::GetReportResponse> GetReport(
      const storage::Reader& state, const identity::Caller& caller,
      const report::v1::GetReportRequest& request, domain::Date today) const;

  // What declaring these figures would say: everything that is wrong, else what does not agree.
  // NOT_FOUND indicators_unknown; INVALID_ARGUMENT report_period_malformed.
  [[nodiscard]] absl::StatusOr<report::v1::CheckFiguresResponse> CheckFigures(
      const storage::Reader& state, const report::v1::CheckFiguresRequest& request) const;

  // By the figures to date alone, and the active version of the set that the catalogue feeds.
  // `caller` as in GetReport. NOT_FOUND indicators_unknown, criteria_set_not_active;
  // INVALID_ARGUMENT report_period_malformed, report_too_wide.
  [[nodiscard]] absl::StatusOr<report::v1::GetForecastResponse> GetForecast(
      const storage::Reader& state, const identity::Caller& caller,
      const report::v1::GetForecastRequest& request, const CriteriaSets& sets) const;

  // The report as an official paper, with the forecast where a version of the set that the
  // catalogue feeds is active here. `caller` and refusals as in GetReport, and those of MakePaper
  // (papers.h).
  [[nodiscard]] absl::StatusOr<document::v1::MadeDocument> MakeDocument(
      const storage::Reader& state, const identity::Caller& caller,
      const report::v1::MakeDocumentRequest& request, const CriteriaSets& sets) const;

  // What does not agree in one unit's own figures, beside what it declared before; in Vietnamese.
  [[nodiscard]] absl::Status FindingsOf(
      const storage::Reader& state, const domain::IndicatorCatalogue& catalogue,
      const report::v1::UnitFigures& figures,
      google::protobuf::RepeatedPtrField<report::v1::ReportFinding>& findings) const;

 private:
  struct Built {
    domain::FigureReport report;
    std::vector<record::v1::FiguresRow> rows;  // By unit; without figures: nothing declared.
    bool any = false;
    // Of the shorter periods within it, where anybody declared one; only of Whole.
    std::optional<domain::ComposedPeriod> composed;
  };
  // `below`: also everything below the unit.
  [[nodiscard]] absl::StatusOr<Built> Build(const storage::Reader& state,
                                            const domain::IndicatorCatalogue& catalogue,
                                            const domain::ReportPeriod& period,
                                            const std::string& unit, DocumentSide side,
                                            bool below) const;
  // With what follows from shorter periods for units that declared nothing.
  [[nodiscard]] absl::StatusOr<Built> Whole(const storage::Reader& state,
                                            const domain::IndicatorCatalogue& catalogue,
                                            const domain::ReportPeriod& period,
                                            const std::string& unit, DocumentSide side,
                                            bool below) const;
  // Earlier periods of the same kind, the nearest first; of that the whole.
  [[nodiscard]] absl::StatusOr<std::vector<Built>> Past(const storage::Reader& state,
                                                        const domain::IndicatorCatalogue& catalogue,
                                                        const domain::ReportPeriod& period,
                                                        const std::string& unit, DocumentSide side,
                                                        bool below) const;

  static void AddOwnRows(const domain::FigureReport& composed, Built& whole);
  [[nodiscard]] static std::vector<domain::FigureFinding> Check(
      const domain::IndicatorCatalogue& catalogue, const Built& built,
      const std::vector<Built>& earlier);

  const Units& units_;
  const Catalogues& catalogues_;
};

}  // namespace par::services
