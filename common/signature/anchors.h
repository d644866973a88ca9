// The certificates that signatures are traced back to (trust anchors, by configuration), the
// revocation lists beside them, and what a certificate says of its holder.
#pragma once

#include <openssl/x509.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/owned.h"
#include "common/domain/signature.h"
#include "common/signature/revocation.h"

namespace par::signature {

using Certificate = Owned<X509, X509_free>;

// Immutable; safe from many threads.
class Anchors {
 public:
  Anchors() = default;  // None: nobody is asked about.
  // Certificates and revocation lists (revocation.h) one after the other; other text between them
  // is skipped. An authority in the middle of a chain may stand here too: what it certified is then
  // trusted. INVALID_ARGUMENT anchors_malformed: no certificate, or one that cannot be read;
  // revocation_list_malformed.
  [[nodiscard]] static absl::StatusOr<Anchors> FromPem(std::string_view pem);

  [[nodiscard]] bool empty() const { return certificates_.empty(); }

  struct Moments {
    std::int64_t signed_at = 0;  // UTC seconds: when certificates are to be valid.
    std::int64_t now = 0;        // UTC seconds: when revocation lists are to be in force.
  };
  struct Judgement {
    domain::SignerTrust trust = domain::SignerTrust::kNotAsked;
    RevocationWord word;
  };
  // Whether a chain of `others` leads from `signer` to an anchor, each of 112 bits of strength (so
  // no SHA-1), and none revoked by the time of signing as far as the lists say.
  [[nodiscard]] Judgement JudgeSigner(X509* signer, const STACK_OF(X509) * others,
                                      const Moments& moments) const;
  // The same of an authority of time stamps.
  [[nodiscard]] Judgement JudgeStamp(X509* authority, const STACK_OF(X509) * others,
                                     const Moments& moments) const;

 private:
  [[nodiscard]] Judgement Judge(X509* signer, const STACK_OF(X509) * others, const Moments& moments,
                                int purpose) const;
  // The anchor that certified this one, if it is not itself; null: none.
  [[nodiscard]] X509* Above(X509* certificate) const;
  [[nodiscard]] RevocationWord AskLists(const STACK_OF(X509) * chain, std::int64_t now) const;

  std::vector<Certificate> certificates_;
  std::vector<RevocationList> lists_;
};

// Fills signer, organisation, issuer, serial, valid_from and valid_to. Names are UTF-8; control
// characters and marks that turn the direction of text become U+FFFD, and long names are cut.
void Describe(X509* certificate, domain::Signature& signature);

}  // namespace par::signature
