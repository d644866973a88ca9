// The rules and the effect of each single action on a dossier. Used by Decide alone, which has
// tried the common rules before and sets the state afterwards.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "common/domain/dossier.h"

namespace par::domain {

inline constexpr std::size_t kLongestDossierText =
    10'000;  // Bytes of a reason, query or explanation.

// `next` is a copy of the dossier with its new version; on a refusal it is thrown away.
[[nodiscard]] absl::Status CarryOut(const Action& action, const DossierActor& actor,
                                    const DossierContext& context, Dossier& next);

// The parts of CarryOut, by whose work it is.
[[nodiscard]] absl::Status CarryOutUnitsWork(const Action& action, const DossierActor& actor,
                                             const DossierContext& context, Dossier& next);
[[nodiscard]] absl::Status CarryOutReview(const Action& action, const DossierActor& actor,
                                          const DossierContext& context, Dossier& next);
[[nodiscard]] absl::Status CarryOutClosing(const Action& action, const DossierActor& actor,
                                           const DossierContext& context, Dossier& next);

// Shared rules: text_empty, text_too_long, text_not_utf8, text_control_character;
// criterion_unknown; mark_out_of_range.
[[nodiscard]] absl::Status CheckText(std::string_view field, std::string_view text);
// The same of a text that need not be given.
[[nodiscard]] absl::Status CheckOptionalText(std::string_view field, std::string_view text);
[[nodiscard]] absl::StatusOr<const ReviewedLeaf*> FindLeaf(const DossierContext& context,
                                                           std::string_view criterion);
[[nodiscard]] absl::Status OutOfRange(const ReviewedLeaf& leaf, const Mark& mark);
[[nodiscard]] absl::Status CheckMark(const ReviewedLeaf& leaf, const Mark& mark);
// A mark put in place of the unit's: CheckMark; mark_missing where it is not scored, for then the
// points the unit gave itself would count; mark_not_a_step beside the steps that the leaf lists.
[[nodiscard]] absl::Status CheckGivenMark(const ReviewedLeaf& leaf, const Mark& mark);
// The same, but the unit's own mark may be repeated, even where it is not scored.
[[nodiscard]] absl::Status CheckMarkBeside(const Dossier& dossier, const ReviewedLeaf& leaf,
                                           const Mark& mark);
// Keeps the action's text as a note.
void AddNote(const Action& action, const DossierActor& actor, std::int64_t now, Dossier& next);

}  // namespace par::domain
