// Goal: a signature holds for exactly one message and one key, and the key survives a restart.
// Method: the first test vector of RFC 8032; then every way in which one of the three can be wrong.
#include "common/identity/signing_key.h"

#include <gtest/gtest.h>

#include "common/base/hex.h"
#include "common/identity/secret_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::identity {
namespace {

using testing::ReasonIs;

TEST(SigningKey, AgreesWithRfc8032) {
  const auto key = SigningKey::FromSeed(
      *FromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  EXPECT_EQ(ToHex(key->public_key()),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(ToHex(key->Sign("")),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
            "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
}

TEST(SigningKey, HoldsForItsOwnMessageAndKeyOnly) {
  SeededRandom random(1);
  const auto key = SigningKey::Generate(random);
  const auto other = SigningKey::Generate(random);
  const std::string signature = key->Sign("quyết định");
  std::string altered = signature;
  altered[10] = static_cast<char>(altered[10] ^ 1);
  EXPECT_TRUE(SignatureHolds(key->public_key(), "quyết định", signature));
  EXPECT_FALSE(SignatureHolds(key->public_key(), "quyết định ", signature));
  EXPECT_FALSE(SignatureHolds(other->public_key(), "quyết định", signature));
  EXPECT_FALSE(SignatureHolds(key->public_key(), "quyết định", altered));
  EXPECT_FALSE(SignatureHolds(key->public_key(), "quyết định", signature.substr(1)));
  EXPECT_FALSE(SignatureHolds("", "quyết định", signature));
}

TEST(SigningKey, TheFileKeepsTheKey) {
  const testing::TempDir folder;
  ASSERT_OK_AND_ASSIGN(const auto made,
                       SigningKey::OpenOrMake(folder / "signing.key", SystemRandom()));
  ASSERT_OK_AND_ASSIGN(const auto again,
                       SigningKey::OpenOrMake(folder / "signing.key", SystemRandom()));
  EXPECT_EQ(again->public_key(), made->public_key());
  ASSERT_OK(WriteFileDurably(folder / "broken.key", "no key", Secrecy::kSecret));
  EXPECT_THAT(SigningKey::OpenOrMake(folder / "broken.key", SystemRandom()),
              ReasonIs(absl::StatusCode::kDataLoss, "key_file_unreadable"));
}

}  // namespace
}  // namespace par::identity
