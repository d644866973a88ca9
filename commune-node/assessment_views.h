// What a unit's people see of its assessment: the draft with its score, how far the last submission
// has come, and what is to be mended before the next one.
//
// Reads only; safe from many threads, each on a reader of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/refusal.h"
#include "common/domain/score_sheet.h"
#include "common/identity/accounts.h"
#include "common/services/earlier_scores.h"
#include "common/services/evidence_desk.h"
#include "common/services/known_figures.h"
#include "commune-node/own_dossiers.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/dossier/v1/dossier.pb.h"

namespace par::commune {

class AssessmentViews {
 public:
  AssessmentViews(const services::Units& units, const OwnDossiers& dossiers,
                  const services::EarlierScores& earlier)
      : units_(units), dossiers_(dossiers), earlier_(earlier), known_(units) {}

  // An assessment that nobody began is shown as open and empty. What the caller may do with it is
  // as of `time` (UTC microseconds). FAILED_PRECONDITION unit_not_hosted, unit_not_in_cycle;
  // NOT_FOUND cycle_unknown.
  [[nodiscard]] absl::StatusOr<assessment::v1::GetAssessmentResponse> Get(
      const storage::Reader& state, const identity::Caller& caller,
      const assessment::v1::GetAssessmentRequest& request, std::int64_t time) const;

  // The dossier as the unit knows it, for its own people. Refuses as Get does.
  [[nodiscard]] absl::StatusOr<dossier::v1::OpenDossierResponse> Open(
      const storage::Reader& state, const identity::Caller& caller,
      const dossier::v1::OpenDossierRequest& request, std::int64_t time) const;

  // Of every unit of this node that the caller may see at `time` (UTC microseconds), by cycle and
  // unit, those not yet begun among them.
  [[nodiscard]] absl::StatusOr<assessment::v1::ListAssessmentsResponse> List(
      const storage::Reader& state, const identity::Caller& caller,
      const assessment::v1::ListAssessmentsRequest& request, std::int64_t time) const;

  // The documents that the draft names, and where their files are. Refuses as Get does.
  [[nodiscard]] absl::StatusOr<dossier::v1::ListEvidenceResponse> ListEvidence(
      const storage::Reader& state, const dossier::v1::ListEvidenceRequest& request,
      const services::EvidenceDesk& evidence) const;

 private:
  // The unit's dossier of the year before as it was handed in; nothing where none was.
  [[nodiscard]] absl::StatusOr<std::optional<OwnWork>> LastYearOf(const storage::Reader& state,
                                                                  const OwnWork& work) const;
  // Beside the inputs, and what of it differs among the findings.
  [[nodiscard]] absl::Status AddKnown(const storage::Reader& state,
                                      const services::DeclaredFigures& declared,
                                      const OwnWork& work, services::DocumentSide side,
                                      domain::Language language,
                                      std::vector<assessment::v1::Finding>& findings,
                                      assessment::v1::GetAssessmentResponse& response) const;

  const services::Units& units_;
  const OwnDossiers& dossiers_;
  const services::EarlierScores& earlier_;
  const services::KnownFigures known_;
};

// What would cost points if it were submitted as it stands: dossier_empty, which alone keeps it
// from being submitted, what services::FindingsOf finds, and what this node's own check found in
// the documents that the draft names.
[[nodiscard]] absl::StatusOr<std::vector<assessment::v1::Finding>> FindingsOf(
    const storage::Reader& state, const OwnWork& work, const domain::Answers& answers,
    const domain::ScoreSheet& sheet, const domain::UnitTree& tree, domain::Language language);

}  // namespace par::commune
