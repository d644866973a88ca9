// What `parctl figures report` prints: the figures of one row of the report and its parts, the
// rates with what they are made of, who has reported, what is below its target.
#pragma once

#include <string>

#include "common/domain/figure_rollup.h"
#include "parctl/figure_files.h"

namespace par::parctl {

[[nodiscard]] std::string ReportTables(const Session& session, const FigureFiles& files,
                                       std::size_t unit);
// Where a number comes from: the row and everything below it that has the figure or rate. `id` must
// be one of the catalogue.
[[nodiscard]] std::string DrillDown(const Session& session, const FigureFiles& files,
                                    std::size_t unit, const std::string& id);
// Every row's figures and rates, who has reported, targets missed, findings.
[[nodiscard]] std::string ReportJson(const Session& session, const FigureFiles& files,
                                     const std::vector<domain::FigureFinding>& findings);

}  // namespace par::parctl
