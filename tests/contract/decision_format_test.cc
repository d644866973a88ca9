// Goal: a packed decision that a node once sent or kept can be read by every later program, with
// whatever version of zstd: docs/formats/decision.md, "Packed".
// Method: a golden one, and one made today, whatever its bytes, hold the same small decision.
// PAR_UPDATE_DECISION=1 makes the golden one anew, which no release may need.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "common/domain/date.h"
#include "common/domain/decision_file.h"
#include "common/services/signed_decision.h"
#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

using decision::v1::SignedDecision;

constexpr const char* kGolden = "tests/contract/golden/packed-decision-1.bin";

domain::Decision Small() {
  domain::Decision decision;
  decision.number = domain::DecisionId("187/QĐ-UBND");
  decision.date = *domain::Date::Parse("2023-12-20");
  decision.issuer = domain::UnitId("tu-nghia");
  decision.cycle = domain::CycleId("communes-2023");
  decision.year = 2023;
  decision.set_id = "commune-sample-2023";
  decision.set_version = 1;
  for (const char* unit : {"la-ha", "song-ve"}) {
    domain::DecisionLine line;
    line.unit = domain::UnitId(unit);
    line.name = std::string("Thị trấn ") + unit;
    line.submitted = true;
    domain::DecisionArea area;
    area.id = "1";
    area.title = "Công tác chỉ đạo, điều hành cải cách hành chính";
    area.leaves.emplace_back().criterion = "1.1";
    line.areas.push_back(area);
    decision.lines.push_back(line);
  }
  return decision;
}

TEST(DecisionFormat, APackedDecisionIsRead) {
  const std::string file = domain::DecisionFile(Small());
  SignedDecision unpacked;
  unpacked.set_canonical(file);
  unpacked.set_signature(std::string(64, 's'));
  unpacked.set_signer_node("nut-tu-nghia");
  unpacked.set_signed_at(1'703'030'400'000'000);
  const SignedDecision made = Packed(unpacked);
  if (std::getenv("PAR_UPDATE_DECISION") != nullptr) {
    std::ofstream(kGolden, std::ios::binary) << made.SerializeAsString();
  }
  std::ifstream stored(kGolden, std::ios::binary);
  SignedDecision golden;
  ASSERT_TRUE(golden.ParseFromString({std::istreambuf_iterator<char>(stored), {}}));
  for (const SignedDecision& packed : {golden, made}) {
    EXPECT_TRUE(packed.canonical().empty());
    EXPECT_EQ(packed.unpacked_bytes(), file.size());
    EXPECT_THAT(FileOf(packed), ::par::testing::IsOkAndHolds(file));
    EXPECT_OK(ReadDecision(packed));
    EXPECT_EQ(packed.signature(), unpacked.signature());
    EXPECT_EQ(packed.signer_node(), unpacked.signer_node());
    EXPECT_EQ(packed.signed_at(), unpacked.signed_at());
    EXPECT_EQ(TypeDown(packed), ItemType::kPackedDecision);
    EXPECT_EQ(TypeUp(packed), ItemType::kPackedDecisionCopy);
  }
  EXPECT_EQ(TypeDown(unpacked), ItemType::kDecision) << "goes on as it came";
}

}  // namespace
}  // namespace par::services
