// Goal: what a ByteWriter writes a ByteReader reads, and reading past the end is noticed once and
// for all; CRC-32C is the standard's.
// Method: one of each field with its bytes spelt out; readers cut at every length; RFC 3720's
// vectors.
#include "common/base/bytes.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/crc32c.h"

namespace par {
namespace {

using std::string_literals::operator""s;

std::string Sample() {
  ByteWriter out;
  out.U8(0xab);
  out.U16(0x0102);
  out.U32(0x03040506);
  out.U64(0xfffefdfcfbfaf9f8u);
  out.Text16("xã");
  out.Raw("rest");
  return std::move(out).Take();
}

TEST(Bytes, AreWrittenBigEndFirst) {
  EXPECT_EQ(Sample(),
            "\xab\x01\x02\x03\x04\x05\x06\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\x00\x03x\xc3\xa3rest"s);
}

TEST(Bytes, ComeBack) {
  const std::string bytes = Sample();
  ByteReader in(bytes);
  EXPECT_EQ(in.U8(), 0xab);
  EXPECT_EQ(in.U16(), 0x0102);
  EXPECT_EQ(in.U32(), 0x03040506u);
  EXPECT_EQ(in.U64(), 0xfffefdfcfbfaf9f8u);
  EXPECT_EQ(in.Text16(), "xã");
  EXPECT_FALSE(in.AtEnd());
  EXPECT_EQ(in.Rest(), "rest");
  EXPECT_TRUE(in.AtEnd());
}

TEST(Bytes, CutShortIsNoticed) {
  const std::string bytes = Sample();
  for (std::size_t length = 0; length < bytes.size() - 4; ++length) {
    ByteReader in(std::string_view(bytes).substr(0, length));
    (void)in.U8();
    (void)in.U16();
    (void)in.U32();
    (void)in.U64();
    (void)in.Text16();
    EXPECT_FALSE(in.good()) << length;
    EXPECT_EQ(in.Rest(), "") << length;
  }
}

TEST(Crc32c, MatchesTheStandardsVectors) {
  EXPECT_EQ(Crc32c(""), 0u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
}

}  // namespace
}  // namespace par
