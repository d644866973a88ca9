#include "common/services/findings.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/domain/catalogue.h"

namespace par::services {
namespace {

struct Fault {
  absl::Status refusal;
  domain::Points at_stake;
};

// What an official calls what a leaf's rule asks for and does not get (LeafScore::missing): "a",
// "previous.a", "children", "children.tthc.resolved (la-ha)".
class MissingNames {
 public:
  MissingNames(const domain::CriteriaSet& set, const domain::UnitTree& tree,
               domain::Language language)
      : set_(set), tree_(tree), language_(language) {}

  [[nodiscard]] std::string Of(const domain::Leaf& leaf, std::string_view name) const {
    if (name == "children") return Worded("finding_children", {});
    const std::size_t unit = name.rfind(" (");
    if (unit != std::string_view::npos && name.ends_with(')')) {
      const std::string_view id = name.substr(unit + 2, name.size() - unit - 3);
      return Worded("finding_of_unit",
                    {{"what", OfChild(name.substr(0, unit))}, {"unit", UnitName(id)}});
    }
    constexpr std::string_view kPrevious = "previous.";
    if (!name.starts_with(kPrevious)) return TitleOfInput(leaf, name);
    return Worded("words_previous",
                  {{"figure", TitleOfInput(leaf, name.substr(kPrevious.size()))}});
  }

 private:
  [[nodiscard]] std::string Worded(std::string_view reason,
                                   const std::vector<domain::Parameter>& parameters) const {
    return domain::Worded(reason, parameters, language_);
  }

  [[nodiscard]] std::string TitleOfInput(const domain::Leaf& leaf, std::string_view name) const {
    for (const domain::LeafInput& input : leaf.inputs) {
      if (input.slot == domain::kNone || input.name != name) continue;
      const std::string& title = set_.figures[input.slot].title;
      if (!title.empty()) return title;
    }
    return std::string(name);
  }

  // "children.FIGURE", "child.index". The figure is of the set of the level below, which alone has
  // its title, unless both share it.
  [[nodiscard]] std::string OfChild(std::string_view name) const {
    const std::string_view what = name.substr(name.find('.') + 1);
    if (what == "index") return Worded("finding_child_index", {});
    if (what == "score") return Worded("finding_child_score", {});
    for (const domain::FigureDefinition& figure : set_.figures) {
      if (figure.id == what && !figure.title.empty()) return figure.title;
    }
    return Worded("finding_child_figure", {{"figure", std::string(what)}});
  }

  [[nodiscard]] std::string UnitName(std::string_view id) const {
    const domain::Unit* known = tree_.Find(domain::UnitId(std::string(id)));
    return known == nullptr || known->name.empty() ? std::string(id) : known->name;
  }

  const domain::CriteriaSet& set_;
  const domain::UnitTree& tree_;
  const domain::Language language_;
};

absl::Status NotScored(const domain::CriteriaSet& set, domain::LeafIndex leaf,
                       const domain::LeafScore& score, const MissingNames& names) {
  constexpr auto kFailed = absl::StatusCode::kFailedPrecondition;
  const std::string criterion = CriterionName(set.NodeOf(leaf));
  if (score.missing == std::vector<std::string>{"judged"}) {
    return domain::Refusal(kFailed, "finding_not_judged", {{"criterion", criterion}});
  }
  std::vector<std::string> said;
  for (const std::string& name : score.missing) {
    std::string one = names.Of(set.leaves[leaf], name);
    if (std::find(said.begin(), said.end(), one) == said.end()) said.push_back(std::move(one));
  }
  return domain::Refusal(kFailed, "finding_input_missing",
                         {{"criterion", criterion}, {"missing", absl::StrJoin(said, "; ")}});
}

std::optional<Fault> FaultOf(const domain::CriteriaSet& set, const domain::Answers& answers,
                             const domain::ScoreSheet& sheet, domain::LeafIndex leaf,
                             const MissingNames& names) {
  const domain::Node& node = set.NodeOf(leaf);
  const domain::LeafScore& score = sheet.leaves[leaf];
  const auto failed = absl::StatusCode::kFailedPrecondition;
  if (!score.error.ok()) return Fault{score.error, node.maximum};
  if (score.state == domain::LeafState::kNotScored) {
    return Fault{NotScored(set, leaf, score, names), node.maximum};
  }
  const domain::Declaration* const said = answers.Find(leaf);
  const bool bare = said == nullptr || said->evidence.empty();
  if (set.leaves[leaf].evidence_required && bare && score.state == domain::LeafState::kScored) {
    return Fault{
        domain::Refusal(failed, "finding_evidence_missing", {{"criterion", CriterionName(node)}}),
        score.points};
  }
  return std::nullopt;
}

}  // namespace

std::string CriterionName(const domain::Node& node) {
  return node.title.empty() ? node.id : absl::StrCat(node.id, " “", node.title, "”");
}

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
                                                const domain::UnitTree& tree,
                                                domain::Language language) {
  const MissingNames names(set, tree, language);
  std::vector<assessment::v1::Finding> findings;
  for (domain::LeafIndex leaf = 0; leaf < set.leaves.size(); ++leaf) {
    const domain::Node& node = set.NodeOf(leaf);
    if (node.source != domain::Source::kSelfAssessed) continue;
    const std::optional<Fault> fault = FaultOf(set, answers, sheet, leaf, names);
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
