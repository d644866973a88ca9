// Reads reported figures, docs/formats/figures.md "Figures", from YAML, against the catalogue of
// indicators that they are figures of.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string_view>

#include "common/domain/figure_report.h"
#include "common/domain/finding.h"

namespace par::domain {

struct YamlValue;

// Nothing if there is any finding: those of yaml_reader.h and figure_kind.h, and
//   figures_catalogue_other    {value, wanted}  the file is about another catalogue
//   report_period_malformed    {value}
//   period_reversed            of a window
//   id_malformed, id_repeated  of units
//   report_unit_unknown        {value}
//   report_unit_under          {value}  `under` names no unit above this one
//   report_units_too_deep      {maximum}
//   figure_unknown, figure_below_least, figure_above_most
//   indicator_unknown, indicator_group_unknown
//   stated_not_summed          {value}  a change of what is no count or amount; a day or yes/no
[[nodiscard]] std::optional<FigureReport> ReadFigureReport(std::string_view text,
                                                           const IndicatorCatalogue& catalogue,
                                                           FindingList& findings);

// The same for figures that came another way (a workbook), put into the shape of the file.
[[nodiscard]] std::optional<FigureReport> ReadFigureReport(const YamlValue& root,
                                                           const IndicatorCatalogue& catalogue,
                                                           FindingList& findings);

inline constexpr std::size_t kMostReportUnits = 2000;
inline constexpr int kDeepestReportUnit = 6;
inline constexpr std::size_t kMostStated = 2000;

}  // namespace par::domain
