#include "common/domain/decision.h"

#include <algorithm>
#include <map>

#include "common/domain/decision_file.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

absl::Status Refused(std::string_view reason, std::vector<Parameter> parameters) {
  return Refusal(absl::StatusCode::kFailedPrecondition, reason, std::move(parameters));
}

void CheckComplete(const Decision& draft, std::vector<absl::Status>& found) {
  const auto need = [&](bool there, const char* field) {
    if (!there) found.push_back(Refused("decision_incomplete", {{"field", field}}));
  };
  need(!draft.number.empty(), "number");
  need(!draft.issuer.empty(), "issuer");
  need(!draft.cycle.empty(), "cycle");
  need(!draft.set_id.empty() && draft.set_version > 0, "criteria set");
  need(!draft.lines.empty(), "units");
  for (std::size_t i = 1; i < draft.lines.size(); ++i) {
    if (draft.lines[i - 1].unit < draft.lines[i].unit) continue;
    found.push_back(Refused("decision_line_order", {{"unit", draft.lines[i].unit.value()}}));
  }
}

std::string ClassFor(const Decision& decision, const DecisionLine& line) {
  if (!line.submitted || !line.converted.has_value()) return "";
  for (const ResultClass& one : decision.classes) {
    if (line.converted->ToDecimal() >= one.from) return one.id;
  }
  return "";
}

void CheckClasses(const Decision& draft, std::vector<absl::Status>& found) {
  for (const DecisionLine& line : draft.lines) {
    const std::string computed = ClassFor(draft, line);
    if (line.class_id == computed) continue;
    found.push_back(
        Refused("decision_class_wrong",
                {{"unit", line.unit.value()}, {"stated", line.class_id}, {"computed", computed}}));
  }
}

void CheckSuperseding(const Decision& draft, const PublishedDecision* superseded,
                      std::vector<absl::Status>& found) {
  const bool named = !draft.supersedes.empty();
  const bool right = superseded == nullptr ? !named
                                           : draft.supersedes == superseded->decision().number &&
                                                 draft.superseded_hash == superseded->hash() &&
                                                 draft.cycle == superseded->decision().cycle &&
                                                 draft.issuer == superseded->decision().issuer &&
                                                 draft.number != superseded->decision().number;
  if (!right) {
    found.push_back(
        Refused("decision_supersedes_wrong",
                {{"named", draft.supersedes.value()},
                 {"present", superseded == nullptr ? "" : superseded->decision().number.value()}}));
    return;
  }
  const std::vector<DecisionChange> changes = superseded == nullptr
                                                  ? std::vector<DecisionChange>()
                                                  : ChangesBetween(superseded->decision(), draft);
  if (draft.changes != changes) {
    found.push_back(
        Refused("decision_changes_wrong", {{"stated", std::to_string(draft.changes.size())},
                                           {"computed", std::to_string(changes.size())}}));
  }
}

// Which leaves there are, and what of each maximum the set lets count.
bool LeavesFit(const DecisionLine& line, const CriteriaSet& set) {
  LeafIndex next = 0;
  for (const DecisionArea& area : line.areas) {
    for (const DecisionLeaf& leaf : area.leaves) {
      if (next >= set.leaves.size()) return false;
      const Node& node = set.NodeOf(next++);
      if (node.id != leaf.criterion || node.maximum != leaf.maximum) return false;
      if (leaf.mark.state != MarkState::kWaived) continue;
      const bool full = set.waived == WaivedPolicy::kFull && !OutsideMaximum(node.source);
      if (leaf.counted != (full ? node.maximum : Points())) return false;
    }
  }
  return next == set.leaves.size();
}

// The sources say what is added, what is taken away and what has no part in the maximum.
bool AreasFit(const DecisionLine& line, const CriteriaSet& set) {
  std::size_t next = 0;
  for (const Node& node : set.nodes) {
    if (node.parent != kNone) continue;
    if (next == line.areas.size()) return false;
    const DecisionArea& area = line.areas[next++];
    if (area.id != node.id || area.source != node.source) return false;
  }
  return next == line.areas.size();
}

void CheckAgainstSet(const Decision& decision, const CriteriaSet& set,
                     std::vector<absl::Status>& found) {
  const auto wrong = [&](const std::string& where) {
    found.push_back(
        Refused("decision_set_wrong",
                {{"where", where}, {"set", set.id + "@" + std::to_string(set.version)}}));
  };
  if (decision.set_id != set.id || decision.set_version != set.version ||
      decision.classes != set.classes || decision.ties != set.ties ||
      decision.total_places != set.total_places || decision.rank_by != RankBasisOf(set)) {
    wrong(decision.set_id + "@" + std::to_string(decision.set_version));
    return;
  }
  for (const DecisionLine& line : decision.lines) {
    if (!line.submitted || (AreasFit(line, set) && LeavesFit(line, set))) continue;
    wrong(line.name.empty() ? line.unit.value() : line.name);
  }
}

void CheckAgain(const Decision& decision, const std::vector<RecomputedUnit>& again,
                std::vector<absl::Status>& found) {
  for (const RecomputedUnit& unit : again) {
    std::map<std::string, const DecisionLeaf*> stated;
    for (const DecisionLine& line : decision.lines) {
      if (line.unit != unit.unit) continue;
      for (const DecisionArea& area : line.areas) {
        for (const DecisionLeaf& leaf : area.leaves) stated.emplace(leaf.criterion, &leaf);
      }
    }
    for (const DecisionLeaf& leaf : unit.leaves) {
      const auto at = stated.find(leaf.criterion);
      if (at != stated.end() && *at->second == leaf) continue;
      const Points there = at == stated.end() ? Points() : at->second->mark.points;
      found.push_back(Refused("decision_leaf_wrong",
                              {{"unit", unit.unit.value()},
                               {"criterion", leaf.criterion},
                               {"stated", there.FormatShort(NumberStyle::kPlain)},
                               {"computed", leaf.mark.points.FormatShort(NumberStyle::kPlain)}}));
    }
  }
}

}  // namespace

RankBasis RankBasisOf(const CriteriaSet& set) {
  return set.not_applicable == NotApplicablePolicy::kConverted ? RankBasis::kConverted
                                                               : RankBasis::kTotal;
}

std::string PrintedTotal(const Decision& decision, const DecisionLine& line, NumberStyle style) {
  return line.total.Format(decision.total_places, style);
}

std::vector<absl::Status> OwnProblems(const Decision& decision) {
  std::vector<absl::Status> found;
  CheckComplete(decision, found);
  for (const Difference& difference : DecisionDifferences(decision)) {
    found.push_back(ToRefusal(difference));
  }
  CheckClasses(decision, found);
  return found;
}

std::vector<absl::Status> DecisionProblems(const Decision& draft,
                                           const PublishedDecision* superseded) {
  std::vector<absl::Status> found = OwnProblems(draft);
  CheckSuperseding(draft, superseded, found);
  if (const std::size_t bytes = DecisionFile(draft).size(); bytes > kMostDecisionFileBytes) {
    found.push_back(
        Refused("decision_too_large", {{"units", std::to_string(draft.lines.size())},
                                       {"bytes", std::to_string(bytes)},
                                       {"maximum", std::to_string(kMostDecisionFileBytes)}}));
  }
  return found;
}

absl::StatusOr<PublishedDecision> Publish(Decision draft, const PublishedDecision* superseded) {
  const std::vector<absl::Status> problems = DecisionProblems(draft, superseded);
  if (!problems.empty()) {
    return Refused("decision_refused", {{"decision", draft.number.value()},
                                        {"count", std::to_string(problems.size())},
                                        {"first", std::string(problems.front().message())}});
  }
  PublishedDecision published;
  published.root_ = RootOf(draft);
  published.hash_ = Sha256::Of(WholeBytes(draft));
  published.decision_ = std::move(draft);
  return published;
}

std::vector<absl::Status> VerifyDecision(const Decision& decision, const Sha256& hash,
                                         const CriteriaSet& set,
                                         const std::vector<RecomputedUnit>& again) {
  std::vector<absl::Status> found;
  const Sha256 own = Sha256::Of(WholeBytes(decision));
  if (own != hash) {
    found.push_back(
        Refused("decision_hash_wrong", {{"stated", hash.Hex()}, {"computed", own.Hex()}}));
  }
  std::vector<absl::Status> problems = OwnProblems(decision);
  found.insert(found.end(), problems.begin(), problems.end());
  CheckAgainstSet(decision, set, found);
  CheckAgain(decision, again, found);
  return found;
}

}  // namespace par::domain
