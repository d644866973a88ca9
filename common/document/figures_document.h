// A periodic report (báo cáo định kỳ) as an official document: who has reported, the figures of
// each group beside those of the period and the year before, what is below its target, the forecast
// of criteria that lose points with what regains them; the figures of every unit as an appendix.
// Every number is domain::ShownFigures' own, in the text as in the tables. What is wrong in the
// figures is not in it: the command that makes it says that on the terminal.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>

#include "common/document/official_document.h"
#include "common/document/particulars.h"
#include "common/domain/criteria_set.h"
#include "common/domain/figure_show.h"
#include "common/domain/forecast.h"

namespace par::document {

// All in NumberStyle::kVietnamese. What is null is left out.
struct FiguresFacts {
  const domain::ShownFigures& now;
  const domain::ShownFigures* previous = nullptr;     // Of the period before.
  const domain::ShownFigures* year_before = nullptr;  // As the report itself gives it.
  std::size_t unit = 0;                               // The row that is reported on.
  const domain::CriteriaSet* set = nullptr;           // Together with the forecast.
  const domain::Forecast* forecast = nullptr;
};

// `particulars` must be those of a report.
[[nodiscard]] OfficialDocument FiguresDocument(const FiguresFacts& facts,
                                               const Particulars& particulars);

}  // namespace par::document
