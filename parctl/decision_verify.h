// Decisions as `parctl decision` shows and verifies them.
#pragma once

#include <optional>
#include <string>

#include "common/domain/criteria_set.h"
#include "common/domain/decision.h"
#include "common/domain/open_data.h"
#include "parctl/app.h"
#include "parctl/command_line.h"

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
  std::string criteria;  // File of the criteria set; empty: what the node has, or not compared.
};
// Recomputes everything, and says what it compared. Exit code kFindings if anything is wrong.
void VerifyDecisionOf(Session& session, const VerifyWish& wish);

// The options that name a decision which must hold, and a usage error where they do not name one.
void TakeDecision(Command verb, Session& session, VerifyWish& wish);
void NeedDecision(const VerifyWish& wish);

struct ConfirmedDecision {
  domain::Decision decision;
  domain::CriteriaSet set;  // The one that it names.
  domain::OpenSignature signature;
  std::string file;  // As `decision verify --save` keeps it.
};
// The decision, if everything of it holds; what does not is printed. A wish from a file must name
// the authority and the criteria set.
[[nodiscard]] std::optional<ConfirmedDecision> Confirmed(Session& session, const VerifyWish& wish);

}  // namespace par::parctl
