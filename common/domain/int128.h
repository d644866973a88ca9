// 128-bit whole numbers: what exact decimals and the fast path of fractions are made of.
#pragma once

#include <string>

namespace par::domain {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

// 10 to the power `exponent`; 0 to 38.
[[nodiscard]] constexpr Int128 PowerOfTen(int exponent) {
  Int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// |value|; right for the smallest Int128 too.
[[nodiscard]] constexpr Uint128 Magnitude(Int128 value) {
  return value < 0 ? Uint128{0} - static_cast<Uint128>(value) : static_cast<Uint128>(value);
}

// Decimal digits, without sign or leading zeros; "0" for zero.
[[nodiscard]] std::string DigitsOf(Uint128 value);

}  // namespace par::domain
