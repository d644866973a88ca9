// Account tokens: 256 random bits, made where they will be used. A node only ever sees the hash,
// and the token itself for the length of a call.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "common/base/random.h"
#include "common/base/sha256.h"

namespace par::identity {

// A text that must not reach a log, a message or a store: there is no way to print one.
class Secret {
 public:
  explicit Secret(std::string value) : value_(std::move(value)) {}
  // For the one place that must send it or show it once.
  [[nodiscard]] const std::string& Reveal() const { return value_; }

 private:
  std::string value_;
};

// "parnet_" and 64 hexadecimal digits.
[[nodiscard]] Secret MakeToken(Random& random);

// What is sent and stored in place of the token: SHA-256 of its text.
[[nodiscard]] Sha256 HashOfToken(std::string_view token);

// Names a token without saying anything about it: the first 16 hexadecimal digits of its hash.
[[nodiscard]] std::string TokenId(const Sha256& hash);

}  // namespace par::identity
