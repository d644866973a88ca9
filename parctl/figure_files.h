// Catalogues of indicators and files of figures that a person names; whatever is wrong is printed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/domain/figure_findings.h"
#include "common/domain/figure_periods.h"
#include "common/domain/forecast.h"
#include "parctl/verbs.h"

namespace par {
class JsonWriter;
}
namespace par::parctl {

struct FigureFileOptions {
  std::string indicators;
  std::vector<std::string> files;
  std::string period;
};
void TakeFigureFiles(Command verb, Session& session, FigureFileOptions& options);

// Stays where it is: the pointers point into it.
struct FigureFiles {
  domain::IndicatorCatalogue catalogue;
  std::vector<domain::FigureReport> reports;       // In the order of their periods.
  std::optional<domain::ComposedPeriod> composed;  // Of `report`'s period, from shorter ones.
  std::optional<domain::ComposedPeriod> before;    // Of the period before; none where it was given.
  const domain::FigureReport* report = nullptr;    // What is asked about.
  domain::FigurePast past;

  // `report` is added up from shorter periods, of which some are missing; that was printed.
  [[nodiscard]] bool partly() const {
    return composed.has_value() && report == &composed->report && !composed->missing.empty();
  }
  // What is found in the report itself and between it and the shorter periods.
  [[nodiscard]] std::vector<domain::FigureFinding> Check() const;
};

// Null if anything was refused, which is then printed and the exit code kFindings. A period that
// no file is about is added up from shorter ones; where some of them are missing that is printed
// too, and the exit code kFindings, but what there is comes back.
[[nodiscard]] std::unique_ptr<FigureFiles> ReadFigureFiles(Session& session,
                                                           const FigureFileOptions& options);
// The same, and null where the period is not whole: for what is said in the unit's name.
[[nodiscard]] std::unique_ptr<FigureFiles> ReadWholeFigureFiles(Session& session,
                                                                const FigureFileOptions& options);

// Nothing if there are findings, which are then printed.
[[nodiscard]] std::optional<domain::IndicatorCatalogue> ReadCatalogue(Session& session,
                                                                      const std::string& file);
// The same for a text that came another way; `name` is for the findings.
[[nodiscard]] std::optional<domain::IndicatorCatalogue> ParseCatalogue(Session& session,
                                                                       std::string_view text,
                                                                       const std::string& name);
// What a usage error says of a period that is none.
[[nodiscard]] std::string WhichPeriods(const std::string& wrong);

// "dòng 141", "Số liệu!F12"; empty where the place is not known.
[[nodiscard]] std::string PlaceText(const Session& session, const domain::FigureReport& report,
                                    domain::Position at);

// The row that --unit names, the first one where it is empty. Nothing, which is then printed, if
// the report has no such row.
[[nodiscard]] std::optional<std::size_t> RowAsked(Session& session, const FigureFiles& files,
                                                  const std::string& unit);

// The set's rules on the report's figures, beside the answers of a file (none where `answers` is
// empty). Nothing if anything was refused, which is then printed.
[[nodiscard]] std::optional<domain::Forecast> ForecastOfReport(Session& session,
                                                               const FigureFiles& files,
                                                               const domain::CriteriaSet& set,
                                                               const std::string& answers);

// One line each; the exit code becomes kFindings if one of them counts.
[[nodiscard]] std::string FindingLines(Session& session, const FigureFiles& files,
                                       const std::vector<domain::FigureFinding>& findings);

void WriteFindings(JsonWriter& json, const Session& session,
                   const std::vector<domain::FigureFinding>& findings);

}  // namespace par::parctl
