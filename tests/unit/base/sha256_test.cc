// Goal: our SHA-256 is the standard's, whole or in pieces, and fields cannot run together.
// Method: the vectors of FIPS 180-4; pieces against the whole; two splits of one text.
#include "common/base/sha256.h"

#include <gtest/gtest.h>

#include <string>
namespace par {
namespace {

TEST(Sha256, MatchesTheStandardsVectors) {
  EXPECT_EQ(Sha256::Of("").Hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256::Of("abc").Hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, PiecesMakeTheWhole) {
  Sha256Stream stream;
  stream.Add("a");
  stream.Add("");
  stream.Add("bc");
  EXPECT_EQ(stream.Finish(), Sha256::Of("abc"));
}

TEST(Sha256, PiecesOfAnyLengthMakeTheWhole) {
  // Short pieces are gathered first; the lengths lie around and far above what is gathered.
  for (const std::size_t length : {1u, 7u, 255u, 511u, 512u, 513u, 1025u, 80'000u}) {
    SCOPED_TRACE(length);
    Sha256Stream stream;
    std::string whole;
    for (int i = 0; i < 5; ++i) {
      const std::string piece(length, static_cast<char>('a' + i));
      stream.Add(piece);
      stream.Add("-");
      whole += piece + "-";
    }
    EXPECT_EQ(stream.Finish(), Sha256::Of(whole));
  }
}

TEST(Sha256, AStreamBeginsAnewWhenItHasFinished) {
  Sha256Stream stream;
  for (const std::size_t length : {0, 3, 600, 0, 600, 3}) {
    stream.Add(std::string(length, 'x'));
    EXPECT_EQ(stream.Finish(), Sha256::Of(std::string(length, 'x'))) << length;
  }
}

TEST(Sha256, FieldsDoNotRunTogether) {
  Sha256Stream one;
  one.AddField("ab");
  one.AddField("c");
  Sha256Stream other;
  other.AddField("a");
  other.AddField("bc");
  EXPECT_NE(one.Finish(), other.Finish());
}

}  // namespace
}  // namespace par
