// Goal: a signature counts only under a key that the file gives to that very node.
// Method: two nodes, one with an old and a new key; lines that must not be taken for keys.
#include "common/identity/key_ring.h"

#include <gtest/gtest.h>

#include "common/base/random.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::identity {
namespace {

using testing::ReasonIs;

TEST(KeyRing, KnowsEveryKeyThatANodeHasHeld) {
  SeededRandom random(3);
  const auto old_key = SigningKey::Generate(random);
  const auto new_key = SigningKey::Generate(random);
  const auto other = SigningKey::Generate(random);
  KeyRing made;
  made.Add("a", old_key->public_key());
  made.Add("a", new_key->public_key());
  made.Add("b", other->public_key());
  ASSERT_OK_AND_ASSIGN(const KeyRing ring, KeyRing::Parse("# keys\n\n" + made.ToText(), "keys"));
  EXPECT_TRUE(ring.Holds("a", "x", old_key->Sign("x")));
  EXPECT_TRUE(ring.Holds("a", "x", new_key->Sign("x")));
  EXPECT_FALSE(ring.Holds("b", "x", new_key->Sign("x")));
  EXPECT_FALSE(ring.Holds("c", "x", new_key->Sign("x")));
  EXPECT_FALSE(ring.Holds("a", "y", new_key->Sign("x")));
}

TEST(KeyRing, SaysWhichLineIsNoKey) {
  const std::string good = "a " + std::string(64, '0') + "\n";
  for (const std::string& bad : {std::string("a"), "a " + std::string(62, '0'),
                                 " " + std::string(64, '0'), "a " + std::string(64, 'g')}) {
    SCOPED_TRACE(bad);
    const auto ring = KeyRing::Parse(good + bad, "keys");
    EXPECT_THAT(ring, ReasonIs("key_ring_line"));
    EXPECT_EQ(domain::ParametersOf(ring.status()).at(1).value, "2");
  }
}

TEST(AddNodeKey, KeepsWhatIsThereAndAddsAKeyOnce) {
  const testing::TempDir folder;
  const std::string first(kPublicKeyBytes, 'a');
  const std::string second(kPublicKeyBytes, 'b');
  const std::string file = folder / "node-keys.txt";
  ASSERT_OK(AddNodeKey(folder.path(), "a", first));
  const std::string by_hand = "# kept\nb " + std::string(64, '0');  // No end of line.
  ASSERT_OK(WriteFileDurably(file, by_hand, Secrecy::kPublic));
  ASSERT_OK_AND_ASSIGN(const std::string added, AddNodeKey(folder.path(), "a", first));
  ASSERT_OK_AND_ASSIGN(const std::string again, AddNodeKey(folder.path(), "a", first));
  EXPECT_EQ(again, added);
  EXPECT_TRUE(added.starts_with(by_hand + "\na ")) << added;
  ASSERT_OK_AND_ASSIGN(const std::string both, AddNodeKey(folder.path(), "a", second));
  EXPECT_TRUE(both.starts_with(added));
  ASSERT_OK_AND_ASSIGN(const KeyRing ring, KeyRing::Read(file));
  EXPECT_EQ(ring.ToText(), KeyRing::Parse(both, "keys")->ToText());
}

TEST(AddNodeKey, AFileThatCannotBeReadIsNotReplaced) {
  const testing::TempDir folder;
  std::filesystem::create_symlink("node-keys.txt", folder / "node-keys.txt");  // To itself.
  EXPECT_THAT(AddNodeKey(folder.path(), "a", std::string(kPublicKeyBytes, 'a')),
              ReasonIs("file_not_read"));
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "node-keys.txt"));
}

}  // namespace
}  // namespace par::identity
