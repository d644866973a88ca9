// ReportView: a periodic report as an official paper.
#include <optional>
#include <vector>

#include "common/base/status_macros.h"
#include "common/document/figures_document.h"
#include "common/services/papers.h"
#include "common/services/report_forecast.h"
#include "common/services/report_view.h"

namespace par::services {

absl::StatusOr<document::v1::MadeDocument> ReportView::MakeDocument(
    const storage::Reader& state, const identity::Caller& caller,
    const report::v1::MakeDocumentRequest& request, const CriteriaSets& sets) const {
  ASSIGN_OR_RETURN(const domain::ReportPeriod period, PeriodOf(request.period()));
  ASSIGN_OR_RETURN(const auto catalogue, catalogues_.Load(state, request.catalogue()));
  const DocumentSide side = SideOf(caller, request.unit());
  ASSIGN_OR_RETURN(const Built built, Whole(state, *catalogue, period, request.unit(), side, true));
  ASSIGN_OR_RETURN(const std::vector<Built> earlier,
                   Past(state, *catalogue, period, request.unit(), side, true));
  std::vector<const domain::FigureReport*> past;
  for (const Built& one : earlier) past.push_back(&one.report);
  constexpr auto kStyle = domain::NumberStyle::kVietnamese;
  const domain::ShownFigures now(*catalogue, built.report, kStyle);
  const domain::ShownFigures year(*catalogue, built.report, kStyle,
                                  &domain::ReportUnit::year_before);
  std::optional<domain::ShownFigures> previous;
  if (const auto* before = domain::PastOf(period, past).previous; before != nullptr) {
    previous.emplace(*catalogue, *before, kStyle);
  }
  std::optional<LoadedSet> fed;
  std::optional<domain::Forecast> forecast;
  if (!catalogue->feed.set.empty()) {
    // Of a set that is not active here, and of one that does not fit, the screen of the forecast
    // says so; the paper does without it.
    auto loaded = sets.Load(state, catalogue->feed.set, 0);
    if (loaded.ok()) {
      fed = *std::move(loaded);
      domain::FindingList unfit("");
      forecast = ForecastFrom(*catalogue, built.report, *fed->set, unfit);
    } else if (!absl::IsNotFound(loaded.status())) {
      return loaded.status();
    }
  }
  const bool foreseen = forecast.has_value();
  return MakePaper(document::DocumentKind::kReport, request.particulars(),
                   [&](const document::Particulars& particulars) -> OfficialDocumentOr {
                     return document::FiguresDocument(
                         {.now = now,
                          .previous = previous.has_value() ? &*previous : nullptr,
                          .year_before = &year,
                          .unit = 0,
                          .set = foreseen ? fed->set.get() : nullptr,
                          .forecast = foreseen ? &*forecast : nullptr},
                         particulars);
                   });
}

}  // namespace par::services
