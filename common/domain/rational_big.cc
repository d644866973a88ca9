#include "common/domain/rational_big.h"

#include <array>
#include <cstdint>
#include <utility>

namespace par::domain {
namespace {

constexpr int kHalfBits = 64;

mpz_class ToBigInteger(Int128 value) {
  const Uint128 magnitude = Magnitude(value);
  const std::array<std::uint64_t, 2> words = {static_cast<std::uint64_t>(magnitude),
                                              static_cast<std::uint64_t>(magnitude >> kHalfBits)};
  mpz_class big;
  mpz_import(big.get_mpz_t(), words.size(), -1, sizeof(words[0]), 0, 0, words.data());
  if (value < 0) big = -big;
  return big;
}

// One bit is the sign's; the smallest Int128 stays big, so that negating never overflows.
bool FitsInt128(const mpz_class& value) { return mpz_sizeinbase(value.get_mpz_t(), 2) <= 127; }

Int128 ToInt128(const mpz_class& value) {
  std::array<std::uint64_t, 2> words = {0, 0};
  mpz_export(words.data(), nullptr, -1, sizeof(words[0]), 0, 0, value.get_mpz_t());
  const auto magnitude = static_cast<Int128>((static_cast<Uint128>(words[1]) << kHalfBits) |
                                             static_cast<Uint128>(words[0]));
  return sgn(value) < 0 ? -magnitude : magnitude;
}

}  // namespace

mpq_class BigArithmetic::ToBig(const Rational& value) {
  if (value.big_ != nullptr) return value.big_->value;
  mpq_class big(ToBigInteger(value.numerator_), ToBigInteger(value.denominator_));
  big.canonicalize();
  return big;
}

Rational BigArithmetic::FromBig(mpq_class value) {
  if (FitsInt128(value.get_num()) && FitsInt128(value.get_den())) {
    return Rational(ToInt128(value.get_num()), ToInt128(value.get_den()));
  }
  Rational result;
  result.big_ = std::make_shared<const Rational::Big>(Rational::Big{std::move(value)});
  return result;
}

Rational BigArithmetic::Floor(const Rational& value) {
  const mpq_class big = ToBig(value);
  mpz_class floor;
  mpz_fdiv_q(floor.get_mpz_t(), big.get_num_mpz_t(), big.get_den_mpz_t());
  return FromBig(mpq_class(floor));
}

Rational BigArithmetic::Rounded(const Rational& value, int places) {
  const mpq_class unit(ToBigInteger(PowerOfTen(places)));
  const mpq_class scaled = abs(ToBig(value)) * unit + mpq_class(1, 2);
  mpz_class floor;
  mpz_fdiv_q(floor.get_mpz_t(), scaled.get_num_mpz_t(), scaled.get_den_mpz_t());
  if (value.Sign() < 0) floor = -floor;
  return FromBig(mpq_class(floor) / unit);
}

}  // namespace par::domain
