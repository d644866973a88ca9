#include "district-node/ranking_desk.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/catalogue.h"
#include "common/domain/rescore.h"
#include "common/services/handler_ports.h"
#include "district-node/cycle_results.h"
#include "district-node/second_mark_desk.h"

namespace par::district {
namespace {

using domain::NumberStyle;

absl::Status MaySee(const storage::Reader& state, const CycleFrame& frame,
                    const HeldDossiers& dossiers, const identity::Caller& caller) {
  if (frame.cycle.state >= domain::CycleState::kPublished) return absl::OkStatus();
  return MaySeeResults(state, frame, dossiers, caller);
}

void ShowSheet(const domain::CriteriaSet& set, const domain::ScoreSheet& sheet, NumberStyle style,
               ranking::v1::RankedUnit& row) {
  row.set_total_e4(sheet.total.e4());
  row.set_effective_maximum_e4(sheet.effective_maximum.e4());
  row.set_total_rounded(sheet.total.Format(set.total_places, style));
  if (sheet.percent_rounded.has_value()) {
    row.set_converted_percent(sheet.percent_rounded->Format(set.total_places, style));
  }
  if (sheet.result_class != domain::kNone) {
    row.set_classification(set.classes[sheet.result_class].title);
  }
  for (std::size_t i = 0; i < set.nodes.size(); ++i) {
    if (set.nodes[i].parent != domain::kNone) continue;
    score::v1::Area& area = *row.add_areas();
    area.set_id(set.nodes[i].id);
    area.set_title(set.nodes[i].title);
    area.set_maximum_e4(sheet.nodes[i].maximum.e4());
    area.set_effective_maximum_e4(sheet.nodes[i].effective_maximum().e4());
    area.set_score_e4(sheet.nodes[i].score.e4());
  }
}

std::string TextOfRank(const std::optional<int>& rank) {
  return rank.has_value() ? std::to_string(*rank) : std::string();
}

std::string TextOfPoints(const std::optional<domain::Points>& points) {
  return points.has_value() ? points->FormatShort(NumberStyle::kPlain) : std::string();
}

class ChangeList {
 public:
  explicit ChangeList(ranking::v1::CompareSetsResponse& response) : response_(response) {}
  void Add(const std::string& unit, const std::string& what, const std::string& before,
           const std::string& after) {
    if (before == after) return;
    ranking::v1::Change& change = *response_.add_changes();
    change.set_unit(unit);
    change.set_what(what);
    change.set_before(before);
    change.set_after(after);
  }

 private:
  ranking::v1::CompareSetsResponse& response_;
};

}  // namespace

ranking::v1::RankedUnit RankedUnitOf(const domain::CriteriaSet& set, const UnitResult& result,
                                     std::string_view language) {
  ranking::v1::RankedUnit row;
  row.set_unit(result.unit.value());
  row.set_name(result.name);
  row.set_group(result.group);
  row.set_rank(static_cast<std::uint32_t>(result.rank.value_or(0)));
  row.set_state(std::string(domain::Name(result.held.dossier.state)));
  if (result.scored.has_value()) {
    row.set_self_score_e4(result.scored->submission.self_score_e4());
    ShowSheet(set, result.scored->reviewed, domain::StyleOf(services::LanguageOf(language)), row);
  }
  return row;
}

absl::StatusOr<CycleResults> RankingDesk::Results(const storage::Reader& state,
                                                  const identity::Caller& caller,
                                                  std::string_view cycle) const {
  ASSIGN_OR_RETURN(CycleResults results, ResultsOf(dossiers_, state, cycle));
  RETURN_IF_ERROR(MaySee(state, results.frame, dossiers_, caller));
  return results;
}

absl::StatusOr<ranking::v1::GetRankingResponse> RankingDesk::GetRanking(
    const storage::Reader& state, const identity::Caller& caller,
    const ranking::v1::GetRankingRequest& request) const {
  ASSIGN_OR_RETURN(const CycleResults results, Results(state, caller, request.cycle()));
  const domain::CriteriaSet& set = *results.frame.set.set;
  ranking::v1::GetRankingResponse response;
  response.set_complete(results.complete);
  response.set_sample(set.sample);
  std::vector<ranking::v1::RankedUnit> rows;
  for (const UnitResult& result : results.units) {
    rows.push_back(RankedUnitOf(set, result, request.language()));
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    const auto key = [](const ranking::v1::RankedUnit& row) {
      return std::tuple(row.group(), row.rank() == 0, row.rank(), row.name());
    };
    return key(a) < key(b);
  });
  for (ranking::v1::RankedUnit& row : rows) *response.add_units() = std::move(row);
  return response;
}

absl::StatusOr<ranking::v1::CompareSetsResponse> RankingDesk::CompareSets(
    const storage::Reader& state, const identity::Caller& caller,
    const ranking::v1::CompareSetsRequest& request) const {
  ASSIGN_OR_RETURN(const CycleResults results, Results(state, caller, request.cycle()));
  ASSIGN_OR_RETURN(const services::LoadedSet other,
                   sets_.Load(state, request.set_id(), request.set_version()));
  std::vector<domain::Answers> answers;
  std::vector<domain::ScoreOverrides> put;
  for (const UnitResult& result : results.units) {
    if (!result.scored.has_value()) continue;
    answers.push_back(result.scored->answers);
    put.push_back(OverridesOf(results.frame, result.scored->held));
  }
  const domain::RescoreReport report =
      domain::Rescore(*results.frame.set.set, *other.set, answers, put);
  ranking::v1::CompareSetsResponse response;
  ChangeList changes(response);
  for (const domain::UnitChangeOfScore& unit : report.units) {
    const std::string& id = unit.unit.value();
    for (const domain::NodeChange& node : unit.nodes) {
      changes.Add(id, node.id, TextOfPoints(node.before), TextOfPoints(node.after));
    }
    for (const std::string& dropped : unit.dropped) changes.Add(id, dropped, dropped, "");
    changes.Add(id, "total", TextOfPoints(unit.total_before), TextOfPoints(unit.total_after));
    changes.Add(id, "rank", TextOfRank(unit.rank_before), TextOfRank(unit.rank_after));
    changes.Add(id, "class", unit.class_before, unit.class_after);
    for (const domain::ReviewedPoints& leaf : unit.reviewed) {
      ranking::v1::ReviewedLeaf& row = *response.add_reviewed();
      row.set_unit(id);
      row.set_criterion(leaf.id);
      row.set_stands(leaf.stands);
    }
  }
  return response;
}

}  // namespace par::district
