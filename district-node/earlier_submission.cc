// What a unit had handed in before the submission in force: read back from the stream that brought
// both.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/exchange/queries.h"
#include "common/exchange/rows.h"
#include "common/services/kinds.h"
#include "district-node/held_dossiers.h"
#include "par/dossier/v1/dossier.pb.h"

namespace par::district {
namespace {

using services::ItemType;

bool WasReturned(const domain::Dossier& dossier) {
  return std::any_of(dossier.notes.begin(), dossier.notes.end(), [](const domain::Note& note) {
    return note.kind == domain::ActionKind::kReturn;
  });
}

// Whether the notice told the unit that its dossier was returned.
bool TellsOfReturn(const domain::Dossier& dossier, const dossier::v1::DossierNotice& notice) {
  return notice.dossier().cycle() == dossier.cycle.value() &&
         std::any_of(dossier.notes.begin(), dossier.notes.end(), [&](const domain::Note& note) {
           return note.kind == domain::ActionKind::kReturn && note.id == notice.dossier().version();
         });
}

// A submission that was withdrawn may have been reviewed all the same: the superior waited for no
// other one. Then it was the one that was returned, and the unit was told so.
absl::StatusOr<bool> WasReturnedWithdrawn(const storage::Reader& state,
                                          const exchange::EntryPayloads& payloads,
                                          const domain::Dossier& dossier,
                                          const std::string& submission_id) {
  const bool went_on = std::any_of(
      dossier.notes.begin(), dossier.notes.end(),
      [](const domain::Note& note) { return note.kind == domain::ActionKind::kResumeReview; });
  if (!went_on) return false;
  const exchange::StreamId stream = exchange::DownOf(dossier.unit.value());
  const exchange::StreamView view(state, exchange::Side::kUpper, stream);
  ASSIGN_OR_RETURN(const exchange::Position end, view.End());
  for (std::uint64_t seq = end.length; seq > 0; --seq) {
    ASSIGN_OR_RETURN(const auto row, view.Event(seq));
    if (!row.has_value() || static_cast<ItemType>(row->item().type()) != ItemType::kDossier) {
      continue;
    }
    ASSIGN_OR_RETURN(const auto event,
                     exchange::ReadEvent(state, payloads, exchange::Side::kUpper, stream, seq));
    dossier::v1::DossierNotice notice;
    if (!event.has_value() || !notice.ParseFromString(event->item().body())) continue;
    if (notice.submission_id() == submission_id && TellsOfReturn(dossier, notice)) return true;
  }
  return false;
}

// The newest submission of the dossier's cycle before the one in force, of those that were taken
// and not withdrawn, or reviewed nevertheless. Places in the stream say what came first, also after
// a machine was lost: times are those of the machine that took it again.
absl::StatusOr<std::optional<assessment::v1::Submission>> SubmissionBefore(
    const storage::Reader& state, const exchange::EntryPayloads& payloads, const Held& held) {
  const exchange::StreamId stream = exchange::UpOf(held.dossier.unit.value());
  const exchange::StreamView view(state, exchange::Side::kUpper, stream);
  const std::string& cycle = held.dossier.cycle.value();
  bool withdrawn = false;
  for (std::uint64_t seq = held.row.submission_seq() - 1; seq > 0; --seq) {
    ASSIGN_OR_RETURN(const auto row, view.Event(seq));
    if (!row.has_value() || row->result().verdict() == exchange::v1::VERDICT_REJECTED) continue;
    const auto type = static_cast<ItemType>(row->item().type());
    if (type != ItemType::kSubmission && type != ItemType::kAction) continue;
    ASSIGN_OR_RETURN(const auto event,
                     exchange::ReadEvent(state, payloads, exchange::Side::kUpper, stream, seq));
    if (!event.has_value()) continue;
    const std::string& body = event->item().body();
    if (type == ItemType::kAction) {
      dossier::v1::Action action;
      if (!action.ParseFromString(body) || action.cycle() != cycle) continue;
      withdrawn = withdrawn || action.kind() == domain::Name(domain::ActionKind::kWithdraw);
      continue;
    }
    assessment::v1::Submission submission;
    if (!submission.ParseFromString(body) || submission.cycle() != cycle) continue;
    bool stood = !withdrawn;
    if (withdrawn) {
      ASSIGN_OR_RETURN(stood, WasReturnedWithdrawn(state, payloads, held.dossier,
                                                   event->item().submission_id()));
    }
    if (stood) return std::optional(std::move(submission));
    withdrawn = false;
  }
  return std::optional<assessment::v1::Submission>();
}

}  // namespace

absl::StatusOr<std::optional<Earlier>> HeldDossiers::EarlierOf(const storage::Reader& state,
                                                               const CycleFrame& frame,
                                                               const Held& held) const {
  if (!HasSubmission(held) || !WasReturned(held.dossier)) return std::optional<Earlier>();
  ASSIGN_OR_RETURN(auto submission, SubmissionBefore(state, payloads_, held));
  if (!submission.has_value() || submission->set_sha256() != frame.set.text_hash.ToBytes()) {
    return std::optional<Earlier>();
  }
  ASSIGN_OR_RETURN(domain::Answers answers, DecodeAnswers(frame, submission->answers()));
  answers = OwnAnswersOnly(*frame.set.set, std::move(answers));
  return std::optional(Earlier{*std::move(submission), std::move(answers)});
}

}  // namespace par::district
