// Goal: a node asks for its certificates' renewal when one ends soon, once a week whatever became
// of the last time and whatever its clock did, and with no key but its own; what the nodes above
// answer, or leave unanswered, is said and stops nothing. Method: real files of a real authority,
// rows in memory, a submit that keeps the commands, and a clock that is moved by hand. Over real
// lines: tests/integration/renewed_certificates_test.cc.
#include <google/protobuf/message_lite.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "common/config/config.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"
#include "common/node/certificate_renewal.h"
#include "common/node/key_files.h"
#include "common/services/rows.h"
#include "common/services/units.h"
#include "common/storage/key.h"
#include "common/storage/memory_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::node {
namespace {

constexpr std::int64_t kRenewalMinute = std::int64_t{60} * 1'000'000;
constexpr std::int64_t kRenewalDay = 1440 * kRenewalMinute;
constexpr char kRenewalAsked[] = "certificate_renewal_asked";
constexpr char kRenewalFailed[] = "certificate_renewal_failed";

class RenewalStep : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(const auto authority,
                         identity::Authority::Create(folder_.path(), "test", clock_.WallMicros()));
    const identity::KeyAndRequest made = identity::MakeKeyAndRequest();
    ASSERT_OK_AND_ASSIGN(const auto issued,
                         authority->IssueNode(made.request_pem, {"nut-xa", {}, {}},
                                              {.from_micros = clock_.WallMicros(), .days = 90}));
    ASSERT_OK(identity::WriteNodeFiles(folder_.path(), made.key_pem, issued.pem,
                                       authority->certificate_pem()));
    ASSERT_OK(identity::SigningKey::OpenOrMake(folder_ / "signing.key", SystemRandom()).status());
    config_.node_id = "nut-xa";
    config_.units = {"xa"};
    config_.certificates = {.authority = folder_ / "ca.crt",
                            .certificate = folder_ / "node.crt",
                            .key = folder_ / "node.key"};
    config_.signing_key = folder_ / "signing.key";
    record::v1::Hosting hosting;
    hosting.set_node("nut-xa");
    hosting.add_units("xa");
    Put(services::HostingKey(), hosting);
    Start();
  }
  void Put(const std::string& key, const google::protobuf::MessageLite& row) {
    ASSERT_EQ(store_.Commit({{key, services::EncodeRow(row)}}, {}, storage::Durability::kSynced),
              storage::Outcome::kOk);
  }
  void Start() {
    renewal_ = std::make_unique<CertificateRenewal>(CertificateRenewal::Ports{
        .config = config_,
        .store = store_,
        .clock = clock_,
        .random = SystemRandom(),
        .submit = [this](const ledger::Command& command, const rpc::SubmitDone& done) {
          OwnRow row;
          ASSERT_TRUE(row.mutable_request()->ParseFromString(command.payload));
          row.set_asked_at(clock_.WallMicros());
          PutOwn(row);
          asked_.push_back(row.request());
          done(std::string());
        }});
  }
  using OwnRow = record::v1::OwnRenewalRow;
  void PutOwn(const OwnRow& row) {
    Put(storage::KeyWriter(storage::Prefix::kOwnRenewal).Take(), row);
  }
  // How often it asked in so much time, looking every minute of an hour at its end.
  std::size_t AskedAfter(std::int64_t micros) {
    const std::size_t before = asked_.size();
    clock_.Advance(micros);
    for (int minute = 0; minute < 60; ++minute) {
      renewal_->Step();
      clock_.Advance(kRenewalMinute);
    }
    return asked_.size() - before;
  }
  // What is said of the certificate, which ends soon.
  KeyFile Described() {
    std::vector<KeyFile> files = KeyFiles(config_, "", clock_.WallMicros());
    EXPECT_EQ(files.at(1).setting, "certificates.certificate");
    EXPECT_THAT(files.at(1).problem, par::testing::ReasonIs("certificate_expires_soon"));
    renewal_->Describe(files);
    return files.at(1);
  }

  par::testing::TempDir folder_;
  par::testing::ManualClock clock_;
  storage::MemoryStore store_;
  config::Config config_ = config::DefaultConfig();
  std::vector<certificate::v1::CertificateRequest> asked_;
  std::unique_ptr<CertificateRenewal> renewal_;
};

TEST_F(RenewalStep, ItAsksWhenItIsTimeAndAgainAfterAWeek) {
  EXPECT_EQ(AskedAfter(59 * kRenewalDay), 0u);
  EXPECT_EQ(AskedAfter(kRenewalDay), 1u);
  EXPECT_THAT(Described().problem, par::testing::ReasonIs(kRenewalAsked));
  const std::string key = par::testing::ReadText(folder_ / "node.key.next");
  EXPECT_EQ(AskedAfter(6 * kRenewalDay), 0u);
  Start();  // Nothing of it lies in memory alone.
  EXPECT_EQ(AskedAfter(0), 0u);
  EXPECT_EQ(AskedAfter(kRenewalDay), 1u);
  EXPECT_EQ(par::testing::ReadText(folder_ / "node.key.next"), key) << "one answer fits both";
  EXPECT_EQ(AskedAfter(30 * kRenewalDay), 0u) << "over: its people carry the next one";
}

// The clock was weeks ahead when it asked: that time has not come when the certificate ends.
TEST_F(RenewalStep, AClockThatIsPutBackDoesNotKeepItFromAsking) {
  const std::int64_t start = clock_.WallMicros();
  EXPECT_EQ(AskedAfter(89 * kRenewalDay), 1u);
  clock_.SetWall(start + 62 * kRenewalDay);
  EXPECT_EQ(AskedAfter(0), 1u);
  EXPECT_EQ(AskedAfter(0), 0u) << "by the right clock it has now asked lately";
}

TEST_F(RenewalStep, WhereTheSigningKeyIsGoneNoOtherIsMade) {
  std::filesystem::remove(config_.signing_key);
  EXPECT_EQ(AskedAfter(61 * kRenewalDay), 0u);
  EXPECT_FALSE(std::filesystem::exists(config_.signing_key));
  const KeyFile file = Described();
  EXPECT_THAT(file.problem, par::testing::ReasonIs(kRenewalFailed));
  EXPECT_NE(domain::TextOf(file.problem, config_.language).find("signing.key"), std::string::npos);
}

TEST_F(RenewalStep, AReasonOfANewerProgramAboveIsShownAsItCame) {
  EXPECT_EQ(AskedAfter(61 * kRenewalDay), 1u);
  const struct {
    const char* why;
    std::string reason;
    std::string shown;
  } rows[] = {
      {"one of ours", "renewal_withdrawn", "nut-xa"},
      {"one that this program does not know", "renewal_of_next_year", "renewal_of_next_year"},
      {"no word at all", "\n{node}", "{node}"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    OwnRow own;
    *own.mutable_request() = asked_.back();
    own.set_asked_at(clock_.WallMicros());
    own.mutable_answer()->set_reason(row.reason);
    PutOwn(own);
    const KeyFile file = Described();
    EXPECT_THAT(file.problem, par::testing::ReasonIs(kRenewalFailed));
    const std::string text = domain::TextOf(file.problem, config_.language);
    EXPECT_NE(text.find(row.shown), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace par::node
