// The largest things that a person or a file may give the domain. What is beyond is refused with a
// reason, never cut. Sizes of text are in bytes.
#pragma once

#include <cstddef>

namespace par::domain {

// Files read by yaml_reader.h.
inline constexpr std::size_t kLongestFile = std::size_t{8} << 20;
inline constexpr std::size_t kLongestScalar = std::size_t{16} << 10;
inline constexpr int kDeepestNesting = 24;             // Maps and lists inside each other.
inline constexpr std::size_t kMostValues = 1'000'000;  // Scalars, lists and maps of one file.
inline constexpr std::size_t kMostFindings = 500;      // After these a reader only counts.

// Criteria sets.
inline constexpr std::size_t kMostLeaves = 1000;
inline constexpr int kDeepestCriterion = 6;  // Area, criterion, sub-criterion and three more.
inline constexpr std::size_t kMostNodes = kMostLeaves * kDeepestCriterion;
inline constexpr std::size_t kMostFigures = 4000;
inline constexpr std::size_t kMostInputs = 64;  // Of one leaf.
inline constexpr std::size_t kMostCases = 64;   // Of one rule.
inline constexpr std::size_t kMostSteps = 64;   // Of one judged leaf.
inline constexpr std::size_t kMostClasses = 20;
inline constexpr std::size_t kMostBases = 20;
inline constexpr std::size_t kMostTieBreaks = 20;
inline constexpr std::size_t kLongestId = 64;
inline constexpr std::size_t kLongestTitle = 2000;
inline constexpr std::size_t kLongestNote = 8000;
inline constexpr std::size_t kLongestExpression = 2000;
inline constexpr std::size_t kMostUnits = 20'000;  // Of a tree, a cycle.
inline constexpr int kHighestVersion = 100'000;

// Answers.
inline constexpr std::size_t kLongestReason = 8000;  // Of an explanation, a reason or a source.
inline constexpr std::size_t kMostEvidence = 100;    // Documents named by one leaf.
inline constexpr std::size_t kMostChildren = 12'000;
inline constexpr std::size_t kMostChildFigures = 500;

static_assert(kLongestNote <= kLongestScalar);
static_assert(kLongestReason <= kLongestScalar);
static_assert(kLongestExpression <= kLongestScalar);
static_assert(kMostNodes >= kMostLeaves);
// An area with the deepest criterion nests two levels of YAML for each of its own, and a leaf holds
// its inputs or cases in three more.
static_assert(kDeepestNesting >= 2 + 2 * kDeepestCriterion + 3);
static_assert(kMostChildren * (kMostChildFigures / 100) < kMostValues);

}  // namespace par::domain
