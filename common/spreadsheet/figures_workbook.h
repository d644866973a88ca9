// A unit's figures of a period as a workbook that officials fill in (docs/formats/workbook.md): the
// template, a report as a workbook, and the way back. Reading a workbook gives the same report and
// makes the same checks as the hand-written file (domain/figure_report_yaml.h); findings name sheet
// and cell. Every value comes back exactly as it went in.
//
// Pure but for WriteBook. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/domain/figure_report.h"
#include "common/domain/finding.h"
#include "common/domain/indicators.h"
#include "common/domain/yaml_reader.h"
#include "common/spreadsheet/book.h"

namespace par::spreadsheet {

inline constexpr std::size_t kMostUnitColumns = 500;

// What a workbook is to hold: a report to work on, or a template, of which only figures, days and
// what the text states are open.
enum class FiguresBookFor { kWork, kFillIn };

// INVALID_ARGUMENT sheet_units_too_many {value, maximum}: more than kMostUnitColumns units.
[[nodiscard]] absl::StatusOr<Book> FiguresBook(const domain::IndicatorCatalogue& catalogue,
                                               const domain::FigureReport& report,
                                               FiguresBookFor purpose);

// The tree of a file of figures in either form: a workbook by its first bytes, otherwise YAML.
// Nothing if the file, a sheet or a column cannot be read; what the values must satisfy is for
// whoever reads the tree.
[[nodiscard]] std::optional<domain::YamlFile> FiguresFileTree(
    std::string_view bytes, const domain::IndicatorCatalogue& catalogue,
    domain::FindingList& findings);

// The report of such a file. Nothing if there is any finding.
[[nodiscard]] std::optional<domain::FigureReport> ReadFiguresFile(
    std::string_view bytes, const domain::IndicatorCatalogue& catalogue,
    domain::FindingList& findings);

}  // namespace par::spreadsheet
