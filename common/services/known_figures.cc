#include "common/services/known_figures.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "common/base/status_macros.h"
#include "common/domain/catalogue.h"
#include "common/domain/figure_kind.h"
#include "common/services/findings.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "par/cycle/v1/cycle.pb.h"

namespace par::services {
namespace {

using assessment::v1::KnownFigure;
using record::v1::FiguresRow;

// A year of one unit's declarations by one catalogue.
struct DeclaredYear {
  std::vector<domain::FigureReport> reports;
  std::vector<std::pair<domain::ReportPeriod, report::v1::UnitFigures>> declared;
};

absl::StatusOr<DeclaredYear> DeclaredIn(const storage::Reader& state, DocumentSide side,
                                        const std::string& unit, int year,
                                        const domain::IndicatorCatalogue& catalogue) {
  DeclaredYear declared;
  RETURN_IF_ERROR(ForEachRow<FiguresRow>(
      state, FiguresPrefix(side, unit, catalogue.id), [&](std::string_view, const FiguresRow& row) {
        const auto period = domain::ReportPeriod::Parse(row.figures().period());
        if (!period.has_value() || period->year() != year) return absl::OkStatus();
        domain::FigureReport& report = declared.reports.emplace_back();
        report.period = *period;
        domain::ReportUnit& only = report.units.emplace_back();
        only.id = unit;
        TakeReadableFigures(catalogue, row.figures().figures(), only.figures);
        declared.declared.emplace_back(*period, row.figures());
        return absl::OkStatus();
      }));
  return declared;
}

// As answers write it; nothing where no decimal says it exactly.
std::optional<std::string> ExactText(domain::FigureKind kind, const domain::Rational& value) {
  std::string text = domain::FigureInput(kind, value);
  const auto read = domain::ParseFigure(kind, text, "reported");
  if (!read.ok() || *read != value) return std::nullopt;
  return text;
}

std::string ShownValue(const KnownFigure& known, std::string_view value,
                       domain::Language language) {
  const auto kind = domain::ParseFigureKind(known.kind());
  if (!kind.has_value()) return std::string(value);
  const auto read = domain::ParseFigure(*kind, value, known.figure());
  if (!read.ok()) return std::string(value);
  return domain::FormatFigure(*kind, *read, domain::StyleOf(language));
}

// Its own people are asked for it.
bool AskedOfUnit(const domain::CriteriaSet& set, const domain::FigureDefinition& figure) {
  return std::ranges::any_of(figure.used_by, [&](domain::LeafIndex leaf) {
    return set.NodeOf(leaf).source == domain::Source::kSelfAssessed;
  });
}

// Another set may have given the id to another figure.
std::string LastYearText(const LastYear& before, const domain::CriteriaSet& set,
                         const domain::FigureDefinition& figure) {
  if (before.answers == nullptr) return {};
  const domain::FigureSlot slot = before.set->FindFigure(figure.id);
  if (slot == domain::kNone) return {};
  const domain::FigureDefinition& then = before.set->figures[slot];
  const bool is_same = before.set->id == set.id || then.title == figure.title;
  if (!is_same || then.range.kind != figure.range.kind) return {};
  const auto& value = before.answers->figures[slot];
  if (!value.has_value()) return {};
  return ExactText(figure.range.kind, *value).value_or("");
}

}  // namespace

struct KnownFigures::Reported {
  std::optional<domain::YearFigure> figure;
  domain::FigureBond bond = domain::FigureBond::kSameId;
  std::string text;
  std::string catalogue;
  std::string by;
  dossier::v1::Person told;  // Of `by`, as it came with the figures.
  std::int64_t at = 0;
};

// By slot; without a figure: nothing was reported.
absl::StatusOr<std::vector<KnownFigures::Reported>> KnownFigures::ReportedBy(
    const storage::Reader& state, DocumentSide side, const DeclaredFigures& declared) const {
  const domain::CriteriaSet& set = declared.set;
  const std::string& unit = declared.answers.unit.value();
  const int year = declared.cycle.year;
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(state, unit));
  std::vector<std::string> ids;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kIndicators).Take();
  RETURN_IF_ERROR(ForEachRow<record::v1::IndicatorsRow>(
      state, prefix, [&](std::string_view key, const record::v1::IndicatorsRow&) -> absl::Status {
        storage::KeyReader reader(key);
        (void)reader.TakePrefix(storage::Prefix::kIndicators);
        if (auto id = reader.TakeText(); id.has_value()) ids.push_back(*std::move(id));
        return absl::OkStatus();
      }));
  std::vector<Reported> reported(set.figures.size());
  for (const std::string& id : ids) {
    const auto loaded = catalogues_.Load(state, id);
    if (!loaded.ok()) continue;  // Nobody's dossier fails for want of what stands beside it.
    const domain::IndicatorCatalogue& catalogue = **loaded;
    const auto bound = domain::BoundFigures(catalogue, set, unit, above.value_or(""));
    if (bound.empty()) continue;
    ASSIGN_OR_RETURN(DeclaredYear given, DeclaredIn(state, side, unit, year, catalogue));
    if (given.reports.empty()) continue;
    domain::YearOfFigures of_year(catalogue, year, std::move(given.reports));
    for (const domain::BoundFigure& one : bound) {
      Reported& into = reported[one.slot];
      if (into.figure.has_value() && into.bond <= one.bond) continue;
      const domain::FigureDefinition& figure = set.figures[one.slot];
      const auto found = of_year.Of(one.indicator, figure.cutoff);
      if (!found.has_value()) continue;
      auto text = ExactText(figure.range.kind, found->value);
      if (!text.has_value()) continue;
      into = Reported{};
      into.figure = found;
      into.bond = one.bond;
      into.text = *std::move(text);
      into.catalogue = id;
      for (const auto& [period, message] : given.declared) {
        if (period != found->last) continue;
        into.by = message.declared_by();
        into.told = message.by();
        into.at = message.made_at();
      }
    }
  }
  return reported;
}

absl::StatusOr<std::vector<KnownFigure>> KnownFigures::Of(const storage::Reader& state,
                                                          DocumentSide side,
                                                          const DeclaredFigures& declared,
                                                          const LastYear& before,
                                                          domain::Language language) const {
  ASSIGN_OR_RETURN(const std::vector<Reported> reported, ReportedBy(state, side, declared));
  std::vector<KnownFigure> all;
  for (domain::FigureSlot slot = 0; slot < reported.size(); ++slot) {
    const domain::FigureDefinition& figure = declared.set.figures[slot];
    const Reported& one = reported[slot];
    if (!AskedOfUnit(declared.set, figure)) continue;
    std::string last_year = LastYearText(before, declared.set, figure);
    if (!one.figure.has_value() && last_year.empty()) continue;
    KnownFigure& known = all.emplace_back();
    known.set_figure(figure.id);
    known.set_title(figure.title);
    known.set_kind(std::string(domain::Name(figure.range.kind)));
    if (one.figure.has_value()) {
      const auto& value = declared.answers.figures[slot];
      known.set_reported(one.text);
      known.set_period(one.figure->last.Text());
      known.set_period_text(domain::PeriodText(*one.figure, language));
      known.set_catalogue(one.catalogue);
      known.set_reported_by(one.by);
      *known.mutable_by() = one.told;
      RETURN_IF_ERROR(TellBy(state, one.by, declared.answers.unit.value(), known));
      known.set_reported_at(one.at);
      known.set_differs(one.figure->reaches && value.has_value() && *value != one.figure->value);
    }
    if (last_year.empty()) continue;
    known.set_last_year(std::move(last_year));
    known.set_last_year_is(static_cast<std::uint32_t>(before.year));
  }
  return all;
}

absl::StatusOr<std::vector<std::string>> CyclesOfYearBefore(const storage::Reader& state,
                                                            const domain::Cycle& cycle,
                                                            const domain::UnitId& unit) {
  std::vector<std::string> same_set;
  std::vector<std::string> others;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kCycle).Take();
  RETURN_IF_ERROR(ForEachRow<cycle::v1::Cycle>(
      state, prefix, [&](std::string_view, const cycle::v1::Cycle& one) -> absl::Status {
        const bool took_part =
            std::find(one.units().begin(), one.units().end(), unit.value()) != one.units().end();
        if (!took_part || static_cast<int>(one.year()) != cycle.year - 1) return absl::OkStatus();
        (one.set_id() == cycle.criteria_set ? same_set : others).push_back(one.id());
        return absl::OkStatus();
      }));
  same_set.insert(same_set.end(), others.begin(), others.end());
  return same_set;
}

void AddReportedFindings(const DeclaredFigures& declared, const std::vector<KnownFigure>& known,
                         domain::Language language,
                         std::vector<assessment::v1::Finding>& findings) {
  const domain::CriteriaSet& set = declared.set;
  for (const KnownFigure& one : known) {
    if (!one.differs()) continue;
    const domain::FigureSlot slot = set.FindFigure(one.figure());
    for (const domain::LeafIndex leaf : set.figures[slot].used_by) {
      const domain::Node& node = set.NodeOf(leaf);
      const domain::LeafScore& score = declared.sheet.leaves[leaf];
      const bool counts = score.state == domain::LeafState::kScored ||
                          score.state == domain::LeafState::kZero ||
                          score.state == domain::LeafState::kNotScored;
      if (node.source != domain::Source::kSelfAssessed || !counts) continue;
      const std::string& value = declared.answers.figure_texts[slot];
      findings.push_back(MakeFinding(
          node.id,
          domain::Refusal(absl::StatusCode::kFailedPrecondition, "finding_reported_differs",
                          {{"criterion", CriterionName(node)},
                           {"declared", ShownValue(one, value, language)},
                           {"reported", ShownValue(one, one.reported(), language)},
                           {"period", one.period_text()},
                           {"figure", one.title().empty() ? one.figure() : one.title()}}),
          score.state == domain::LeafState::kNotScored ? node.maximum : score.points, language));
    }
  }
  SortFindings(findings);
}

}  // namespace par::services
