// Revocation lists (CRL, RFC 5280; danh sách thu hồi): which certificates their authority has taken
// back, and from when on. A list counts only while it is in force and as far as it is signed by the
// authority that issued the certificate; nobody is asked over the network.
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

using RevocationList = Owned<X509_CRL, X509_CRL_free>;

// A file of one list (DER) or of one or more (PEM), as PEM. INVALID_ARGUMENT
// revocation_list_malformed {file}.
[[nodiscard]] absl::StatusOr<std::string> RevocationPem(std::string_view bytes,
                                                        std::string_view file);

// Every list in `pem`; what else stands there is skipped. INVALID_ARGUMENT
// revocation_list_malformed {file}.
[[nodiscard]] absl::StatusOr<std::vector<RevocationList>> ListsFromPem(std::string_view pem,
                                                                       std::string_view file);

struct RevocationWord {
  domain::Revocation revocation = domain::Revocation::kNotAsked;
  std::int64_t revoked_at = 0;  // UTC seconds; for kRevoked.
};

// What `lists` say of `certificate`, which `issuer` issued, at `now` (UTC seconds). kNotAsked only
// where there is no list. Where lists differ, one that says revoked is believed.
[[nodiscard]] RevocationWord AskLists(const std::vector<RevocationList>& lists, X509* certificate,
                                      X509* issuer, std::int64_t now);

}  // namespace par::signature
