// A report that a node answered with, as a workbook that every command of figures takes.
#pragma once

#include <string>

#include "par/report/v1/report.pb.h"
#include "parctl/app.h"

namespace par::parctl {

// Asks the node for the catalogue `id`; `answer` must hold the rows' figures as declared. Says what
// was written, or prints the refusal. Rows "UNIT/own" are called UNIT-own: files have plain ids.
void SaveFigures(Session& session, const std::string& id, const std::string& period,
                 const report::v1::GetReportResponse& answer, const std::string& path);

}  // namespace par::parctl
