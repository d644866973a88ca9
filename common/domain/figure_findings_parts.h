// Inside figure_findings: the checks, one class each. Not for other code.
#pragma once

#include <string>
#include <vector>

#include "common/domain/figure_findings.h"

namespace par::domain::figure_findings {

// Makes parameters in both number styles.
[[nodiscard]] ShownParameter Word(std::string name, std::string text);
[[nodiscard]] ShownParameter Number(std::string name, FigureKind kind, const Rational& value);
// With all its places, and " %" where it is one.
[[nodiscard]] ShownParameter Shown(std::string name, const Decimal& value, bool percent);

// What every check works on.
struct Context {
  const IndicatorCatalogue& catalogue;
  const FigureReport& report;
  const FigureRollUp& rollup;
  std::vector<FigureFinding>& findings;
};

// Statements in the report's text.
void CheckStatements(const Context& context);
// Values against the unit's own past, and the days that figures cover.
void CheckPlausibility(const Context& context, const FigurePast& past);

}  // namespace par::domain::figure_findings
