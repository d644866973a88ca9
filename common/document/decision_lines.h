// A decision's lines as its document shows them: in the order of the ranking, with every number in
// the one form in which text and appendices print it.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string>
#include <vector>

#include "common/document/official_document.h"
#include "common/domain/decision.h"

namespace par::document {

struct ShownLine {
  const domain::DecisionLine* line;  // Of the decision, which must outlive it.
  std::string rank;                  // Empty: not ranked.
  std::string total;                 // Empty: nothing was handed up.
  std::string maximum;
  std::string converted;
  std::string class_title;
};

struct ShownDecision {
  std::vector<ShownLine> lines;     // By group, rank and name; those without a rank last.
  std::vector<std::string> groups;  // As the lines have them first.
};

[[nodiscard]] ShownDecision Show(const domain::Decision& decision);

// Rank, unit, points, maximum, percentage, class.
[[nodiscard]] Table RankingTable(const ShownDecision& shown);
// Units against areas, at most ten areas in a table.
[[nodiscard]] std::vector<Block> AreaTables(const ShownDecision& shown);
// What a decision that supersedes another changes.
[[nodiscard]] Table ChangesTable(const domain::Decision& decision);

}  // namespace par::document
