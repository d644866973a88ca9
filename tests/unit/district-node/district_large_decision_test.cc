// Goal: a decision on as many communes as the largest province has, 168, is published, reaches
// every one, and costs each stream no copy of its own; what is made of it for everybody fits an
// answer. Method: one node hosts them all. Its cycle is brought to the end and published over the
// real ledger and line; as a program that packs nothing would publish it, it is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <vector>

#include "common/domain/decision_file.h"
#include "common/domain/open_data_files.h"
#include "common/exchange/limits.h"
#include "common/exchange/rows.h"
#include "common/rpc/server.h"
#include "common/services/kinds.h"
#include "common/services/signed_decision.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {
namespace {

using ::par::testing::ReasonIs;

constexpr std::size_t kLargestProvince = 168;  // Thành phố Hồ Chí Minh since July 2025.

class LargeDecision : public ::testing::Test {
 protected:
  LargeDecision() : node(kLargestProvince - std::size(kCommunes)) {
    units.assign(std::begin(kCommunes), std::end(kCommunes));
    for (const std::string& unit : MoreCommunes(kLargestProvince - units.size())) {
      units.push_back(unit);
    }
  }
  void SetUp() override {
    node.MoveCycle("self_assessing");
    node.SetDay("2023-10-20");
    for (std::size_t i = 0; i < units.size(); ++i) {
      const std::string sample = kCommunes[i % std::size(kCommunes)];
      (void)node.Submit(units[i],
                        Replaced(Answers(sample), "unit: " + sample, "unit: " + units[i]));
    }
    node.Deliver();
    node.MoveCycle("in_review");
    node.SetDay("2023-11-10");
    ASSERT_OK_AND_ASSIGN(const CycleFrame frame, node.parts.dossiers.Frame(node.store, kCycle));
    for (const std::string& unit : units) {
      Do(unit, "accept");
      Do(unit, "begin_review");
      dossier::v1::Action agree;
      agree.set_unit(unit);
      agree.set_kind("agree_rest");
      for (const domain::ReviewedLeaf& leaf : frame.leaves) agree.add_areas(leaf.area);
      ASSERT_OK(node.Act(node.council, agree));
      Do(unit, "settle");
    }
    node.MoveCycle("provisional");
    node.MoveCycle("appeal_window");
    for (const std::string& unit : units) Do(unit, "open_appeals");
    node.SetDay("2023-12-01");
    for (const std::string& unit : units) Do(unit, "finalise");
    node.MoveCycle("final");
    request.set_cycle(kCycle);
    request.set_number("1/QĐ-UBND");
    request.set_date("2023-12-20");
  }
  void Do(const std::string& unit, const std::string& kind) {
    EXPECT_THAT(node.Act(unit, kind), ::testing::Property(&absl::StatusOr<std::string>::ok, true))
        << unit << ": " << kind;
  }
  absl::StatusOr<std::string> Run(const decision::v1::PublishDecisionRequest& one) {
    return node.Run(services::Kind::kPublishDecision, node.publisher, one.SerializeAsString());
  }

  OneNode node;
  std::vector<std::string> units;
  decision::v1::PublishDecisionRequest request;
};

TEST_F(LargeDecision, ReachesEveryUnitAsOneCopy) {
  ASSERT_OK_AND_ASSIGN(const decision::v1::PublishDecisionRequest complete, node.Sign(request));
  decision::v1::PublishDecisionRequest unpacked = complete;
  unpacked.clear_sent();
  EXPECT_THAT(Run(unpacked), ReasonIs("exchange_item_too_large"));
  decision::v1::PublishDecisionRequest other = complete;
  other.mutable_sent()->back() ^= 1;
  EXPECT_FALSE(Run(other).ok()) << "what travels is not what is signed";
  EXPECT_EQ(node.Dossier("la-ha").state, domain::DossierState::kFinal) << "nothing was changed";

  ASSERT_OK(Run(complete));
  ASSERT_OK_AND_ASSIGN(const auto row, node.parts.box.InForce(node.store, kCycle, "tu-nghia"));
  ASSERT_OK_AND_ASSIGN(const domain::Decision decision, services::ReadDecision(row));
  EXPECT_EQ(decision.lines.size(), kLargestProvince);
  EXPECT_LT(row.packed().size(), domain::DecisionFile(decision).size() / 4);
  EXPECT_LT(complete.sent().size(), exchange::kMaxItemBytes);
  RecordProperty("file_bytes", static_cast<int>(domain::DecisionFile(decision).size()));
  RecordProperty("packed_bytes", static_cast<int>(row.packed().size()));

  ASSERT_OK_AND_ASSIGN(const CycleFrame frame, node.parts.dossiers.Frame(node.store, kCycle));
  for (const domain::NamedFile& file : domain::OpenDataFiles(
           domain::OpenTablesOf(decision, *frame.set.set, {}), domain::CsvStart::kPlain, {})) {
    EXPECT_LT(file.bytes.size(), static_cast<std::size_t>(rpc::kLargestAnswer)) << file.name;
  }

  node.Deliver();
  for (const std::string& unit : units) {
    SCOPED_TRACE(unit);
    EXPECT_EQ(node.NoticeOf(unit).state(), "published");
    const exchange::StreamView down(node.store, exchange::Side::kUpper, exchange::DownOf(unit));
    int copies = 0;
    for (std::uint64_t seq = 1; seq <= down.End()->length; ++seq) {
      ASSERT_OK_AND_ASSIGN(const auto event, down.Event(seq));
      if (event->item().type() != static_cast<std::uint32_t>(services::ItemType::kPackedDecision)) {
        continue;
      }
      ++copies;
      EXPECT_NE(event->body().entry(), 0u) << "not in the entry that published it";
      EXPECT_EQ(event->body().length(), complete.sent().size());
    }
    EXPECT_EQ(copies, 1);
  }
}

}  // namespace
}  // namespace par::district::testing
