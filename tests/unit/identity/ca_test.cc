// Goal: the authority certifies exactly the names it was told, over keys whose owner asked, and is
// never made twice.
// Method: certificates made in a folder of the test's own, read back with OpenSSL; broken requests.
// Whether they work in TLS is tested where they are used (tests/unit/rpc/tls_test.cc).
#include "common/identity/ca.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <limits>
#include <memory>
#include <string>

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

constexpr std::int64_t kMicrosPerDay = std::int64_t{24} * 60 * 60 * 1'000'000;

std::vector<std::string> UrisOf(const std::string& pem) {
  return x509::UrisOf(x509::CertFromPem(pem).get());
}

std::string PemOf(const std::string& der) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new(BIO_s_mem()), BIO_free_all);
  EXPECT_GT(PEM_write_bio(bio.get(), "CERTIFICATE", "",
                          reinterpret_cast<const unsigned char*>(der.data()),
                          static_cast<long>(der.size())),
            0);
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

class AuthorityTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(authority_,
                         Authority::Create(folder_.path(), "parnet test", clock_.WallMicros()));
    validity_.from_micros = clock_.WallMicros();
  }
  testing::TempDir folder_;
  testing::ManualClock clock_;
  std::unique_ptr<Authority> authority_;
  Validity validity_;
};

TEST_F(AuthorityTest, NodeCertificateCarriesItsOneNameForNinetyDays) {
  const KeyAndRequest made = MakeKeyAndRequest();
  ASSERT_OK_AND_ASSIGN(const Certificate issued, authority_->IssueNode(made.request_pem,
                                                                       {.node_id = "H38-01",
                                                                        .dns = {"huyen.example.vn"},
                                                                        .ips = {"10.0.0.1", "::1"}},
                                                                       validity_));
  EXPECT_THAT(UrisOf(issued.pem), ::testing::ElementsAre("spiffe://parnet/node/H38-01"));
  EXPECT_EQ(issued.not_after_micros, clock_.WallMicros() + 90 * kMicrosPerDay);
  EXPECT_EQ(issued.serial.size(), 32u);
  ASSERT_OK_AND_ASSIGN(const Certificate read, ReadCertificate(issued.pem));
  EXPECT_EQ(read.fingerprint, issued.fingerprint);
}

// A node above reads certificates that strangers send, before anybody has verified them.
TEST_F(AuthorityTest, ACertificateWhoseTimeIsNoneIsNoCertificate) {
  ASSERT_OK_AND_ASSIGN(
      const Certificate issued,
      authority_->IssueNode(MakeKeyAndRequest().request_pem, {"la-ha", {}, {}}, validity_));
  const std::string der = x509::ToDer(x509::CertFromPem(issued.pem).get());
  EXPECT_THAT(ReadCertificate(PemOf(der)), IsOk());
  constexpr char kUtcTime[] = "\x17\x0d";  // And its length.
  const std::size_t from = der.find(kUtcTime);
  const std::size_t until = der.find(kUtcTime, from + 1);
  ASSERT_NE(until, std::string::npos);
  for (const std::size_t at : {from, until}) {
    SCOPED_TRACE(at);
    std::string bad = der;
    bad.replace(at + 2, 12, 12, 'x');
    EXPECT_THAT(ReadCertificate(PemOf(bad)), ReasonIs("certificate_unreadable"));
    EXPECT_EQ(x509::CertFromDer(bad), nullptr);
    EXPECT_EQ(x509::CertsFromPem(PemOf(bad) + issued.pem).size(), 1u) << "the others are read";
  }
}

TEST_F(AuthorityTest, ATextThatSaysItIsEncryptedAsksNobodyForAPassPhrase) {
  ASSERT_OK_AND_ASSIGN(
      const Certificate issued,
      authority_->IssueNode(MakeKeyAndRequest().request_pem, {"la-ha", {}, {}}, validity_));
  const std::string first_line = issued.pem.substr(0, issued.pem.find('\n') + 1);
  const std::string encrypted =
      first_line +
      "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n" +
      issued.pem.substr(first_line.size());
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string typed = "mat-khau-cua-nguoi-giu-khoa\n";
  ASSERT_EQ(::write(ends[1], typed.data(), typed.size()), static_cast<ssize_t>(typed.size()));
  const int input = ::dup(STDIN_FILENO);
  ASSERT_EQ(::dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  EXPECT_THAT(ReadCertificate(encrypted), ReasonIs("certificate_unreadable"));
  int left = 0;
  EXPECT_EQ(::ioctl(ends[0], FIONREAD, &left), 0);
  EXPECT_EQ(left, static_cast<int>(typed.size())) << "what a person types was taken";
  EXPECT_EQ(::dup2(input, STDIN_FILENO), STDIN_FILENO);
  for (const int end : {ends[0], ends[1], input}) ::close(end);
}

TEST_F(AuthorityTest, ACertificateHoldsForADayAtLeastAndNoLongerThanTheAuthority) {
  const struct {
    const char* why;
    std::int64_t days;
    bool issued;
  } rows[] = {
      {"ended before it began", -5, false},
      {"no day", 0, false},
      {"the least", 1, true},
      {"the most", kMostDays, true},
      {"one more", kMostDays + 1, false},
      {"beyond the year 9999", 99'999'999'999, false},
      {"beyond any number of seconds", std::numeric_limits<std::int64_t>::max(), false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    validity_.days = row.days;
    const auto issued = authority_->IssueNode(MakeKeyAndRequest().request_pem,
                                              {.node_id = "H38", .dns = {}, .ips = {}}, validity_);
    if (!row.issued) {
      EXPECT_THAT(issued, ReasonIs("certificate_days_invalid"));
      continue;
    }
    ASSERT_OK(issued);
    EXPECT_EQ(issued->not_after_micros, clock_.WallMicros() + row.days * kMicrosPerDay);
  }
}

TEST_F(AuthorityTest, PersonalCertificateNamesUnitAndAccount) {
  ASSERT_OK_AND_ASSIGN(const Certificate issued,
                       authority_->IssuePerson(MakeKeyAndRequest().request_pem,
                                               {.unit = "H38", .account = "an"}, validity_));
  EXPECT_THAT(UrisOf(issued.pem), ::testing::ElementsAre("spiffe://parnet/account/H38/an"));
}

TEST_F(AuthorityTest, SignerCertificateNamesTheNodeAndItsUnits) {
  const auto key = SigningKey::FromSeed(std::string(32, 's'));
  ASSERT_OK_AND_ASSIGN(
      const Certificate issued,
      authority_->IssueSigner(key->Request(), {.node_id = "H38-01", .units = {"H38", "H38.5"}},
                              validity_));
  EXPECT_THAT(UrisOf(issued.pem),
              ::testing::ElementsAre("spiffe://parnet/signer/H38-01", "spiffe://parnet/unit/H38",
                                     "spiffe://parnet/unit/H38.5"));
  EXPECT_THAT(authority_->IssueSigner(key->Request(), {"H38", {}}, validity_),
              ReasonIs("node_name_invalid"));
  EXPECT_THAT(authority_->IssueSigner(key->Request(), {"H38", {"a/b"}}, validity_),
              ReasonIs("node_name_invalid"));
}

TEST_F(AuthorityTest, AKeyOfOneUseIsNotCertifiedForTheOther) {
  const std::string signing = SigningKey::FromSeed(std::string(32, 's'))->Request();
  EXPECT_THAT(authority_->IssueNode(signing, {"a", {}, {}}, validity_),
              ReasonIs("certificate_request_unreadable"));
  EXPECT_THAT(authority_->IssueSigner(MakeKeyAndRequest().request_pem, {"a", {"a"}}, validity_),
              ReasonIs("certificate_request_unreadable"));
}

TEST_F(AuthorityTest, SignedByTheAuthorityThatIsReadBackFromItsFolder) {
  ASSERT_OK_AND_ASSIGN(const auto reopened, Authority::Open(folder_.path()));
  EXPECT_EQ(reopened->certificate_pem(), authority_->certificate_pem());
  ASSERT_OK_AND_ASSIGN(
      const Certificate issued,
      reopened->IssueNode(MakeKeyAndRequest().request_pem, {"a", {}, {}}, validity_));
  const x509::Cert certificate = x509::CertFromPem(issued.pem);
  const x509::Cert authority = x509::CertFromPem(authority_->certificate_pem());
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(authority.get())), 1);
}

TEST_F(AuthorityTest, RefusesNamesThatCouldMeanSomethingElse) {
  const std::string request = MakeKeyAndRequest().request_pem;
  const NodeName kCases[] = {
      {"", {}, {}},          {"a/b", {}, {}},
      {"a b", {}, {}},       {std::string("a\0b", 3), {}, {}},
      {"xã", {}, {}},        {std::string(65, 'a'), {}, {}},
      {"a", {"*.evil"}, {}}, {"a", {"x,URI:spiffe://parnet/node/b"}, {}},
      {"a", {}, {"10.0.0"}},
  };
  for (const NodeName& name : kCases) {
    SCOPED_TRACE(name.node_id);
    EXPECT_THAT(authority_->IssueNode(request, name, validity_), ReasonIs("node_name_invalid"));
  }
}

TEST_F(AuthorityTest, RefusesARequestThatItsKeyDidNotSign) {
  const KeyAndRequest made = MakeKeyAndRequest();
  const x509::Key other = x509::NewP256Key();
  const x509::Request stolen = x509::RequestFromPem(made.request_pem);
  X509_REQ_set_pubkey(stolen.get(), other.get());  // The signature is still the first key's.
  EXPECT_THAT(authority_->IssueNode(x509::ToPem(stolen.get()), {"a", {}, {}}, validity_),
              ReasonIs("certificate_request_unreadable"));
  EXPECT_THAT(authority_->IssueNode("not a request", {"a", {}, {}}, validity_),
              ReasonIs("certificate_request_unreadable"));
  EXPECT_THAT(ReadCertificate("not a certificate"), ReasonIs("certificate_unreadable"));
}

TEST_F(AuthorityTest, IsNeverReplacedAndItsKeyIsItsOwners) {
  EXPECT_THAT(Authority::Create(folder_.path(), "again", clock_.WallMicros()),
              ReasonIs(absl::StatusCode::kAlreadyExists, "authority_exists"));
  std::filesystem::permissions(folder_ / "ca.key", std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_THAT(Authority::Open(folder_.path()), ReasonIs("key_file_open_to_others"));
}

TEST_F(AuthorityTest, KeyOfAnotherAuthorityIsNoticed) {
  testing::TempDir other;
  ASSERT_THAT(Authority::Create(other.path(), "other", clock_.WallMicros()), IsOk());
  std::filesystem::copy_file(other / "ca.crt", folder_ / "ca.crt",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(Authority::Open(folder_.path()),
              ReasonIs(absl::StatusCode::kDataLoss, "key_file_unreadable"));
}

}  // namespace
}  // namespace par::identity
