// What binds a signing key to somebody: a certificate of the private authority over the key, with
// the node that holds it and the units in whose names it signs (Authority::IssueSigner). Whoever
// has the authority's certificate can say from a signed decision alone whose signature it is.
//
// Pure apart from ReadSignerCertificate: what is read decides, so ledgers may be replayed. Safe
// from many threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace par::identity {

// The names in the certificate, and its one extended key usage: signing documents (RFC 9336).
inline constexpr std::string_view kSignerUri = "spiffe://parnet/signer/";
inline constexpr std::string_view kUnitUri = "spiffe://parnet/unit/";
inline constexpr const char* kDocumentSigning = "1.3.6.1.5.5.7.3.36";

// Who is said to have signed, with which key, in whose name and when.
struct SignerClaim {
  std::string_view certificate;  // DER.
  std::string_view public_key;   // 32 bytes.
  std::string_view node;
  std::string_view unit;
  std::int64_t at_micros = 0;  // UTC. The signer's own word: see docs/threat-model.md.
};

// OK if one of the authorities in `authorities_pem` says all of it. Otherwise FAILED_PRECONDITION
// with the first of
//   signer_certificate_missing     there is none
//   signer_certificate_unreadable  it is not one certificate in DER
//   signer_certificate_untrusted   no authority given here signed it, or not for signing documents
//   signer_certificate_not_valid   it, or the authority's, was not valid at the time
//   signer_certificate_other_key   it is over another key, or names another node
//   signer_certificate_other_unit  it does not name the unit
// The signature itself is SignatureHolds' affair.
[[nodiscard]] absl::Status CheckSigner(const SignerClaim& claim, std::string_view authorities_pem);

// The DER of the certificate in a PEM file. FAILED_PRECONDITION signer_certificate_missing (`file`
// is empty), NOT_FOUND file_not_read, INVALID_ARGUMENT certificate_unreadable.
[[nodiscard]] absl::StatusOr<std::string> ReadSignerCertificate(const std::filesystem::path& file);

}  // namespace par::identity
