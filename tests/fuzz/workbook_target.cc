// A workbook that a unit sends back filled in. Promised: any bytes are read within the limits, a
// workbook has cells in order with texts that may be kept, and answers only without findings.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/unicode.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/limits.h"
#include "common/domain/score_sheet.h"
#include "common/spreadsheet/answers_workbook.h"
#include "common/spreadsheet/workbook.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/targets.h"
#include "tests/support/read_text.h"
#include "tests/support/workbook_maker.h"

namespace par::fuzz {
namespace {

// What a piece's first byte names; the rest of the package is that of a small workbook.
constexpr std::array<std::string_view, 8> kParts = {"xl/worksheets/sheet1.xml",
                                                    "xl/worksheets/sheet2.xml",
                                                    "xl/worksheets/sheet3.xml",
                                                    "xl/sharedStrings.xml",
                                                    "xl/styles.xml",
                                                    "xl/workbook.xml",
                                                    "xl/_rels/workbook.xml.rels",
                                                    "[Content_Types].xml"};

const domain::CriteriaSet& SetOfWorkbooks() {
  static const domain::CriteriaSet set = [] {
    auto read = domain::ReadCriteriaSet(testing::ReadText("criteria/commune-sample-2023.yaml"), "");
    PAR_CHECK(read.set.has_value());
    return *std::move(read.set);
  }();
  return set;
}

struct PackageMaker {
  testing::WorkbookXml xml{.sheets = {{.name = "Thông tin", .rows = ""},
                                      {.name = "Tự chấm", .rows = ""},
                                      {.name = "Số liệu", .rows = ""}}};
  void Take(const Piece& piece) {
    xml.more.emplace_back(kParts[piece.how % kParts.size()], piece.bytes);
  }
};

void CheckWorkbook(const std::string& bytes) {
  domain::FindingList findings("a.xlsx");
  const auto workbook = spreadsheet::ReadWorkbook(bytes, findings);
  PAR_CHECK(workbook.has_value() == findings.empty());
  if (!workbook.has_value()) return;
  std::size_t cells = 0;
  for (const spreadsheet::Sheet& sheet : workbook->sheets) {
    const spreadsheet::Cell* before = nullptr;
    for (const spreadsheet::Cell& cell : sheet.cells) {
      PAR_CHECK(before == nullptr ||
                std::pair(before->row, before->column) < std::pair(cell.row, cell.column));
      before = &cell;
      ++cells;
      if (cell.kind == spreadsheet::CellKind::kUnusable) {
        PAR_CHECK(!cell.reason.empty());
        continue;
      }
      PAR_CHECK(!cell.text.empty() && cell.text.size() <= spreadsheet::kLongestCell);
      PAR_CHECK(!FirstInvalidUtf8(cell.text) && !FirstControlCharacter(cell.text));
    }
  }
  PAR_CHECK(cells <= spreadsheet::kMostCells);
}

}  // namespace

// A whole file where it begins as a zip does, otherwise the parts of one: a search would never find
// bytes that pass a zip's checksums.
void FuzzWorkbook(std::string_view input) {
  std::string bytes(input);
  if (!spreadsheet::LooksLikeWorkbook(input)) {
    PackageMaker maker;
    Feed(input, maker);
    bytes = testing::WorkbookOf(maker.xml);
  }
  CheckWorkbook(bytes);
  const auto& set = SetOfWorkbooks();
  const auto file = spreadsheet::ReadAnswersFile(bytes, set, "a.xlsx");
  PAR_CHECK(file.findings.size() <= domain::kMostFindings);
  PAR_CHECK(file.answers.has_value() == (file.finding_count == 0));
  for (const domain::Finding& finding : file.findings) {
    PAR_CHECK(!domain::ReasonOf(finding.refusal).empty());
    PAR_CHECK(!domain::TextOf(finding, domain::Language::kVietnamese).empty());
  }
  if (!file.answers.has_value()) return;
  PAR_CHECK(domain::Score(set, *file.answers).leaves.size() == set.leaves.size());
  PAR_CHECK(spreadsheet::AnswersBook(set, &*file.answers).ok());
}

}  // namespace par::fuzz
