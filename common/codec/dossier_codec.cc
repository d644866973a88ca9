#include "common/codec/dossier_codec.h"

#include "common/base/status_macros.h"

namespace par::codec {
namespace {

namespace dossier_pb = dossier::v1;

dossier_pb::Review EncodeReview(const domain::Review& review) {
  dossier_pb::Review message;
  message.set_id(review.id);
  message.set_criterion(review.criterion);
  message.set_opinion(std::string(domain::Name(review.opinion)));
  *message.mutable_mark() = Encode(review.mark);
  message.set_reason(review.reason);
  message.set_account(review.account.value());
  message.set_council(review.council);
  message.set_bulk(review.bulk);
  message.set_round(static_cast<std::uint32_t>(review.round));
  message.set_content(review.content.ToBytes());
  message.set_at(review.at);
  message.set_session(review.session);
  return message;
}

absl::StatusOr<domain::Opinion> DecodeOpinion(std::string_view name) {
  using domain::Opinion;
  for (const Opinion opinion : {Opinion::kAgree, Opinion::kAdjust, Opinion::kRefuse}) {
    if (domain::Name(opinion) == name) return opinion;
  }
  return BadField("review.opinion", name);
}

absl::StatusOr<domain::Review> DecodeReview(const dossier_pb::Review& message) {
  domain::Review review;
  review.id = message.id();
  review.criterion = message.criterion();
  ASSIGN_OR_RETURN(review.opinion, DecodeOpinion(message.opinion()));
  ASSIGN_OR_RETURN(review.mark, Decode(message.mark()));
  review.reason = message.reason();
  review.account = domain::AccountId(message.account());
  review.council = message.council();
  review.bulk = message.bulk();
  review.round = static_cast<int>(message.round());
  ASSIGN_OR_RETURN(review.content, DecodeHash("review.content", message.content()));
  review.at = message.at();
  review.session = message.session();
  return review;
}

dossier_pb::Query EncodeQuery(const domain::Query& query) {
  dossier_pb::Query message;
  message.set_id(query.id);
  message.set_criterion(query.criterion);
  message.set_text(query.text);
  message.set_account(query.account.value());
  message.set_round(static_cast<std::uint32_t>(query.round));
  if (query.answer.has_value()) message.set_answer(*query.answer);
  message.set_answered_by(query.answered_by.value());
  message.set_at(query.at);
  message.set_answered_at(query.answered_at);
  return message;
}

domain::Query DecodeQuery(const dossier_pb::Query& message) {
  domain::Query query;
  query.id = message.id();
  query.criterion = message.criterion();
  query.text = message.text();
  query.account = domain::AccountId(message.account());
  query.round = static_cast<int>(message.round());
  if (message.has_answer()) query.answer = message.answer();
  query.answered_by = domain::AccountId(message.answered_by());
  query.at = message.at();
  query.answered_at = message.answered_at();
  return query;
}

void EncodeTimes(const domain::SubmissionTimes& times, dossier_pb::SubmissionTimes& message) {
  message.set_received_at(times.received_at);
  if (times.made_at.has_value()) message.set_made_at(*times.made_at);
  if (times.clock_age.has_value()) message.set_clock_age(*times.clock_age);
}

domain::SubmissionTimes DecodeTimes(const dossier_pb::SubmissionTimes& message) {
  domain::SubmissionTimes times{
      .received_at = message.received_at(), .made_at = {}, .clock_age = {}};
  if (message.has_made_at()) times.made_at = message.made_at();
  if (message.has_clock_age()) times.clock_age = message.clock_age();
  return times;
}

dossier_pb::Appeal EncodeAppeal(const domain::Appeal& appeal) {
  dossier_pb::Appeal message;
  message.set_id(appeal.id);
  message.set_criterion(appeal.criterion);
  message.set_text(appeal.text);
  message.set_account(appeal.account.value());
  *message.mutable_wanted() = Encode(appeal.wanted);
  EncodeTimes(appeal.times, *message.mutable_times());
  if (appeal.outcome.has_value()) {
    dossier_pb::AppealOutcome& outcome = *message.mutable_outcome();
    outcome.set_upheld(appeal.outcome->upheld);
    *outcome.mutable_mark() = Encode(appeal.outcome->mark);
    outcome.set_reason(appeal.outcome->reason);
    outcome.set_account(appeal.outcome->account.value());
    *outcome.mutable_before() = Encode(appeal.outcome->before);
    outcome.set_at(appeal.outcome->at);
    outcome.set_session(appeal.outcome->session);
  }
  return message;
}

dossier_pb::Correction EncodeCorrection(const domain::Correction& correction) {
  dossier_pb::Correction message;
  message.set_id(correction.id);
  message.set_criterion(correction.criterion);
  *message.mutable_mark() = Encode(correction.mark);
  message.set_reason(correction.reason);
  message.set_account(correction.account.value());
  message.set_at(correction.at);
  return message;
}

absl::StatusOr<domain::Correction> DecodeCorrection(const dossier_pb::Correction& message) {
  domain::Correction correction;
  correction.id = message.id();
  correction.criterion = message.criterion();
  ASSIGN_OR_RETURN(correction.mark, Decode(message.mark()));
  correction.reason = message.reason();
  correction.account = domain::AccountId(message.account());
  correction.at = message.at();
  return correction;
}

absl::StatusOr<domain::Note> DecodeNote(const dossier_pb::Note& message) {
  dossier_pb::Action named;
  named.set_kind(message.kind());
  ASSIGN_OR_RETURN(const domain::Action action, Decode(named, 0));
  return domain::Note{.id = message.id(),
                      .kind = action.kind,
                      .text = message.text(),
                      .account = domain::AccountId(message.account()),
                      .at = message.at()};
}

// The lists of the unit's claims and of what reviewers made of them.
absl::Status DecodeLists(const dossier_pb::Dossier& message, domain::Dossier& dossier) {
  for (const dossier_pb::LeafClaim& claim : message.claims()) {
    ASSIGN_OR_RETURN(domain::LeafClaim decoded, Decode(claim));
    dossier.claims.push_back(std::move(decoded));
  }
  for (const dossier_pb::Review& review : message.reviews()) {
    ASSIGN_OR_RETURN(domain::Review decoded, DecodeReview(review));
    dossier.reviews.push_back(std::move(decoded));
  }
  for (const dossier_pb::Query& query : message.queries())
    dossier.queries.push_back(DecodeQuery(query));
  for (const dossier_pb::Appeal& appeal : message.appeals()) {
    ASSIGN_OR_RETURN(domain::Appeal decoded, Decode(appeal));
    dossier.appeals.push_back(std::move(decoded));
  }
  for (const dossier_pb::Correction& correction : message.corrections()) {
    ASSIGN_OR_RETURN(domain::Correction decoded, DecodeCorrection(correction));
    dossier.corrections.push_back(std::move(decoded));
  }
  for (const dossier_pb::Note& note : message.notes()) {
    ASSIGN_OR_RETURN(domain::Note decoded, DecodeNote(note));
    dossier.notes.push_back(std::move(decoded));
  }
  return absl::OkStatus();
}

}  // namespace

dossier::v1::Dossier Encode(const domain::Dossier& dossier) {
  dossier_pb::Dossier message;
  message.set_unit(dossier.unit.value());
  message.set_cycle(dossier.cycle.value());
  message.set_state(std::string(domain::Name(dossier.state)));
  message.set_version(dossier.version);
  message.set_claims_version(dossier.claims_version);
  message.set_round(static_cast<std::uint32_t>(dossier.round));
  message.set_late_allowed(dossier.late_allowed);
  if (dossier.times.has_value()) EncodeTimes(*dossier.times, *message.mutable_times());
  for (const domain::LeafClaim& claim : dossier.claims) *message.add_claims() = Encode(claim);
  for (const domain::Assignment& assignment : dossier.assignments) {
    dossier_pb::Assignment& row = *message.add_assignments();
    row.set_account(assignment.account.value());
    for (const std::string& area : assignment.areas) row.add_areas(area);
  }
  for (const domain::Review& review : dossier.reviews)
    *message.add_reviews() = EncodeReview(review);
  for (const domain::Query& query : dossier.queries) *message.add_queries() = EncodeQuery(query);
  for (const domain::Appeal& appeal : dossier.appeals)
    *message.add_appeals() = EncodeAppeal(appeal);
  for (const domain::Correction& correction : dossier.corrections) {
    *message.add_corrections() = EncodeCorrection(correction);
  }
  for (const domain::Note& note : dossier.notes) {
    dossier_pb::Note& row = *message.add_notes();
    row.set_id(note.id);
    row.set_kind(std::string(domain::Name(note.kind)));
    row.set_text(note.text);
    row.set_account(note.account.value());
    row.set_at(note.at);
  }
  for (const domain::DecisionId& decision : dossier.decisions) {
    message.add_decisions(decision.value());
  }
  return message;
}

absl::StatusOr<domain::Appeal> Decode(const dossier::v1::Appeal& message) {
  domain::Appeal appeal;
  appeal.id = message.id();
  appeal.criterion = message.criterion();
  appeal.text = message.text();
  appeal.account = domain::AccountId(message.account());
  ASSIGN_OR_RETURN(appeal.wanted, Decode(message.wanted()));
  appeal.times = DecodeTimes(message.times());
  if (message.has_outcome()) {
    domain::AppealOutcome outcome;
    outcome.upheld = message.outcome().upheld();
    ASSIGN_OR_RETURN(outcome.mark, Decode(message.outcome().mark()));
    outcome.reason = message.outcome().reason();
    outcome.account = domain::AccountId(message.outcome().account());
    ASSIGN_OR_RETURN(outcome.before, Decode(message.outcome().before()));
    outcome.at = message.outcome().at();
    outcome.session = message.outcome().session();
    appeal.outcome = std::move(outcome);
  }
  return appeal;
}

absl::StatusOr<domain::Dossier> Decode(const dossier::v1::Dossier& message) {
  domain::Dossier dossier;
  dossier.unit = domain::UnitId(message.unit());
  dossier.cycle = domain::CycleId(message.cycle());
  const auto state = domain::ParseDossierState(message.state());
  if (!state.has_value()) return BadField("dossier.state", message.state());
  dossier.state = *state;
  dossier.version = message.version();
  dossier.claims_version = message.claims_version();
  dossier.round = static_cast<int>(message.round());
  dossier.late_allowed = message.late_allowed();
  if (message.has_times()) dossier.times = DecodeTimes(message.times());
  for (const dossier_pb::Assignment& row : message.assignments()) {
    dossier.assignments.push_back({.account = domain::AccountId(row.account()),
                                   .areas = {row.areas().begin(), row.areas().end()}});
  }
  RETURN_IF_ERROR(DecodeLists(message, dossier));
  for (const std::string& decision : message.decisions()) {
    dossier.decisions.emplace_back(decision);
  }
  return dossier;
}

std::string SourceOf(const dossier::v1::EnteredPoints& entered) {
  if (entered.working().empty()) return entered.source();
  return entered.source() + ": " + entered.working();
}

}  // namespace par::codec
