// The points of song-ve's dossier in kOneCycle that come from a survey's results and from the votes
// of a council, over gRPC: who may, what is refused, what stands in the dossier.
#pragma once

#include "tests/support/cycle_world.h"

namespace par::testing {

// Issues the sample survey, imports its results, enters them, corrects them: criteria 8.1.1 to
// 8.1.5. The dossier may be at any stage before its result is final.
void ScoreBySurvey(const CycleWorld& world);
// A council of four, one of them the unit's own leader, comes to 2.75 for criterion 8.6.
void ScoreByCouncil(const CycleWorld& world);
// When the result is final: neither may change anything.
void ExpectNoMorePoints(const CycleWorld& world);

}  // namespace par::testing
