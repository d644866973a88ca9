// Goal: open data is enough to add everything up and to rank it again, says what every column is,
// is the same bytes each time, and no text in it becomes a formula.
// Method: the real decision of Tư Nghĩa is computed again from its CSV files alone; a small
// decision with every odd thing is compared with the files kept in
// tests/contract/golden/open-data-1 (PAR_UPDATE_OPEN_DATA=1 writes them anew: a changed format is a
// new version).
#include "common/domain/open_data_files.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "common/domain/criteria_yaml.h"
#include "common/domain/csv.h"
#include "common/domain/rational.h"
#include "tests/support/read_text.h"
#include "tests/support/real_decision.h"

namespace par::domain {
namespace {

using Record = std::map<std::string, std::string>;

constexpr char kGolden[] = "tests/contract/golden/open-data-1/";
constexpr char kRealSet[] = "criteria/commune-sample-2023.yaml";

constexpr char kSmallSet[] = R"(format: parnet/criteria-set/1
id: small-2023
version: 2
title: Bộ chỉ số nhỏ
level: commune
year: 2023
basis:
  - {number: 1/QĐ-UBND, date: 2023-01-01, issuer: UBND tỉnh, subject: "Ban hành, thay thế"}
effective: {from: 2023-01-01, to: 2023-12-31}
maximum: 2
ranking: {ties: gap, tie_break: ["1.2"]}
areas:
  - id: "1"
    title: Cải cách thủ tục hành chính
    maximum: 2
    criteria:
      - {id: "1.1", title: "+ Sáng kiến", maximum: 1, rule: {judged: any}}
      - {id: "1.2", title: "Hỏi \"đáp\"", maximum: 1, rule: {judged: any}}
)";

domain::CriteriaSet SetFrom(const std::string& yaml) {
  domain::CriteriaSetFile file = domain::ReadCriteriaSet(yaml, "set.yaml");
  for (const domain::Finding& finding : file.findings) {
    ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
  }
  return file.set.value_or(domain::CriteriaSet());
}

// A unit with a dangerous name, one that did not submit, a penalty, and a former decision.
std::vector<domain::OpenTable> SmallTables() {
  const auto points = [](std::int64_t e4) { return Points::FromE4(e4); };
  domain::Decision decision;
  decision.number = domain::DecisionId("8/QĐ-UBND");
  decision.date = *domain::Date::Of(2023, 12, 28);
  decision.issuer = domain::UnitId("huyen");
  decision.cycle = domain::CycleId("xa-2023");
  decision.year = 2023;
  decision.set_id = "small-2023";
  decision.set_version = 2;
  decision.set_hash = Sha256::Of(kSmallSet);
  decision.classes = {{"good", "Tốt", *domain::Decimal::Of(80, 0)}};
  domain::DecisionLine line;
  line.unit = domain::UnitId("xa-a");
  line.name = "=HYPERLINK(\"http://x\",\"Xã A\")";
  line.group = "xã, thị trấn";
  line.areas = {
      {.id = "1",
       .title = "Cải cách thủ tục hành chính",
       .maximum = points(2'0000),
       .counted = points(1'0000),
       .total = points(9'050),
       .leaves = {{"1.1", domain::Mark::Scored(points(9'050)), points(1'0000), points(1'0000)},
                  {"1.2", {domain::MarkState::kNotApplicable, {}}, points(1'0000), {}}}},
      {.id = "p",
       .title = "-0,1 điểm trừ",
       .source = domain::Source::kPenalty,
       .maximum = {},
       .counted = {},
       .total = points(1'000),
       .leaves = {}}};
  line.total = points(8'050);
  line.effective_maximum = points(1'0000);
  line.converted = points(80'5000);
  line.rank = 1;
  line.class_id = "good";
  domain::DecisionLine absent;
  absent.unit = domain::UnitId("xa-b");
  absent.name = "Xã B";
  absent.group = line.group;
  absent.submitted = false;
  decision.lines = {line, absent};
  decision.supersedes = domain::DecisionId("7/QĐ-UBND");
  decision.superseded_hash = Sha256::Of("7");
  decision.changes = {{line.unit, "leaf 1.1", "0.9", "0.905"}};
  return domain::OpenTablesOf(decision, SetFrom(kSmallSet),
                              {.superseded_by = "9/QĐ-UBND",
                               .signed_at = 1'703'750'400'000'000,
                               .node = "nut-huyen",
                               .key = "0a0b",
                               .signature = "0c0d",
                               .certificate = "0e0f"});
}

TEST(OpenData, TheFilesAreTheGoldenOnes) {
  const auto files = OpenDataFiles(SmallTables(), CsvStart::kPlain, {{"decision.bin", "chữ ký\n"}});
  std::set<std::string> names;
  for (const NamedFile& file : files) {
    SCOPED_TRACE(file.name);
    EXPECT_TRUE(names.insert(file.name).second);
    if (std::getenv("PAR_UPDATE_OPEN_DATA") != nullptr) {
      std::ofstream(kGolden + file.name, std::ios::binary) << file.bytes;
    }
    EXPECT_EQ(file.bytes, testing::ReadText(kGolden + file.name));
  }
  EXPECT_EQ(files.back().name, "SHA256SUMS");
  EXPECT_EQ(names.size(), 9u + 6u);
}

TEST(OpenData, EveryColumnIsInTheDictionaryInBothLanguages) {
  const auto tables = SmallTables();
  std::size_t columns = 0;
  for (const domain::OpenTable& table : tables) columns += table.columns.size();
  const domain::OpenTable dictionary = domain::DictionaryOf(tables);
  EXPECT_EQ(dictionary.rows.size(), columns);
  for (const auto& row : dictionary.rows) {
    EXPECT_FALSE(row[2].empty() || row[3].empty() || row[4].empty()) << row[0] << "." << row[1];
  }
}

std::string BytesOf(const std::vector<NamedFile>& files, const std::string& name) {
  for (const NamedFile& file : files) {
    if (file.name == name) return file.bytes;
  }
  ADD_FAILURE() << name;
  return "";
}

std::vector<Record> Records(const std::vector<NamedFile>& files, const std::string& table) {
  domain::FindingList findings(table);
  const auto lines = domain::ReadCsv(BytesOf(files, table + ".csv"), findings);
  EXPECT_TRUE(findings.empty());
  std::vector<Record> records;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    Record& record = records.emplace_back();
    for (std::size_t k = 0; k < lines[i].size(); ++k) {
      std::string text = lines[i][k].text;
      if (text.starts_with('\'')) text.erase(0, 1);
      record[lines[0][k].text] = std::move(text);
    }
  }
  return records;
}

TEST(OpenData, NoTextOfACsvBecomesAFormulaAndNoneOfJsonIsChanged) {
  const auto files = OpenDataFiles(SmallTables(), CsvStart::kByteOrderMark, {});
  const std::string units = BytesOf(files, "units.csv");
  EXPECT_TRUE(units.starts_with("\xef\xbb\xbfunit,")) << units;
  EXPECT_NE(units.find("\"'=HYPERLINK(\"\"http://x\"\",\"\"Xã A\"\")\""), std::string::npos)
      << units;
  EXPECT_NE(BytesOf(files, "criteria.csv").find("'+ Sáng kiến"), std::string::npos);
  EXPECT_NE(BytesOf(files, "areas.csv").find("'-0,1 điểm trừ"), std::string::npos);
  domain::OpenTable ids{.name = "ids", .vietnamese = "", .english = ""};
  ids.columns = {{"id", domain::OpenType::kId, "", "", "", "", ""},
                 {"points", domain::OpenType::kDecimal, "", "", "", "", ""}};
  ids.rows = {{"-a1", "-0.5000"}};
  EXPECT_EQ(BytesOf(OpenDataFiles({ids}, CsvStart::kPlain, {}), "ids.csv"),
            "id,points\r\n'-a1,-0.5000\r\n")
      << "a number stays one";
  EXPECT_EQ(Records(files, "units")[0]["name"], "=HYPERLINK(\"http://x\",\"Xã A\")");
  const std::string json = BytesOf(files, "open-data.json");
  EXPECT_NE(json.find("\"name\": \"=HYPERLINK(\\\"http://x\\\",\\\"Xã A\\\")\""),
            std::string::npos);
  EXPECT_NE(json.find("\"total\": \"0.8050\""), std::string::npos) << "decimals are texts";
  EXPECT_NE(json.find("\"rank\": 1,"), std::string::npos);
  EXPECT_NE(json.find("\"in_force\": false"), std::string::npos);
  EXPECT_NE(json.find("\"superseded_by\": \"9/QĐ-UBND\""), std::string::npos);
}

std::int64_t E4(const std::string& text) {
  const auto points = domain::ParsePoints(text, "test");
  EXPECT_TRUE(points.ok()) << text;
  return points.ok() ? points->e4() : 0;
}

// Everything about results, from the files and nothing else.
class Recount {
 public:
  explicit Recount(const std::vector<NamedFile>& files)
      : decision_(Records(files, "decision").at(0)), results_(Records(files, "results")) {
    for (const Record& node : Records(files, "criteria")) {
      parent_[node.at("criterion")] = node.at("parent");
    }
    for (const Record& leaf : Records(files, "scores")) {
      area_[leaf.at("unit")][leaf.at("area")] += E4(leaf.at("score"));
      for (std::string node = leaf.at("criterion"); !node.empty(); node = parent_[node]) {
        node_[leaf.at("unit")][node] += E4(leaf.at("score"));
      }
    }
    for (const Record& area : Records(files, "areas")) {
      const std::string& unit = area.at("unit");
      EXPECT_EQ(E4(area.at("total")), area_[unit][area.at("area")]) << unit;
      const bool penalty = area.at("source") == "penalty";
      total_[unit] += penalty ? -E4(area.at("total")) : E4(area.at("total"));
      if (!penalty && area.at("source") != "bonus") maximum_[unit] += E4(area.at("counted"));
    }
  }

  const std::vector<Record>& results() const { return results_; }
  const Record& decision() const { return decision_; }
  std::int64_t Total(const Record& unit) { return total_[unit.at("unit")]; }
  std::int64_t Maximum(const Record& unit) { return maximum_[unit.at("unit")]; }
  Rational Percent(const Record& unit) {
    return Rational::FromFraction(Total(unit) * 100, Maximum(unit));
  }
  int Rank(const Record& unit) {
    int rank = 1;
    for (const Record& other : results_) {
      const bool in_it = other.at("group") == unit.at("group") && !other.at("rank").empty();
      if (in_it && IsBetter(other, unit)) ++rank;
    }
    return rank;
  }
  std::string Class(const std::vector<Record>& classes, const Record& unit) {
    for (const Record& one : classes) {
      const auto from = domain::ParseDecimal(one.at("from"), "from");
      if (Percent(unit).Rounded(2) >= Rational::FromDecimal(*from)) return one.at("class");
    }
    return "";
  }

 private:
  bool IsBetter(const Record& a, const Record& b) {
    const bool by_percent = decision_.at("rank_by") == "converted";
    const Rational mine = by_percent ? Percent(a) : Rational::FromInt(Total(a));
    const Rational theirs = by_percent ? Percent(b) : Rational::FromInt(Total(b));
    if (mine != theirs) return mine > theirs;
    std::string chain = decision_.at("tie_break");
    while (!chain.empty()) {
      const std::string node = chain.substr(0, chain.find("; "));
      chain.erase(0, std::min(chain.size(), node.size() + 2));
      const std::int64_t x = node_[a.at("unit")][node];
      const std::int64_t y = node_[b.at("unit")][node];
      if (x != y) return x > y;
    }
    return false;
  }

  Record decision_;
  std::vector<Record> results_;
  std::map<std::string, std::string> parent_;
  std::map<std::string, std::map<std::string, std::int64_t>> area_, node_;
  std::map<std::string, std::int64_t> total_, maximum_;
};

TEST(OpenData, TotalsRanksAndClassesComeOutOfTheCsvFilesAlone) {
  const domain::Decision decision = testing::RealDecision();
  const auto files =
      OpenDataFiles(domain::OpenTablesOf(decision, SetFrom(testing::ReadText(kRealSet)), {}),
                    CsvStart::kPlain, {});
  Recount recount(files);
  EXPECT_EQ(recount.decision().at("set_sha256"), Sha256::Of(testing::ReadText(kRealSet)).Hex());
  EXPECT_EQ(recount.decision().at("ties"), "gap");
  const std::vector<Record> classes = Records(files, "classes");
  ASSERT_EQ(recount.results().size(), 14u);
  int shared = 0;
  for (const Record& unit : recount.results()) {
    SCOPED_TRACE(unit.at("unit"));
    EXPECT_EQ(E4(unit.at("total")), recount.Total(unit));
    EXPECT_EQ(E4(unit.at("effective_maximum")), recount.Maximum(unit));
    EXPECT_EQ(unit.at("published"),
              Points::FromE4(recount.Total(unit)).Format(2, domain::NumberStyle::kPlain));
    EXPECT_EQ(E4(unit.at("converted")), Points::FromRational(recount.Percent(unit), 2)->e4());
    EXPECT_EQ(unit.at("rank"), std::to_string(recount.Rank(unit)));
    EXPECT_EQ(unit.at("class"), recount.Class(classes, unit));
    shared += unit.at("rank") == "5";
  }
  EXPECT_EQ(shared, 2) << "Nghĩa Phương and Nghĩa Thuận";
}

}  // namespace
}  // namespace par::domain
