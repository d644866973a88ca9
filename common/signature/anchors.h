// The certificates that signatures are traced back to (trust anchors, by configuration), and what a
// certificate says of its holder.
#pragma once

#include <openssl/x509.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/owned.h"
#include "common/domain/signature.h"

namespace par::signature {

using Certificate = Owned<X509, X509_free>;

// Immutable; safe from many threads.
class Anchors {
 public:
  Anchors() = default;  // None: nobody is asked about.
  // Certificates one after the other; other text between them is skipped. An authority in the
  // middle of a chain may stand here too: what it certified is then trusted. INVALID_ARGUMENT
  // anchors_malformed: no certificate, or one that cannot be read.
  [[nodiscard]] static absl::StatusOr<Anchors> FromPem(std::string_view pem);

  [[nodiscard]] bool empty() const { return certificates_.empty(); }
  // Whether a chain of `others` leads from `signer` to an anchor, each valid at `seconds` (UTC) and
  // of 112 bits of strength (so no SHA-1). Nobody is asked whether a certificate was withdrawn.
  [[nodiscard]] domain::SignerTrust JudgeSigner(X509* signer, const STACK_OF(X509) * others,
                                                std::int64_t seconds) const;
  // The same of an authority of time stamps.
  [[nodiscard]] domain::SignerTrust JudgeStamp(X509* authority, const STACK_OF(X509) * others,
                                               std::int64_t seconds) const;

 private:
  [[nodiscard]] domain::SignerTrust Judge(X509* signer, const STACK_OF(X509) * others,
                                          std::int64_t seconds, int purpose) const;

  std::vector<Certificate> certificates_;
};

// Fills signer, organisation, issuer, serial, valid_from and valid_to. Names are UTF-8; control
// characters and marks that turn the direction of text become U+FFFD, and long names are cut.
void Describe(X509* certificate, domain::Signature& signature);

}  // namespace par::signature
