// How a new machine becomes a node: a person at the authority allows the node id and gets a code
// once; whoever brings the code and a signing request within a day gets the certificate, once. Only
// the code's hash is kept.
//
// The rules are pure, so that the ledger's apply functions can use them; the code itself is made
// outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/base/random.h"
#include "common/base/sha256.h"

namespace par::identity {

inline constexpr std::int64_t kEnrolmentMicros = std::int64_t{24} * 60 * 60 * 1'000'000;

// Random bytes as letters and digits in groups of five that people can read to each other
// (Crockford's base 32: no I, L, O, U), such as "8Z3KQ-…".
[[nodiscard]] std::string MakeCode(Random& random, std::size_t bytes);
// 128 bits: 26 of them.
[[nodiscard]] std::string MakeEnrolmentCode(Random& random);

// What is kept of a code. Case, spaces and hyphens do not matter; I and L read as 1, O as 0.
[[nodiscard]] Sha256 HashOfCode(std::string_view code);

// A code as the ledger's rows keep it.
struct Enrolment {
  std::string node_id;
  std::int64_t made_micros = 0;
  bool used = false;
};

// OK if the code may be used for `node_id` now. PERMISSION_DENIED enrolment_used,
// enrolment_expired, enrolment_other_node. A `now` before the code was made counts as its making: a
// clock set back does not lengthen anything.
[[nodiscard]] absl::Status MayEnrol(const Enrolment& enrolment, std::string_view node_id,
                                    std::int64_t now_micros);

}  // namespace par::identity
