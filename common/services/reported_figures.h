// The rows of periodic reports: catalogues of indicators as they were issued, and units' figures,
// kept by side as documents are: a unit's own where it lives, held ones where a superior lives.
//
// Functions of rows alone, but for the catalogues that were parsed last; safe from many threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/figure_report.h"
#include "common/domain/indicators.h"
#include "common/domain/report_period.h"
#include "common/services/documents.h"
#include "common/storage/store.h"
#include "par/record/v1/service_record.pb.h"
#include "par/report/v1/report.pb.h"

namespace par::services {

[[nodiscard]] std::string IndicatorsKey(std::string_view id);
[[nodiscard]] std::string FiguresKey(DocumentSide side, std::string_view unit,
                                     std::string_view catalogue, std::string_view period);

// Of all periods.
[[nodiscard]] std::string FiguresPrefix(DocumentSide side, std::string_view unit,
                                        std::string_view catalogue);

// The first finding as the refusal that it is.
[[nodiscard]] absl::StatusOr<domain::IndicatorCatalogue> ParseIndicators(
    std::string_view text, const std::string& file_name);

class Catalogues {
 public:
  // NOT_FOUND indicators_unknown.
  [[nodiscard]] absl::StatusOr<std::shared_ptr<const domain::IndicatorCatalogue>> Load(
      const storage::Reader& state, std::string_view id) const;

 private:
  struct Parsed {
    std::string text;
    std::shared_ptr<const domain::IndicatorCatalogue> catalogue;
  };
  mutable std::mutex mutex_;
  mutable std::map<std::string, Parsed, std::less<>> parsed_;
};

// INVALID_ARGUMENT report_period_malformed, of the field "period".
[[nodiscard]] absl::StatusOr<domain::ReportPeriod> PeriodOf(std::string_view text);

// Adds it to `into`; the refusals of TakeFigures.
[[nodiscard]] absl::Status TakeFigure(const domain::IndicatorCatalogue& catalogue,
                                      const report::v1::Figure& figure,
                                      domain::ReportedFigures& into);

// Adds them to `into`. INVALID_ARGUMENT for the first that is wrong; those before it are then
// there: figure_unknown, id_repeated, those of domain::ParseFigure, figure_below_least,
// figure_above_most.
[[nodiscard]] absl::Status TakeFigures(
    const domain::IndicatorCatalogue& catalogue,
    const google::protobuf::RepeatedPtrField<report::v1::Figure>& figures,
    domain::ReportedFigures& into);

// The same, without those that this catalogue does not read (it may be newer than they are).
void TakeReadableFigures(const domain::IndicatorCatalogue& catalogue,
                         const google::protobuf::RepeatedPtrField<report::v1::Figure>& figures,
                         domain::ReportedFigures& into);

// Everything that a row's figures must satisfy by themselves: TakeFigures for both years,
// report_period_malformed, list_empty.
[[nodiscard]] absl::Status CheckUnitFigures(const domain::IndicatorCatalogue& catalogue,
                                            const report::v1::UnitFigures& figures);

}  // namespace par::services
