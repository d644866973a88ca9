#include "common/services/earlier_scores.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/status_macros.h"
#include "common/domain/set_diff.h"
#include "common/services/cycles.h"
#include "common/services/earlier_tables.h"
#include "common/services/signed_decision.h"

namespace par::services {
namespace {

using domain::CriteriaSet;

void AddPoints(const domain::TableRow& row, const CriteriaSet& set,
               std::vector<LeafPoints>& points) {
  for (const domain::TableRow& part : row.parts) AddPoints(part, set, points);
  const bool may_be_leaf = row.kind == domain::RowKind::kArea || row.kind == domain::RowKind::kLeaf;
  const domain::LeafIndex leaf = set.FindLeaf(row.id);
  if (!may_be_leaf || leaf == domain::kNone || !row.score.has_value()) return;
  const domain::Points most = set.NodeOf(leaf).maximum;
  const auto maximum = row.maximum.has_value() ? domain::PointsFromDecimal(*row.maximum, row.id)
                                               : absl::StatusOr<domain::Points>(most);
  const auto score = domain::PointsFromDecimal(*row.score, row.id);
  const auto out = domain::PointsFromDecimal(row.not_applicable, row.id);
  if (!maximum.ok() || *maximum != most || !score.ok() || !out.ok()) return;
  points.push_back({.leaf = leaf, .score = *score, .maximum = most - *out});
}

std::vector<LeafPoints> PointsIn(const domain::DecisionLine& line, const CriteriaSet& set) {
  std::vector<LeafPoints> points;
  for (const domain::DecisionArea& area : line.areas) {
    for (const domain::DecisionLeaf& one : area.leaves) {
      const domain::LeafIndex leaf = set.FindLeaf(one.criterion);
      const bool scored = one.mark.state == domain::MarkState::kScored ||
                          one.mark.state == domain::MarkState::kWaived;
      if (leaf == domain::kNone || !scored) continue;
      points.push_back({.leaf = leaf, .score = one.mark.points, .maximum = one.counted});
    }
  }
  return points;
}

const domain::DecisionLine* LineOf(const domain::Decision& decision, const domain::UnitId& unit) {
  const auto at = std::find_if(decision.lines.begin(), decision.lines.end(), [&](const auto& line) {
    return line.unit == unit && line.submitted;
  });
  return at == decision.lines.end() ? nullptr : &*at;
}

// In the order of the set of now; its criteria that were scored otherwise then are left out.
void ShowPoints(const CriteriaSet& then, const std::vector<LeafPoints>& points,
                const CriteriaSet& now, assessment::v1::EarlierScores& earlier) {
  std::map<domain::LeafIndex, const LeafPoints*> of_leaf;
  for (const LeafPoints& one : points) of_leaf.emplace(one.leaf, &one);
  for (domain::LeafIndex leaf = 0; leaf < now.leaves.size(); ++leaf) {
    const std::string& id = now.NodeOf(leaf).id;
    const domain::LeafIndex was = then.FindLeaf(id);
    const auto at = was == domain::kNone ? of_leaf.end() : of_leaf.find(was);
    if (at == of_leaf.end() || !domain::SameScoring(then, was, now, leaf)) continue;
    if (at->second->maximum <= domain::Points()) continue;  // Nothing could be had: taken out.
    assessment::v1::EarlierScore& score = *earlier.add_scores();
    score.set_criterion(id);
    score.set_score_e4(at->second->score.e4());
    score.set_maximum_e4(at->second->maximum.e4());
  }
}

// "commune-sample-2023@1".
std::pair<std::string, int> ReferenceIn(const std::string& text) {
  const std::size_t at = text.rfind('@');
  int version = 0;
  if (at == std::string::npos || !absl::SimpleAtoi(text.substr(at + 1), &version)) return {};
  return {text.substr(0, at), version};
}

}  // namespace

std::vector<LeafPoints> PointsIn(const domain::PublishedTable& table, const CriteriaSet& set) {
  std::vector<LeafPoints> points;
  for (const domain::TableRow& group : table.groups) AddPoints(group, set, points);
  // As the unit scored it and as others did, say: the table does not tell which of them counts.
  std::map<domain::LeafIndex, int> times;
  for (const LeafPoints& one : points) ++times[one.leaf];
  std::erase_if(points, [&](const LeafPoints& one) { return times[one.leaf] > 1; });
  return points;
}

absl::StatusOr<std::optional<domain::Decision>> EarlierScores::LastDecision(
    const storage::Reader& state, const domain::Cycle& cycle, const domain::UnitId& unit) const {
  std::optional<domain::Decision> last;
  ASSIGN_OR_RETURN(const auto list, box_.List(state));
  for (const decision::v1::DecisionSummary& one : list.decisions()) {
    if (one.issuer() != cycle.owner.value() || !one.superseded_by().empty()) continue;
    // A decision is large: what its cycle says already spares reading it.
    const auto other = LoadCycle(state, one.cycle());
    if (other.ok() &&
        (other->year >= cycle.year || (last.has_value() && other->year < last->year))) {
      continue;
    }
    ASSIGN_OR_RETURN(const record::v1::DecisionRow row, box_.Find(state, one.id()));
    ASSIGN_OR_RETURN(domain::Decision decision, ReadDecision(row));
    if (other.ok()) decision.year = other->year;
    if (decision.year >= cycle.year || LineOf(decision, unit) == nullptr) continue;
    if (!last.has_value() ||
        std::tie(last->year, last->date) < std::tie(decision.year, decision.date)) {
      last = std::move(decision);
    }
  }
  return last;
}

std::shared_ptr<const CriteriaSet> EarlierScores::SetOfThen(const storage::Reader& state,
                                                            const CriteriaSet& now,
                                                            std::string_view id,
                                                            int version) const {
  if (id != now.id || version <= 0) return nullptr;
  const auto loaded = sets_.Load(state, id, static_cast<std::uint32_t>(version));
  return loaded.ok() ? loaded->set : nullptr;
}

absl::StatusOr<std::optional<assessment::v1::EarlierScores>> EarlierScores::Of(
    const storage::Reader& state, const domain::Cycle& cycle, const CriteriaSet& set,
    const domain::UnitId& unit) const {
  ASSIGN_OR_RETURN(const auto decision, LastDecision(state, cycle, unit));
  ASSIGN_OR_RETURN(const auto table,
                   LastUnitTable(state, cycle.owner.value(), unit.value(), cycle.year));
  assessment::v1::EarlierScores earlier;
  const bool imported =
      table.has_value() &&
      (!decision.has_value() || decision->year < static_cast<int>(table->about.year()));
  if (imported) {
    const auto [id, version] = ReferenceIn(table->about.set());
    const auto then = SetOfThen(state, set, id, version);
    earlier.set_year(table->about.year());
    earlier.set_document(table->about.document());
    earlier.set_issuer(table->about.issuer());
    earlier.set_imported(true);
    earlier.set_basis(table->about.basis());
    if (then != nullptr) ShowPoints(*then, PointsIn(table->table, *then), set, earlier);
  } else if (decision.has_value()) {
    const auto then = SetOfThen(state, set, decision->set_id, decision->set_version);
    earlier.set_year(static_cast<std::uint32_t>(decision->year));
    earlier.set_document(decision->number.value());
    earlier.set_issuer(decision->issuer.value());
    if (then != nullptr) ShowPoints(*then, PointsIn(*LineOf(*decision, unit), *then), set, earlier);
  }
  if (earlier.scores().empty()) return std::optional<assessment::v1::EarlierScores>();
  return earlier;
}

}  // namespace par::services
