// What a person may do with a dossier now: what screens offer. There is no second table of it: each
// action is put to Decide, as it would be if the person did it this moment, with what he has yet to
// type filled in.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/dossier.h"

namespace par::domain {

struct Way {
  ActionKind kind = ActionKind::kSave;
  // The criteria on which it may be done, in the set's order; of kAgreeRest the areas where
  // something is left, of kAssign all areas. Empty: it concerns the whole dossier.
  std::vector<std::string> on;
  // OK, or the refusal that still stands in the way of what belongs to this state (settling while a
  // query is open).
  absl::Status not_yet;
};

// `actor.role` does not matter: he acts in the first of `roles` that has the permission. In the
// order of ActionKind, without what no person does by an action of its own (kPublish,
// kDecideInSession). kSave stands for filling in.
[[nodiscard]] std::vector<Way> WaysOn(const Dossier& dossier, const DossierActor& actor,
                                      const std::vector<Role>& roles,
                                      const DossierContext& context);

// The one step that leads on and waits for this person: the unit answers, approves, hands in,
// fills in, appeals; the superior accepts, begins, decides appeals, agrees to what is left,
// settles, opens appeals, finalises. Nothing: it waits for somebody else, or for nobody.
[[nodiscard]] std::optional<ActionKind> NextStep(const Dossier& dossier, const DossierActor& actor,
                                                 const std::vector<Role>& roles,
                                                 const DossierContext& context);

}  // namespace par::domain
