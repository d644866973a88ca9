// Goal: bytes survive the way to hexadecimal text and back, and nothing else is taken for it.
// Method: every byte once; then texts that are no hexadecimal, each for its own reason.
#include "common/base/hex.h"

#include <gtest/gtest.h>

namespace par {
namespace {

TEST(Hex, EveryByteComesBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<char>(byte));
  EXPECT_EQ(FromHex(ToHex(all)), all);
}

TEST(Hex, RefusesWhatIsNotHexadecimal) {
  constexpr struct {
    const char* why;
    const char* text;
  } kCases[] = {{"odd length", "abc"}, {"letter beyond f", "0g"}, {"space", "a b1"}};
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(FromHex(c.text), std::nullopt);
  }
}

}  // namespace
}  // namespace par
