// Goal: imported tables of earlier years are listed in pages, taken back by who may import, and
// known where a unit claims far more than it ever had. Method: as district_earlier_test.cc.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/district-node/earlier_case.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReasonIs;

TEST_F(DistrictEarlier, AWronglyImportedTableIsTakenBackByWhoMayImport) {
  node.ReviewToTheEnd();
  ASSERT_OK(Import(Importing(kYears)));
  ASSERT_OK(Import(OfUnit(kUnitTable)));
  domain::Decision past = draft.decision;
  node.KeepAsPast(past, 2021);
  const auto changed = [](WithdrawTableRequest request, auto change) {
    change(request);
    return request;
  };
  const WithdrawTableRequest ranks = Withdrawing("commune", "");
  const struct {
    const char* why;
    WithdrawTableRequest request;
    ledger::Actor actor;
    const char* reason;
  } kRows[] = {
      {"not the publisher", ranks, node.council, "not_permitted"},
      {"of the unit above", ranks, {"quang-ngai", "tren", "publisher"}, "not_permitted"},
      {"without a reason", changed(ranks, [](auto& one) { one.clear_reason(); }), node.publisher,
       "text_empty"},
      {"another group", Withdrawing("xã", ""), node.publisher, "years_table_unknown"},
      {"another unit's table", Withdrawing("", "song-ve"), node.publisher, "years_table_unknown"},
      {"what another unit imported",
       changed(ranks, [](auto& one) { one.set_actor_unit("la-ha"); }),
       {"la-ha", "xa", "publisher"},
       "years_table_unknown"},
      {"a decision of the house is no imported table",
       changed(ranks, [](auto& one) { one.set_year(2021); }), node.publisher,
       "years_table_unknown"},
      {"an import that was not looked at", changed(ranks, [](auto& one) { one.set_version(2); }),
       node.publisher, "years_table_other_import"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.why);
    EXPECT_THAT(Withdraw(row.request, row.actor), ReasonIs(row.reason));
  }
  EXPECT_TRUE(Earlier().starts_with("2022 15/TB-UBND imported")) << Earlier();
  ASSERT_OK(Withdraw(Withdrawing("", "la-ha"), node.publisher));
  EXPECT_TRUE(Earlier().starts_with("2021 ")) << Earlier();
  ASSERT_OK(Withdraw(ranks, node.publisher));
  EXPECT_THAT(Withdraw(ranks, node.publisher), ReasonIs("years_table_withdrawn"));
  for (const std::string& place : Places()) {
    EXPECT_EQ(place.find("imported"), std::string::npos) << place;
  }
  EXPECT_TRUE(Past().starts_with("2021 ")) << Past();

  // It is told who took it back and why; what is imported anew counts on, and counts.
  ASSERT_OK_AND_ASSIGN(const auto list, services::ListEarlier(node.store, {}));
  ASSERT_EQ(list.tables_size(), 2);
  EXPECT_EQ(list.tables(0).withdrawn().reason(), "nhập nhầm bảng dự thảo");
  EXPECT_EQ(list.tables(0).withdrawn().account(), "cong-bo");
  EXPECT_EQ(list.tables(0).version(), 1u);
  ASSERT_OK(Import(Importing(kYears)));
  EXPECT_THAT(Withdraw(ranks, node.publisher), ReasonIs("years_table_other_import"));
  EXPECT_TRUE(Past().starts_with("2022 187/QĐ-UBND imported 605000")) << Past();
  EXPECT_FALSE(services::ListEarlier(node.store, {})->tables(0).has_withdrawn());
  EXPECT_EQ(services::ListEarlier(node.store, {})->tables(0).version(), 2u);
  EXPECT_EQ(node.parts.box.List(node.store)->decisions_size(), 1);
  node.ExpectRebuilds();
}

TEST_F(DistrictEarlier, TablesAreListedInPages) {
  ASSERT_OK(Import(Importing(kYears)));
  ASSERT_OK(Import(OfUnit(kUnitTable)));
  ASSERT_OK(Import(Importing(Replaced(kYears, "2022", "2021"))));
  std::vector<std::string> tables;
  history::v1::ListTablesRequest request;
  request.set_page_size(1);
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, services::ListEarlier(node.store, request));
    ASSERT_EQ(page.tables_size(), 1);
    tables.push_back(std::to_string(page.tables(0).year()) + page.tables(0).unit());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(tables, (std::vector<std::string>{"2021", "2022", "2022la-ha"}));
  request.set_page_token("trang-2");
  EXPECT_THAT(services::ListEarlier(node.store, request).status(),
              ReasonIs("message_field_invalid"));
}

TEST_F(DistrictEarlier, WhoClaimsFarMoreThanBeforeIsKnownFromImportedYearsToo) {
  node.ReviewToTheEnd();
  EXPECT_EQ(Past(), "nothing");
  // Points without what they are of say nothing of the whole.
  ASSERT_OK(Import(OfUnit(kUnitTable)));
  EXPECT_EQ(Past(), "nothing");
  ASSERT_OK(Import(OfUnit(
      Replaced(kUnitTable, "{total: 3.5}", "{total: 3.5, effective_maximum: 70, converted: 5}"))));
  EXPECT_EQ(Past(), "2022 15/TB-UBND imported 50000 far");
  ASSERT_OK(Import(Importing(kYears)));
  EXPECT_TRUE(Past().starts_with("2022 187/QĐ-UBND imported 605000"))
      << "of one year a table of ranks goes before the unit's own: " << Past();
  domain::Decision past = draft.decision;
  past.lines[0].converted = domain::Points::FromE4(990'000);
  node.KeepAsPast(past, 2021);
  EXPECT_TRUE(Past().starts_with("2022 ")) << "the newer year: " << Past();
  past.number = domain::DecisionId("2/QĐ-UBND");
  node.KeepAsPast(past, 2022);
  EXPECT_EQ(Past(), "2022 2/QĐ-UBND 990000") << "a decision goes before a table of its year";
}

}  // namespace
}  // namespace par::district::testing
