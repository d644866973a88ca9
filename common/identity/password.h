// Passwords, as argon2id verifiers (RFC 9106). The password itself is in memory for the length of a
// call and nowhere else.
//
// A hash takes the parameters' memory and some tenths of a second: call these from the pool for
// hashing only (rpc::CallPorts::hashing), never from a thread that others wait for. Otherwise safe
// from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "par/record/v1/account_record.pb.h"

namespace par::identity {

// The defaults are RFC 9106's for machines with little memory; the floor is OWASP's minimum.
struct PasswordParameters {
  std::uint32_t memory_kib = 64 * 1024;
  std::uint32_t passes = 3;
  std::uint32_t lanes = 4;
  friend bool operator==(const PasswordParameters&, const PasswordParameters&) = default;
};
inline constexpr PasswordParameters kPasswordFloor = {
    .memory_kib = 19 * 1024, .passes = 2, .lanes = 1};

inline constexpr std::size_t kShortestPassword = 8;         // Characters, in NFC.
inline constexpr std::size_t kLongestPassword = 128;        // Characters, in NFC.
inline constexpr std::size_t kLongestPasswordBytes = 1024;  // As it was sent.

// OK if the text may become a password. `names` are those of the account, the person and the unit:
// a password made of one of them is the first that is tried. INVALID_ARGUMENT password_too_short,
// password_too_long, password_unreadable (not UTF-8, or with control characters),
// password_too_common (in the list of common_passwords.inc, also with digits or signs added at its
// ends, or one character over and over), password_is_a_name.
[[nodiscard]] absl::Status CheckPassword(std::string_view password,
                                         const std::vector<std::string>& names);

// A verifier with a salt of its own. The same text typed on another keyboard (NFC or NFD) is the
// same password. RESOURCE_EXHAUSTED node_busy: there is no memory for it; try again later.
[[nodiscard]] absl::StatusOr<record::v1::Verifier> HashPassword(
    const PasswordParameters& parameters, std::string_view password, Random& random);

// Hashes once, whatever it is given. A verifier that is damaged fits nothing. RESOURCE_EXHAUSTED
// node_busy as above.
[[nodiscard]] absl::StatusOr<bool> Fits(const record::v1::Verifier& verifier,
                                        std::string_view password);

// A verifier that no password fits, and that costs as much to compare with.
[[nodiscard]] record::v1::Verifier FitsNothing(const PasswordParameters& parameters);

// Whether it was made with cheaper parameters than these.
[[nodiscard]] bool IsCheaper(const record::v1::Verifier& verifier,
                             const PasswordParameters& parameters);

}  // namespace par::identity
