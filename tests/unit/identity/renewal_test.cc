// Goal: the authority renews a node's certificates for that node alone, under the names that it had
// given it, and only while the node can still prove itself; the node puts nothing in place that is
// not for its own new key, by its own authority, for longer. Method: a real authority and requests
// that are right but for one thing each.
#include "common/identity/renewal.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/base/hex.h"
#include "common/base/random.h"
#include "common/domain/refusal.h"
#include "common/identity/x509.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::identity {
namespace {

using par::testing::ReasonIs;

constexpr std::int64_t kRenewalDay = std::int64_t{86400} * 1'000'000;
constexpr std::int64_t kRenewalNow = 1'700'000'000LL * 1'000'000;
constexpr char kRenewingNode[] = "nut-la-ha";

std::string LineOf(std::string_view node, const SigningKey& key) {
  return std::string(node) + " " + ToHex(key.public_key()) + "\n";
}

class Renewal : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(authority_,
                         Authority::Create(ours_.path(), "ours", kRenewalNow - 60 * kRenewalDay));
    ASSERT_OK_AND_ASSIGN(
        stranger_, Authority::Create(theirs_.path(), "theirs", kRenewalNow - 60 * kRenewalDay));
    const Validity validity{.from_micros = kRenewalNow - 60 * kRenewalDay, .days = 90};
    ASSERT_OK_AND_ASSIGN(const Certificate connection,
                         authority_->IssueNode(present_.request_pem, names_, validity));
    ASSERT_OK_AND_ASSIGN(const Certificate signing,
                         authority_->IssueSigner(key_->Request(), signer_, validity));
    request_ = {.node_id = kRenewingNode,
                .connection_pem = next_.request_pem,
                .signing_pem = key_->Request(),
                .connection_certificate = connection.pem,
                .signing_certificate = signing.pem};
    keys_ = LineOf(kRenewingNode, *key_) + LineOf("nut-khac", *other_);
    place_ = {.node_id = kRenewingNode,
              .authority_pem = authority_->certificate_pem(),
              .connection_certificate = connection.pem,
              .signing_certificate = signing.pem,
              .next_key_pem = next_.key_pem,
              .signing_key = key_->public_key()};
  }

  absl::StatusOr<RenewalNames> JudgeText(const std::string& text) {
    return JudgeRenewal(
        text, kRenewingNode,
        {.node_keys = keys_, .authority_pem = authority_->certificate_pem(), .now_micros = now_});
  }
  absl::StatusOr<EnrolmentAnswer> Renewed(std::int64_t days = 90) {
    const std::string text = ToText(request_, *key_);
    const auto names = JudgeText(text);
    if (!names.ok()) return names.status();
    return CertifyRenewal(*authority_, text, *names, {.from_micros = kRenewalNow, .days = days});
  }

  const par::testing::TempDir ours_;
  const par::testing::TempDir theirs_;
  std::unique_ptr<Authority> authority_;
  std::unique_ptr<Authority> stranger_;
  const KeyAndRequest present_ = MakeKeyAndRequest();
  const KeyAndRequest next_ = MakeKeyAndRequest();
  const std::unique_ptr<SigningKey> key_ = SigningKey::Generate(SystemRandom());
  const std::unique_ptr<SigningKey> other_ = SigningKey::Generate(SystemRandom());
  const NodeName names_{.node_id = kRenewingNode,
                        .dns = {"la-ha.example.vn", "la-ha"},
                        .ips = {"10.1.2.3", "2001:db8::7"}};
  const SignerName signer_{.node_id = kRenewingNode, .units = {"la-ha", "nghia-thuong"}};
  RenewalRequest request_;
  RenewalPlace place_;
  std::string keys_;
  std::int64_t now_ = kRenewalNow;
};

TEST_F(Renewal, TheNamesAreThoseThatTheAuthorityHadGiven) {
  ASSERT_OK_AND_ASSIGN(const EnrolmentAnswer answer, Renewed());
  EXPECT_OK(CheckRenewal(answer, place_, kRenewalNow));
  ASSERT_OK_AND_ASSIGN(const EnrolmentAnswer carried, ReadEnrolmentAnswer(ToText(answer)));
  EXPECT_OK(CheckRenewal(carried, place_, kRenewalNow)) << "also from its text";
  const x509::Cert connection = x509::CertFromPem(answer.connection_certificate);
  EXPECT_EQ(x509::UrisOf(connection.get()),
            std::vector<std::string>{"spiffe://parnet/node/nut-la-ha"});
  EXPECT_EQ(x509::HostsOf(connection.get()), names_.dns);
  EXPECT_EQ(x509::AddressesOf(connection.get()), names_.ips);
  const x509::Cert signing = x509::CertFromPem(answer.signing_certificate);
  EXPECT_EQ(x509::UrisOf(signing.get()).size(), 1 + signer_.units.size());
}

TEST_F(Renewal, ANodeWithoutASigningCertificateGetsNone) {
  request_.signing_certificate.clear();
  place_.signing_certificate.clear();
  ASSERT_OK_AND_ASSIGN(const EnrolmentAnswer answer, Renewed());
  EXPECT_EQ(answer.signing_certificate, "");
  EXPECT_OK(CheckRenewal(answer, place_, kRenewalNow));
}

TEST_F(Renewal, TheAuthorityRefusesWhateverIsNotTheNodesOwn) {
  const std::string good = ToText(request_, *key_);
  const Validity validity{.from_micros = kRenewalNow - 60 * kRenewalDay, .days = 90};
  const auto changed = [&](const std::function<void(RenewalRequest&)>& change) {
    RenewalRequest request = request_;
    change(request);
    return ToText(request, *key_);
  };
  ASSERT_OK_AND_ASSIGN(const Certificate by_stranger,
                       stranger_->IssueNode(present_.request_pem, names_, validity));
  ASSERT_OK_AND_ASSIGN(const Certificate of_other,
                       authority_->IssueNode(present_.request_pem, {"nut-khac", {}, {}}, validity));
  ASSERT_OK_AND_ASSIGN(const Certificate signing_of_other,
                       authority_->IssueSigner(key_->Request(), {"nut-khac", {"la-ha"}}, validity));
  std::string tampered = good;
  tampered.replace(tampered.find("connection\n"), 10, "connectiom");
  std::string bytes = good;
  bytes[good.find("== signing\n") - 40] ^= 1;
  const struct {
    const char* why;
    std::string text;
    const char* reason;
  } rows[] = {
      {"nothing at all", "", "enrolment_file_unreadable"},
      {"a section is missing", tampered, "enrolment_file_unreadable"},
      {"another node's", changed([](RenewalRequest& r) { r.node_id = "nut-khac"; }),
       "renewal_other_node"},
      {"changed on its way", bytes, "renewal_not_signed"},
      {"signed by another node", ToText(request_, *other_), "renewal_not_signed"},
      {"wants another signing key certified",
       changed([&](RenewalRequest& r) { r.signing_pem = other_->Request(); }),
       "renewal_not_signed"},
      {"shows a stranger's certificate",
       changed([&](RenewalRequest& r) { r.connection_certificate = by_stranger.pem; }),
       "renewal_other_certificate"},
      {"shows another node's certificate",
       changed([&](RenewalRequest& r) { r.connection_certificate = of_other.pem; }),
       "renewal_other_certificate"},
      {"shows another node's signing certificate",
       changed([&](RenewalRequest& r) { r.signing_certificate = signing_of_other.pem; }),
       "renewal_other_certificate"},
  };
  EXPECT_OK(JudgeText(good));
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EXPECT_THAT(JudgeText(row.text).status(), ReasonIs(row.reason));
  }
  now_ = kRenewalNow + 31 * kRenewalDay;
  EXPECT_THAT(JudgeText(good).status(), ReasonIs("renewal_too_late"));
}

// What could not be issued is refused when it is judged: no other node's request waits for it.
TEST_F(Renewal, ARequestForNoKeyThatAConnectionCanHaveIsRefused) {
  request_.connection_pem = "x";
  EXPECT_THAT(Renewed().status(), ReasonIs("certificate_request_unreadable"));
  request_.connection_pem = key_->Request();
  EXPECT_THAT(Renewed().status(), ReasonIs("certificate_request_unreadable"));
}

// The unit moved to another node since; whoever signed for it then does not get it back.
TEST_F(Renewal, ASigningCertificateThatIsOverRenewsNothing) {
  const Validity once{.from_micros = kRenewalNow - 91 * kRenewalDay, .days = 90};
  ASSERT_OK_AND_ASSIGN(
      const Certificate over,
      authority_->IssueSigner(key_->Request(), {kRenewingNode, {"la-ha", "song-ve"}}, once));
  request_.signing_certificate = over.pem;
  EXPECT_THAT(Renewed().status(), ReasonIs("renewal_too_late"));
}

// The clock of the authority's machine is ahead: put in place, it would shut the node out.
TEST_F(Renewal, WhatDoesNotHoldYetIsTriedAgain) {
  constexpr std::int64_t kAhead = kRenewalDay / 24;
  for (const bool signs : {true, false}) {
    if (!signs) {
      request_.signing_certificate.clear();
      place_.signing_certificate.clear();
    }
    const std::string text = ToText(request_, *key_);
    ASSERT_OK_AND_ASSIGN(const RenewalNames names, JudgeText(text));
    ASSERT_OK_AND_ASSIGN(const EnrolmentAnswer answer,
                         CertifyRenewal(*authority_, text, names,
                                        {.from_micros = kRenewalNow + kAhead, .days = 90}));
    EXPECT_THAT(CheckRenewal(answer, place_, kRenewalNow),
                ReasonIs(absl::StatusCode::kUnavailable, "renewal_answer_early"));
    EXPECT_OK(CheckRenewal(answer, place_, kRenewalNow + kAhead));
  }
}

// A thief has the old disk: its key still stands in node-keys.txt, for what it signed still counts.
TEST_F(Renewal, AKeyThatANewMachineReplacedRenewsNothing) {
  keys_ += LineOf(kRenewingNode, *other_);
  EXPECT_THAT(Renewed().status(), ReasonIs("renewal_not_signed"));
  keys_ += LineOf("nut-la", *key_);
  EXPECT_THAT(Renewed().status(), ReasonIs("renewal_not_signed")) << "another node's line";
}

TEST_F(Renewal, TheNodeTakesNothingThatIsNotForIt) {
  ASSERT_OK_AND_ASSIGN(const EnrolmentAnswer good, Renewed());
  const Validity validity{.from_micros = kRenewalNow, .days = 90};
  const auto issued = [&](const Authority& authority, const KeyAndRequest& key, const char* node) {
    const auto made = authority.IssueNode(key.request_pem, {node, {}, {}}, validity);
    EXPECT_OK(made);
    return made->pem;
  };
  const auto signing = [&](const SigningKey& key, std::vector<std::string> units) {
    const auto made =
        authority_->IssueSigner(key.Request(), {kRenewingNode, std::move(units)}, validity);
    EXPECT_OK(made);
    return made->pem;
  };
  ASSERT_OK_AND_ASSIGN(const EnrolmentAnswer shorter, Renewed(20));
  const struct {
    const char* why;
    std::function<void(EnrolmentAnswer&)> change;
    const char* reason;
  } rows[] = {
      {"another node's answer", [](EnrolmentAnswer& a) { a.node_id = "nut-khac"; },
       "renewal_answer_wrong"},
      {"by another authority",
       [&](EnrolmentAnswer& a) {
         a.connection_certificate = issued(*stranger_, next_, kRenewingNode);
       },
       "renewal_answer_wrong"},
      {"over another key",
       [&](EnrolmentAnswer& a) {
         a.connection_certificate = issued(*authority_, present_, kRenewingNode);
       },
       "renewal_answer_wrong"},
      {"in another name",
       [&](EnrolmentAnswer& a) {
         a.connection_certificate = issued(*authority_, next_, "nut-khac");
       },
       "renewal_answer_wrong"},
      {"ends before what the node has", [&](EnrolmentAnswer& a) { a = shorter; },
       "renewal_answer_wrong"},
      {"no certificate", [](EnrolmentAnswer& a) { a.connection_certificate = "x"; },
       "renewal_answer_wrong"},
      {"no signing certificate", [](EnrolmentAnswer& a) { a.signing_certificate.clear(); },
       "renewal_answer_wrong"},
      {"over another signing key",
       [&](EnrolmentAnswer& a) { a.signing_certificate = signing(*other_, signer_.units); },
       "signer_certificate_other_key"},
      {"it no longer signs for one of its units",
       [&](EnrolmentAnswer& a) { a.signing_certificate = signing(*key_, {"la-ha"}); },
       "signer_certificate_other_unit"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    EnrolmentAnswer answer = good;
    row.change(answer);
    EXPECT_THAT(CheckRenewal(answer, place_, kRenewalNow), ReasonIs(row.reason));
  }
}

}  // namespace
}  // namespace par::identity
