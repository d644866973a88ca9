// Who signs in tests: an authority, people it certified, and an authority of time stamps. Keys are
// made anew each time; nothing is secret and nothing outlives the test.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/identity/x509.h"

namespace par::testing {

// UTC seconds of a moment in Vietnam: InVietnam("2023-10-19", 8, 30).
[[nodiscard]] std::int64_t InVietnam(std::string_view day, int hour = 8, int minute = 0);

struct Certified {
  identity::x509::Key key;
  identity::x509::Cert certificate;
};

struct Certification {
  std::string_view name = "UBND huyện Quảng Điền";
  std::string_view from = "2022-01-01";
  std::string_view to = "2025-12-31";
  const char* usage = "critical,digitalSignature,nonRepudiation";
  const char* extended = nullptr;  // extendedKeyUsage.
  unsigned rsa_bits = 0;           // 0: a key on the curve P-256.
};

struct Signing {
  std::optional<std::int64_t> at =
      {};  // The attribute signingTime, UTC seconds; nothing: none at all.
  std::optional<std::int64_t> stamped_at = {};  // A time stamp over the signature.
  const char* digest = "SHA256";
  bool bound = true;             // The attribute signing-certificate.
  bool with_certificate = true;  // The message brings it along.
  bool content_inside = false;   // The content stands in the message too.
  bool stamp_of_other = false;   // The stamp is over other bytes.
};

struct Withdrawal {
  const Certified* whose = nullptr;
  std::int64_t at = 0;  // UTC seconds.
};
struct ListTerms {
  std::int64_t from = InVietnam("2024-01-01");
  std::int64_t until = InVietnam("2024-02-01");
  const char* extension = nullptr;  // Value of issuingDistributionPoint, as openssl writes it.
  const char* digest = "SHA256";
};

class SigningOffice {
 public:
  // With `above` one in the middle of a chain: its messages bring its certificate along.
  explicit SigningOffice(std::string_view name = "CA Chính phủ",
                         const SigningOffice* above = nullptr);

  [[nodiscard]] std::string AnchorPem() const;
  [[nodiscard]] const Certified& authority() const { return authority_; }
  // Who makes its time stamps.
  [[nodiscard]] const Certified& stamps() const { return stamps_; }
  [[nodiscard]] Certified Certify(const Certification& what) const;
  // Its revocation list (CRL), DER.
  [[nodiscard]] std::string RevocationList(const std::vector<Withdrawal>& withdrawn,
                                           const ListTerms& terms) const;
  // A CMS message over `covered`.
  [[nodiscard]] std::string Message(const Certified& signer, const std::string& covered,
                                    const Signing& how) const;
  // What PdfWriter::Sign wants. The office and the signer must outlive it.
  [[nodiscard]] std::function<std::string(const std::string&)> By(const Certified& signer,
                                                                  Signing how) const;
  // A time stamp over `bytes` at `seconds` (UTC).
  [[nodiscard]] std::string Stamp(const std::string& bytes, std::int64_t seconds) const;

 private:
  Certified authority_;
  const bool in_the_middle_;
  Certified stamps_;
};

}  // namespace par::testing
