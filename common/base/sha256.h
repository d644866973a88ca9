// SHA-256, as one call or in pieces.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace par {

struct Sha256 {
  std::array<std::uint8_t, 32> bytes{};
  [[nodiscard]] static Sha256 Of(std::string_view data);
  // Nothing but 32 bytes may be given.
  [[nodiscard]] static Sha256 FromBytes(std::string_view raw);
  [[nodiscard]] std::string ToBytes() const;
  [[nodiscard]] std::string Hex() const;
  friend bool operator==(const Sha256&, const Sha256&) = default;
  friend auto operator<=>(const Sha256&, const Sha256&) = default;
};

class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void Add(std::string_view data);
  // Adds the length as eight bytes, little end first, and then the data: fields cannot run
  // together.
  void AddField(std::string_view data);
  // Of what was added since the last call; what is added next begins a new hash.
  [[nodiscard]] Sha256 Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace par
