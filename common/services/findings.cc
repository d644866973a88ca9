#include "common/services/findings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_join.h"

namespace par::services {
namespace {

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

}  // namespace

assessment::v1::Finding MakeFinding(std::string criterion, const absl::Status& refusal,
                                    domain::Points at_stake, domain::Language language) {
  assessment::v1::Finding finding;
  finding.set_criterion(std::move(criterion));
  finding.set_reason(domain::ReasonOf(refusal));
  finding.set_text(domain::TextOf(refusal, language));
  finding.set_at_stake_e4(at_stake.e4());
  return finding;
}

std::vector<assessment::v1::Finding> FindingsOf(const domain::CriteriaSet& set,
                                                const domain::Answers& answers,
                                                const domain::ScoreSheet& sheet,
                                                domain::Language language) {
  std::vector<assessment::v1::Finding> findings;
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const domain::Node& node = set.NodeOf(leaf);
    if (node.source != domain::Source::kSelfAssessed) continue;
    const std::optional<Fault> fault = FaultOf(set, answers, sheet, leaf);
    if (fault) findings.push_back(MakeFinding(node.id, fault->refusal, fault->at_stake, language));
  }
  SortFindings(findings);
  return findings;
}

void SortFindings(std::vector<assessment::v1::Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) {
    if (a.blocks_submission() != b.blocks_submission()) return a.blocks_submission();
    return a.at_stake_e4() > b.at_stake_e4();
  });
}

}  // namespace par::services
