// What was found about the digital signatures (chữ ký số) of one PDF file: who signed, when and by
// whose word, what part of the file the signature covers and what was added afterwards. Found by
// common/signature; what it means for a criterion, common/domain/evidence_verdict.h says.
//
// Pure data. Numbers of enums are stored and sent: never renumber.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace par::domain {

// Of one file; a file with more is refused.
inline constexpr std::size_t kMostSignatures = 64;

// Where the time of signing comes from. Only a time stamp is somebody else's word.
enum class SigningTimeSource : std::uint8_t {
  kNotSaid = 0,
  kEntry = 1,        // The entry /M of the signature dictionary: the signing program's word.
  kSigningTime = 2,  // The signed attribute signingTime: the signer's word.
  kTimestamp = 3,    // A time stamp (RFC 3161) of an authority that the anchors vouch for.
};

enum class SignerTrust : std::uint8_t {
  kTrusted = 0,
  kNotAsked = 1,         // No trust anchors are configured.
  kUnknown = 2,          // No chain of certificates leads to an anchor.
  kOutsideValidity = 3,  // A certificate of the chain was not valid when it was signed.
  kNotForSigning = 4,    // The certificate is not made for signing documents.
  kRevoked = 5,          // A certificate of the chain was revoked before it signed.
};

// What the revocation lists say of a signer whom an anchor vouches for: of their own certificate,
// or that one of the chain above it is revoked.
enum class Revocation : std::uint8_t {
  kNotAsked = 0,  // No list is configured, or nobody vouches for the signer.
  kNotRevoked = 1,
  kRevoked = 2,       // From Signature::revoked_at on.
  kNoList = 3,        // None is of the authority that issued the signer's certificate.
  kListOutdated = 4,  // There is one, and it has expired or is not yet in force.
  kListBroken = 5,    // There is one, and it is not signed by that authority or not understood.
};

// What stands in the file behind the bytes that the signature covers.
enum class AfterSigning : std::uint8_t {
  kNothing = 0,     // At most white space: the signature covers the whole file.
  kSignatures = 1,  // Further signatures, time stamps or validation data, and nothing else.
  kContent = 2,     // Something else: what a reader sees may not be what was signed.
  kUnreadable = 3,  // It cannot be read without guessing, so it cannot be compared.
};

struct Signature {
  std::string field;                // Name of the form field that holds it.
  bool document_timestamp = false;  // A time stamp over the file, not a person's signature.
  // Empty: the covered bytes are those that were signed. Otherwise a reason of
  // catalogue/signatures.inc, and what stands below may be empty.
  std::string fault;
  SignerTrust trust = SignerTrust::kNotAsked;
  std::string signer;           // Common name: "UBND huyện Quảng Điền".
  std::string organisation;     // May be empty.
  std::string issuer;           // Common name of the authority.
  std::string serial;           // Of the certificate, hexadecimal.
  std::int64_t valid_from = 0;  // Of the certificate, UTC seconds.
  std::int64_t valid_to = 0;
  Revocation revocation = Revocation::kNotAsked;
  std::int64_t revoked_at = 0;  // UTC seconds; for Revocation::kRevoked.
  SigningTimeSource time_source = SigningTimeSource::kNotSaid;
  std::int64_t time = 0;          // UTC microseconds; 0 for kNotSaid.
  std::uint64_t covered_end = 0;  // The first byte that is not covered; 0: nothing is.
  AfterSigning after = AfterSigning::kNothing;
  friend bool operator==(const Signature&, const Signature&) = default;
};

struct SignatureReport {
  // Empty: the file was read. Otherwise a reason of catalogue/signatures.inc, and no signatures.
  std::string refusal;
  std::uint64_t file_bytes = 0;
  std::vector<Signature> signatures;  // Rising by covered_end: in the order of signing.
  friend bool operator==(const SignatureReport&, const SignatureReport&) = default;
};

// Whether `reason` may stand as a fault of a signature, or as a refusal of a file.
[[nodiscard]] bool IsSignatureFault(std::string_view reason);
[[nodiscard]] bool IsFileRefusal(std::string_view reason);
// The node could not make the check (pdf_check_...): it is tried again, and says nothing of the
// file.
[[nodiscard]] bool IsCheckNotMade(std::string_view refusal);

// Stable names for programs: "timestamp", "unknown", "content".
[[nodiscard]] std::string_view Name(SigningTimeSource source);
[[nodiscard]] std::string_view Name(SignerTrust trust);
[[nodiscard]] std::string_view Name(Revocation revocation);
[[nodiscard]] std::string_view Name(AfterSigning after);

}  // namespace par::domain
