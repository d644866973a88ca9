// A published decision as open data: flat tables that anyone can take, add up and rank again, and a
// dictionary that says what every column holds. Of units and criteria only: no reviewer, no
// explanation and no piece of evidence is in a decision, so none is here.
//
// Format: docs/formats/open-data.md. Values are exact texts; an empty one is absent. Pure. Safe to
// call from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/criteria_set.h"
#include "common/domain/decision.h"

namespace par::domain {

inline constexpr std::string_view kOpenDataFormat = "parnet/open-data/1";

// kText and kId are what people wrote; everything else is made by us and needs no guard against
// formulas.
enum class OpenType : std::uint8_t { kText, kId, kInteger, kDecimal, kDate, kTime, kYesNo, kHex };
[[nodiscard]] std::string_view Name(OpenType type);  // "decimal"

struct OpenColumn {
  std::string_view name;  // As in the header: "effective_maximum".
  OpenType type = OpenType::kText;
  std::string_view vietnamese;
  std::string_view english;
  std::string_view unit;    // "điểm"; empty where it has none.
  std::string_view range;   // "0..maximum", "a | b".
  std::string_view source;  // Where the value comes from: "decision", "criteria set".
};

struct OpenTable {
  std::string_view name;  // Of its file, without ".csv".
  std::string_view vietnamese;
  std::string_view english;
  std::vector<OpenColumn> columns = {};
  std::vector<std::vector<std::string>> rows = {};  // Beside the columns.
};

// What stands beside the decision itself; texts in hexadecimal.
struct OpenSignature {
  std::string superseded_by;   // Number of the decision that replaced it, as known when written.
  std::int64_t signed_at = 0;  // UTC microseconds.
  std::string node;
  std::string key;
  std::string signature;
  std::string certificate;
};

// decision, bases, criteria, classes, units, scores, areas, results, changes: in this order, each
// also where it has no rows. `set` is the one that the decision names: the caller compares its
// hash.
[[nodiscard]] std::vector<OpenTable> OpenTablesOf(const Decision& decision, const CriteriaSet& set,
                                                  const OpenSignature& signature);

// The dictionary itself as a table: a row for every column of every table.
[[nodiscard]] OpenTable DictionaryOf(const std::vector<OpenTable>& tables);

}  // namespace par::domain
