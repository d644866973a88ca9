#include "tests/support/picture.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/read_text.h"

namespace par::testing {
namespace {

constexpr std::size_t kBlock = 8;
constexpr std::string_view kPngMagic = "\x89PNG\r\n\x1a\n";
// Eight bits, grey, deflated, no filter, not interlaced.
constexpr std::string_view kGrey("\x08\x00\x00\x00\x00", 5);

std::size_t Number(std::string_view bytes) {
  std::size_t number = 0;
  for (const char c : bytes.substr(0, 4)) number = number << 8u | static_cast<unsigned char>(c);
  return number;
}

std::string BigEndian(std::size_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 255u);
  return bytes;
}

std::string Chunk(const std::string& kind, const std::string& data) {
  const std::string body = kind + data;
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return BigEndian(data.size()) + body + BigEndian(sum);
}

double MeanOf(const Picture& picture, std::size_t left, std::size_t top) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t y = top; y < std::min(top + kBlock, picture.height); ++y) {
    for (std::size_t x = left; x < std::min(left + kBlock, picture.width); ++x) {
      sum += picture.pixels[y * picture.width + x];
      ++count;
    }
  }
  return sum / static_cast<double>(count);
}

}  // namespace

Picture ReadPgm(std::string_view bytes) {
  Picture picture;
  std::istringstream in{std::string(bytes)};
  std::string magic;
  std::size_t white = 0;
  in >> magic >> picture.width >> picture.height >> white;
  in.get();
  if (!in || magic != "P5" || white != 255) return {};
  const auto begin = bytes.substr(static_cast<std::size_t>(in.tellg()));
  if (begin.size() != picture.width * picture.height) return {};
  picture.pixels.assign(begin.begin(), begin.end());
  return picture;
}

std::string WritePng(const Picture& picture) {
  std::string rows;
  for (std::size_t y = 0; y < picture.height; ++y) {
    const auto* row = reinterpret_cast<const char*>(picture.pixels.data()) + y * picture.width;
    rows += '\0';
    rows.append(row, picture.width);
  }
  uLongf size = compressBound(rows.size());
  std::string packed(size, '\0');
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
            reinterpret_cast<const Bytef*>(rows.data()), rows.size(), 9);
  packed.resize(size);
  return std::string(kPngMagic) +
         Chunk("IHDR", BigEndian(picture.width) + BigEndian(picture.height) + std::string(kGrey)) +
         Chunk("IDAT", packed) + Chunk("IEND", "");
}

Picture ReadPng(std::string_view bytes) {
  // The one shape that WritePng gives: the heading, all pixels, the end.
  constexpr std::size_t kHead = 16;
  constexpr std::size_t kData = 41;
  if (!bytes.starts_with(kPngMagic) || bytes.size() < kData) return {};
  Picture picture;
  picture.width = Number(bytes.substr(kHead));
  picture.height = Number(bytes.substr(kHead + 4));
  const std::size_t size = Number(bytes.substr(kData - 8));
  if (bytes.substr(kHead + 8, kGrey.size()) != kGrey || bytes.substr(kData - 4, 4) != "IDAT" ||
      size > bytes.size() - kData) {
    return {};
  }
  std::string rows((picture.width + 1) * picture.height, '\0');
  uLongf length = rows.size();
  if (uncompress(reinterpret_cast<Bytef*>(rows.data()), &length,
                 reinterpret_cast<const Bytef*>(bytes.data() + kData), size) != Z_OK ||
      length != rows.size()) {
    return {};
  }
  for (std::size_t y = 0; y < picture.height; ++y) {
    const auto row = rows.begin() + static_cast<std::ptrdiff_t>(y * (picture.width + 1));
    if (*row != '\0') return {};
    picture.pixels.insert(picture.pixels.end(), row + 1,
                          row + 1 + static_cast<std::ptrdiff_t>(picture.width));
  }
  return picture;
}

PictureDistance DistanceOf(const Picture& a, const Picture& b) {
  PictureDistance distance;
  distance.same_size = a.width > 0 && a.width == b.width && a.height == b.height;
  if (!distance.same_size) return distance;
  std::size_t blocks = 0;
  for (std::size_t y = 0; y < a.height; y += kBlock) {
    for (std::size_t x = 0; x < a.width; x += kBlock) {
      const double apart = std::abs(MeanOf(a, x, y) - MeanOf(b, x, y));
      distance.mean += apart;
      distance.furthest = std::max(distance.furthest, apart);
      ++blocks;
    }
  }
  distance.mean /= static_cast<double>(blocks);
  return distance;
}

Picture ExpectLooks(const std::string& page, const std::string& reference) {
  SCOPED_TRACE(reference);
  EXPECT_TRUE(std::filesystem::exists(page)) << page;
  const Picture now = ReadPgm(ReadText(page));
  if (std::getenv("PAR_UPDATE_PICTURES") != nullptr) {
    std::ofstream(reference, std::ios::binary) << WritePng(now);
  }
  Picture kept = ReadPng(ReadText(reference));
  const PictureDistance distance = DistanceOf(now, kept);
  EXPECT_TRUE(distance.same_size);
  EXPECT_LT(distance.mean, kMostMean);
  EXPECT_LT(distance.furthest, kMostFurthest);
  return kept;
}

}  // namespace par::testing
