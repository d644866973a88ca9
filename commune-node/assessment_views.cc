#include "commune-node/assessment_views.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/codec/score_codec.h"
#include "common/domain/catalogue.h"
#include "common/services/handler_ports.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "par/cycle/v1/cycle.pb.h"

namespace par::commune {
namespace {

using exchange::Standing;

std::string DeliveryOf(const OwnWork& work) {
  if (work.submission.standing == Standing::kUnknown) return "";
  return Rejected(work) ? "rejected" : std::string(Name(work.submission.standing));
}

std::string ReceiptNumberOf(const OwnWork& work) {
  const exchange::v1::Receipt& receipt = work.submission.receipt;
  return receipt.seq() == 0 ? "" : exchange::ReceiptNumber(receipt);
}

// The text of a refusal that came back as a code and its parameters.
std::string RejectionText(const exchange::v1::Result& result, domain::Language language) {
  std::vector<domain::Parameter> parameters;
  for (const auto& parameter : result.parameters()) {
    parameters.push_back({parameter.name(), parameter.value()});
  }
  if (domain::FindText(result.reason()) == nullptr) return result.reason();
  return domain::TextOf(domain::Refusal(absl::StatusCode::kFailedPrecondition, result.reason(),
                                        std::move(parameters)),
                        language);
}

// What the unit above entered stands in the sheet as it will count.
domain::ScoreOverrides EnteredPointsOf(const OwnWork& work) {
  domain::ScoreOverrides overrides;
  for (const dossier::v1::EnteredPoints& entered : work.row.entered()) {
    const domain::LeafIndex leaf = work.set.set->FindLeaf(entered.criterion());
    const auto points = domain::PointsFromE4(entered.points_e4(), entered.criterion());
    if (leaf == domain::kNone || !points.ok()) continue;
    overrides.insert_or_assign(leaf,
                               domain::ScoreOverride{.kind = domain::ScoreOverride::Kind::kPoints,
                                                     .points = *points,
                                                     .reason = entered.source()});
  }
  return overrides;
}

struct Fault {
  absl::Status refusal;
  domain::Points at_stake;
};

std::optional<Fault> FaultOf(const domain::CriteriaSet& set, const domain::Answers& answers,
                             const domain::ScoreSheet& sheet, domain::LeafIndex leaf) {
  const domain::Node& node = set.NodeOf(leaf);
  const domain::LeafScore& score = sheet.leaves[leaf];
  const auto failed = absl::StatusCode::kFailedPrecondition;
  if (!score.error.ok()) return Fault{score.error, node.maximum};
  if (score.state == domain::LeafState::kNotScored) {
    return Fault{
        domain::Refusal(failed, "finding_input_missing",
                        {{"criterion", node.id}, {"missing", absl::StrJoin(score.missing, ", ")}}),
        node.maximum};
  }
  const domain::Declaration* const said = answers.Find(leaf);
  const bool bare = said == nullptr || said->evidence.empty();
  if (set.leaves[leaf].evidence_required && bare && score.state == domain::LeafState::kScored) {
    return Fault{domain::Refusal(failed, "finding_evidence_missing", {{"criterion", node.id}}),
                 score.points};
  }
  return std::nullopt;
}

assessment::v1::Finding FindingFrom(const Fault& fault, std::string criterion,
                                    domain::Language language) {
  assessment::v1::Finding finding;
  finding.set_criterion(std::move(criterion));
  finding.set_reason(domain::ReasonOf(fault.refusal));
  finding.set_text(domain::TextOf(fault.refusal, language));
  finding.set_at_stake_e4(fault.at_stake.e4());
  return finding;
}

}  // namespace

std::vector<assessment::v1::Finding> FindingsOf(const OwnWork& work, const domain::Answers& answers,
                                                const domain::ScoreSheet& sheet,
                                                domain::Language language) {
  const domain::CriteriaSet& set = *work.set.set;
  std::vector<assessment::v1::Finding> findings;
  if (work.dossier.claims.empty()) {
    const absl::Status empty =
        domain::Refusal(absl::StatusCode::kFailedPrecondition, "dossier_empty",
                        {{"unit", work.dossier.unit.value()}});
    findings.push_back(FindingFrom({empty, set.maximum}, "", language));
    findings.back().set_blocks_submission(true);
  }
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    if (set.NodeOf(leaf).source != domain::Source::kSelfAssessed) continue;
    const std::optional<Fault> fault = FaultOf(set, answers, sheet, leaf);
    if (fault) findings.push_back(FindingFrom(*fault, set.NodeOf(leaf).id, language));
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto& a, const auto& b) { return a.at_stake_e4() > b.at_stake_e4(); });
  return findings;
}

absl::StatusOr<assessment::v1::GetAssessmentResponse> AssessmentViews::Get(
    const storage::Reader& state, const assessment::v1::GetAssessmentRequest& request) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.unit()));
  ASSIGN_OR_RETURN(const OwnWork work, dossiers_.Load(state, request.cycle(), request.unit()));
  ASSIGN_OR_RETURN(const domain::Answers answers, OwnDossiers::AnswersOf(work));
  const domain::Language language = services::LanguageOf(request.language());
  const domain::ScoreSheet sheet = domain::Score(*work.set.set, answers, {}, EnteredPointsOf(work));
  assessment::v1::GetAssessmentResponse response;
  response.set_version(work.dossier.version);
  response.set_state(std::string(domain::Name(work.dossier.state)));
  response.set_delivery(DeliveryOf(work));
  response.set_receipt_number(ReceiptNumberOf(work));
  if (Rejected(work)) {
    response.set_rejected_reason(RejectionText(work.submission.result, language));
  }
  *response.mutable_answers() = work.row.answers();
  *response.mutable_sheet() = codec::Encode(*work.set.set, answers, sheet, language);
  for (assessment::v1::Finding& finding : FindingsOf(work, answers, sheet, language)) {
    *response.add_findings() = std::move(finding);
  }
  return response;
}

absl::StatusOr<assessment::v1::ListAssessmentsResponse> AssessmentViews::List(
    const storage::Reader& state, const identity::Caller& caller, std::int64_t time) const {
  assessment::v1::ListAssessmentsResponse response;
  const auto add = [&](const std::string& cycle, const std::string& unit) -> absl::Status {
    ASSIGN_OR_RETURN(const OwnWork work, dossiers_.Load(state, cycle, unit));
    assessment::v1::AssessmentSummary& row = *response.add_assessments();
    row.set_cycle(cycle);
    row.set_unit(unit);
    row.set_state(std::string(domain::Name(work.dossier.state)));
    row.set_delivery(DeliveryOf(work));
    row.set_receipt_number(ReceiptNumberOf(work));
    row.set_version(work.dossier.version);
    return absl::OkStatus();
  };
  const std::string prefix = storage::KeyWriter(storage::Prefix::kCycle).Take();
  const absl::Status listed = services::ForEachRow<cycle::v1::Cycle>(
      state, prefix, [&](std::string_view, const cycle::v1::Cycle& cycle) -> absl::Status {
        for (const std::string& unit : cycle.units()) {
          const auto view = domain::Permission::kViewDossier;
          if (!units_.RequireHosted(state, unit).ok()) continue;
          if (!units_.ActorFor(state, caller, view, unit, time).ok()) continue;
          RETURN_IF_ERROR(add(cycle.id(), unit));
        }
        return absl::OkStatus();
      });
  if (!listed.ok()) return listed;
  return response;
}

}  // namespace par::commune
