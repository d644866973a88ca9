// The figures (số liệu) of one period as units reported them, and what the report's text states of
// them. Kept as the source has them, errors included: figure_findings.h finds those.
//
// Format: docs/formats/figures.md, "Figures"; read by figure_report_yaml.h. Pure data. Reading it
// is safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/decimal.h"
#include "common/domain/finding.h"
#include "common/domain/indicators.h"
#include "common/domain/level.h"
#include "common/domain/rational.h"
#include "common/domain/report_period.h"

namespace par::domain {

struct ReportedFigure {
  Rational value;  // As rules see it: 97.5 % is 0.975.
  Position at;
};
using ReportedFigures = std::map<std::size_t, ReportedFigure>;  // By number of the indicator.

// A row of the report: a unit, or several that report together.
struct ReportUnit {
  std::string id;
  std::string title;
  std::optional<Level> level;
  std::size_t parent = kNone;      // Stands before this one.
  std::vector<std::size_t> parts;  // In the order of the file.
  // Said by the document where its figures are only in a total; otherwise whoever has figures has
  // reported.
  std::optional<bool> reported;
  ReportedFigures figures;
  ReportedFigures year_before;  // The same period a year before.
  Position at;
};

// What a statement says its number is. In the order of the names in files.
enum class StatedAs : std::uint8_t {
  kValue = 0,      // The figure or rate itself.
  kIncrease = 1,   // In percent, against the year before.
  kDecrease = 2,   // Likewise; a positive number.
  kUnchanged = 3,  // No number.
  kShare = 4,      // The figure in percent of the year before.
};

struct StatedFigure {
  std::size_t unit = 0;
  std::size_t indicator = kNone;  // This or a rate.
  std::size_t rate = kNone;
  StatedAs as = StatedAs::kValue;
  Decimal says;       // With the places it is printed with; rates and percentages in percent.
  std::string where;  // In the document: "I.2.3".
  Position at;
};

// The days that figures really cover.
struct Window {
  Date from;
  Date to;
  Position at;
};

struct FigureReport {
  std::string title;
  std::string source;
  bool sample = false;
  ReportPeriod period;
  std::map<std::size_t, Window> windows;  // By group; kNone: all others.
  std::vector<ReportUnit> units;          // A unit before its parts.
  std::vector<StatedFigure> stated;
  std::string file_name;            // For messages.
  std::vector<std::string> sheets;  // Of a workbook: what Position::sheet numbers.

  // kNone if there is no such unit.
  [[nodiscard]] std::size_t FindUnit(std::string_view id) const;
};

// The rows of a report by id, for whoever looks up many. Points into the report.
class ReportRows {
 public:
  explicit ReportRows(const FigureReport& report);
  // kNone if there is no such unit. Logarithmic.
  [[nodiscard]] std::size_t Find(std::string_view id) const;

 private:
  std::vector<std::pair<std::string_view, std::size_t>> by_id_;
};

}  // namespace par::domain
