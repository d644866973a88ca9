#include "parctl/dossier_sheet.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/answers.h"
#include "common/domain/refusal.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/node.h"
#include "parctl/report.h"

namespace par::parctl {
namespace {

using domain::ScoreOverride;

// Nothing for a leaf that is not scored.
absl::StatusOr<std::optional<ScoreOverride>> OverrideOf(const score::v1::Leaf& leaf) {
  ScoreOverride put;
  switch (leaf.state()) {
    case score::v1::LEAF_STATE_SCORED:
    case score::v1::LEAF_STATE_ZERO: {
      ASSIGN_OR_RETURN(put.points, domain::PointsFromE4(leaf.score_e4(), leaf.id()));
      return std::optional(put);
    }
    case score::v1::LEAF_STATE_NOT_APPLICABLE:
      put.kind = ScoreOverride::Kind::kNotApplicable;
      return std::optional(put);
    case score::v1::LEAF_STATE_WAIVED:
      put.kind = ScoreOverride::Kind::kWaived;
      return std::optional(put);
    default:
      return std::optional<ScoreOverride>();
  }
}

absl::StatusOr<DossierSheet> SheetFrom(const domain::CriteriaSet& set,
                                       const score::v1::ScoreSheet& given,
                                       const std::string& unit) {
  if (given.set_id() != set.id || given.leaves_size() != static_cast<int>(set.leaves.size())) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "dossier_without_sheet",
                           {{"unit", unit}});
  }
  DossierSheet taken;
  domain::ScoreOverrides overrides;
  for (int i = 0; i < given.leaves_size(); ++i) {
    ASSIGN_OR_RETURN(const auto put, OverrideOf(given.leaves(i)));
    if (put.has_value()) overrides.emplace(static_cast<domain::LeafIndex>(i), *put);
    taken.to_maximum.push_back(given.leaves(i).to_maximum());
  }
  taken.sheet = domain::Score(set, domain::EmptyAnswers(set, domain::UnitId(unit)),
                              {.traces = false, .round_overrides = false}, overrides);
  return taken;
}

}  // namespace

std::optional<DossierSheet> SheetOfDossier(Session& session, const domain::CriteriaSet& set,
                                           const std::string& cycle, const std::string& unit) {
  dossier::v1::OpenDossierRequest request;
  request.set_cycle(cycle);
  request.set_unit(unit);
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &dossier::v1::DossierService::Stub::OpenDossier, request);
  if (!answer.has_value()) return std::nullopt;
  auto taken = SheetFrom(set, answer->reviewed_sheet(), unit);
  if (taken.ok()) return *std::move(taken);
  PrintRefusal(session, "", taken.status());
  return std::nullopt;
}

}  // namespace par::parctl
