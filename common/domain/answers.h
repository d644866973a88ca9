// What one unit answers to a criteria set: its figures (số liệu), and what it declares for single
// leaves. Bound to one version of a set: figures stand by slot and leaves by number.
//
// Pure data. Reading it is safe from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/criteria_set.h"
#include "common/domain/ids.h"
#include "common/domain/points.h"
#include "common/domain/rational.h"

namespace par::domain {

// What a unit says of a leaf beyond its figures. Stored: never renumber.
enum class DeclarationKind : std::uint8_t {
  kExplanation = 0,    // Only an explanation or evidence.
  kNotApplicable = 1,  // Không phát sinh nhiệm vụ; `reason` says why.
  kJudged = 2,         // The step chosen, in `points`; `reason` says why.
  kPoints = 3,         // Points given elsewhere; `reason` is their source document.
  kWaived = 4,         // `reason` is the legal basis.
};

struct Declaration {
  LeafIndex leaf = kNone;
  DeclarationKind kind = DeclarationKind::kExplanation;
  Points points;
  std::string reason;
  std::string explanation;            // Giải trình.
  std::vector<std::string> evidence;  // Files or ids of documents.
  friend bool operator==(const Declaration&, const Declaration&) = default;
};

// A unit of the level below, as aggregates see it.
struct ChildAnswers {
  UnitId unit;
  std::optional<Rational> index;  // Percent: 87.5.
  std::optional<Rational> score;
  std::vector<std::optional<Rational>> figures;  // By slot of the set's child_figures.
};

struct Answers {
  std::string set_id;
  int set_version = 0;
  UnitId unit;
  std::string title;
  std::string group;   // Khối; the set's level where the unit names none.
  bool ranked = true;  // False: assessed, not ranked.
  // By slot, as many as the set has figures. Values as rules see them; texts as declared.
  std::vector<std::optional<Rational>> figures;
  std::vector<std::string> figure_texts;
  std::vector<std::optional<Rational>> previous;  // A year before.
  std::vector<std::string> previous_texts;
  std::vector<Declaration> declarations;  // Rising by leaf, one each.
  bool children_known = false;            // False: rules over children are not scored.
  std::vector<ChildAnswers> children;

  // Null if the leaf has none. Logarithmic.
  [[nodiscard]] const Declaration* Find(LeafIndex leaf) const;
};

// Answers with nothing in them, of the right sizes.
[[nodiscard]] Answers EmptyAnswers(const CriteriaSet& set, UnitId unit);

}  // namespace par::domain
