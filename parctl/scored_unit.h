// One unit's answers with what they score: what the score command shows as tables or JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/score_sheet.h"
#include "common/spreadsheet/book.h"
#include "parctl/app.h"
#include "parctl/output.h"

namespace par::parctl {

struct ScoredUnit {
  std::string file;
  domain::Answers answers;
  domain::ScoreSheet sheet;
  std::optional<int> rank;  // Within the unit's group; nothing: not ranked.
};

// A table of areas and the result if there is one unit, a ranking if there are several; `leaves`
// adds every leaf with the steps of its score.
[[nodiscard]] std::string ScoreTables(const domain::CriteriaSet& set,
                                      const std::vector<ScoredUnit>& units, bool leaves,
                                      const Output& output);

// Everything (docs/formats/scores.md).
[[nodiscard]] std::string ScoresJson(const domain::CriteriaSet& set,
                                     const std::vector<ScoredUnit>& units,
                                     domain::Language language);

// The ranking, and the points of every area and criterion by unit.
[[nodiscard]] spreadsheet::Book ScoreBook(const Session& session, const domain::CriteriaSet& set,
                                          const std::vector<ScoredUnit>& units);

// The class of the result, null if the set names none.
[[nodiscard]] const domain::ResultClass* ClassOf(const domain::CriteriaSet& set,
                                                 const domain::ScoreSheet& sheet);

}  // namespace par::parctl
