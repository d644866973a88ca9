// Goal: accounts are looked after over gRPC by whoever has the right for their unit, and by nobody
// else; everyone sees himself.
// Method: the small world of accounts, called with the tokens of its people.
#include "tests/unit/services/account_world.h"

namespace par::services {
namespace {

using par::testing::IsOk;
using par::testing::ReasonIs;

class AccountHandlerTest : public AccountWorld {};

TEST_F(AccountHandlerTest, OnlyTheUnitsAdministratorOrTheOneAboveAddsAccounts) {
  const struct {
    const char* why;
    const char* as;
    const char* unit;
    const char* reason;  // Empty: done.
  } rows[] = {
      {"the unit's own administrator", "quan-tri-huyen", "huyen", ""},
      {"the administrator of the unit directly above", "quan-tri-tinh", "huyen", ""},
      {"a unit that lives on another node", "quan-tri-tinh", "xa", "unit_not_hosted"},
      {"a clerk looks after no accounts", "chuyen-vien", "huyen", "not_permitted"},
      {"nobody reaches upwards", "quan-tri-huyen", "tinh", "not_permitted"},
      {"a unit that is not in the tree", "quan-tri-tinh", "xa-la", "not_permitted"},
      {"no unit given", "quan-tri-tinh", "", "not_permitted"},
      {"a token nobody was given", "nguoi-la", "huyen", "token_not_good"},
  };
  int number = 0;
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const std::string name = "moi-" + std::to_string(++number);
    const absl::Status added = Add(row.as, Person(name, row.unit, pb::ROLE_CLERK));
    EXPECT_EQ(domain::ReasonOf(added), row.reason) << added;
    EXPECT_EQ(Get("quan-tri-tinh", name).ok(), added.ok()) << "a refusal changes nothing";
  }
}

TEST_F(AccountHandlerTest, ADisabledAccountIsOutAtOnce) {
  EXPECT_THAT(Disable("chuyen-vien", "quan-tri-huyen"), ReasonIs("not_permitted"));
  EXPECT_THAT(Disable("quan-tri-huyen", "quan-tri-tinh"), ReasonIs("not_permitted"));
  EXPECT_THAT(Disable("quan-tri-huyen", std::string(5000, 'x')), ReasonIs("account_unknown"));
  ASSERT_THAT(WhoAmI("chuyen-vien"), IsOk());
  ASSERT_THAT(Disable("quan-tri-huyen", "chuyen-vien"), IsOk());
  EXPECT_THAT(WhoAmI("chuyen-vien"), ReasonIs("token_not_good"));
}

TEST_F(AccountHandlerTest, ListsWhatTheCallerLooksAfter) {
  using Names = std::vector<std::string>;
  ASSERT_OK_AND_ASSIGN(const Names all, List("quan-tri-tinh", ""));
  EXPECT_EQ(all, (Names{"chuyen-vien", "quan-tri-huyen", "quan-tri-tinh"}));
  ASSERT_OK_AND_ASSIGN(const Names own, List("quan-tri-huyen", ""));
  EXPECT_EQ(own, (Names{"chuyen-vien", "quan-tri-huyen"}));
  ASSERT_OK_AND_ASSIGN(const Names none, List("chuyen-vien", ""));
  EXPECT_EQ(none, Names{});
  EXPECT_THAT(List("quan-tri-huyen", "tinh"), ReasonIs("not_permitted"));
}

// The unit is assessed and assesses nobody; its clerk is of no use once his account is disabled.
TEST_F(AccountHandlerTest, TellsOfOneUnitWhichRolesNobodyHas) {
  const auto missing = [&](const std::string& unit, const std::string& after) {
    pb::ListAccountsRequest request;
    request.set_unit(unit);
    request.set_page_size(1);
    request.set_page_token(after);
    pb::ListAccountsResponse response;
    const grpc::Status status = stub_->ListAccounts(As("quan-tri-tinh").get(), request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return std::vector<int>(response.missing().begin(), response.missing().end());
  };
  EXPECT_EQ(missing("huyen", ""), std::vector<int>{pb::ROLE_LEADER}) << "the page holds one of two";
  EXPECT_EQ(missing("huyen", "chuyen-vien"), std::vector<int>()) << "told on the first page";
  EXPECT_EQ(missing("", ""), std::vector<int>()) << "of every unit together there is no telling";
  ASSERT_THAT(Disable("quan-tri-huyen", "chuyen-vien"), IsOk());
  EXPECT_EQ(missing("huyen", ""), (std::vector<int>{pb::ROLE_CLERK, pb::ROLE_LEADER}));
}

TEST_F(AccountHandlerTest, EveryoneSeesHimselfWithHisUnitsName) {
  ASSERT_OK_AND_ASSIGN(const pb::WhoAmIResponse me, WhoAmI("chuyen-vien"));
  EXPECT_EQ(me.account().name(), "chuyen-vien");
  ASSERT_EQ(me.account().roles_size(), 1);
  EXPECT_EQ(me.account().roles(0), pb::ROLE_CLERK);
  EXPECT_EQ(me.unit_name(), "Huyện Nhỏ");
  ASSERT_OK_AND_ASSIGN(const pb::GetAccountResponse own, Get("chuyen-vien", "chuyen-vien"));
  EXPECT_EQ(own.tokens_size(), 1);
  EXPECT_THAT(Get("chuyen-vien", "quan-tri-huyen"), ReasonIs("not_permitted"));
}

}  // namespace
}  // namespace par::services
