// Goal: fractions are exact whatever their size, and rounding is half away from zero.
// Method: real figures; edges by hand; a seeded run of operations compared with GMP alone, with
// numbers of every size, so that both paths and the way between them are walked.
#include "common/domain/rational.h"

#include <gmpxx.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "common/base/random.h"

namespace par::domain {
namespace {

Rational R(std::string_view text) { return Rational::FromDecimal(*ParseDecimal(text, "x")); }

TEST(Rational, RoundsRealRatiosFromTheUnroundedValue) {
  struct Case {
    std::int64_t part, whole;
    std::string_view maximum, want;
  };
  constexpr Case kCases[] = {
      {17310, 17747, "1.5", "1.4631"},
      {41940, 58818, "1.5", "1.0696"},
      {195371, 195579, "1", "0.9989"},
  };
  for (const Case& c : kCases) {
    const Rational score = Rational::FromFraction(c.part, c.whole) * R(c.maximum);
    EXPECT_EQ(score.RoundHalfUp(4)->Text(), c.want);
  }
}

TEST(Rational, RoundsHalfAwayFromZero) {
  struct Case {
    std::string_view value;
    int places;
    std::string_view want;
  };
  constexpr Case kCases[] = {
      {"2.5", 0, "3"},          {"-2.5", 0, "-3"},         {"2.4999", 0, "2"},
      {"-2.4999", 0, "-2"},     {"86.2482", 2, "86.25"},   {"86.245", 2, "86.25"},
      {"0.00005", 4, "0.0001"}, {"-0.00004", 4, "0.0000"}, {"0", 2, "0.00"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(R(c.value).RoundHalfUp(c.places)->Text(), c.want) << c.value;
    EXPECT_EQ(R(c.value).Rounded(c.places), R(c.want)) << c.value;
  }
}

TEST(Rational, FloorsTowardsMinusInfinity) {
  EXPECT_EQ(R("2.7").Floor(), R("2"));
  EXPECT_EQ(R("-2.1").Floor(), R("-3"));
  EXPECT_EQ(R("-2").Floor(), R("-2"));
}

TEST(Rational, SaysWhetherItIsWhole) {
  EXPECT_EQ((Rational::FromFraction(10, 5)).ToInt(), 2);
  EXPECT_EQ((Rational::FromFraction(10, 4)).ToInt(), std::nullopt);
  const Rational large = Rational::FromInt(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(large.ToInt(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ((large + Rational::FromInt(1)).ToInt(), std::nullopt);
}

TEST(Rational, LeavesAndReturnsToTheFastPathByItself) {
  Rational power = Rational::FromInt(1);
  for (int i = 0; i < 10; ++i) power = power * Rational::FromInt(1'000'000'007);
  EXPECT_FALSE(power.IsSmall());
  EXPECT_EQ(power.RoundHalfUp(4), std::nullopt)
      << "beyond a decimal: nothing, never a wrong number";
  for (int i = 0; i < 10; ++i) power = power / Rational::FromInt(1'000'000'007);
  EXPECT_TRUE(power.IsSmall());
  EXPECT_EQ(power, Rational::FromInt(1));
}

// A number of a random size: many are small, some are close to the edges of 64 bits.
std::int64_t AnyInt(Random& random) {
  const auto bits = static_cast<int>(random.Uint64() % 64);
  auto value = static_cast<std::int64_t>(random.Uint64() >> bits);
  if (value == std::numeric_limits<std::int64_t>::min()) value = 1;
  return value;
}

TEST(Rational, AgreesWithGmpOnRandomOperations) {
  constexpr std::uint64_t kSeed = 20231223;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  SeededRandom random(kSeed);
  int large = 0;
  for (int run = 0; run < 2000; ++run) {
    Rational mine;
    mpq_class theirs;
    for (int step = 0; step < 12; ++step) {
      const std::int64_t n = AnyInt(random);
      std::int64_t d = AnyInt(random);
      if (d == 0) d = 1;
      const Rational other = Rational::FromFraction(n, d);
      mpq_class expected_other{mpz_class(n), mpz_class(d)};
      expected_other.canonicalize();
      switch (random.Uint64() % 4) {
        case 0:
          mine = mine + other;
          theirs = theirs + expected_other;
          break;
        case 1:
          mine = mine - other;
          theirs = theirs - expected_other;
          break;
        case 2:
          mine = mine * other;
          theirs = theirs * expected_other;
          break;
        default:
          if (n == 0) break;
          mine = mine / other;
          theirs = theirs / expected_other;
      }
      ASSERT_EQ(mine.Text(), theirs.get_str()) << "run " << run << " step " << step;
      ASSERT_EQ((mine <=> other) < 0, theirs < expected_other);
      ASSERT_EQ(mine.Sign(), sgn(theirs));
      mpz_class floor;
      mpz_fdiv_q(floor.get_mpz_t(), theirs.get_num_mpz_t(), theirs.get_den_mpz_t());
      ASSERT_EQ(mine.Floor().Text(), floor.get_str());
      // Half away from zero, said in another way: the distance is at most half a unit.
      const Rational distance = mine - mine.Rounded(2);
      ASSERT_LE(distance, Rational::FromFraction(1, 200));
      ASSERT_GE(distance, Rational::FromFraction(-1, 200));
      if (!mine.IsSmall()) ++large;
    }
  }
  EXPECT_GT(large, 1000) << "the run must leave the fast path often";
}

}  // namespace
}  // namespace par::domain
