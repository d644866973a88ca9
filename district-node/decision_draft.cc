// Drafting a decision from the results of its cycle, and whether its numbers agree.
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/catalogue.h"
#include "common/domain/decision_file.h"
#include "common/domain/dossier_scores.h"
#include "common/domain/published_table_yaml.h"
#include "common/domain/reconcile.h"
#include "common/domain/refusal.h"
#include "common/services/handler_ports.h"
#include "common/services/signed_decision.h"
#include "district-node/decision_desk.h"
#include "district-node/second_mark_desk.h"

namespace par::district {
namespace {

using domain::Refusal;

domain::DecisionLine LineOf(const CycleFrame& frame, const UnitResult& result) {
  if (!result.scored.has_value()) {
    domain::DecisionLine line;
    line.unit = result.unit;
    line.name = result.name;
    line.group = result.group;
    line.submitted = false;
    return line;
  }
  domain::DecisionLine line = domain::LineFrom(*frame.set.set, result.scored->reviewed, result.unit,
                                               result.name, result.group);
  line.rank = result.rank.value_or(0);
  return line;
}

void Show(const domain::Difference& difference, bool rounding_only, domain::Language language,
          decision::v1::Difference& shown) {
  const domain::NumberStyle style = domain::StyleOf(language);
  shown.set_what(difference.where);
  shown.set_stated(difference.stated.FormatShort(style));
  shown.set_computed(difference.computed.FormatShort(style));
  shown.set_difference(difference.apart.FormatShort(style));
  shown.set_tolerance(difference.allowed.FormatShort(style));
  shown.set_text(domain::TextOf(difference, language));
  shown.set_rounding_only(rounding_only);
}

// Two sums for each leaf, three for each area, four for each line.
std::size_t SumsOf(const domain::Decision& decision) {
  std::size_t sums = 0;
  for (const domain::DecisionLine& line : decision.lines) {
    if (!line.submitted) continue;
    sums += 4 + 3 * line.areas.size();
    for (const domain::DecisionArea& area : line.areas) sums += 2 * area.leaves.size();
  }
  return sums;
}

std::size_t SumsOf(const domain::TableRow& row) {
  std::size_t sums = row.parts.empty() ? 1 : 4;
  for (const domain::TableRow& part : row.parts) sums += SumsOf(part);
  return sums;
}

std::size_t SumsOf(const domain::PublishedTable& table) {
  std::size_t sums = table.units.size();
  for (const domain::TableRow& group : table.groups) sums += SumsOf(group);
  return sums + (table.total.has_value() ? 1u : 0u) +
         (table.effective_maximum.has_value() ? 1u : 0u) + (table.converted.has_value() ? 1u : 0u);
}

}  // namespace

absl::StatusOr<domain::PublishedDecision> DecisionDesk::LoadPublished(const storage::Reader& state,
                                                                      std::string_view id) const {
  ASSIGN_OR_RETURN(const record::v1::DecisionRow row, box_.Find(state, id));
  ASSIGN_OR_RETURN(domain::Decision decision, services::ReadDecision(row));
  if (row.supersedes().empty()) return domain::Publish(std::move(decision), nullptr);
  ASSIGN_OR_RETURN(const domain::PublishedDecision former, LoadPublished(state, row.supersedes()));
  return domain::Publish(std::move(decision), &former);
}

absl::StatusOr<DraftedDecision> DecisionDesk::Draft(const storage::Reader& state,
                                                    const DecisionHead& head) const {
  DraftedDecision draft;
  ASSIGN_OR_RETURN(draft.results, ResultsOf(dossiers_, state, head.cycle));
  const CycleFrame& frame = draft.results.frame;
  const auto date = domain::Date::Parse(head.date);
  if (!date.has_value()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "yaml_not_date",
                   {{"field", "date"}, {"value", head.date}});
  }
  domain::Decision& decision = draft.decision;
  decision.number = domain::DecisionId(head.number);
  decision.date = *date;
  decision.issuer = frame.cycle.owner;
  decision.cycle = frame.cycle.id;
  domain::TakeFromSet(*frame.set.set, frame.set.text_hash, decision);
  for (const UnitResult& result : draft.results.units) {
    decision.lines.push_back(LineOf(frame, result));
  }
  const auto in_force = box_.InForce(state, head.cycle, frame.cycle.owner.value());
  if (!in_force.ok() && !absl::IsNotFound(in_force.status())) return in_force.status();
  if (in_force.ok()) draft.in_force = services::DecisionBox::IdOf(*in_force);
  if (head.supersedes.empty()) return draft;
  ASSIGN_OR_RETURN(draft.superseded, LoadPublished(state, head.supersedes));
  decision.supersedes = draft.superseded->decision().number;
  decision.superseded_hash = draft.superseded->hash();
  decision.changes = domain::ChangesBetween(draft.superseded->decision(), decision);
  return draft;
}

absl::StatusOr<decision::v1::ReconcileResponse> DecisionDesk::ReconcileCycle(
    const storage::Reader& state, const identity::Caller& caller,
    const decision::v1::ReconcileCycleRequest& request) const {
  // Number and date enter no sum.
  ASSIGN_OR_RETURN(
      const DraftedDecision draft,
      Draft(state,
            {.cycle = request.cycle(), .number = "", .date = "2000-01-01", .supersedes = ""}));
  RETURN_IF_ERROR(MaySeeResults(state, draft.results.frame, dossiers_, caller));
  decision::v1::ReconcileResponse response;
  for (const domain::Difference& difference : domain::DecisionDifferences(draft.decision)) {
    Show(difference, false, services::LanguageOf(request.language()), *response.add_differences());
  }
  response.set_sums_checked(static_cast<std::uint32_t>(SumsOf(draft.decision)));
  response.set_holds(response.differences().empty());
  return response;
}

absl::StatusOr<decision::v1::ReconcileResponse> DecisionDesk::ReconcileStated(
    const decision::v1::ReconcileStatedRequest& request) {
  domain::FindingList findings(request.file_name());
  const bool csv = request.file_name().ends_with(".csv");
  const auto table = csv ? domain::ReadPublishedTableCsv(request.table(), findings)
                         : domain::ReadPublishedTable(request.table(), findings);
  if (!table.has_value()) return findings.findings().front().refusal;
  const domain::Language language = services::LanguageOf(request.language());
  const domain::Reconciliation result = domain::Reconcile(*table);
  decision::v1::ReconcileResponse response;
  for (const domain::Difference& difference : result.differences) {
    Show(difference, false, language, *response.add_differences());
  }
  for (const domain::Difference& rounding : result.roundings) {
    Show(rounding, true, language, *response.add_differences());
  }
  response.set_sums_checked(static_cast<std::uint32_t>(SumsOf(*table)));
  response.set_holds(result.Holds());
  const domain::NumberStyle style = domain::StyleOf(language);
  if (table->total.has_value()) response.set_total(table->total->Format(style));
  if (table->effective_maximum.has_value()) {
    response.set_effective_maximum(table->effective_maximum->Format(style));
  }
  if (table->converted.has_value()) {
    response.set_converted_percent(table->converted->Format(style));
  }
  return response;
}

absl::StatusOr<decision::v1::PreviewDecisionResponse> DecisionDesk::Preview(
    const storage::Reader& state, const identity::Caller& caller,
    const decision::v1::PreviewDecisionRequest& request) const {
  ASSIGN_OR_RETURN(const DraftedDecision draft, Draft(state, {.cycle = request.cycle(),
                                                              .number = request.number(),
                                                              .date = request.date(),
                                                              .supersedes = request.supersedes()}));
  RETURN_IF_ERROR(MaySeeResults(state, draft.results.frame, dossiers_, caller));
  decision::v1::PreviewDecisionResponse response;
  response.set_canonical(domain::DecisionFile(draft.decision));
  response.set_sha256(services::DecisionBox::IdOf(draft.decision));
  for (const domain::Difference& difference : domain::DecisionDifferences(draft.decision)) {
    Show(difference, false, services::LanguageOf(request.language()), *response.add_differences());
  }
  return response;
}

}  // namespace par::district
