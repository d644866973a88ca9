// What `parctl figures report` prints: the figures of one row of the report and its parts, the
// rates with what they are made of, who has reported, what is below its target.
#pragma once

#include <string>

#include "common/domain/figure_show.h"
#include "parctl/figure_files.h"

namespace par::parctl {

[[nodiscard]] std::string ReportTables(const Session& session, const FigureFiles& files,
                                       std::size_t unit);
// Where a number comes from: the row and everything below it that has the figure or rate, after
// what it is and who answers for it.
[[nodiscard]] std::string DrillDown(const Session& session, const FigureFiles& files,
                                    std::size_t unit, const domain::FigureRef& figure);
// The figures and rates of a row and everything below it (of `only`, where it is not null), who has
// reported, targets missed, findings.
[[nodiscard]] std::string ReportJson(const Session& session, const FigureFiles& files,
                                     std::size_t unit, const domain::FigureRef* only,
                                     const std::vector<domain::FigureFinding>& findings);

}  // namespace par::parctl
