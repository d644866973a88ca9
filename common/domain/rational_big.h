// The part of Rational that needs GMP. Included only by rational*.cc.
#pragma once

#include <gmpxx.h>

#include "common/domain/rational.h"

namespace par::domain {

struct Rational::Big {
  mpq_class value;
};

struct BigArithmetic {
  [[nodiscard]] static mpq_class ToBig(const Rational& value);
  // Comes back to 128 bits where the value fits.
  [[nodiscard]] static Rational FromBig(mpq_class value);
  [[nodiscard]] static Rational Floor(const Rational& value);
  [[nodiscard]] static Rational Rounded(const Rational& value, int places);
};

}  // namespace par::domain
