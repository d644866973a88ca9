// An input that is a conversation: pieces one after the other, each a byte that says what to do
// with it, two bytes of length (low first) and as many bytes; the last may be cut short.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace par::fuzz {

struct Piece {
  unsigned how = 0;
  std::string_view bytes;
};

class Pieces {
 public:
  explicit Pieces(std::string_view input) : rest_(input) {}

  // Nothing at the end; at most 64, so that no input takes long.
  std::optional<Piece> Next() {
    if (rest_.size() < 3 || taken_ == 64) return std::nullopt;
    ++taken_;
    const auto byte = [this](std::size_t at) { return static_cast<unsigned char>(rest_[at]); };
    Piece piece{.how = byte(0), .bytes = rest_.substr(3, byte(1) | byte(2) << 8u)};
    rest_.remove_prefix(3 + piece.bytes.size());
    return piece;
  }

 private:
  std::string_view rest_;
  int taken_ = 0;
};

// All of an input to whatever takes pieces.
template <typename Taker>
void Feed(std::string_view input, Taker& taker) {
  Pieces pieces(input);
  while (const auto piece = pieces.Next()) taker.Take(*piece);
}

// The other way, for making a corpus.
[[nodiscard]] inline std::string PieceOf(unsigned how, std::string_view bytes) {
  std::string piece = {static_cast<char>(how), static_cast<char>(bytes.size() & 0xffu),
                       static_cast<char>(bytes.size() >> 8u)};
  return piece.append(bytes);
}

}  // namespace par::fuzz
