// Items from the disk of a machine that was lost before it could send them, put forward again by
// the unit's leader. All of it is the leader's word: a submission stands in the name of those whom
// it says filled in, approved and handed it in, an action in the leader's own. The rules are those
// of today: the day on which it was saved is shown, and never makes a late one count as in time.
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/refusal.h"
#include "common/domain/score_sheet.h"
#include "common/exchange/limits.h"
#include "common/exchange/queries.h"
#include "common/services/claims.h"
#include "common/services/documents.h"
#include "common/services/kinds.h"
#include "common/services/people.h"
#include "commune-node/assessment_desk.h"

namespace par::commune {
namespace {

using assessment::v1::TakeSalvagedRequest;
using domain::ActionKind;
using domain::Refusal;

absl::Status OtherUnit(const TakeSalvagedRequest& request, std::string_view named) {
  return Refusal(absl::StatusCode::kInvalidArgument, "dossier_of_another_unit",
                 {{"unit", request.unit()}, {"named", std::string(named)}});
}
absl::Status BadBody(const TakeSalvagedRequest& request) {
  return Refusal(absl::StatusCode::kInvalidArgument, "item_body_invalid",
                 {{"type", std::to_string(request.type())}});
}
absl::Status Superseded(const TakeSalvagedRequest& request, const OwnWork& work) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "salvage_superseded",
                 {{"unit", request.unit()},
                  {"cycle", work.dossier.cycle.value()},
                  {"state", std::string(domain::Name(work.dossier.state))}});
}

std::vector<exchange::v1::BlobRef> FilesOf(const TakeSalvagedRequest& request) {
  std::vector<exchange::v1::BlobRef> blobs;
  for (const assessment::v1::SalvagedFile& file : request.files()) {
    exchange::v1::BlobRef& blob = blobs.emplace_back();
    blob.set_sha256(file.sha256());
    blob.set_size(file.size());
    blob.set_media_type(file.media_type());
  }
  return blobs;
}

// The entry as if `account` had acted. Accounts of the lost machine need not be known here.
ledger::Entry As(const ledger::Entry& entry, const std::string& unit, const std::string& account,
                 domain::Role role) {
  ledger::Entry as = entry;
  as.command.actor = {.unit = unit, .account = account, .role = std::string(domain::Name(role))};
  return as;
}

}  // namespace

absl::StatusOr<assessment::v1::TakeSalvagedResponse> AssessmentDesk::TakeSalvaged(
    const ledger::Entry& entry, const TakeSalvagedRequest& request,
    ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(units_.RequireHosted(transaction, request.unit()));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kSubmit,
                                 request.unit(), entry.time));
  if (request.submission_id().size() != exchange::kSubmissionIdBytes) return BadBody(request);
  assessment::v1::TakeSalvagedResponse response;
  ASSIGN_OR_RETURN(const exchange::ItemStanding known,
                   exchange::StandingOf(transaction, request.unit(), request.submission_id()));
  if (known.standing != exchange::Standing::kUnknown) {
    response.set_known(true);
    return response;
  }
  absl::StatusOr<OwnWork> work = Refusal(absl::StatusCode::kInvalidArgument, "salvage_type_unknown",
                                         {{"type", std::to_string(request.type())}});
  if (request.type() == static_cast<std::uint32_t>(services::ItemType::kSubmission)) {
    work = TakeSalvagedSubmission(entry, request, transaction);
  } else if (request.type() == static_cast<std::uint32_t>(services::ItemType::kAction)) {
    work = TakeSalvagedAction(entry, request, transaction);
  }
  RETURN_IF_ERROR(work.status());
  OwnDossiers::Write(transaction, *work);
  response.set_state(std::string(domain::Name(work->dossier.state)));
  return response;
}

absl::StatusOr<OwnWork> AssessmentDesk::TakeSalvagedSubmission(
    const ledger::Entry& entry, const TakeSalvagedRequest& request,
    ledger::Transaction& transaction) const {
  assessment::v1::Submission submission;
  if (!submission.ParseFromString(request.body())) return BadBody(request);
  submission.clear_clock_age();  // Whose clock it was is not for the one who asks to say.
  if (submission.unit() != request.unit()) return OtherUnit(request, submission.unit());
  ASSIGN_OR_RETURN(OwnWork work,
                   dossiers_.Load(transaction, submission.cycle(), submission.unit()));
  if (!domain::UnitOwns(work.dossier.state)) return Superseded(request, work);
  if (submission.set_sha256() != work.set.text_hash.ToBytes()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "submission_set_differs",
                   {{"unit", submission.unit()}, {"set", domain::SetReference(work.cycle)}});
  }
  const domain::CriteriaSet& set = *work.set.set;
  ASSIGN_OR_RETURN(const domain::Answers answers, codec::Decode(submission.answers(), set));
  const domain::ScoreSheet sheet = domain::Score(set, answers, {.traces = false});
  const auto decide = [&](const domain::Action& action, const std::string& account,
                          domain::Role role) -> absl::Status {
    ASSIGN_OR_RETURN(work.dossier, dossiers_.Decide(As(entry, request.unit(), account, role), work,
                                                    action, transaction));
    return absl::OkStatus();
  };
  domain::Action save = domain::ActionOn(work.dossier, ActionKind::kSave);
  save.claims = services::ClaimsOf(set, answers, sheet);
  RETURN_IF_ERROR(decide(save, submission.filled_by(), domain::Role::kClerk));
  RETURN_IF_ERROR(decide(domain::ActionOn(work.dossier, ActionKind::kApprove),
                         submission.approved_by(), domain::Role::kLeader));
  domain::Action submit = domain::ActionOn(work.dossier, ActionKind::kSubmit);
  if (submission.made_at() != 0) submit.made_at = submission.made_at();
  RETURN_IF_ERROR(decide(submit, submission.submitted_by(), domain::Role::kLeader));
  const std::vector<exchange::v1::BlobRef> blobs = FilesOf(request);
  exchange::v1::Item item;
  for (const exchange::v1::BlobRef& blob : blobs) *item.add_blobs() = blob;
  RETURN_IF_ERROR(
      services::TakeDocuments(submission, item, services::DocumentSide::kOwn, 0, transaction));
  *work.row.mutable_answers() = submission.answers();
  work.row.set_submission_id(request.submission_id());
  work.row.set_filled_by(submission.filled_by());
  work.row.set_approved_by(submission.approved_by());
  RETURN_IF_ERROR(courier_.Up(entry, transaction, request.unit(), services::ItemType::kSubmission,
                              submission, request.submission_id(), blobs));
  return work;
}

absl::StatusOr<OwnWork> AssessmentDesk::TakeSalvagedAction(const ledger::Entry& entry,
                                                           const TakeSalvagedRequest& request,
                                                           ledger::Transaction& transaction) const {
  dossier::v1::Action message;
  if (!message.ParseFromString(request.body())) return BadBody(request);
  if (message.unit() != request.unit()) return OtherUnit(request, message.unit());
  message.clear_clock_age();  // As of a submission.
  ASSIGN_OR_RETURN(*message.mutable_by(),
                   services::PersonOf(transaction, entry.command.actor.account));
  ASSIGN_OR_RETURN(OwnWork work, dossiers_.Load(transaction, message.cycle(), message.unit()));
  ASSIGN_OR_RETURN(domain::Action action, codec::Decode(message, work.dossier.version));
  action.base_version = work.dossier.version;
  switch (action.kind) {
    case ActionKind::kWithdraw:
    case ActionKind::kAnswer:
    case ActionKind::kAppeal:
    case ActionKind::kWithdrawAppeal:
      break;
    default:
      return Refusal(absl::StatusCode::kPermissionDenied, "action_not_from_unit",
                     {{"action", std::string(domain::Name(action.kind))}});
  }
  ASSIGN_OR_RETURN(work.dossier, dossiers_.Decide(entry, work, action, transaction));
  RETURN_IF_ERROR(courier_.Up(entry, transaction, request.unit(), services::ItemType::kAction,
                              message, request.submission_id()));
  return work;
}

}  // namespace par::commune
