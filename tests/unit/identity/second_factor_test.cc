// Goal: codes are those of RFC 6238, count once and only near their time; the stored secret opens
// with the node's key alone.
// Method: the RFC's own vectors; a table of times and codes; files in a folder of the test's own.
#include "common/identity/second_factor.h"

#include <gtest/gtest.h>

#include <set>

#include "common/domain/refusal.h"
#include "common/identity/enrolment.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::identity {
namespace {

constexpr char kRfcSecret[] = "12345678901234567890";
constexpr std::int64_t kSecond = 1'000'000;

TEST(SecondFactor, GivesTheCodesOfTheRfc) {
  const struct {
    std::int64_t seconds;
    const char* code;
  } rows[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
              {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& row : rows) {
    EXPECT_EQ(CodeOf(kRfcSecret, row.seconds / 30, 8), row.code) << row.seconds;
    EXPECT_EQ(CodeOf(kRfcSecret, row.seconds / 30), std::string(row.code).substr(2));
  }
}

TEST(SecondFactor, ACodeCountsOnceAndNearItsTime) {
  const std::int64_t step = 37037036;  // Of 1111111109 s.
  const std::string code = CodeOf(kRfcSecret, step);
  const std::int64_t now = 1111111109 * kSecond;
  const struct {
    const char* why;
    std::string code;
    std::int64_t now;
    std::int64_t last;
    bool counts;
  } rows[] = {
      {"the code of now", code, now, 0, true},
      {"a telephone that is slow", code, now + 30 * kSecond, 0, true},
      {"a telephone that is fast", code, now - 30 * kSecond, 0, true},
      {"long ago", code, now + 60 * kSecond, 0, false},
      {"not yet", code, now - 60 * kSecond, 0, false},
      {"it has counted", code, now, step, false},
      {"a later one has counted", code, now, step + 1, false},
      {"one before has counted", code, now, step - 1, true},
      {"another code", "000000", now, 0, false},
      {"cut short", code.substr(0, 5), now, 0, false},
      {"nothing", "", now, 0, false},
      {"with more behind it", code + "0", now, 0, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const auto found = StepOf(kRfcSecret, row.code, row.now, row.last);
    EXPECT_EQ(found.has_value(), row.counts);
    EXPECT_EQ(found.value_or(step), step);
  }
}

TEST(SecondFactor, TheUriIsWhatTelephonesRead) {
  EXPECT_EQ(FactorUri(kRfcSecret, "lan.nguyen", "nut-la-ha").Reveal(),
            "otpauth://totp/parnet%20nut-la-ha:lan.nguyen?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            "&issuer=parnet%20nut-la-ha&algorithm=SHA1&digits=6&period=30");
}

TEST(SecondFactor, RecoveryCodesDifferAndCanBeRead) {
  std::set<std::string> different;
  for (const Secret& code : MakeRecoveryCodes(SystemRandom())) {
    different.insert(code.Reveal());
    EXPECT_EQ(code.Reveal().size(), 19u) << "16 characters in groups of five: 80 bits";
    EXPECT_EQ(HashOfCode("  " + code.Reveal() + " "), HashOfCode(code.Reveal()));
  }
  EXPECT_EQ(different.size(), static_cast<std::size_t>(kRecoveryCodes));
}

TEST(SecondFactor, OnlyTheNodesKeyOpensASecret) {
  const testing::TempDir folder;
  ASSERT_OK_AND_ASSIGN(const SealKeys keys,
                       OpenOrMakeFactorKey(folder.path() / "second_factor.key", SystemRandom()));
  ASSERT_OK_AND_ASSIGN(const SealKeys again,
                       OpenOrMakeFactorKey(folder.path() / "second_factor.key", SystemRandom()));
  ASSERT_OK_AND_ASSIGN(const SealKeys other,
                       OpenOrMakeFactorKey(folder.path() / "other.key", SystemRandom()));
  const Secret secret = MakeFactorSecret(SystemRandom());
  ASSERT_OK_AND_ASSIGN(const std::string sealed, SealFactor(keys, secret, SystemRandom()));
  EXPECT_EQ(sealed.find(secret.Reveal()), std::string::npos);
  ASSERT_OK_AND_ASSIGN(const Secret opened, UnsealFactor(again, sealed));
  EXPECT_EQ(opened.Reveal(), secret.Reveal());
  std::string damaged = sealed;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  EXPECT_THAT(UnsealFactor(other, sealed), testing::ReasonIs("second_factor_unreadable"));
  EXPECT_THAT(UnsealFactor(keys, damaged), testing::ReasonIs("second_factor_unreadable"));
  EXPECT_THAT(UnsealFactor(keys, ""), testing::ReasonIs("second_factor_unreadable"));
  EXPECT_THAT(UnsealFactor(keys, sealed + "x"), testing::ReasonIs("second_factor_unreadable"));
}

}  // namespace
}  // namespace par::identity
