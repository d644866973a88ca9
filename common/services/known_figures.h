// What the house knows of the figures that a dossier asks for, besides what the dossier declares:
// what the unit reported in the same year, and what it declared the year before. Told to the unit
// beside its inputs and to its reviewers at the criterion, by these functions.
//
// Reads only; safe from many threads, each on a reader of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/domain/answers.h"
#include "common/domain/criteria_set.h"
#include "common/domain/cycle.h"
#include "common/domain/known_figures.h"
#include "common/domain/refusal.h"
#include "common/domain/score_sheet.h"
#include "common/services/documents.h"
#include "common/services/reported_figures.h"
#include "common/services/units.h"
#include "common/storage/store.h"
#include "par/assessment/v1/assessment.pb.h"

namespace par::services {

// A dossier, whole: what it declares, and how that scores.
struct DeclaredFigures {
  const domain::Cycle& cycle;
  const domain::CriteriaSet& set;
  const domain::Answers& answers;
  const domain::ScoreSheet& sheet;
};
// Of the year before; `answers` null: no dossier was handed in.
struct LastYear {
  int year = 0;
  const domain::CriteriaSet* set = nullptr;
  const domain::Answers* answers = nullptr;
};

class KnownFigures {
 public:
  explicit KnownFigures(const Units& units) : units_(units) {}

  // In the set's order, those that are asked of the unit and of which there is anything to say. Of
  // several catalogues that speak of one figure the nearest bond goes first, then the order of
  // their ids.
  [[nodiscard]] absl::StatusOr<std::vector<assessment::v1::KnownFigure>> Of(
      const storage::Reader& state, DocumentSide side, const DeclaredFigures& declared,
      const LastYear& before, domain::Language language) const;

 private:
  struct Reported;
  [[nodiscard]] absl::StatusOr<std::vector<Reported>> ReportedBy(
      const storage::Reader& state, DocumentSide side, const DeclaredFigures& declared) const;

  const Units& units_;
  const Catalogues catalogues_;
};

// The cycles of the year before in which the unit took part, those by the same set first, then by
// id.
[[nodiscard]] absl::StatusOr<std::vector<std::string>> CyclesOfYearBefore(
    const storage::Reader& state, const domain::Cycle& cycle, const domain::UnitId& unit);

// finding_reported_differs for each criterion that the unit scores itself by a figure of `known`
// that differs: with the criterion's points at stake, its maximum where it is not scored. In their
// place among `findings`.
void AddReportedFindings(const DeclaredFigures& declared,
                         const std::vector<assessment::v1::KnownFigure>& known,
                         domain::Language language, std::vector<assessment::v1::Finding>& findings);

}  // namespace par::services
