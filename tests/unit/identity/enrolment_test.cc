// Goal: an enrolment code is read back however a person types it, and works once, for its node, for
// a day.
// Method: codes from seeded randomness; each rule broken alone, times just inside and outside.
#include "common/identity/enrolment.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/status_matchers.h"

namespace par::identity {
namespace {

using testing::IsOk;
using testing::ReasonIs;

TEST(EnrolmentCode, IsReadHoweverItIsTyped) {
  SeededRandom random(7);
  const std::string code = MakeEnrolmentCode(random);
  EXPECT_EQ(code.size(), 26u + 5u) << code;
  std::string typed;
  for (const char c : code) {
    if (c == '-') continue;
    typed += c == '0' ? 'o' : c == '1' ? 'l' : static_cast<char>(std::tolower(c));
    typed += ' ';
  }
  EXPECT_EQ(HashOfCode(typed), HashOfCode(code));
  EXPECT_NE(HashOfCode(code.substr(1)), HashOfCode(code));
}

TEST(EnrolmentCode, EveryBitCounts) {
  class Fixed final : public Random {
   public:
    std::string Bytes(std::size_t count) override { return bytes.substr(0, count); }
    std::string bytes = std::string(16, '\0');
  } random;
  std::set<std::string> codes = {MakeEnrolmentCode(random)};
  for (std::size_t bit = 0; bit < 128; ++bit) {
    random.bytes.assign(16, '\0');
    random.bytes[bit / 8] = static_cast<char>(1u << (bit % 8));
    codes.insert(MakeEnrolmentCode(random));
  }
  EXPECT_EQ(codes.size(), 129u);
}

TEST(Enrolment, OnceForItsNodeWithinADay) {
  const Enrolment fresh{.node_id = "H38-01", .made_micros = 1000, .used = false};
  Enrolment used = fresh;
  used.used = true;
  const std::int64_t last = 1000 + kEnrolmentMicros;
  EXPECT_THAT(MayEnrol(fresh, "H38-01", 1000), IsOk());
  EXPECT_THAT(MayEnrol(fresh, "H38-01", last), IsOk());
  EXPECT_THAT(MayEnrol(fresh, "H38-01", last + 1), ReasonIs("enrolment_expired"));
  EXPECT_THAT(MayEnrol(used, "H38-01", 1000), ReasonIs("enrolment_used"));
  EXPECT_THAT(MayEnrol(fresh, "H38-02", 1000), ReasonIs("enrolment_other_node"));
}

}  // namespace
}  // namespace par::identity
