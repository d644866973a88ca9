// A periodic report as a workbook to work on with Excel: figures and rates of all units beside each
// other, who has reported, what is below its target, what is found.
#pragma once

#include <vector>

#include "common/spreadsheet/book.h"
#include "parctl/figure_files.h"

namespace par::parctl {

// Of the row and everything below it. Numbers are those of `figures report`, written as numbers.
[[nodiscard]] spreadsheet::Book ReportBook(const Session& session, const FigureFiles& files,
                                           std::size_t unit,
                                           const std::vector<domain::FigureFinding>& findings);

}  // namespace par::parctl
