// Figures of periodic reports as they travel.
//
// Pure. Safe from any thread.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/figure_report.h"
#include "common/domain/indicators.h"
#include "par/report/v1/report.pb.h"

namespace par::codec {

using FigureMessages = google::protobuf::RepeatedPtrField<report::v1::Figure>;

// Adds the figure to `into`; its indicator. INVALID_ARGUMENT figure_unknown, id_repeated, those of
// domain::ParseFigure. Bounds are not checked: a sum may lie beyond what one unit may declare.
[[nodiscard]] absl::StatusOr<std::size_t> Decode(const domain::IndicatorCatalogue& catalogue,
                                                 const report::v1::Figure& figure,
                                                 domain::ReportedFigures& into);
// All of them, or the refusal of the first that is wrong; those before it are then there.
[[nodiscard]] absl::Status Decode(const domain::IndicatorCatalogue& catalogue,
                                  const FigureMessages& figures, domain::ReportedFigures& into);

void Encode(const domain::IndicatorCatalogue& catalogue, const domain::ReportedFigures& figures,
            FigureMessages& into);

}  // namespace par::codec
