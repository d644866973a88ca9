// Goal: a remediation plan goes into a workbook and comes back with every value as it was, for
// every plan there is; what is wrong in a cell is named by its sheet and cell. Method: the plans
// under criteria/plans and the fuzzer's, read again from the workbook and reviewed; then one cell
// changed in each row of a table.
#include "common/spreadsheet/plan_workbook.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/domain/criteria_yaml.h"
#include "common/domain/remediation.h"
#include "common/domain/yaml_writer.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::spreadsheet {
namespace {

using par::testing::ReadText;

std::string PlanBytes(const Book& book) {
  const par::testing::TempDir dir;
  const std::string path = (dir / "a.xlsx").string();
  EXPECT_OK(WriteBook(book, path));
  return ReadText(path);
}

domain::YamlFile PlanTree(const std::string& bytes) {
  domain::FindingList findings("plan");
  auto tree = ReadPlanTree(bytes, findings);
  for (const domain::Finding& finding : findings.findings()) {
    ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
  }
  return std::move(tree).value_or(domain::YamlFile());
}

// Everything that is written comes back: the second workbook is the first.
TEST(PlanWorkbook, EveryPlanComesBackAsItWas) {
  struct Row {
    const char* plan;
    const char* set;
  };
  const Row rows[] = {
      {"criteria/plans/duc-co-2021.yaml", nullptr},
      {"criteria/plans/phu-linh-2024.yaml", nullptr},
      {"criteria/plans/quang-dien-2024.yaml", "criteria/hue-district-2023.yaml"},
      {"criteria/plans/quang-tri-2024.yaml", "criteria/province-2023.yaml"},
      {"tests/fuzz/corpus/plan/with-set.yaml", "criteria/commune-sample-2023.yaml"}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.plan);
    std::optional<domain::CriteriaSet> set;
    if (row.set != nullptr) set = domain::ReadCriteriaSet(ReadText(row.set), row.set).set;
    const domain::CriteriaSet* const of = set.has_value() ? &*set : nullptr;
    const domain::YamlFile written = PlanTree(ReadText(row.plan));
    const std::string bytes = PlanBytes(PlanBook(written.root).value());
    const domain::YamlFile back = PlanTree(bytes);
    domain::FindingList findings("plan");
    const auto first = domain::ReadRemediationPlan(written.root, of, findings);
    const auto second = domain::ReadRemediationPlan(back.root, of, findings);
    for (const domain::Finding& finding : findings.findings()) {
      ADD_FAILURE() << domain::TextOf(finding, domain::Language::kEnglish);
    }
    ASSERT_TRUE(first.has_value() && second.has_value());
    EXPECT_EQ(first->tasks.size(), second->tasks.size());
    EXPECT_EQ(first->targets.size(), second->targets.size());
    EXPECT_EQ(first->stated.size(), second->stated.size());
    EXPECT_EQ(PlanBytes(PlanBook(back.root).value()), bytes);
    const auto said = [](const domain::RemediationPlan& plan) {
      std::string text;
      for (const auto& remark : domain::RemarksOnText(plan)) {
        text += domain::TextOf(remark, domain::Language::kVietnamese) + "\n";
      }
      return text;
    };
    EXPECT_EQ(said(*first), said(*second));
  }
}

TEST(PlanWorkbook, AnEntryThatWouldComeBackAsTwoIsRefused) {
  const std::string plan = ReadText("criteria/plans/phu-linh-2024.yaml");
  const std::string office = "{id: tram-y-te, name: Trạm y tế xã";
  ASSERT_NE(plan.find(office), std::string::npos);
  const struct {
    const char* why;
    const char* more;
    bool fits;
  } rows[] = {
      {"two duties", ", duties: [\"Phổ biến pháp luật, rà soát\", \"Kiểm tra\"]", true},
      {"a semicolon", ", duties: [\"Phổ biến pháp luật; rà soát\", \"Kiểm tra\"]", false},
      {"a line feed", ", duties: [\"Phổ biến pháp luật\\nrà soát\"]", false},
      {"another name with a semicolon", ", also: [\"Trạm xá; trạm y tế\"]", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    std::string text = plan;
    text.insert(text.find(office) + office.size(), row.more);
    const auto book = PlanBook(PlanTree(text).root);
    if (row.fits) {
      EXPECT_OK(book);
    } else {
      EXPECT_THAT(book, par::testing::ReasonIs("sheet_list_unfit"));
    }
  }
}

TEST(PlanWorkbook, WhatIsWrongIsNamedByItsCell) {
  const domain::YamlFile tree = PlanTree(ReadText("criteria/plans/duc-co-2021.yaml"));
  const Book good = PlanBook(tree.root).value();
  struct Row {
    std::string_view why;
    std::function<void(Book&)> spoil;
    std::string_view want;
  };
  // Sheets: the plan, indexes, areas, offices, bases, targets, stated, sums, tasks.
  const Row rows[] = {
      {"a base that is not listed", [](Book& b) { b.sheets[5].rows[83].at(7).text = "sipas-9"; },
       "a.xlsx: Chỉ tiêu!H85"},
      {"an aim that nobody knows", [](Book& b) { b.sheets[5].rows[0].at(4).text = "gần như"; },
       "a.xlsx: Chỉ tiêu!E2"},
      {"no number", [](Book& b) { b.sheets[5].rows[0].at(5).text = "nhiều"; },
       "a.xlsx: Chỉ tiêu!F2"},
      {"no such day", [](Book& b) { b.sheets[8].rows[1].at(9).text = "31/2/2021"; },
       "a.xlsx: Nhiệm vụ!J3"},
      {"an office that is not listed", [](Book& b) { b.sheets[8].rows[2].at(7).text = "so-ta"; },
       "a.xlsx: Nhiệm vụ!"},
      {"one id for two", [](Book& b) { b.sheets[8].rows[2].at(0).text = "1.1"; },
       "a.xlsx: Nhiệm vụ!A4"},
      {"a target that is not listed", [](Book& b) { b.sheets[8].rows[0].at(3).text = "IX.1"; },
       "a.xlsx: Nhiệm vụ!D2"},
      {"no such year", [](Book& b) { b.sheets[0].rows[3].at(1).text = "hai nghìn"; },
       "a.xlsx: Kế hoạch!B5"},
      {"a sheet is missing", [](Book& b) { b.sheets.pop_back(); }, "a.xlsx: "},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    Book book = good;
    row.spoil(book);
    domain::FindingList findings("a.xlsx");
    const auto read = ReadPlanTree(PlanBytes(book), findings);
    if (read.has_value()) {
      EXPECT_FALSE(domain::ReadRemediationPlan(read->root, nullptr, findings).has_value());
    }
    ASSERT_FALSE(findings.empty());
    const std::string text =
        domain::TextOf(findings.findings().front(), domain::Language::kVietnamese);
    EXPECT_TRUE(text.starts_with(row.want)) << text;
  }
}

}  // namespace
}  // namespace par::spreadsheet
