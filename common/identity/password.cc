#include "common/identity/password.h"

#include <argon2.h>
#include <openssl/crypto.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/base/unicode.h"
#include "common/domain/refusal.h"

namespace par::identity {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
// Beyond these a verifier is damaged, and computing it would be the harm.
constexpr std::uint32_t kMostMemoryKib = 1024 * 1024;
constexpr std::uint32_t kMostPasses = 64;
constexpr std::uint32_t kMostLanes = 16;
constexpr std::size_t kShortestName = 4;  // Shorter ones stand in too many good passwords.

constexpr std::string_view kCommon[] = {
#include "common/identity/common_passwords.inc"
};

std::string Normalised(const icu::Normalizer2& form, std::string_view text, UErrorCode& error) {
  std::string normal;
  icu::StringByteSink<std::string> sink(&normal);
  form.normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink,
                     nullptr, error);
  return normal;
}

// `text` is well-formed UTF-8 and short, so ICU can only fail if its data is missing.
std::string Nfc(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(error);
  PAR_CHECK(U_SUCCESS(error));
  std::string normal = Normalised(*form, text, error);
  PAR_CHECK(U_SUCCESS(error));
  return normal;
}

// Without capitals, and with nothing but letters and digits: how a guesser sees it.
std::string Folded(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFKCCasefoldInstance(error);
  PAR_CHECK(U_SUCCESS(error));
  std::string folded = Normalised(*form, text, error);
  PAR_CHECK(U_SUCCESS(error));
  std::erase_if(folded, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && (byte < '0' || byte > '9') && (byte < 'a' || byte > 'z');
  });
  return folded;
}

std::string_view WithoutDigitsAround(std::string_view text) {
  while (!text.empty() && IsDigit(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsDigit(text.back())) text.remove_suffix(1);
  return text;
}

bool IsCommon(std::string_view folded) {
  const auto listed = [](std::string_view text) {
    return std::find(std::begin(kCommon), std::end(kCommon), text) != std::end(kCommon);
  };
  if (folded.empty() || listed(folded) || listed(WithoutDigitsAround(folded))) return true;
  return folded.find_first_not_of(folded.front()) == std::string_view::npos;
}

bool IsNameOf(std::string_view folded, const std::vector<std::string>& names) {
  const std::string_view core = WithoutDigitsAround(folded);
  return std::any_of(names.begin(), names.end(), [&](const std::string& given) {
    const std::string name = Folded(given);
    return name.size() >= kShortestName && (folded == name || core == WithoutDigitsAround(name));
  });
}

absl::Status Bad(std::string_view reason, std::size_t length, std::size_t limit) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, reason,
                         {{"length", absl::StrCat(length)}, {"limit", absl::StrCat(limit)}});
}

absl::StatusOr<std::string> Argon2id(const PasswordParameters& parameters,
                                     std::string_view password, std::string_view salt) {
  std::string hash(kHashBytes, '\0');
  std::string typed(password);
  std::string salted(salt);
  argon2_context context{};
  context.out = reinterpret_cast<std::uint8_t*>(hash.data());
  context.outlen = static_cast<std::uint32_t>(hash.size());
  context.pwd = reinterpret_cast<std::uint8_t*>(typed.data());
  context.pwdlen = static_cast<std::uint32_t>(typed.size());
  context.salt = reinterpret_cast<std::uint8_t*>(salted.data());
  context.saltlen = static_cast<std::uint32_t>(salted.size());
  context.t_cost = parameters.passes;
  context.m_cost = parameters.memory_kib;
  context.lanes = parameters.lanes;
  // The lanes one after the other: the pool says how many processors hashing may take.
  context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.flags = ARGON2_DEFAULT_FLAGS;
  const int done = argon2id_ctx(&context);
  OPENSSL_cleanse(typed.data(), typed.size());
  if (done == ARGON2_MEMORY_ALLOCATION_ERROR) {
    return domain::Refusal(absl::StatusCode::kResourceExhausted, "node_busy");
  }
  PAR_CHECK(done == ARGON2_OK);
  return hash;
}

PasswordParameters ParametersOf(const record::v1::Verifier& verifier) {
  return {
      .memory_kib = verifier.memory_kib(), .passes = verifier.passes(), .lanes = verifier.lanes()};
}

bool IsWhole(const record::v1::Verifier& verifier) {
  return verifier.lanes() >= 1 && verifier.lanes() <= kMostLanes && verifier.passes() >= 1 &&
         verifier.passes() <= kMostPasses && verifier.memory_kib() >= 8 * verifier.lanes() &&
         verifier.memory_kib() <= kMostMemoryKib && verifier.salt().size() == kSaltBytes &&
         verifier.hash().size() == kHashBytes;
}

}  // namespace

absl::Status CheckPassword(std::string_view password, const std::vector<std::string>& names) {
  if (password.size() > kLongestPasswordBytes) {
    return Bad("password_too_long", password.size(), kLongestPassword);
  }
  if (FirstInvalidUtf8(password) || FirstControlCharacter(password) ||
      password.find_first_of("\t\n") != std::string_view::npos) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "password_unreadable");
  }
  const std::string normal = Nfc(password);
  const std::size_t length = CodePoints(normal);
  if (length < kShortestPassword) return Bad("password_too_short", length, kShortestPassword);
  if (length > kLongestPassword) return Bad("password_too_long", length, kLongestPassword);
  const std::string folded = Folded(normal);
  if (IsCommon(folded)) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "password_too_common");
  }
  if (IsNameOf(folded, names)) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "password_is_a_name");
  }
  return absl::OkStatus();
}

absl::StatusOr<record::v1::Verifier> HashPassword(const PasswordParameters& parameters,
                                                  std::string_view password, Random& random) {
  record::v1::Verifier verifier;
  verifier.set_memory_kib(parameters.memory_kib);
  verifier.set_passes(parameters.passes);
  verifier.set_lanes(parameters.lanes);
  verifier.set_salt(random.Bytes(kSaltBytes));
  ASSIGN_OR_RETURN(*verifier.mutable_hash(), Argon2id(parameters, Nfc(password), verifier.salt()));
  return verifier;
}

absl::StatusOr<bool> Fits(const record::v1::Verifier& verifier, std::string_view password) {
  const bool whole = IsWhole(verifier);
  const bool readable =
      password.size() <= kLongestPasswordBytes && !FirstInvalidUtf8(password).has_value();
  const record::v1::Verifier against = whole ? verifier : FitsNothing(kPasswordFloor);
  ASSIGN_OR_RETURN(
      const std::string hash,
      Argon2id(ParametersOf(against), readable ? Nfc(password) : std::string(), against.salt()));
  const bool same = CRYPTO_memcmp(hash.data(), against.hash().data(), hash.size()) == 0;
  return whole && readable && same;
}

record::v1::Verifier FitsNothing(const PasswordParameters& parameters) {
  record::v1::Verifier verifier;
  verifier.set_memory_kib(parameters.memory_kib);
  verifier.set_passes(parameters.passes);
  verifier.set_lanes(parameters.lanes);
  verifier.set_salt(std::string(kSaltBytes, '\0'));
  verifier.set_hash(std::string(kHashBytes, '\0'));
  return verifier;
}

bool IsCheaper(const record::v1::Verifier& verifier, const PasswordParameters& parameters) {
  return verifier.memory_kib() < parameters.memory_kib || verifier.passes() < parameters.passes;
}

}  // namespace par::identity
