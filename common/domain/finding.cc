#include "common/domain/finding.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "common/base/check.h"
#include "common/domain/limits.h"

namespace par::domain {
namespace {

// Levenshtein's distance in bytes.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string CellName(Position at) {
  std::string name;
  for (int column = at.column; column > 0; column = (column - 1) / 26) {
    name.insert(name.begin(), static_cast<char>('A' + (column - 1) % 26));
  }
  return at.line > 0 ? name + std::to_string(at.line) : name;
}

std::string TextOf(const Finding& finding, Language language) {
  std::string text = finding.file;
  if (!finding.sheet.empty()) {
    const std::string cell = CellName(finding.at);
    text += ": " + finding.sheet + (cell.empty() ? "" : "!" + cell);
  } else if (finding.at.line > 0) {
    text += ':' + std::to_string(finding.at.line) + ':' + std::to_string(finding.at.column);
  }
  return text + ": " + TextOf(finding.refusal, language);
}

absl::Status PlacedRefusal(const Finding& finding) {
  if (finding.at.line == 0 || !finding.sheet.empty()) return finding.refusal;
  std::vector<Parameter> parameters = ParametersOf(finding.refusal);
  parameters.push_back({.name = "line", .value = std::to_string(finding.at.line)});
  return Refusal(finding.refusal.code(), ReasonOf(finding.refusal), std::move(parameters));
}

void FindingList::Add(Position at, std::string_view reason, std::string_view field,
                      std::vector<Parameter> more) {
  more.insert(more.begin(), {.name = "field", .value = std::string(field)});
  Add(at, Refusal(absl::StatusCode::kInvalidArgument, reason, std::move(more)));
}

void FindingList::Add(Position at, absl::Status refusal) {
  PAR_CHECK(!refusal.ok());
  ++count_;
  if (findings_.size() >= kMostFindings) return;
  const auto sheet = static_cast<std::size_t>(at.sheet);
  findings_.push_back({.file = file_,
                       .at = at,
                       .refusal = std::move(refusal),
                       .sheet = sheet > 0 && sheet <= sheets_.size() ? sheets_[sheet - 1] : ""});
}

std::vector<Finding> FindingList::TakeSorted() && {
  std::stable_sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.at.sheet, a.at.line, a.at.column) <
           std::tie(b.at.sheet, b.at.line, b.at.column);
  });
  return std::move(findings_);
}

std::string_view Nearest(std::string_view text, const std::vector<std::string_view>& known) {
  constexpr std::size_t kLongestCompared = 64;
  if (text.size() > kLongestCompared) return {};
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(2, text.size() / 3) + 1;
  for (const std::string_view name : known) {
    if (name.size() > kLongestCompared) continue;
    const std::size_t distance = Distance(text, name);
    if (distance < least) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

}  // namespace par::domain
