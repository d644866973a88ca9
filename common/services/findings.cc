#include "common/services/findings.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"

namespace par::services {
namespace {

struct Fault {
  absl::Status refusal;
  domain::Points at_stake;
};

// What an official calls it: a figure by its title. `name` is as the leaf's rule calls it, perhaps
// with the unit that lacks it.
std::string TitleOf(const domain::CriteriaSet& set, const domain::Leaf& leaf,
                    const std::string& name) {
  for (const domain::LeafInput& input : leaf.inputs) {
    if (input.slot == domain::kNone || input.name != name) continue;
    const std::string& title = set.figures[input.slot].title;
    return title.empty() ? name : title;
  }
  return name;
}

absl::Status NotScored(const domain::CriteriaSet& set, domain::LeafIndex leaf,
                       const domain::LeafScore& score) {
  constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
  const std::string& criterion = set.NodeOf(leaf).id;
  if (score.missing == std::vector<std::string>{"judged"}) {
    return domain::Refusal(kFailed, "finding_not_judged", {{"criterion", criterion}});
  }
  std::vector<std::string> titles;
  titles.reserve(score.missing.size());
  for (const std::string& name : score.missing) {
    titles.push_back(TitleOf(set, set.leaves[leaf], name));
  }
  return domain::Refusal(kFailed, "finding_input_missing",
                         {{"criterion", criterion}, {"missing", absl::StrJoin(titles, "; ")}});
}

std::optional<Fault> FaultOf(const domain::CriteriaSet& set, const domain::Answers& answers,
                             const domain::ScoreSheet& sheet, domain::LeafIndex leaf) {
  const domain::Node& node = set.NodeOf(leaf);
  const domain::LeafScore& score = sheet.leaves[leaf];
  const auto failed = absl::StatusCode::kFailedPrecondition;
  if (!score.error.ok()) return Fault{score.error, node.maximum};
  if (score.state == domain::LeafState::kNotScored) {
    return Fault{NotScored(set, leaf, score), node.maximum};
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
