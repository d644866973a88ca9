// Goal: a table of an earlier year that was imported once can be read by every later program: its
// row, key and text are those of docs/formats/published-years.md, "On a node".
// Method: golden rows of both kinds, read back and written again byte for byte.
// PAR_UPDATE_EARLIER=1 makes the files anew, which no release may need.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "common/base/hex.h"
#include "common/domain/published_years.h"
#include "common/services/earlier_tables.h"
#include "common/services/rows.h"
#include "par/record/v1/service_record.pb.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

using record::v1::EarlierTable;

constexpr char kYearsText[] = R"(format: parnet/published-years/1
tables:
  - {year: 2022, index: "par", group: "xã, thị trấn", group_size: 2, maximum: 100, set: "QĐ 673/QĐ-UBND", document: {number: "187/QĐ-UBND", date: 2023-01-05, issuer: "UBND huyện Tư Nghĩa"},
     rows: [
       {unit: "la-ha", name: "Thị trấn La Hà", rank: 1, total: 90.50, class: "Tốt"},
       {unit: "song-ve", rank: 2, total: 80, differs: true, areas: {"1": 50, "2": 29.5}}]}
)";
constexpr char kUnitText[] = R"(format: parnet/published-table/1
title: Kết quả năm 2022
unit: la-ha
groups:
  - {id: self, title: Tự đánh giá, score: 1, areas: [{id: "1.1.1", title: Kế hoạch, maximum: 1, score: 1}]}
)";

EarlierTable RowOf(const std::string& unit, const std::string& text) {
  EarlierTable row;
  history::v1::ImportedTable& about = *row.mutable_about();
  about.set_actor_unit("tu-nghia");
  about.set_year(2022);
  about.set_index("par");
  about.set_group(unit.empty() ? "xã, thị trấn" : "");
  about.set_unit(unit);
  about.set_document("187/QĐ-UBND");
  about.set_date("2023-01-05");
  about.set_issuer("UBND huyện Tư Nghĩa");
  about.set_set(unit.empty() ? "QĐ 673/QĐ-UBND" : "commune-sample-2023@1");
  about.set_rows(unit.empty() ? 2 : 1);
  about.set_file_name("cac-nam.yaml");
  about.set_sha256(std::string(64, 'a'));
  about.set_basis(unit.empty() ? "In như công báo" : "");
  about.set_differences(unit.empty() ? 1 : 0);
  about.set_version(1);
  about.set_account("cong-bo");
  about.set_imported_at(1'735'689'600'123'456);
  row.set_table_yaml(text);
  return row;
}

EarlierTable TakenBack(EarlierTable row) {
  history::v1::TableWithdrawal& withdrawn = *row.mutable_about()->mutable_withdrawn();
  withdrawn.set_reason("nhập nhầm bảng dự thảo");
  withdrawn.set_account("cong-bo");
  withdrawn.set_at(1'735'689'700'123'456);
  return row;
}

// The row's bytes, kept in tests/contract/golden.
std::string Golden(const std::string& name, const EarlierTable& row) {
  const std::string path = "tests/contract/golden/" + name;
  if (std::getenv("PAR_UPDATE_EARLIER") != nullptr) {
    std::ofstream(path, std::ios::binary) << EncodeRow(row);
  }
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(EarlierTableFormat, RowsAreReadAndWrittenByteForByte) {
  const struct {
    const char* name;
    EarlierTable row;
    std::string key;
  } kRows[] = {
      {"earlier-years-1.bin", RowOf("", kYearsText),
       "60"
       "74752d6e67686961"
       "0001"
       "0001"
       "00000000000007e6"
       "706172"
       "0001"
       "78c3a32c207468e1bb8b207472e1baa56e"
       "0001"},
      {"earlier-unit-1.bin", RowOf("la-ha", kUnitText),
       "60"
       "74752d6e67686961"
       "0001"
       "6c612d6861"
       "0001"
       "00000000000007e6"
       "706172"
       "0001"
       "0001"},
      {"earlier-withdrawn-1.bin", TakenBack(RowOf("la-ha", kUnitText)),
       "60"
       "74752d6e67686961"
       "0001"
       "6c612d6861"
       "0001"
       "00000000000007e6"
       "706172"
       "0001"
       "0001"},
  };
  for (const auto& one : kRows) {
    SCOPED_TRACE(one.name);
    const std::string golden = Golden(one.name, one.row);
    EarlierTable read;
    ASSERT_OK(DecodeRow(golden, read));
    EXPECT_EQ(read.SerializeAsString(), one.row.SerializeAsString());
    EXPECT_EQ(EncodeRow(read), golden);
    EXPECT_EQ(ToHex(EarlierKey(read.about())), one.key);
  }
}

TEST(EarlierTableFormat, TheTextsAreThoseThatAreKept) {
  domain::FindingList findings("years");
  const auto years = domain::ReadPublishedYears(kYearsText, findings);
  ASSERT_TRUE(years.has_value());
  EXPECT_EQ(domain::PublishedYearsText(*years), kYearsText);
  ASSERT_TRUE(ReadUnitTable(kUnitText, findings).has_value());
}

}  // namespace
}  // namespace par::services
