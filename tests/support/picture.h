// Grey pictures of pages, and how far two of them are apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace par::testing {

struct Picture {
  std::size_t width = 0;  // 0: it could not be read.
  std::size_t height = 0;
  std::vector<std::uint8_t> pixels;  // Row by row; 0 black to 255 white.
};

// As pdftoppm -gray writes it.
[[nodiscard]] Picture ReadPgm(std::string_view bytes);
// As WritePng writes it: 8 bits grey, no filter.
[[nodiscard]] Picture ReadPng(std::string_view bytes);
[[nodiscard]] std::string WritePng(const Picture& picture);

struct PictureDistance {
  bool same_size = false;
  double mean = 0;      // Of all blocks, in steps of grey.
  double furthest = 0;  // Of the two blocks that differ most.
};

// By the mean grey of blocks of 8 × 8 pixels: a letter's edge may differ, its place may not.
[[nodiscard]] PictureDistance DistanceOf(const Picture& a, const Picture& b);

// What a page may be apart from its picture. Another font of the same widths (Tinos for Liberation
// Serif) makes 0.001 and 0.2; another digit in a line 0.002 and 7; another place name 0.08 and 27.
inline constexpr double kMostMean = 0.05;
inline constexpr double kMostFurthest = 5;
// A page as pdftoppm -gray wrote it against its reference picture, which is returned. With
// PAR_UPDATE_PICTURES in the environment the picture is written anew first.
Picture ExpectLooks(const std::string& page, const std::string& reference);

}  // namespace par::testing
