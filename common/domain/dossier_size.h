// How large a dossier may grow. After every change it travels whole to its unit, in one item of the
// exchange, and so what is said of it is bounded in bytes. Nobody gets stuck at the bound: what
// brings the dossier to its end always has room, and so has a short answer to whatever is open.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/dossier.h"
#include "common/domain/dossier_actions.h"

namespace par::domain {

// Tags, numbers and names beside the text of a note.
inline constexpr std::size_t kBytesOfNote = 150;
// Bytes, with the room that is kept for what is open (RoomOwed).
inline constexpr std::size_t kMostDossierBytes = 320'000;
// Accepting, settling, finalising and publishing are refused for no lack of room: each is done once
// before something that is.
inline constexpr std::size_t kRoomToEnd = 4 * (kLongestDossierText + kBytesOfNote);
// By superseding and correcting, when all others have said what they had to say.
inline constexpr std::size_t kMostCorrectedBytes = kMostDossierBytes + kRoomToEnd + 40'000;
// No dossier is larger: what supersedes is published.
inline constexpr std::size_t kLargestDossierBytes =
    kMostCorrectedBytes + kLongestDossierText + kBytesOfNote;
// Kept for each query without an answer and each appeal without an outcome.
inline constexpr std::size_t kRoomForAnswer = 1'000;

// Never less than the dossier takes as it is stored and sent (common/codec/dossier_codec.h).
[[nodiscard]] std::size_t BytesOf(const Dossier& dossier);

// What is kept free: kRoomForAnswer as said there, a reason to resume the review of what was
// returned and, until it is settled, one agreement for each leaf whose review is not done.
[[nodiscard]] std::size_t RoomOwed(const Dossier& dossier, const std::vector<ReviewedLeaf>& leaves);

// FAILED_PRECONDITION dossier_full: `kind` made `next` of `before`, and that is too large. Never
// where the action takes no more room than was kept for it.
[[nodiscard]] absl::Status CheckRoom(const Dossier& before, const Dossier& next, ActionKind kind,
                                     const std::vector<ReviewedLeaf>& leaves);

}  // namespace par::domain
