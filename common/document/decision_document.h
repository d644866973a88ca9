// The decision of publication (quyết định công bố) as an official document: the result in its first
// article, the ranking and the areas' points as appendices, and every change where it supersedes
// another. All numbers are the decision's own.
//
// Pure. Safe to call from any thread.
#pragma once

#include "common/document/official_document.h"
#include "common/document/particulars.h"
#include "common/domain/decision.h"

namespace par::document {

// `particulars` must be those of a decision.
[[nodiscard]] OfficialDocument DecisionDocument(const domain::Decision& decision,
                                                const Particulars& particulars);

}  // namespace par::document
