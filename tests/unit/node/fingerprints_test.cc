// Goal: a set of fingerprints says of each text whether it was added, however many were.
// Method: more texts than it keeps apart, in an order that is none, each asked for before and
// after.
#include "common/node/fingerprints.h"

#include <gtest/gtest.h>

#include <string>

namespace par::node {
namespace {

TEST(Fingerprints, HoldWhatWasAddedAndNothingElse) {
  Fingerprints set;
  constexpr int kTexts = 5000;
  for (int i = 0; i < kTexts; ++i) {
    const std::string text = std::to_string(i * 7919 % kTexts);
    EXPECT_FALSE(set.Contains(text));
    EXPECT_TRUE(set.Add(text));
    EXPECT_FALSE(set.Add(text));
  }
  EXPECT_EQ(set.size(), static_cast<std::size_t>(kTexts));
  for (int i = 0; i < kTexts; ++i) EXPECT_TRUE(set.Contains(std::to_string(i)));
  for (int i = kTexts; i < 2 * kTexts; ++i) EXPECT_FALSE(set.Contains(std::to_string(i)));
}

}  // namespace
}  // namespace par::node
