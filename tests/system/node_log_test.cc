// Goal: a node's log tells its start, its lines coming and going, who was turned away, and its
// stop, in lines that a program can read, and never a token or a password. Method: the real
// programs, a province and a commune; the commune is killed, comes again and is stopped; somebody
// guesses a password; what their standard error holds is read line by line.
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "par/account/v1/account.grpc.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/system/office.h"

namespace par::testing {
namespace {

constexpr char kLogAbove[] = "nut-tinh";
constexpr char kLogBelow[] = "nut-xa-0";
constexpr char kGuessed[] = "doan-mo-mat-khau-2026";

class NodeLog : public ::testing::Test {
 protected:
  // The log holds a line with this behind "level=".
  bool Says(const std::string& node, const std::string& what) {
    return country_.LogOf(node).find(" level=" + what) != std::string::npos;
  }
  void ExpectSays(const std::string& node, const std::string& what) {
    EXPECT_TRUE(Eventually([&] { return Says(node, what); })) << what << " is not in\n"
                                                              << country_.LogOf(node);
  }
  void GuessPassword() {
    account::v1::SignInRequest request;
    request.set_request_id(rpc::NewRequestId());
    request.set_account("xa-0.leader");
    request.set_password(kGuessed);
    EXPECT_FALSE(
        country_.Ask(kLogBelow, "xa-0.leader", &account::v1::AccountService::Stub::SignIn, request)
            .ok());
  }

  Country country_{{{.id = kLogAbove, .level = config::NodeLevel::kProvince, .units = {"tinh"}},
                    {.id = kLogBelow, .units = {"xa-0"}, .upper = kLogAbove}}};
  Office office_{country_};
};

TEST_F(NodeLog, TellsWhatBecomesOfANodeAndNoSecret) {
  const std::string up = "info event=line_up direction=";
  const std::string to_above = "up peer=nut-tinh";
  const std::string to_below = "down peer=nut-xa-0";
  country_.Start(kLogAbove);
  ASSERT_OK(office_.OpenProvince(kLogAbove, 1, {}));
  country_.Start(kLogBelow);
  ExpectSays(kLogBelow, "info event=node_started program=commune-node version=");
  ExpectSays(kLogBelow, up + to_above);
  ExpectSays(kLogAbove, up + to_below);
  GuessPassword();
  ExpectSays(kLogBelow, "warning event=sign_ins_refused count=1");
  ASSERT_TRUE(country_.Kill(kLogBelow));
  ExpectSays(kLogAbove, "info event=line_down direction=" + to_below);
  ASSERT_EQ(country_.Stop(kLogAbove), 0);
  ExpectSays(kLogAbove, "info event=node_stopped");
  country_.Start(kLogBelow);
  ExpectSays(kLogBelow, "warning event=line_refused direction=" + to_above + " reason=");
  ASSERT_EQ(country_.Stop(kLogBelow), 0);
  ExpectSays(kLogBelow, "info event=node_stopped");

  const std::regex form(
      R"(time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z level=(info|warning|error) event=[a-z_]+( [a-z_]+=("([^"\\]|\\.)*"|[^" =]+))*)");
  for (const std::string node : {kLogAbove, kLogBelow}) {
    const std::string said = country_.LogOf(node);
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);) {
      if (line.find("-node " + node + ": ") != std::string::npos) continue;  // Standard output.
      EXPECT_TRUE(std::regex_match(line, form)) << line;
    }
    for (const std::string secret : {"token-", kGuessed, "xa-0.leader"}) {
      EXPECT_EQ(said.find(secret), std::string::npos) << secret << " in\n" << said;
    }
  }
}

}  // namespace
}  // namespace par::testing
