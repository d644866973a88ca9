// The second factor: codes of six digits that a person's telephone shows (TOTP, RFC 6238, with
// SHA-1 and steps of 30 s, which is what telephones know), and recovery codes for when it is lost.
// The secret that both sides need is sealed (sealed.h) to a key that lies beside the database, so
// that a copy of the database alone makes no codes.
//
// Safe to call from any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/random.h"
#include "common/domain/access.h"
#include "common/identity/sealed.h"
#include "common/identity/token.h"

namespace par::identity {

inline constexpr std::int64_t kStepMicros = std::int64_t{30} * 1'000'000;
inline constexpr std::int64_t kStepsOff = 1;  // How far a telephone's clock may be off, either way.
inline constexpr int kRecoveryCodes = 10;

// Roles that judge, publish or look after others act only after signing in with a second factor.
[[nodiscard]] constexpr bool NeedsSecondFactor(domain::Role role) {
  return role != domain::Role::kClerk && role != domain::Role::kLeader;
}

// The code of a step; `digits` 6 to 8.
[[nodiscard]] std::string CodeOf(std::string_view secret, std::int64_t step, int digits = 6);

// The step whose code this is, at `now_micros` or a step beside it, and after `last_step`: a code
// counts once. Nothing if there is none.
[[nodiscard]] std::optional<std::int64_t> StepOf(std::string_view secret, std::string_view code,
                                                 std::int64_t now_micros, std::int64_t last_step);

[[nodiscard]] Secret MakeFactorSecret(Random& random);

// otpauth://totp/…: what a telephone reads from the picture.
[[nodiscard]] Secret FactorUri(std::string_view secret, std::string_view account,
                               std::string_view node);

// 80 random bits each, written as enrolment codes are.
[[nodiscard]] std::vector<Secret> MakeRecoveryCodes(Random& random);

// The pair that seals secrets, kept in one file of the private key, made at the first start. What
// ReadWholeFile and WriteFileDurably refuse; INVALID_ARGUMENT seal_key_unreadable.
[[nodiscard]] absl::StatusOr<SealKeys> OpenOrMakeFactorKey(const std::filesystem::path& file,
                                                           Random& random);

[[nodiscard]] absl::StatusOr<std::string> SealFactor(const SealKeys& keys, const Secret& secret,
                                                     Random& random);
// FAILED_PRECONDITION second_factor_unreadable: sealed to another node's key, or damaged; the
// person signs in with a recovery code, or an administrator resets the second factor.
[[nodiscard]] absl::StatusOr<Secret> UnsealFactor(const SealKeys& keys, std::string_view sealed);

}  // namespace par::identity
