#include "district-node/figures_desk.h"

#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/catalogue.h"
#include "common/domain/figure_kind.h"
#include "common/domain/figure_rollup.h"
#include "common/domain/refusal.h"
#include "common/services/handler_ports.h"
#include "district-node/cycle_results.h"
#include "district-node/second_mark_desk.h"

namespace par::district {
namespace {

using domain::FigureKind;
using domain::NumberStyle;
using domain::Rational;

bool Adds(FigureKind kind) {
  return kind == FigureKind::kCount || kind == FigureKind::kAmount || kind == FigureKind::kSigned;
}

// The values of one figure over the units that declared it.
figures::v1::FigureSum SumOf(const CycleResults& results, domain::FigureSlot slot,
                             NumberStyle style) {
  const domain::FigureDefinition& definition = results.frame.set.set->figures[slot];
  figures::v1::FigureSum sum;
  sum.set_figure(definition.id);
  sum.set_title(definition.title);
  Rational total;
  for (const UnitResult& result : results.units) {
    if (!result.scored.has_value()) continue;
    const auto& value = result.scored->answers.figures[slot];
    if (!value.has_value()) continue;
    total = total + *value;
    figures::v1::UnitFigure& unit = *sum.add_units();
    unit.set_unit(result.unit.value());
    unit.set_value(domain::FormatFigure(definition.range.kind, *value, style));
  }
  if (Adds(definition.range.kind) && !sum.units().empty()) {
    sum.set_sum(domain::FormatFigure(definition.range.kind, total, style));
  }
  return sum;
}

// Nothing where the unit did not declare it or the set has no such figure.
std::optional<Rational> CountOf(const CycleFrame& frame, const Scored& scored,
                                std::string_view figure) {
  const domain::FigureSlot slot = frame.set.set->FindFigure(figure);
  return slot == domain::kNone ? std::nullopt : scored.answers.figures[slot];
}

// What the rate is made of, added over the units.
struct Files {
  Rational received;
  Rational withdrawn;
  Rational on_time;
  Rational in_time;  // Of those in progress.
};

// False, and nothing added, unless the unit declared all of it.
bool AddFiles(const CycleFrame& frame, const Scored& scored, Files& files) {
  const auto received = CountOf(frame, scored, "tthc.commune.received");
  const auto withdrawn = CountOf(frame, scored, "tthc.commune.withdrawn");
  const auto on_time = CountOf(frame, scored, "tthc.commune.on_time");
  const auto in_time = CountOf(frame, scored, "tthc.commune.in_progress_in_time");
  if (!received || !withdrawn || !on_time || !in_time) return false;
  files.received = files.received + *received;
  files.withdrawn = files.withdrawn + *withdrawn;
  files.on_time = files.on_time + *on_time;
  files.in_time = files.in_time + *in_time;
  return true;
}

std::string Count(const Rational& value, NumberStyle style) {
  return domain::FormatFigure(FigureKind::kCount, value, style);
}

// "(8.686 + 52) / (8.782 - 41) = 99,97 %"
void ShowOnTime(const CycleResults& results, NumberStyle style,
                figures::v1::GetRollUpResponse& response) {
  Files sum;
  bool any = false;
  for (const UnitResult& result : results.units) {
    if (result.scored.has_value() && AddFiles(results.frame, *result.scored, sum)) any = true;
  }
  if (!any) return;
  const domain::RateValue rate{.numerator = sum.on_time + sum.in_time,
                               .denominator = sum.received - sum.withdrawn};
  const auto percent = rate.Percent(2);
  if (!percent.has_value()) return;
  response.set_on_time_percent(percent->Format(style));
  response.set_on_time_working("(" + Count(sum.on_time, style) + " + " + Count(sum.in_time, style) +
                               ") / (" + Count(sum.received, style) + " - " +
                               Count(sum.withdrawn, style) + ") = " + response.on_time_percent() +
                               " %");
}

}  // namespace

absl::StatusOr<figures::v1::GetRollUpResponse> FiguresDesk::GetRollUp(
    const storage::Reader& state, const identity::Caller& caller,
    const figures::v1::GetRollUpRequest& request) const {
  ASSIGN_OR_RETURN(const CycleResults results, ResultsOf(dossiers_, state, request.cycle()));
  RETURN_IF_ERROR(MaySeeResults(state, results.frame, dossiers_, caller));
  const domain::CriteriaSet& set = *results.frame.set.set;
  const NumberStyle style = domain::StyleOf(services::LanguageOf(request.language()));
  figures::v1::GetRollUpResponse response;
  for (const std::string& id : request.figures()) {
    const domain::FigureSlot slot = set.FindFigure(id);
    if (slot == domain::kNone) {
      return domain::Refusal(absl::StatusCode::kInvalidArgument, "figure_unknown",
                             {{"field", "figures"}, {"value", id}});
    }
    *response.add_sums() = SumOf(results, slot, style);
  }
  for (domain::FigureSlot slot = 0; request.figures().empty() && slot < set.figures.size();
       ++slot) {
    figures::v1::FigureSum sum = SumOf(results, slot, style);
    if (!sum.units().empty()) *response.add_sums() = std::move(sum);
  }
  std::vector<domain::UnitId> reported;
  for (const UnitResult& result : results.units) {
    if (result.scored.has_value()) reported.push_back(result.unit);
  }
  const domain::Reported who = domain::WhoReported(results.frame.cycle.units, reported);
  response.set_units_declared(static_cast<std::uint32_t>(who.reported));
  response.set_units_expected(static_cast<std::uint32_t>(who.expected));
  for (const domain::UnitId& unit : who.missing) response.add_missing_units(unit.value());
  ShowOnTime(results, style, response);
  return response;
}

}  // namespace par::district
