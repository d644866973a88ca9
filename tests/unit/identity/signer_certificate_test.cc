// Goal: a certificate says of a signature exactly what the authority certified: this key, this
// node, these units, at that time; and nothing else passes for one.
// Method: one good claim, which each row spoils in one thing; the first broken rule is named.
#include "common/identity/signer_certificate.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"
#include "common/identity/x509.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::identity {
namespace {

using testing::IsOk;
using testing::ReasonIs;

constexpr std::int64_t kDay = std::int64_t{24} * 60 * 60 * 1'000'000;

std::string DerOf(const Certificate& certificate) {
  return x509::ToDer(x509::CertFromPem(certificate.pem).get());
}

class SignerCertificateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"one", "two"}) std::filesystem::create_directory(folder_ / name);
    ASSERT_OK_AND_ASSIGN(authority_, Authority::Create(folder_ / "one", "one", now_));
    ASSERT_OK_AND_ASSIGN(other_, Authority::Create(folder_ / "two", "two", now_));
    ASSERT_OK_AND_ASSIGN(const Certificate issued, Issue(*authority_, *key_));
    certificate_ = issued.pem;
    der_ = DerOf(issued);
  }
  [[nodiscard]] absl::StatusOr<Certificate> Issue(const Authority& by, const SigningKey& key) {
    return by.IssueSigner(key.Request(), {.node_id = "nut-huyen", .units = {"huyen", "xa"}},
                          {.from_micros = now_, .days = 90});
  }
  [[nodiscard]] SignerClaim Good() const {
    return {.certificate = der_,
            .public_key = key_->public_key(),
            .node = "nut-huyen",
            .unit = "huyen",
            .at_micros = now_};
  }

  testing::TempDir folder_;
  const std::int64_t now_ = testing::ManualClock().WallMicros();
  const std::unique_ptr<SigningKey> key_ = SigningKey::FromSeed(std::string(32, 'k'));
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Authority> other_;
  std::string certificate_;  // PEM.
  std::string der_;
};

TEST_F(SignerCertificateTest, NamesTheFirstThingThatIsWrong) {
  const auto other_key = SigningKey::FromSeed(std::string(32, 'o'));
  ASSERT_OK_AND_ASSIGN(const Certificate foreign, Issue(*other_, *key_));
  const std::string foreign_der = DerOf(foreign);
  const KeyAndRequest machine = MakeKeyAndRequest();
  ASSERT_OK_AND_ASSIGN(
      const Certificate for_tls,
      authority_->IssueNode(machine.request_pem, {"nut-huyen", {}, {}}, {.from_micros = now_}));
  const std::string tls_der = DerOf(for_tls);
  const std::string longer = der_ + "x";
  std::string altered = der_;
  altered[altered.size() / 2] = static_cast<char>(altered[altered.size() / 2] ^ 1);
  struct Case {
    std::string_view why;
    std::function<void(SignerClaim&)> spoil;
    std::string_view want;
  };
  const Case cases[] = {
      {"no certificate", [](SignerClaim& c) { c.certificate = {}; }, "signer_certificate_missing"},
      {"not a certificate", [](SignerClaim& c) { c.certificate = "x"; },
       "signer_certificate_unreadable"},
      {"something after it", [&](SignerClaim& c) { c.certificate = longer; },
       "signer_certificate_unreadable"},
      {"an unknown authority", [&](SignerClaim& c) { c.certificate = foreign_der; },
       "signer_certificate_untrusted"},
      {"that of a connection, not for signing documents",
       [&](SignerClaim& c) { c.certificate = tls_der; }, "signer_certificate_untrusted"},
      {"before it began", [](SignerClaim& c) { c.at_micros -= kDay; },
       "signer_certificate_not_valid"},
      {"after it ended", [](SignerClaim& c) { c.at_micros += 91 * kDay; },
       "signer_certificate_not_valid"},
      {"another key signed", [&](SignerClaim& c) { c.public_key = other_key->public_key(); },
       "signer_certificate_other_key"},
      {"another node says it signed", [](SignerClaim& c) { c.node = "nut-tinh"; },
       "signer_certificate_other_key"},
      {"a unit it does not name", [](SignerClaim& c) { c.unit = "tinh"; },
       "signer_certificate_other_unit"},
      {"part of a unit's name", [](SignerClaim& c) { c.unit = "huye"; },
       "signer_certificate_other_unit"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    SignerClaim claim = Good();
    c.spoil(claim);
    EXPECT_THAT(CheckSigner(claim, authority_->certificate_pem()), ReasonIs(c.want));
  }
  SignerClaim claim = Good();
  claim.certificate = altered;
  EXPECT_FALSE(CheckSigner(claim, authority_->certificate_pem()).ok());
}

TEST_F(SignerCertificateTest, HoldsForEveryUnitItNamesAndUntilItsLastDay) {
  SignerClaim claim = Good();
  EXPECT_OK(CheckSigner(claim, authority_->certificate_pem()));
  claim.unit = "xa";
  claim.at_micros += 89 * kDay;
  EXPECT_OK(CheckSigner(claim, authority_->certificate_pem()));
}

TEST_F(SignerCertificateTest, ANewAuthorityMayStandBesideTheOldOne) {
  const std::string both = other_->certificate_pem() + authority_->certificate_pem();
  EXPECT_OK(CheckSigner(Good(), both));
  EXPECT_THAT(CheckSigner(Good(), other_->certificate_pem()),
              ReasonIs("signer_certificate_untrusted"));
  EXPECT_THAT(CheckSigner(Good(), ""), ReasonIs("signer_certificate_untrusted"));
  // A certificate that is no authority's vouches for nobody, not even for itself.
  EXPECT_THAT(CheckSigner(Good(), certificate_), ReasonIs("signer_certificate_untrusted"));
}

TEST_F(SignerCertificateTest, IsReadFromItsFile) {
  ASSERT_OK(WriteFileDurably(folder_ / "signing.crt", certificate_, Secrecy::kPublic));
  EXPECT_THAT(ReadSignerCertificate(folder_ / "signing.crt"), testing::IsOkAndHolds(der_));
  EXPECT_THAT(ReadSignerCertificate(""), ReasonIs("signer_certificate_missing"));
  EXPECT_THAT(ReadSignerCertificate(folder_ / "none.crt"), ReasonIs("file_not_read"));
  ASSERT_OK(WriteFileDurably(folder_ / "bad.crt", "no certificate", Secrecy::kPublic));
  EXPECT_THAT(ReadSignerCertificate(folder_ / "bad.crt"), ReasonIs("certificate_unreadable"));
}

}  // namespace
}  // namespace par::identity
