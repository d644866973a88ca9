// Goal: a node whose certificate is due has it renewed over two lines by one command at the top,
// and goes on without a restart, also when the old certificate counts no more; whoever does not
// agree issues nothing, and a withdrawn node is refused and told so; a stop between the two files
// of a renewal is finished at the next start. Method: three nodes over real lines, the real parctl
// with the authority's folder, certificates of twenty days.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "common/identity/signing_key.h"
#include "common/node/certificate_renewal.h"
#include "common/node/node.h"
#include "common/rpc/client.h"
#include "par/node/v1/node.grpc.pb.h"
#include "tests/integration/recovering.h"
#include "tests/support/patience.h"
#include "tests/support/read_text.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/node/node_world.h"

namespace par::testing {
namespace {

namespace fs = std::filesystem;
using config::NodeLevel;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kDay = std::int64_t{86400} * 1'000'000;
constexpr char kUnits[] =
    "format: parnet/units/1\n"
    "units:\n"
    "  - {id: tinh, name: Tỉnh, kind: tinh}\n"
    "  - {id: huyen, name: Huyện, kind: huyen, parent: tinh}\n"
    "  - {id: xa, name: Xã, kind: xa, parent: huyen}\n";

class RenewedCertificates : public ::testing::Test {
 protected:
  void SetUp() override {
    tinh_ = world_.NewConfig("nut-tinh", NodeLevel::kProvince, "tinh");
    huyen_ = world_.NewConfig("nut-huyen", NodeLevel::kDistrict, "huyen");
    xa_ = world_.NewConfig("nut-xa", NodeLevel::kCommune, "xa");
    tinh_.peer_listen = huyen_.peer_listen = "127.0.0.1:0";
    tinh_.children = {{.id = "nut-huyen", .units = {"huyen"}}, {.id = "nut-xa", .units = {"xa"}}};
    huyen_.children = {{.id = "nut-xa", .units = {"xa"}}};
    for (config::Config* upper : {&tinh_, &huyen_}) {
      upper->certificates.withdrawn = FolderOf(*upper) / "withdrawn";
      Withdraw(*upper, "");
    }
    old_serial_ = CertifyFor(20);
    // As the authority keeps it; its folder is the world's.
    ca_ = FolderOf(xa_).parent_path();
    ASSERT_OK(identity::WriteFileDurably(ca_ / "node-keys.txt", ReadText(xa_.node_keys),
                                         identity::Secrecy::kPublic));
    ASSERT_OK(
        identity::WriteFileDurably(ca_ / "token", world_.token(), identity::Secrecy::kSecret));
  }

  static fs::path FolderOf(const config::Config& config) {
    return fs::path(config.data_directory).parent_path();
  }
  static void Withdraw(const config::Config& config, const std::string& serial) {
    ASSERT_OK(identity::WriteFileDurably(config.certificates.withdrawn, serial + "\n",
                                         identity::Secrecy::kPublic));
  }
  // Both of the commune's certificates hold for so long; the serial of that of its connection.
  std::string CertifyFor(std::int64_t days) {
    const identity::Validity validity{.from_micros = SystemClock().WallMicros(), .days = days};
    const identity::KeyAndRequest made = identity::MakeKeyAndRequest();
    const auto issued =
        world_.authority().IssueNode(made.request_pem, {"nut-xa", {"xa.example.vn"}, {}}, validity);
    EXPECT_OK(issued);
    EXPECT_OK(identity::WriteNodeFiles(FolderOf(xa_), made.key_pem, issued->pem,
                                       world_.authority().certificate_pem()));
    const auto key = identity::SigningKey::OpenOrMake(xa_.signing_key, SystemRandom());
    EXPECT_OK(key);
    const auto signing =
        world_.authority().IssueSigner((*key)->Request(), {"nut-xa", {"xa"}}, validity);
    EXPECT_OK(signing);
    xa_.signing_certificate = (FolderOf(xa_) / "signing.crt").string();
    EXPECT_OK(identity::WriteFileDurably(xa_.signing_certificate, signing->pem,
                                         identity::Secrecy::kPublic));
    return issued->serial;
  }

  void StartAll() {
    Start(tinh_, NodeLevel::kProvince, tinh_node_);
    huyen_.upper = {.id = "nut-tinh", .address = PeerOf(*tinh_node_), .unit = "tinh"};
    Start(huyen_, NodeLevel::kDistrict, huyen_node_);
    xa_.upper = {.id = "nut-huyen", .address = PeerOf(*huyen_node_), .unit = "huyen"};
    Start(xa_, NodeLevel::kCommune, xa_node_);
    ASSERT_OK(world_.Import(*tinh_node_, "tinh", kUnits, rpc::NewRequestId()));
  }
  static void Start(const config::Config& config, NodeLevel level,
                    std::unique_ptr<node::Node>& into) {
    ASSERT_OK_AND_ASSIGN(into, node::Node::Start(config, node::testing::UnitProgram(level)));
  }
  static std::string PeerOf(const node::Node& node) {
    return "127.0.0.1:" + std::to_string(node.peer_port());
  }

  CommandResult AtTheTop(std::vector<std::string> words) {
    words.insert(words.begin(), {"--node", "127.0.0.1:" + std::to_string(tinh_node_->client_port()),
                                 "--token-file", (ca_ / "token").string(), "ca"});
    words.insert(words.end(), {"--unit", "tinh"});
    return InEnglish(words);
  }
  CommandResult RenewWaiting(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"renew-waiting", "--folder", ca_.string()};
    words.insert(words.end(), more.begin(), more.end());
    return AtTheTop(words);
  }
  void ExpectWaits() {
    std::string said;
    EXPECT_TRUE(Eventually([&] {
      const CommandResult waiting = AtTheTop({"waiting"});
      said = waiting.out + waiting.err;
      return said.find("nut-xa") != std::string::npos;
    })) << said;
  }
  // What the commune's people read about the certificate of its connection.
  std::string Problem() {
    node::v1::NodeService::Stub stub(
        rpc::DialLocal("127.0.0.1:" + std::to_string(xa_node_->client_port())));
    const auto status = rpc::Call(stub, &node::v1::NodeService::Stub::GetStatus,
                                  node::v1::GetStatusRequest(), world_.token());
    EXPECT_OK(status);
    for (const node::v1::KeyFile& file : status->key_files()) {
      if (file.setting() == "certificates.certificate") return file.problem();
    }
    return "not named";
  }
  std::int64_t DaysLeft(const fs::path& certificate) {
    const auto read = identity::ReadCertificate(ReadText(certificate));
    EXPECT_OK(read);
    return (read->not_after_micros - SystemClock().WallMicros()) / kDay;
  }

  node::testing::World world_;
  config::Config tinh_;
  config::Config huyen_;
  config::Config xa_;
  fs::path ca_;
  std::string old_serial_;
  std::unique_ptr<node::Node> tinh_node_;
  std::unique_ptr<node::Node> huyen_node_;
  std::unique_ptr<node::Node> xa_node_;
};

TEST_F(RenewedCertificates, OneCommandAtTheTopRenewsANodeTwoLevelsBelow) {
  ASSERT_NO_FATAL_FAILURE(StartAll());
  ExpectWaits();
  EXPECT_THAT(Problem(), HasSubstr("đã tự xin gia hạn"));
  const CommandResult undecided = RenewWaiting({});
  EXPECT_EQ(undecided.exit, 1);
  EXPECT_THAT(undecided.err, HasSubstr("Nothing was done"));
  EXPECT_THAT(AtTheTop({"waiting"}).out, HasSubstr("nut-xa"));
  const std::string key = ReadText(xa_.certificates.key);

  const CommandResult decided = RenewWaiting({"--yes"});
  ASSERT_EQ(decided.exit, 0) << decided.out << decided.err;
  EXPECT_THAT(decided.out, HasSubstr("issue"));
  EXPECT_THAT(decided.err, HasSubstr("Requests answered: 1"));
  EXPECT_THAT(AtTheTop({"waiting"}).out, Not(HasSubstr("nut-xa")));
  EXPECT_TRUE(Eventually([&] { return DaysLeft(xa_.certificates.certificate) > 60; })) << Problem();
  EXPECT_TRUE(Eventually([&] { return Problem().empty(); })) << Problem();
  EXPECT_GT(DaysLeft(xa_.signing_certificate), 60);
  EXPECT_NE(ReadText(xa_.certificates.key), key) << "the key is new";
  EXPECT_TRUE(identity::KeyBelongsTo(ReadText(xa_.certificates.key),
                                     ReadText(xa_.certificates.certificate)));
  EXPECT_FALSE(fs::exists(xa_.certificates.key + ".next"));
  EXPECT_FALSE(fs::exists(xa_.certificates.certificate + ".next"));
  const auto renewed = identity::ReadCertificate(ReadText(xa_.certificates.certificate));
  ASSERT_OK(renewed);
  EXPECT_THAT(ReadText(ca_ / "issued.txt"), HasSubstr(renewed->serial + " nut-xa, until "))
      << "were the machine lost tomorrow";

  // The line goes on, with the new one: the old one is shown to nobody any more.
  Withdraw(huyen_, old_serial_);
  std::string yaml = kUnits;
  yaml.replace(yaml.find("name: Xã"), 9, "name: Xã mới");
  ASSERT_OK(world_.Import(*tinh_node_, "tinh", yaml, rpc::NewRequestId()));
  EXPECT_TRUE(Eventually(
      [&] {
        const auto listed = world_.List(*xa_node_, world_.token());
        return listed.ok() && std::any_of(listed->units().begin(), listed->units().end(),
                                          [](const auto& one) { return one.name() == "Xã mới"; });
      },
      std::chrono::seconds(90)));
}

TEST_F(RenewedCertificates, AWithdrawnNodeIsRefusedAndReadsWhy) {
  Withdraw(tinh_, old_serial_);  // The node between does not know it yet.
  ASSERT_NO_FATAL_FAILURE(StartAll());
  ExpectWaits();
  const CommandResult decided = RenewWaiting({"--yes"});
  ASSERT_EQ(decided.exit, 0) << decided.err;
  EXPECT_THAT(decided.out, HasSubstr("withdrawn"));
  EXPECT_TRUE(Eventually([&] { return Problem().find("thu hồi") != std::string::npos; }))
      << Problem();
  EXPECT_LT(DaysLeft(xa_.certificates.certificate), 21);
}

TEST_F(RenewedCertificates, AStopBetweenTheTwoFilesIsFinishedAtTheNextStart) {
  const identity::KeyAndRequest made = identity::MakeKeyAndRequest();
  const auto issued = world_.authority().IssueNode(made.request_pem, {"nut-xa", {}, {}},
                                                   {.from_micros = SystemClock().WallMicros()});
  ASSERT_OK(issued);
  const config::CertificateFiles& files = xa_.certificates;
  const fs::path next_key = files.key + ".next";
  const fs::path next_certificate = files.certificate + ".next";
  const auto write = [](const fs::path& file, const std::string& text) {
    EXPECT_OK(identity::WriteFileDurably(file, text, identity::Secrecy::kSecret));
  };
  const std::string before = ReadText(files.certificate);
  const struct {
    const char* why;
    bool key_in_place;
    bool key_left;
    std::string certificate;
    bool renewed;
  } rows[] = {
      {"nothing but the request was made", false, true, "", false},
      {"the certificate has come, neither is in place", false, true, issued->pem, true},
      {"the key is in place, its certificate is not", true, true, issued->pem, true},
      {"both were in place", true, false, issued->pem, true},
      {"a certificate of another key", false, true, before, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    const std::string old_key = ReadText(files.key);
    if (row.key_left) write(next_key, made.key_pem);
    if (!row.certificate.empty()) write(next_certificate, row.certificate);
    if (row.key_in_place) write(files.key, made.key_pem);
    if (!row.key_left) write(files.certificate, issued->pem);
    EXPECT_OK(node::FinishRenewal(files));
    EXPECT_TRUE(identity::KeyBelongsTo(ReadText(files.key), ReadText(files.certificate)));
    EXPECT_EQ(ReadText(files.certificate) == issued->pem, row.renewed);
    EXPECT_FALSE(fs::exists(next_certificate));
    write(files.key, old_key);
    write(files.certificate, before);
    fs::remove(next_key);
  }
}

}  // namespace
}  // namespace par::testing
