// Catalogues of indicators and files of figures. Promised: a reader takes any bytes, gives a value
// only where there is no finding, and what it gives can be worked with: added up, checked,
// composed, shown, written as a workbook and as a document.
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/document/docx.h"
#include "common/document/figures_document.h"
#include "common/domain/figure_periods.h"
#include "common/domain/indicators_yaml.h"
#include "common/domain/limits.h"
#include "common/spreadsheet/figures_workbook.h"
#include "tests/fuzz/targets.h"
#include "tests/support/read_text.h"

namespace par::fuzz {
namespace {

void CheckAllSaid(const domain::FindingList& findings, bool value) {
  PAR_CHECK(findings.findings().size() <= domain::kMostFindings);
  PAR_CHECK(value == findings.empty());
  for (const domain::Finding& finding : findings.findings()) {
    PAR_CHECK(!domain::TextOf(finding, domain::Language::kVietnamese).empty());
    PAR_CHECK(!domain::TextOf(finding, domain::Language::kEnglish).empty());
  }
}

const domain::IndicatorCatalogue& RealIndicators() {
  static const domain::IndicatorCatalogue catalogue = [] {
    domain::FindingList findings("");
    auto read = domain::ReadIndicators(testing::ReadText("figures/indicators-district-2023.yaml"),
                                       findings);
    PAR_CHECK(read.has_value());
    return *std::move(read);
  }();
  return catalogue;
}

// Everything that is done with figures.
void CheckReportWorks(const domain::IndicatorCatalogue& catalogue,
                      const domain::FigureReport& report) {
  const domain::FigureReport* const one = &report;
  const auto past = domain::PastOf(report.period, {&one, 1});
  PAR_CHECK(past.past.empty());
  for (const auto& finding : domain::CheckReport(catalogue, report, past)) {
    PAR_CHECK(!domain::TextOf(finding, domain::Language::kVietnamese).empty());
  }
  const auto year = *domain::ReportPeriod::Of(domain::PeriodKind::kYear, report.period.year());
  const auto composed = domain::ComposePeriod(catalogue, year, {&one, 1});
  PAR_CHECK(composed.has_value() == (report.period.kind() != domain::PeriodKind::kYear));
  PAR_CHECK(domain::ClosingDay(catalogue, report.period) <= report.period.Last());
  const domain::ShownFigures now(catalogue, report, domain::NumberStyle::kVietnamese);
  const domain::ShownFigures before(catalogue, report, domain::NumberStyle::kVietnamese,
                                    &domain::ReportUnit::year_before);
  document::Particulars particulars;
  particulars.issuer = {"Phòng Nội vụ"};
  particulars.signers = {{.lines = {"Trưởng phòng"}, .name = "An"}};
  const document::FiguresFacts facts{.now = now, .previous = &now, .year_before = &before};
  const auto docx = document::DocxOf(document::FiguresDocument(facts, particulars));
  PAR_CHECK(docx.ok() || domain::ReasonOf(docx.status()) == "document_text_refused");
  const auto book = spreadsheet::FiguresBook(catalogue, report, spreadsheet::FiguresBookFor::kWork);
  PAR_CHECK(book.ok() == (report.units.size() <= spreadsheet::kMostUnitColumns));
}

}  // namespace

void FuzzIndicators(std::string_view input) {
  domain::FindingList findings("indicators.yaml");
  const auto catalogue = domain::ReadIndicators(input, findings);
  CheckAllSaid(findings, catalogue.has_value());
  if (!catalogue.has_value()) return;
  // A unit that says one of everything.
  domain::FigureReport report;
  report.units.resize(1);
  report.units[0].id = "a";
  for (std::size_t i = 0; i < catalogue->indicators.size(); ++i) {
    report.units[0].figures[i].value = domain::Rational::FromInt(1);
  }
  CheckReportWorks(*catalogue, report);
}

// YAML, or a workbook where it begins as a zip does.
void FuzzFigures(std::string_view input) {
  domain::FindingList findings("figures");
  const auto report = spreadsheet::ReadFiguresFile(input, RealIndicators(), findings);
  CheckAllSaid(findings, report.has_value());
  if (report.has_value()) CheckReportWorks(RealIndicators(), *report);
}

}  // namespace par::fuzz
