// What the node above says of a dossier's scores, as a sheet of the domain: every leaf with the
// points or the state that the review gave it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/criteria_set.h"
#include "common/domain/score_sheet.h"
#include "parctl/app.h"

namespace par::parctl {

struct DossierSheet {
  domain::ScoreSheet sheet;
  std::vector<std::string> to_maximum;  // By leaf: what the leaf lacks, as the node says it.
};

// Nothing if the node refuses, which is then printed. `set` is that of the cycle.
[[nodiscard]] std::optional<DossierSheet> SheetOfDossier(Session& session,
                                                         const domain::CriteriaSet& set,
                                                         const std::string& cycle,
                                                         const std::string& unit);

}  // namespace par::parctl
