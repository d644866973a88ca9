// Goal: the file of first accounts is read as its page says, every fault at its place.
// Method: the example of the page; spoilt files.
#include "common/identity/bootstrap_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/unit/identity/accounts_fixture.h"

namespace par::identity {
namespace {

// The one YAML example of the format's page.
std::string Example() {
  std::ifstream file("docs/formats/accounts.md");
  std::ostringstream page;
  page << file.rdbuf();
  const std::string text = page.str();
  const std::size_t from = text.find("```yaml\n") + 8;
  return text.substr(from, text.find("```", from) - from);
}

std::vector<std::string> Texts(const BootstrapFile& file) {
  std::vector<std::string> texts;
  for (const auto& finding : file.findings) {
    texts.push_back(TextOf(finding, domain::Language::kEnglish));
  }
  return texts;
}

class BootstrapFileTest : public AccountsFixture {};

TEST_F(BootstrapFileTest, TheExampleMakesItsAccounts) {
  const BootstrapFile file = ReadBootstrapFile(Example(), "f");
  ASSERT_EQ(Texts(file), std::vector<std::string>());
  ASSERT_OK(Run(Kind::kBootstrap, "", *file.request));
  // The hash in the example is that of "test".
  EXPECT_OK(VerifyToken(store_, "test", kNow));
  ASSERT_OK_AND_ASSIGN(const auto reviewer, FindAccount(store_, domain::AccountId("tham-dinh")));
  ASSERT_TRUE(reviewer.has_value());
  EXPECT_EQ(reviewer->areas, (std::vector<std::string>{"3", "7"}));
  EXPECT_EQ(reviewer->full_name, "Trần Văn Minh");
  EXPECT_EQ(reviewer->position, "Chuyên viên Phòng Nội vụ");
}

TEST_F(BootstrapFileTest, TheSameFileIsTheSameCommand) {
  EXPECT_EQ(ReadBootstrapFile(Example(), "f").request->request_id(),
            ReadBootstrapFile(Example(), "g").request->request_id());
  EXPECT_NE(ReadBootstrapFile(Example(), "f").request->request_id(),
            ReadBootstrapFile(Example() + "#", "f").request->request_id());
  EXPECT_EQ(ReadBootstrapFile(Example(), "f").request->request_id().size(), 16u);
}

TEST_F(BootstrapFileTest, NamesComeInComposed) {
  std::string apart = Example();
  const std::string name = "Trần Văn Minh";
  apart.replace(apart.find(name), name.size(), "Tra\u0302\u0300n Va\u0306n Minh");
  const BootstrapFile file = ReadBootstrapFile(apart, "f");
  ASSERT_EQ(Texts(file), std::vector<std::string>());
  const BootstrapFile composed = ReadBootstrapFile(Example(), "f");
  EXPECT_NE(file.request->request_id(), composed.request->request_id())
      << "the command is named by the file as it lies there";
  account::v1::BootstrapRequest request = *file.request;
  request.set_request_id(composed.request->request_id());
  EXPECT_EQ(request.SerializeAsString(), composed.request->SerializeAsString());
}

TEST_F(BootstrapFileTest, EveryFaultIsNamedWithItsPlace) {
  const BootstrapFile file = ReadBootstrapFile(
      "format: parnet/accounts/1\n"
      "accounts:\n"
      "  - {account: a, full_name: A, unit: u, roles: [boss], token_sha256: abc}\n"
      "  - {account: a, unit: u, roles: [clerk], token: secret}\n",
      "f");
  EXPECT_FALSE(file.request.has_value());
  const std::vector<std::string> texts = Texts(file);
  ASSERT_EQ(texts.size(), 4u);
  EXPECT_EQ(texts[0], "f:3:5: accounts[0].token_sha256: a SHA-256 is 64 hexadecimal digits");
  EXPECT_EQ(texts[1],
            "f:3:49: accounts[0].roles: there is no role \"boss\"; there are clerk, leader, "
            "reviewer, council, publisher, administrator");
  for (const std::string& text : texts) {
    EXPECT_EQ(text.find("secret"), std::string::npos) << "what may be a secret is not repeated";
  }
}

}  // namespace
}  // namespace par::identity
