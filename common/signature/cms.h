// A signature as it stands in a file: one CMS message (RFC 5652) with one signer.
#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/x509.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/owned.h"

namespace par::signature {

inline void FreeCertificates(STACK_OF(X509) * certificates) {
  sk_X509_pop_free(certificates, X509_free);
}

struct SignedMessage {
  std::string_view fault;  // Empty: the content is what was signed.
  Owned<CMS_ContentInfo, CMS_ContentInfo_free> cms;
  Owned<STACK_OF(X509), FreeCertificates> certificates;  // All that the message brings along.
  CMS_SignerInfo* signer = nullptr;                      // Of `cms`; null if it has not one signer.
  X509* certificate = nullptr;                           // Of the signer; null if not there.
};

// Checks the signature, not whether the signer is to be trusted. `der` may be followed by zeros, as
// PDF files pad it. The content is what `detached` reads; where that is null it is in the message
// and is written to `content`.
//   signature_malformed   no such message, or without the signer's certificate
//   signature_one_signer  none or several signers
//   signature_weak        SHA-1 or older, or a key below 112 bits of strength
//   signature_broken      the content, or what was signed with it, is not what was signed
[[nodiscard]] SignedMessage CheckMessage(std::string_view der, BIO* detached, BIO* content);

[[nodiscard]] std::string_view BytesOf(const ASN1_STRING* string);

// Whether the signer signed which certificate is theirs (the attribute signing-certificate, which
// PAdES demands), and it is this one.
[[nodiscard]] bool IsBoundToCertificate(const SignedMessage& message);

// UTC microseconds of the signed attribute signingTime.
[[nodiscard]] std::optional<std::int64_t> SigningTimeOf(const SignedMessage& message);
// The message of a time stamp over the signature's value; empty if it has none.
[[nodiscard]] std::string_view StampOf(const SignedMessage& message);
// What that time stamp is over.
[[nodiscard]] std::string_view ValueOf(const SignedMessage& message);

}  // namespace par::signature
