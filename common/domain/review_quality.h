// What settled dossiers say about the quality of the assessment and of its review: how far units
// score themselves above what stands after review (inflation), how far a reviewer gives more or
// less than the others on the same criteria (leniency), what is adjusted, asked about, explained
// and appealed. Everything is counted and exact; nothing is said of a reviewer from too few cases.
//
// Pure. Safe to call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/dossier.h"
#include "common/domain/rational.h"

namespace par::domain {

inline constexpr int kFewestComparable = 10;  // Where a caller names no other minimum.

// One reviewed leaf of one settled dossier.
struct QualityCase {
  std::string cycle;
  UnitId unit;
  std::string criterion;
  std::string area;
  Points maximum;
  Mark self;
  Mark reviewed;  // As settled: before appeals and corrections.
  // The last opinion of each person on the claim; a session's is nobody's.
  struct Given {
    AccountId account;
    Mark mark;
    std::int64_t at = 0;  // UTC microseconds.
  };
  std::vector<Given> opinions;
  int queries = 0;
  int explained = 0;
  std::optional<AppealResult> appeal;  // The outcome; nothing: no appeal.
};

// Settled: provisional, or anything after that. Nothing else has cases.
[[nodiscard]] bool IsSettled(DossierState state);
void AddCases(const Dossier& dossier, const std::vector<ReviewedLeaf>& leaves,
              std::vector<QualityCase>& cases);

enum class QualityBy : std::uint8_t { kUnit, kCriterion, kArea, kReviewer, kCycle };
[[nodiscard]] std::string_view Name(QualityBy by);  // "reviewer"
[[nodiscard]] std::optional<QualityBy> ParseQualityBy(std::string_view name);

struct QualityRow {
  std::string key;
  int cases = 0;
  int adjusted = 0;  // Another mark than the unit's own...
  int raised = 0;    // ...with more points,
  int lowered = 0;   // ...with fewer; the rest are other states.
  // Over the cases that have points on both sides.
  Points self;
  Points reviewed;
  Points maximum;
  std::optional<Rational> inflation;  // (self - reviewed) / maximum
  // Of a reviewer: (mark - self) / maximum, his mean minus that of all others on the same
  // criterion, averaged over his cases on criteria that others have reviewed too. Above 0: he gives
  // more.
  int comparable = 0;  // Those cases.
  bool too_few = false;
  std::optional<Rational> leniency;
  int queries = 0;
  int explained = 0;
  int accepted = 0;  // Explained, and the unit's own mark stood.
  int appeals = 0;
  int upheld = 0;
  int upheld_in_part = 0;
  int rejected = 0;
  int contested = 0;  // Cases asked about, adjusted or appealed.
};

// In the order in which the cases name them: of units that of their cycles, of criteria that of
// their set. By reviewer a case counts for everybody who gave an opinion on it,
// with his own mark in the place of the settled one. `minimum`: comparable cases below which no
// leniency is stated.
[[nodiscard]] std::vector<QualityRow> QualityOf(const std::vector<QualityCase>& cases, QualityBy by,
                                                int minimum);

// The most contested first: by contested cases, then appeals, then as they stood.
void RankContested(std::vector<QualityRow>& rows);

}  // namespace par::domain
