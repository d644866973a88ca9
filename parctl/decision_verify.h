// Decisions as `parctl decision` shows and verifies them.
#pragma once

#include <optional>
#include <string>

#include "common/domain/decision.h"
#include "parctl/app.h"

namespace par::parctl {

// The decision's lines, from the canonical bytes that the node gives.
void ShowDecision(Session& session, const std::string& id);

// The decision from the node (`file` empty) or from a file saved before. Nothing if it cannot be
// read or its numbers do not agree, which is then printed. Its signature is not looked at.
[[nodiscard]] std::optional<domain::Decision> AgreeingDecision(Session& session,
                                                               const std::string& id,
                                                               const std::string& file);

struct VerifyWish {
  std::string id;    // From the node; empty: from `file`.
  std::string file;  // Saved before; nothing is asked of a node.
  std::string save;  // Where to keep it; empty: nowhere.
  // File of the authority's certificate; empty: what the node trusts. A file needs it.
  std::string authority;
};
// Recomputes everything, and says what it compared. Exit code kFindings if anything is wrong.
void VerifyDecisionOf(Session& session, const VerifyWish& wish);

}  // namespace par::parctl
