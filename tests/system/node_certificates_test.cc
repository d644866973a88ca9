// Goal: a node whose certificate is over, another's, another authority's or withdrawn, or whose
// node above shows one that it knows to be withdrawn, stays apart with a reason that its people
// read in `links`, and is well again after renewal, without a restart; a certificate that is
// renewed in time disturbs no upload. Method: the real programs; a province and a commune for each
// fault, all at once. Certificates are written as `parctl ca issue` does, while the nodes run.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/system/office.h"

namespace par::testing {
namespace {

using std::chrono::seconds;

constexpr char kProvince[] = "nut-tinh";
constexpr std::int64_t kDay = std::int64_t{86400} * 1'000'000;
constexpr std::size_t kFileBytes = std::size_t{16} << 20u;

enum Fault : std::size_t {
  kExpired,
  kOfAnother,
  kOtherAuthority,
  kWithdrawn,
  kWithdrawnAtWork,
  kWithdrawnAbove,  // It is the province's, and the commune knows.
  kRenewed,
  kFaults
};

std::string NodeOf(std::size_t number) { return "nut-" + CommuneOf(number); }

std::vector<NodePlan> Plans() {
  std::vector<NodePlan> plans = {
      {.id = kProvince, .level = config::NodeLevel::kProvince, .units = {"tinh"}}};
  for (std::size_t i = 0; i < kFaults; ++i) {
    plans.push_back({.id = NodeOf(i), .units = {CommuneOf(i)}, .upper = kProvince});
  }
  return plans;
}

class NodeCertificates : public ::testing::Test {
 protected:
  // Writes a new key with its certificate where the node reads them; its serial.
  std::string Certify(const std::string& node, const std::string& name,
                      const identity::Validity& validity,
                      const identity::Authority* authority = nullptr) {
    if (authority == nullptr) authority = &country_.world().authority();
    const identity::KeyAndRequest made = identity::MakeKeyAndRequest();
    const auto issued = authority->IssueNode(made.request_pem, {name, {}, {}}, validity);
    EXPECT_OK(issued);
    // Readers trust the same authority as before, whoever signed.
    EXPECT_OK(identity::WriteNodeFiles(country_.FolderOf(node), made.key_pem, issued->pem,
                                       country_.world().authority().certificate_pem()));
    return issued->serial;
  }
  std::string Renew(std::size_t number) {
    return Certify(NodeOf(number), NodeOf(number), {.from_micros = SystemClock().WallMicros()});
  }
  void Withdraw(const std::string& serial) {
    withdrawn_ += serial + " máy bị mất\n";
    EXPECT_OK(identity::WriteFileDurably(List(), withdrawn_, identity::Secrecy::kPublic));
  }
  std::filesystem::path List() { return country_.FolderOf(kProvince) / "withdrawn"; }

  node::v1::Link Link(std::size_t number) { return country_.LinkTo(NodeOf(number), kProvince); }
  // The reason that `links` gives at the node, with its words.
  bool Says(std::size_t number, const std::string& reason) {
    const node::v1::Link link = Link(number);
    return link.last_error_reason() == reason && !link.last_error().empty();
  }
  void ExpectSays(std::size_t number, const std::string& reason) {
    EXPECT_TRUE(Eventually([&] { return Says(number, reason); }))
        << NodeOf(number) << " says: " << Link(number).ShortDebugString();
  }
  bool HasCycle(std::size_t number) {
    return office_.HasCycle(NodeOf(number), CommuneOf(number), "ky-1");
  }
  // Something new comes down, and so the line is up.
  void ExpectWell(std::size_t number) {
    EXPECT_TRUE(Eventually([&] { return HasCycle(number) && Link(number).last_error().empty(); },
                           seconds(90)))
        << NodeOf(number) << " says: " << Link(number).ShortDebugString();
  }
  // A file that is on its way up from now on.
  Sha256 HandUpFile(std::size_t number) {
    const std::string node = NodeOf(number);
    const std::string unit = CommuneOf(number);
    country_.LineOf(node).Shape({.bits_per_second = 4'000'000});
    const auto document = office_.AddDocument(node, unit, kFileBytes, "tep-" + unit);
    EXPECT_OK(document);
    EXPECT_OK(office_.Fill(node, unit, "ky-1", {document->id()}, rpc::NewRequestId()));
    for (const char* kind : {"approve", "submit"}) {
      EXPECT_OK(office_.Act(node, unit, "ky-1", kind, rpc::NewRequestId()));
    }
    return Sha256::FromBytes(document->sha256());
  }
  void ExpectGrows(const Sha256& file) {
    const auto held = [&] { return country_.HeldOf(kProvince, file); };
    const std::uint64_t before = held();
    EXPECT_TRUE(Eventually([&] { return held() > before + (std::size_t{300} << 10u); }))
        << "stands still at " << held();
  }

  void Open() {
    Withdraw(Renew(kWithdrawn));
    country_.Configure(kProvince,
                       [&](config::Config& config) { config.certificates.withdrawn = List(); });
    const std::int64_t now = SystemClock().WallMicros();
    Certify(NodeOf(kExpired), NodeOf(kExpired), {.from_micros = now - 10 * kDay, .days = 1});
    Certify(NodeOf(kOfAnother), "nut-khac", {.from_micros = now});
    const TempDir folder;
    const auto other = identity::Authority::Create(folder.path(), "another", now);
    ASSERT_OK(other);
    Certify(NodeOf(kOtherAuthority), NodeOf(kOtherAuthority), {.from_micros = now}, other->get());
    const auto above =
        identity::ReadCertificate(ReadText(country_.ConfigOf(kProvince).certificates.certificate));
    ASSERT_OK(above);
    const std::filesystem::path list = country_.FolderOf(NodeOf(kWithdrawnAbove)) / "withdrawn";
    ASSERT_OK(identity::WriteFileDurably(list, above->serial + "\n", identity::Secrecy::kPublic));
    country_.Configure(NodeOf(kWithdrawnAbove),
                       [&](config::Config& config) { config.certificates.withdrawn = list; });
    at_work_ = Renew(kWithdrawnAtWork);
    renewed_ = Renew(kRenewed);
    country_.Start(kProvince);
    ASSERT_OK(office_.OpenProvince(kProvince, kFaults, {"ky-1"}));
    for (std::size_t i = 0; i < kFaults; ++i) country_.Start(NodeOf(i));
  }

  Country country_{Plans()};
  Office office_{country_};
  std::string withdrawn_;
  std::string at_work_;
  std::string renewed_;
};

TEST_F(NodeCertificates, WhoIsTurnedAwayReadsWhyAndIsWellAgainAfterRenewal) {
  ASSERT_NO_FATAL_FAILURE(Open());
  const struct {
    const char* why;
    Fault fault;
    const char* reason;
  } rows[] = {
      {"its time is over", kExpired, "line_own_certificate_expired"},
      {"the name of a node that does not belong here", kOfAnother, "peer_not_below"},
      {"signed by somebody else", kOtherAuthority, "line_own_certificate_untrusted"},
      {"taken back before it came", kWithdrawn, "peer_certificate_withdrawn"},
      {"that of the node above was taken back", kWithdrawnAbove, "line_certificate_withdrawn"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    ExpectSays(row.fault, row.reason);
    EXPECT_FALSE(HasCycle(row.fault)) << "and nothing was told to it";
  }
  ExpectWell(kWithdrawnAtWork);
  Withdraw(at_work_);
  // The line that is open ends with the next word on it.
  EXPECT_OK(office_.Fill(NodeOf(kWithdrawnAtWork), CommuneOf(kWithdrawnAtWork), "ky-1", {},
                         rpc::NewRequestId()));
  EXPECT_TRUE(Eventually([&] {
    for (const char* kind : {"approve", "submit", "withdraw"}) {
      (void)office_.Act(NodeOf(kWithdrawnAtWork), CommuneOf(kWithdrawnAtWork), "ky-1", kind,
                        rpc::NewRequestId());
    }
    return Says(kWithdrawnAtWork, "peer_certificate_withdrawn");
  })) << Link(kWithdrawnAtWork).ShortDebugString();
  for (const Fault fault : {kExpired, kOfAnother, kOtherAuthority, kWithdrawn, kWithdrawnAtWork}) {
    Renew(fault);
  }
  Certify(kProvince, kProvince, {.from_micros = SystemClock().WallMicros()});
  for (const Fault fault :
       {kExpired, kOfAnother, kOtherAuthority, kWithdrawn, kWithdrawnAtWork, kWithdrawnAbove}) {
    ExpectWell(fault);
  }
}

TEST_F(NodeCertificates, ACertificateThatIsRenewedInTimeDisturbsNoUpload) {
  ASSERT_NO_FATAL_FAILURE(Open());
  ExpectWell(kRenewed);
  const Sha256 file = HandUpFile(kRenewed);
  ExpectGrows(file);
  SlowLine& line = country_.LineOf(NodeOf(kRenewed));
  const std::uint64_t connections = line.passed().connections;
  Renew(kRenewed);
  ExpectGrows(file);
  EXPECT_EQ(line.passed().connections, connections) << "the upload goes on where it was";
  Withdraw(renewed_);  // The next connection shows the new one.
  EXPECT_TRUE(Eventually([&] { return line.passed().connections > connections; }));
  ExpectGrows(file);
}

}  // namespace
}  // namespace par::testing
