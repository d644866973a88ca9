// Goal: a machine whose whole disk was set back, ledger and mark alike, starts and exchanges as
// ever, but the node above and the machine itself say that its ledger is not what was witnessed; a
// third person proves it with a file; and a recovered machine is no such case. Method: a province,
// a district and two communes as real nodes; la-ha's folders are copied and put back; the real
// parctl at the district and at la-ha, and the node's own `verify` without the node.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/node/look.h"
#include "par/node/v1/node.grpc.pb.h"
#include "tests/integration/recovering.h"
#include "tests/support/cycle_world.h"
#include "tests/support/four_nodes.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

namespace fs = std::filesystem;
using node::v1::NodeService;

class WitnessedLedger : public ::testing::Test {
 protected:
  // As the administrator of the unit, on its node.
  CommandResult At(const std::string& unit, const std::vector<std::string>& words) {
    EXPECT_TRUE(identity::WriteFileDurably(place_ / unit, "token-administrator-" + unit,
                                           identity::Secrecy::kSecret)
                    .ok());
    std::vector<std::string> all = {
        "--node", "127.0.0.1:" + std::to_string(country_.node(unit).client_port()), "--token-file",
        place_ / unit};
    all.insert(all.end(), words.begin(), words.end());
    return InEnglish(all);
  }
  node::v1::GetStatusResponse StatusOf(const std::string& unit) {
    const auto status =
        country_.Call(unit, "clerk", &NodeService::Stub::GetStatus, node::v1::GetStatusRequest());
    return status.ok() ? *status : node::v1::GetStatusResponse();
  }
  // What the district has witnessed of la-ha.
  node::v1::WitnessedLedger Witnessed() {
    node::v1::ListWitnessedRequest request;
    request.set_unit(kLaHa);
    const auto answer =
        country_.Call(kDistrict, "administrator", &NodeService::Stub::ListWitnessed, request);
    return answer.ok() && answer->nodes_size() == 1 ? answer->nodes(0)
                                                    : node::v1::WitnessedLedger();
  }
  static std::uint64_t Newest(const node::v1::WitnessedLedger& witnessed) {
    return witnessed.entries().empty() ? 0 : witnessed.entries().rbegin()->number();
  }
  // The line breaks, and la-ha's process comes back over it with an answer.
  void BreakTheLine() {
    country_.Stop(kDistrict);
    country_.Start(kDistrict);
  }
  void PutBack(const fs::path& copy) {
    const fs::path folder = fs::path(country_.config(kLaHa).data_directory).parent_path();
    fs::remove_all(folder);
    fs::copy(copy, folder, fs::copy_options::recursive);
  }

  TempDir place_;
  FourNodes country_;
};

TEST_F(WitnessedLedger, AMachineThatWasSetBackIsFoundOutAndGoesOnExchanging) {
  country_.Stop(kLaHa);
  const fs::path folder = fs::path(country_.config(kLaHa).data_directory).parent_path();
  fs::copy(folder, place_ / "copy", fs::copy_options::recursive);
  country_.Start(kLaHa);
  const std::uint64_t copied = StatusOf(kLaHa).entries();
  country_.HandIn(kLaHa);
  CycleWorld::WaitFor("la-ha's dossier at the district",
                      [&] { return country_.HeldState(kLaHa) == "submitted"; });
  BreakTheLine();
  CycleWorld::WaitFor("that the district has witnessed it",
                      [&] { return Newest(Witnessed()) > copied + 1; });
  CommandResult list = At(kDistrict, {"--format", "json", "ledger", "witnessed"});
  ASSERT_EQ(list.exit, 0) << list.err;
  const fs::path file = place_ / "witnessed.json";
  ASSERT_OK(identity::WriteFileDurably(file, list.out, identity::Secrecy::kPublic));
  CommandResult verify = At(kLaHa, {"ledger", "verify", "--witness", file});
  EXPECT_EQ(verify.exit, 0) << verify.err;
  EXPECT_NE(verify.out.find("all equal\nintact\n"), std::string::npos) << verify.out;

  country_.Stop(kLaHa);
  PutBack(place_ / "copy");
  country_.Start(kLaHa);
  CycleWorld::WaitFor("the doubt at the district",
                      [&] { return StatusOf(kDistrict).ledger_doubts_size() == 1; });
  CycleWorld::WaitFor("the doubt at la-ha",
                      [&] { return StatusOf(kLaHa).ledger_doubts_size() == 1; });
  for (const char* unit : {kDistrict, kLaHa}) {
    SCOPED_TRACE(unit);
    EXPECT_EQ(StatusOf(unit).ledger_doubts(0).node(), "nut-la-ha");
    EXPECT_EQ(StatusOf(unit).ledger_doubts(0).reason(), "ledger_witness_behind");
    const CommandResult links = At(unit, {"links"});
    EXPECT_EQ(links.exit, 0);
    EXPECT_NE(links.err.find("docs/operations/witnessed-head.md"), std::string::npos) << links.err;
    EXPECT_EQ(At(unit, {"status"}).exit, 1);
  }
  list = At(kDistrict, {"ledger", "witnessed", "--unit", kLaHa});
  EXPECT_EQ(list.exit, 1);
  EXPECT_NE(list.out.find("NOT as witnessed"), std::string::npos) << list.out;
  verify = At(kLaHa, {"ledger", "verify", "--witness", file});
  EXPECT_EQ(verify.exit, 1);
  EXPECT_NE(verify.out.find("NOT intact: the ledger is not what node nut-tu-nghia has witnessed"),
            std::string::npos)
      << verify.out;
  // It has back what the district holds, and the district takes what it sends.
  CycleWorld::WaitFor("la-ha's dossier on the machine that was set back",
                      [&] { return country_.OwnState(kLaHa) == "submitted"; });
  country_.Stop(kLaHa);
  EXPECT_OK(node::VerifyText(country_.config(kLaHa), country_.ProgramOf(kLaHa)))
      << "in itself it is whole";
  EXPECT_THAT(node::VerifyText(country_.config(kLaHa), country_.ProgramOf(kLaHa), file),
              ReasonIs("ledger_not_as_witnessed"));
  country_.Stop(kSongVe);
  EXPECT_OK(node::VerifyText(country_.config(kSongVe), country_.ProgramOf(kSongVe), file));

  // A person follows docs/operations/witnessed-head.md: the machine is recovered as a lost one.
  country_.LoseDisk(kLaHa);
  country_.NewMachine(kLaHa);
  country_.Start(kLaHa);
  CycleWorld::WaitFor("that nobody doubts any more",
                      [&] { return StatusOf(kDistrict).ledger_doubts_size() == 0; });
  CycleWorld::WaitFor("la-ha's dossier on the new machine",
                      [&] { return country_.OwnState(kLaHa) == "submitted"; });
  EXPECT_EQ(Witnessed().ledger(), 2u);
  EXPECT_EQ(StatusOf(kLaHa).ledger_doubts_size(), 0);
  list = At(kDistrict, {"--format", "json", "ledger", "witnessed", "--unit", kLaHa});
  EXPECT_EQ(list.exit, 0);
  ASSERT_OK(identity::WriteFileDurably(file, list.out, identity::Secrecy::kPublic));
  verify = At(kLaHa, {"ledger", "verify", "--witness", file});
  EXPECT_EQ(verify.exit, 0) << verify.out << verify.err;
  EXPECT_NE(verify.out.find("this is ledger no. 2 of the node"), std::string::npos) << verify.out;
}

TEST_F(WitnessedLedger, AFileThatIsNoneIsRefused) {
  const fs::path file = place_ / "witnessed.json";
  struct Case {
    std::string why;
    std::string text;
    std::string want;
  };
  const Case cases[] = {
      {"nothing", "", "not what parctl ledger witnessed"},
      {"no JSON", "<html>", "not what parctl ledger witnessed"},
      {"an answer of something else", "{\"entries\": \"7\"}", "not what parctl ledger witnessed"},
      {"of other nodes", "{\"witness\": \"nut-khac\", \"nodes\": [{\"node\": \"nut-khac-nua\"}]}",
       "nothing in it was witnessed of the ledger of node nut-la-ha"},
  };
  for (const Case& c : cases) {
    ASSERT_OK(identity::WriteFileDurably(file, c.text, identity::Secrecy::kPublic));
    const CommandResult verify = At(kLaHa, {"ledger", "verify", "--witness", file});
    EXPECT_EQ(verify.exit, 1) << c.why;
    EXPECT_NE(verify.err.find(c.want), std::string::npos) << c.why << ": " << verify.err;
  }
}

}  // namespace
}  // namespace par::testing
