// Goal: certificates that end soon, have ended or do not fit are named, and a node takes up new
// keys of other nodes without a restart, but never a broken file. Method: files made by a real
// authority at chosen times; the file of keys rewritten under a ring.
#include "common/node/key_files.h"

#include <gtest/gtest.h>

#include "common/base/random.h"
#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"
#include "common/node/live_keys.h"
#include "common/oidc/provider.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::node {
namespace {

using identity::Secrecy;
using identity::SigningKey;
using identity::WriteFileDurably;
using par::testing::ReasonIs;

constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1'000'000;

class KeyFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(const auto authority,
                         identity::Authority::Create(folder_.path(), "test", now_));
    const identity::KeyAndRequest made = identity::MakeKeyAndRequest();
    const identity::Validity validity{.from_micros = now_, .days = 90};
    ASSERT_OK_AND_ASSIGN(const auto node,
                         authority->IssueNode(made.request_pem, {"nut", {}, {}}, validity));
    ASSERT_OK(identity::WriteNodeFiles(folder_.path(), made.key_pem, node.pem,
                                       authority->certificate_pem()));
    ASSERT_OK_AND_ASSIGN(const auto key,
                         SigningKey::OpenOrMake(folder_ / "signing.key", SystemRandom()));
    signing_key_ = key->public_key();
    ASSERT_OK_AND_ASSIGN(const auto signer,
                         authority->IssueSigner(key->Request(), {"nut", {"huyen"}}, validity));
    ASSERT_OK(WriteFileDurably(folder_ / "signing.crt", signer.pem, Secrecy::kPublic));
    config_ = config::DefaultConfig();
    config_.node_id = "nut";
    config_.units = {"huyen"};
    config_.certificates = {.authority = folder_ / "ca.crt",
                            .certificate = folder_ / "node.crt",
                            .key = folder_ / "node.key"};
    config_.signing_key = folder_ / "signing.key";
    config_.signing_certificate = folder_ / "signing.crt";
  }
  // Of the three: the authority's, the node's, the signing key's.
  std::vector<std::string> ProblemsAfter(int days) {
    std::vector<std::string> reasons;
    for (const KeyFile& file : KeyFiles(config_, signing_key_, now_ + days * kDay)) {
      reasons.push_back(domain::ReasonOf(file.problem));
      EXPECT_NE(file.not_after, 0) << file.setting;
    }
    return reasons;
  }
  par::testing::TempDir folder_;
  const std::int64_t now_ = par::testing::ManualClock().WallMicros();
  config::Config config_;
  std::string signing_key_;
};

TEST_F(KeyFilesTest, SaysWhatEndsSoonAndWhatHasEnded) {
  using Reasons = std::vector<std::string>;
  EXPECT_EQ(ProblemsAfter(0), (Reasons{"", "", ""}));
  EXPECT_EQ(ProblemsAfter(60), (Reasons{"", "", ""}));
  EXPECT_EQ(ProblemsAfter(61),
            (Reasons{"", "certificate_expires_soon", "certificate_expires_soon"}));
  EXPECT_TRUE(DescribeKeyFiles(config_, now_ + 61 * kDay).usable);
  EXPECT_EQ(ProblemsAfter(90), (Reasons{"", "certificate_expired", "certificate_expired"}));
  const KeyFilesText ended = DescribeKeyFiles(config_, now_ + 90 * kDay);
  EXPECT_FALSE(ended.usable);
  EXPECT_NE(ended.text.find("signing_certificate: hiệu lực đến "), std::string::npos) << ended.text;
  EXPECT_NE(ended.text.find("chứng thư đã hết hạn"), std::string::npos) << ended.text;
}

TEST_F(KeyFilesTest, SaysWhatDoesNotFit) {
  config_.units = {"xa"};
  EXPECT_EQ(ProblemsAfter(0).at(2), "signer_certificate_other_unit");
  signing_key_ = std::string(identity::kPublicKeyBytes, 'x');
  EXPECT_EQ(ProblemsAfter(0).at(2), "signer_certificate_other_key");
  config_.certificates.key = folder_ / "signing.key";
  EXPECT_EQ(ProblemsAfter(0).at(1), "key_file_unreadable");
  config_.signing_certificate = folder_ / "none";
  EXPECT_THAT(KeyFiles(config_, signing_key_, now_).at(2).problem, ReasonIs("file_not_read"));
  EXPECT_TRUE(KeyFiles(config::DefaultConfig(), "", now_).empty());
}

TEST_F(KeyFilesTest, SaysWhetherTheAnchorsOfEvidenceCanBeRead) {
  config_.evidence.anchors = folder_ / "ca.crt";
  EXPECT_OK(KeyFiles(config_, signing_key_, now_).at(3).problem);
  const KeyFilesText good = DescribeKeyFiles(config_, now_);
  EXPECT_TRUE(good.usable);
  EXPECT_NE(good.text.find("evidence.anchors: đọc được\n"), std::string::npos) << good.text;
  config_.evidence.revocation_lists = {folder_ / "node.crt"};
  EXPECT_THAT(KeyFiles(config_, signing_key_, now_).at(3).problem,
              ReasonIs("revocation_list_malformed"));
  config_.evidence.anchors = folder_ / "none";
  EXPECT_FALSE(DescribeKeyFiles(config_, now_).usable);
}

// A node does not start without the file that it names.
TEST_F(KeyFilesTest, SaysWhetherTheNodesKeysCanBeRead) {
  config_.node_keys = folder_ / "node-keys.txt";
  const struct {
    const char* why;
    std::optional<std::string> content;
    bool usable;
  } kCases[] = {{"not brought yet", std::nullopt, false},
                {"as the authority hands it out", "xa " + std::string(64, 'a') + "\n", true},
                {"another file", "-----BEGIN CERTIFICATE-----\n", false}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    if (c.content.has_value()) {
      ASSERT_OK(WriteFileDurably(config_.node_keys, *c.content, Secrecy::kPublic));
    }
    const KeyFilesText described = DescribeKeyFiles(config_, now_);
    EXPECT_EQ(described.usable, c.usable);
    EXPECT_EQ(described.text.find("node_keys: đọc được\n") != std::string::npos, c.usable)
        << described.text;
  }
}

// Where a provider changes its authority, both stand in the file for a while, in any order.
TEST_F(KeyFilesTest, OfAProvidersAuthoritiesOneThatHoldsIsEnough) {
  std::string pems[2];
  const std::int64_t begun[] = {now_ - 20 * 366 * kDay, now_};
  for (int i = 0; i < 2; ++i) {
    const par::testing::TempDir other;
    ASSERT_OK_AND_ASSIGN(const auto authority,
                         identity::Authority::Create(other.path(), "idp", begun[i]));
    pems[i] = authority->certificate_pem();
  }
  config_.provider.issuer = "https://idp.vn";
  config_.provider.ca_file = folder_ / "idp.pem";
  const struct {
    const char* why;
    std::string pem;
    const char* reason;
  } kCases[] = {{"one that has ended", pems[0], "certificate_expired"},
                {"one that holds behind it", pems[0] + pems[1], ""},
                {"one that holds before it", pems[1] + pems[0], ""},
                {"none", "x", "certificate_unreadable"}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    ASSERT_OK(WriteFileDurably(config_.provider.ca_file, c.pem, Secrecy::kPublic));
    EXPECT_EQ(domain::ReasonOf(KeyFiles(config_, signing_key_, now_).at(3).problem), c.reason);
  }
}

// The administrator is told what is wrong with it; whoever signs in hears one text.
TEST_F(KeyFilesTest, SaysWhetherTheProvidersSecretCanBeUsed) {
  const std::string file = folder_ / "idp.secret";
  config_.provider.issuer = "https://idp.vn";
  config_.provider.ca_file = folder_ / "ca.crt";
  config_.provider.client_secret_file = file;
  const struct {
    const char* why;
    std::optional<std::string> content;
    Secrecy secrecy;
    const char* reason;
  } kCases[] = {{"no file", std::nullopt, Secrecy::kSecret, "file_not_read"},
                {"a secret", "abc\r\n", Secrecy::kSecret, ""},
                {"nothing in it: the node would ask as one without a secret", "\n",
                 Secrecy::kSecret, "text_empty"},
                {"others may read it", "abc", Secrecy::kPublic, "key_file_open_to_others"}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    if (c.content.has_value()) {
      ASSERT_OK(WriteFileDurably(file, *c.content, c.secrecy));
    }
    EXPECT_EQ(domain::ReasonOf(KeyFiles(config_, signing_key_, now_).at(4).problem), c.reason);
    const auto secret = oidc::ReadClientSecret(file);
    EXPECT_EQ(domain::ReasonOf(secret.status()), *c.reason == 0 ? "" : "provider_secret_unusable");
    EXPECT_TRUE(domain::ParametersOf(secret.status()).empty()) << "no path for strangers";
    EXPECT_EQ(secret.value_or("abc"), "abc");
  }
  EXPECT_EQ(*oidc::ReadClientSecret(""), "") << "a public client";
}

TEST(LiveKeys, TakesUpANewFileAndKeepsTheOldKeysWhenItIsBroken) {
  const par::testing::TempDir folder;
  SeededRandom random(5);
  const auto own = SigningKey::Generate(random);
  const auto first = SigningKey::Generate(random);
  const auto second = SigningKey::Generate(random);
  identity::KeyRing ring;
  ring.Add("xa-a", first->public_key());
  config::Config config = config::DefaultConfig();
  config.node_id = "huyen";
  config.node_keys = folder / "keys";
  EXPECT_THAT(LiveKeys::Open(config, own->public_key()), ReasonIs("file_not_read"));
  ASSERT_OK(WriteFileDurably(config.node_keys, ring.ToText(), Secrecy::kPublic));
  ASSERT_OK_AND_ASSIGN(const auto keys, LiveKeys::Open(config, own->public_key()));
  EXPECT_TRUE(keys->Verify("huyen", "x", own->Sign("x")));
  EXPECT_TRUE(keys->Verify("xa-a", "x", first->Sign("x")));
  EXPECT_FALSE(keys->Verify("xa-b", "x", second->Sign("x")));

  ring.Add("xa-b", second->public_key());
  ASSERT_OK(WriteFileDurably(config.node_keys, ring.ToText(), Secrecy::kPublic));
  keys->Refresh();
  EXPECT_TRUE(keys->Verify("xa-b", "x", second->Sign("x")));
  EXPECT_OK(keys->status());

  ASSERT_OK(WriteFileDurably(config.node_keys, "xa-a no key", Secrecy::kPublic));
  keys->Refresh();
  EXPECT_THAT(keys->status(), ReasonIs("key_ring_line"));
  EXPECT_TRUE(keys->Verify("xa-b", "x", second->Sign("x")));
  std::filesystem::remove(config.node_keys);
  keys->Refresh();
  EXPECT_THAT(keys->status(), ReasonIs("file_not_read"));
  EXPECT_TRUE(keys->Verify("xa-a", "x", first->Sign("x")));

  identity::KeyRing less;
  less.Add("xa-b", second->public_key());
  ASSERT_OK(WriteFileDurably(config.node_keys, less.ToText(), Secrecy::kPublic));
  keys->Refresh();
  EXPECT_OK(keys->status());
  EXPECT_FALSE(keys->Verify("xa-a", "x", first->Sign("x"))) << "a key that was taken out";
}

}  // namespace
}  // namespace par::node
