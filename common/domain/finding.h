// What is wrong in a file that people write, and where. A reader reports all findings of a file,
// not only the first: an official mends a file once.
//
// Pure. A FindingList belongs to one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/domain/refusal.h"

namespace par::domain {

// All from 1; 0: not known. Of a text: line and column in characters. Of a workbook: its sheet, row
// (`line`) and column.
struct Position {
  int line = 0;
  int column = 0;
  int sheet = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

struct Finding {
  std::string file;
  Position at;
  absl::Status refusal;    // Never OK; reason and parameters as in refusal.h.
  std::string sheet = {};  // The name of at.sheet; empty for a text.
};

// "D12"; "12" for a whole row, empty for a whole sheet.
[[nodiscard]] std::string CellName(Position at);

// "sets/a.yaml:12:5: 3.4.1: …", "a.xlsx: Tự chấm!D12: 3.4.1: …" in that language.
[[nodiscard]] std::string TextOf(const Finding& finding, Language language);

// Its refusal with the parameter `line` where that is known: a form that made the file finds the row
// by it.
[[nodiscard]] absl::Status PlacedRefusal(const Finding& finding);

class FindingList {
 public:
  explicit FindingList(std::string file_name) : file_(std::move(file_name)) {}

  // Of a workbook: the names that findings with a Position::sheet show.
  void NameSheets(std::vector<std::string> names) { sheets_ = std::move(names); }

  // INVALID_ARGUMENT with this reason. Every text of a finding names a {field}.
  void Add(Position at, std::string_view reason, std::string_view field,
           std::vector<Parameter> more = {});
  // `refusal` must not be OK.
  void Add(Position at, absl::Status refusal);

  [[nodiscard]] bool empty() const { return findings_.empty(); }
  // In the order found; beyond kMostFindings they are only counted.
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  // How many there are, those that were only counted among them.
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const std::vector<std::string>& sheets() const { return sheets_; }
  // In the order of the file instead of the order found.
  [[nodiscard]] std::vector<Finding> TakeSorted() &&;

 private:
  std::string file_;
  std::vector<std::string> sheets_;
  std::vector<Finding> findings_;
  std::size_t count_ = 0;
};

// The one of `known` that differs least from `text`; empty if none is near enough to be a slip.
[[nodiscard]] std::string_view Nearest(std::string_view text,
                                       const std::vector<std::string_view>& known);

}  // namespace par::domain
