// Goal: keys order as the tuples they hold, come back part by part, and foreign bytes are refused;
// outcomes have stable names and tell the caller what to do.
// Method: a sorted list of tuples whose keys must be sorted too; malformed keys, one row each.
#include "common/storage/key.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/status_matchers.h"

namespace par::storage {
namespace {

using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;
using testing::ReasonIs;

std::string KeyOf(const std::string& text, std::uint64_t number) {
  return KeyWriter(Prefix::kEntry).Text(text).Number(number).Take();
}

TEST(Key, OrdersAsItsTuples) {
  std::vector<std::tuple<std::string, std::uint64_t>> tuples;
  for (const std::string& text : {""s, "\0"s, "\0\0"s, "\0\xff"s, "\1"s, "a"s, "a\0"s, "a\0b"s,
                                  "a\1"s, "ab"s, "b"s, "\xff"s}) {
    for (const std::uint64_t number :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{255}, std::uint64_t{256}, UINT64_MAX}) {
      tuples.emplace_back(text, number);
    }
  }
  ASSERT_TRUE(std::is_sorted(tuples.begin(), tuples.end()));
  for (std::size_t i = 1; i < tuples.size(); ++i) {
    EXPECT_LT(std::apply(KeyOf, tuples[i - 1]), std::apply(KeyOf, tuples[i])) << "tuple " << i;
  }
  for (const auto& [text, number] : tuples) {
    const std::string key = KeyOf(text, number);
    KeyReader reader(key);
    EXPECT_TRUE(reader.TakePrefix(Prefix::kEntry));
    EXPECT_EQ(reader.TakeText(), text);
    EXPECT_EQ(reader.TakeNumber(), number);
    EXPECT_TRUE(reader.AtEnd());
  }
}

TEST(Key, RefusesWhatNoWriterMade) {
  constexpr struct {
    const char* why;
    std::string_view key;
  } kCases[] = {{"nothing at all", ""sv},
                {"another prefix",
                 "\x04"
                 "a\0\1"sv},
                {"a text without end",
                 "\x03"
                 "a"sv},
                {"cut within the end mark",
                 "\x03"
                 "a\0"sv},
                {"an escape that is none",
                 "\x03"
                 "a\0\2\0\1"sv},
                {"bytes after the end",
                 "\x03"
                 "a\0\1x"sv}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    KeyReader reader(c.key);
    (void)reader.TakePrefix(Prefix::kEntry);
    (void)reader.TakeText();
    EXPECT_FALSE(reader.AtEnd());
  }
  KeyReader number("\1\2\3\4\5\6\7");
  EXPECT_EQ(number.TakeNumber(), std::nullopt);
  EXPECT_EQ(number.TakeText(), std::nullopt);
}

TEST(PrefixRange, HoldsEveryKeyThatBeginsSo) {
  EXPECT_EQ(PrefixRange("ab").end, "ac");
  EXPECT_EQ(PrefixRange("a\xff\xff").end, "b");
  EXPECT_EQ(PrefixRange("\xff").end, "") << "to the last key";
  EXPECT_EQ(PrefixRange("\xff").first, "\xff");
}

TEST(Outcome, TellsTheCallerWhatToDo) {
  EXPECT_OK(ToStatus(Outcome::kOk));
  EXPECT_THAT(ToStatus(Outcome::kConflict), ReasonIs(absl::StatusCode::kAborted, "store_conflict"));
  EXPECT_THAT(ToStatus(Outcome::kUnknown),
              ReasonIs(absl::StatusCode::kUnavailable, "store_unknown"));
  EXPECT_THAT(ToStatus(Outcome::kNoSpace),
              ReasonIs(absl::StatusCode::kResourceExhausted, "store_no_space"));
  EXPECT_THAT(ToStatus(Outcome::kFenced),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "store_fenced"));
  EXPECT_THAT(ToStatus(Outcome::kCorrupt), ReasonIs(absl::StatusCode::kDataLoss, "store_corrupt"));
  EXPECT_EQ(Name(Outcome::kNoSpace), "no_space");
}

}  // namespace
}  // namespace par::storage
