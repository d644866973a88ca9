// A criteria set (bộ chỉ số): areas, criteria and sub-criteria with their maxima, the rules that
// score the leaves, the figures the rules need, and how the result is stated and ranked. One
// version of a set never changes. Format of the file: docs/formats/criteria-set.md, read by
// criteria_yaml.h.
//
// Nodes, leaves and figures are known by their number in this version, so that scoring needs no
// search by text. Ids are stable over versions; numbers are not.
//
// Pure data. Reading it is safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/domain/date.h"
#include "common/domain/decimal.h"
#include "common/domain/evidence_verdict.h"
#include "common/domain/figure_kind.h"
#include "common/domain/finding.h"
#include "common/domain/level.h"
#include "common/domain/points.h"
#include "common/domain/rule.h"

namespace par::domain {

using NodeIndex = std::uint32_t;
using LeafIndex = std::uint32_t;   // In the order of the document.
using FigureSlot = std::uint32_t;  // In the set's table of figures.
inline constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

// Where a leaf's score comes from. Stored: never renumber.
enum class Source : std::uint8_t {
  kSelfAssessed = 0,  // Declared by the unit, then reviewed.
  kSurvey = 1,
  kExternal = 2,    // DDCI, a national ranking.
  kLeadership = 3,  // Điểm đánh giá của lãnh đạo.
  kBonus = 4,       // Added; outside the maximum.
  kPenalty = 5,     // Taken away; outside the maximum.
};
inline constexpr std::size_t kSources = 6;
[[nodiscard]] std::string_view Name(Source source);  // "self_assessed", as in files.
[[nodiscard]] constexpr bool OutsideMaximum(Source source) {
  return source == Source::kBonus || source == Source::kPenalty;
}

// How a result with leaves that are not applicable is stated.
enum class NotApplicablePolicy : std::uint8_t { kReducedMaximum, kConverted, kUnstated };
// What a waived leaf counts as: taken out of score and maximum, or the leaf's full points.
enum class WaivedPolicy : std::uint8_t { kReducedMaximum, kFull };
enum class Ties : std::uint8_t { kGap, kDense };  // 1 2 2 4 | 1 2 2 3

struct FigureDefinition {
  std::string id;  // "tthc.resolved", or "3.4.1.b" for a figure of one leaf.
  std::string title;
  std::string unit;
  std::string source;
  std::optional<Date> cutoff;
  FigureRange range;               // Kind, bounds and part_of; its name is the id.
  LeafIndex owner = kNone;         // The leaf that it is written in; kNone: shared.
  std::vector<LeafIndex> used_by;  // Rising.
  Position at;
};

struct LeafInput {
  std::string name;  // As the leaf's rule calls it.
  FigureSlot slot = kNone;
  Position at;
};

struct Leaf {
  NodeIndex node = kNone;
  std::vector<LeafInput> inputs;  // In the order of the file.
  RuleSource rule_source;         // As written ...
  Rule rule;                      // ... and ready to evaluate.
  Position rule_at;
  std::vector<Position> cases_at;  // Beside rule_source.cases.
  bool may_be_declared_not_applicable = false;
  bool evidence_required = false;
  EvidenceTerms evidence_terms;  // What its documents are judged against unless somebody says more.
  Position evidence_at;
  bool rest = false;  // Stands for criteria that the document does not list one by one.
  std::vector<std::string> falls_with;  // Names of inputs.
};

struct Node {
  std::string id;
  std::string title;
  std::string note;
  Points maximum;
  Source source = Source::kSelfAssessed;
  NodeIndex parent = kNone;         // kNone: an area.
  std::vector<NodeIndex> children;  // Empty: a leaf.
  LeafIndex leaf = kNone;
  // The leaves of this node and below it: [first_leaf, end_leaf).
  LeafIndex first_leaf = 0;
  LeafIndex end_leaf = 0;
  int depth = 1;
  Position at;
};

struct Basis {
  std::string number;
  Date date;
  std::string issuer;
  std::string subject;
  friend bool operator==(const Basis&, const Basis&) = default;
};

struct ResultClass {
  std::string id;
  std::string title;
  Decimal from;  // Percent, on the converted percentage as published.
  friend bool operator==(const ResultClass&, const ResultClass&) = default;
};

class CriteriaSet {
 public:
  std::string id;
  int version = 1;
  std::string title;
  bool sample = false;
  Level level = Level::kCommune;
  int year = 0;
  std::vector<Basis> bases;
  Date effective_from;
  Date effective_until;
  Points maximum;
  int leaf_places = 4;
  int total_places = 2;
  NotApplicablePolicy not_applicable = NotApplicablePolicy::kReducedMaximum;
  WaivedPolicy waived = WaivedPolicy::kReducedMaximum;
  Ties ties = Ties::kGap;
  std::vector<NodeIndex> tie_break;
  std::vector<ResultClass> classes;  // Highest first; may be empty.
  std::vector<FigureDefinition> figures;
  ChildFigures child_figures;  // What the rules ask of the level below.
  std::vector<Node> nodes;     // In the order of the document; a parent before its children.
  std::vector<Leaf> leaves;
  std::string file_name;  // For messages.

  // Makes the searches below work; to be called once after filling or changing ids.
  void Index();

  // kNone if there is no such id. Logarithmic.
  [[nodiscard]] NodeIndex FindNode(std::string_view node_id) const;
  [[nodiscard]] LeafIndex FindLeaf(std::string_view node_id) const;  // kNone for an area, too.
  [[nodiscard]] FigureSlot FindFigure(std::string_view figure_id) const;
  [[nodiscard]] const Node& NodeOf(const Leaf& leaf) const { return nodes[leaf.node]; }
  [[nodiscard]] const Node& NodeOf(LeafIndex leaf) const { return nodes[leaves[leaf].node]; }

 private:
  std::vector<std::pair<std::string, std::uint32_t>> nodes_by_id_;
  std::vector<std::pair<std::string, std::uint32_t>> figures_by_id_;
};

}  // namespace par::domain
