// What leaves the unit and what comes down to it.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/refusal.h"
#include "common/domain/score_sheet.h"
#include "common/exchange/exchange_state.h"
#include "common/exchange/queries.h"
#include "common/services/documents.h"
#include "common/services/kinds.h"
#include "common/services/people.h"
#include "commune-node/assessment_desk.h"

namespace par::commune {
namespace {

using domain::DossierState;

// The documents that the answers name and this node has, and their files for the exchange to bring.
absl::StatusOr<std::vector<exchange::v1::BlobRef>> AddDocuments(
    const storage::Reader& state, assessment::v1::Submission& submission) {
  ASSIGN_OR_RETURN(const auto documents,
                   services::DocumentsOf(state, services::DocumentSide::kOwn, submission.unit()));
  std::vector<exchange::v1::BlobRef> blobs;
  for (services::NamedDocument& named : services::NamedBy(submission.answers(), documents)) {
    if (named.document.sha256().empty()) continue;  // A paper in the archive.
    exchange::v1::BlobRef& blob = blobs.emplace_back();
    blob.set_sha256(named.document.sha256());
    blob.set_size(named.document.size());
    blob.set_media_type(named.document.media_type());
    *submission.add_documents() = std::move(named.document);
  }
  return blobs;
}

// The unit works on the dossier and has not sent it: what came from above says the same, so the
// unit's own claims and approval stay.
bool KeepsOwnWork(const domain::Dossier& own, const domain::Dossier& told) {
  if (told.round != own.round) return false;
  switch (told.state) {
    case DossierState::kOpen:
    case DossierState::kSelfAssessing:
      return own.state == DossierState::kSelfAssessing || own.state == DossierState::kApproved;
    case DossierState::kReturned:
      return own.state == DossierState::kReturned || own.state == DossierState::kReapproved;
    default:
      return false;
  }
}

domain::Dossier Merged(const domain::Dossier& own, domain::Dossier told) {
  const std::uint64_t version = std::max(own.version, told.version);
  if (KeepsOwnWork(own, told)) {
    told.state = own.state;
    told.claims = own.claims;
    told.claims_version = own.claims_version;
  }
  told.version = version;
  return told;
}

// The unit was to explain, and the unit above reviews on without that: what the unit has done since
// the return, handed in or not, does not count.
bool ResumedWithout(const domain::Dossier& own, const domain::Dossier& told) {
  const bool explaining = own.state == DossierState::kReturned ||
                          own.state == DossierState::kReapproved ||
                          own.state == DossierState::kResubmitted;
  return explaining && told.state == DossierState::kInReview && told.round == own.round;
}

// The unit was told that what is on its way came too late, and nothing since puts it in its hands.
bool StaysOvertaken(const domain::Dossier& own, const domain::Dossier& told) {
  const bool locked =
      own.state >= DossierState::kInReview && own.state != DossierState::kReturned &&
      own.state != DossierState::kReapproved && own.state != DossierState::kResubmitted;
  return locked && !domain::UnitOwns(told.state);
}

// A submission is under way that this notice knows nothing of: the one that does will follow. A
// notice of a submission that this database does not know is no older: the submission is on its way
// back to a machine that lost it.
bool IsOlder(const dossier::v1::DossierNotice& notice, const domain::Dossier& told,
             const exchange::ItemStanding& known, const OwnWork& work) {
  const std::string& own = work.row.submission_id();
  if (own.empty() || own == notice.submission_id() || Rejected(work)) return false;
  switch (work.submission.standing) {
    case exchange::Standing::kUnknown:
      return false;
    case exchange::Standing::kSaved:
      return !ResumedWithout(work.dossier, told) && !StaysOvertaken(work.dossier, told);
    default:
      return notice.submission_id().empty() || (known.standing != exchange::Standing::kUnknown &&
                                                known.result.seq() < work.submission.result.seq());
  }
}

// The unit has handed in another submission since, or was told of one.
bool HasNewer(const OwnWork& work, std::uint64_t seq) {
  if (work.row.submission_id().empty()) return false;
  return work.submission.standing <= exchange::Standing::kSaved ||
         work.submission.result.seq() > seq;
}

// What was submitted has been answered for good.
bool IsDecided(DossierState state) {
  return state >= DossierState::kProvisional && state <= DossierState::kNotSubmitted;
}

absl::Status OtherUnit(std::string_view unit, std::string_view value) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "dossier_of_another_unit",
                         {{"unit", std::string(unit)}, {"named", std::string(value)}});
}

}  // namespace

absl::Status AssessmentDesk::SendSubmission(const ledger::Entry& entry, OwnWork& work,
                                            ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const domain::Answers answers, OwnDossiers::AnswersOf(work));
  const domain::ScoreSheet sheet = domain::Score(*work.set.set, answers, {.traces = false});
  const auto own = static_cast<std::size_t>(domain::Source::kSelfAssessed);
  assessment::v1::Submission submission;
  submission.set_cycle(work.dossier.cycle.value());
  submission.set_unit(work.dossier.unit.value());
  *submission.mutable_answers() = work.row.answers();
  submission.set_set_sha256(work.set.text_hash.ToBytes());
  submission.set_self_score_e4(sheet.sources[own].score.e4());
  submission.set_filled_by(work.row.filled_by());
  submission.set_approved_by(work.row.approved_by());
  submission.set_submitted_by(entry.command.actor.account);
  submission.set_made_at(entry.time);
  ASSIGN_OR_RETURN(const auto clock_age,
                   exchange::ClockAge(transaction, work.dossier.unit.value(), entry.time));
  if (clock_age.has_value()) submission.set_clock_age(*clock_age);
  ASSIGN_OR_RETURN(const auto blobs, AddDocuments(transaction, submission));
  work.row.set_submission_id(entry.command.id);
  return courier_.Up(entry, transaction, work.dossier.unit.value(), services::ItemType::kSubmission,
                     submission, entry.command.id, blobs);
}

absl::Status AssessmentDesk::SendAction(const ledger::Entry& entry, const domain::Action& action,
                                        ledger::Transaction& transaction) const {
  dossier::v1::Action message = codec::Encode(action);
  message.clear_base_version();  // Versions of this side say nothing above.
  ASSIGN_OR_RETURN(*message.mutable_by(),
                   services::PersonOf(transaction, entry.command.actor.account));
  return courier_.Up(entry, transaction, action.unit.value(), services::ItemType::kAction, message,
                     entry.command.id);
}

absl::Status AssessmentDesk::ReceiveNotice(const exchange::Arrival& arrival,
                                           const dossier::v1::DossierNotice& notice,
                                           ledger::Transaction& transaction) const {
  const std::string& unit = notice.dossier().unit();
  if (unit != arrival.stream.unit) return OtherUnit(arrival.stream.unit, unit);
  ASSIGN_OR_RETURN(domain::Dossier told, codec::Decode(notice.dossier()));
  ASSIGN_OR_RETURN(OwnWork work, dossiers_.Load(transaction, told.cycle.value(), unit));
  ASSIGN_OR_RETURN(const exchange::ItemStanding known,
                   exchange::StandingOf(transaction, unit, notice.submission_id()));
  if (IsOlder(notice, told, known, work)) return absl::OkStatus();
  if (known.standing == exchange::Standing::kUnknown && !notice.submission_id().empty()) {
    work.row.set_submission_id(notice.submission_id());
  }
  if (ResumedWithout(work.dossier, told)) RETURN_IF_ERROR(PutBackAnswers(transaction, known, work));
  work.dossier = Merged(work.dossier, std::move(told));
  *work.row.mutable_entered() = notice.entered();
  work.row.clear_people();
  for (const auto& person : notice.people()) {
    services::KeepPerson(person, *work.row.mutable_people());
  }
  OwnDossiers::Write(transaction, work);
  if (!IsDecided(work.dossier.state) || work.row.submission_id().empty()) return absl::OkStatus();
  return exchange::ExchangeState::MarkDecided(transaction, unit, work.row.submission_id());
}

absl::Status AssessmentDesk::PutBackAnswers(const storage::Reader& state,
                                            const exchange::ItemStanding& handed_in,
                                            OwnWork& work) const {
  // A machine that lost it gets it back with its answers (TakeBackSubmission).
  if (handed_in.result.seq() == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto event, exchange::ReadEvent(state, payloads_, exchange::Side::kLower,
                                                         exchange::UpOf(work.dossier.unit.value()),
                                                         handed_in.result.seq()));
  assessment::v1::Submission submission;
  if (!event.has_value() || !submission.ParseFromString(event->item().body())) {
    return absl::OkStatus();
  }
  *work.row.mutable_answers() = submission.answers();
  work.row.set_filled_by(submission.filled_by());
  work.row.set_approved_by(submission.approved_by());
  return absl::OkStatus();
}

absl::Status AssessmentDesk::TakeBackSubmission(const exchange::Arrival& arrival,
                                                const assessment::v1::Submission& submission,
                                                ledger::Transaction& transaction) const {
  if (submission.unit() != arrival.stream.unit) {
    return OtherUnit(arrival.stream.unit, submission.unit());
  }
  if (arrival.event.result().verdict() == exchange::v1::VERDICT_REJECTED) return absl::OkStatus();
  ASSIGN_OR_RETURN(OwnWork work,
                   dossiers_.Load(transaction, submission.cycle(), submission.unit()));
  // Where a notice about it came first, that says how the dossier stands.
  const bool told = work.row.submission_id() == arrival.event.item().submission_id();
  if (!told && HasNewer(work, arrival.event.seq())) return absl::OkStatus();
  RETURN_IF_ERROR(codec::Decode(submission.answers(), *work.set.set).status());
  RETURN_IF_ERROR(services::TakeDocuments(submission, arrival.event.item(),
                                          services::DocumentSide::kOwn, 0, transaction));
  *work.row.mutable_answers() = submission.answers();
  work.row.set_submission_id(arrival.event.item().submission_id());
  work.row.set_filled_by(submission.filled_by());
  work.row.set_approved_by(submission.approved_by());
  if (!told) {
    work.dossier.state =
        work.dossier.round > 1 ? DossierState::kResubmitted : DossierState::kSubmitted;
    ++work.dossier.version;
  }
  OwnDossiers::Write(transaction, work);
  return absl::OkStatus();
}

}  // namespace par::commune
