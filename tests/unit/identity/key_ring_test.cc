// Goal: a signature counts only under a key that the file gives to that very node.
// Method: two nodes, one with an old and a new key; lines that must not be taken for keys.
#include "common/identity/key_ring.h"

#include <gtest/gtest.h>

#include "common/base/random.h"
#include "common/identity/signing_key.h"
#include "tests/support/status_matchers.h"

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

}  // namespace
}  // namespace par::identity
