// Goal: a node lists its lines as a person counts them. Method: one that hosts a province and its
// district, asked before and after it is told which stands above the other. Lines to other nodes:
// receipt_services_test.cc.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "common/ledger/mark.h"
#include "common/rpc/client.h"
#include "common/storage/memory_store.h"
#include "par/node/v1/node.grpc.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/node/node_world.h"

namespace par::node {
namespace {

TEST(ListedLines, TheLineBetweenUnitsOfOneNodeIsToldOnceAndOnlyWhereItLeadsSomewhere) {
  testing::World world;
  config::Config config = world.NewConfig("n1", config::NodeLevel::kProvince, "tinh");
  config.units = {"tinh", "huyen"};
  const Program program = testing::UnitProgram(config::NodeLevel::kProvince);
  ASSERT_OK_AND_ASSIGN(const auto node,
                       Node::Start(config, program,
                                   {.store = std::make_unique<storage::MemoryStore>(),
                                    .mark = std::make_unique<ledger::MemoryMark>()}));
  const auto stub = v1::NodeService::NewStub(node->InsideChannel());
  const auto lines = [&] {
    const auto answer =
        rpc::Call(*stub, &v1::NodeService::Stub::ListLinks, v1::ListLinksRequest(), world.token());
    EXPECT_OK(answer);
    std::string text;
    for (const v1::Link& one : answer->links()) text += one.direction() + " " + one.unit_name();
    return text;
  };
  EXPECT_EQ(lines(), "") << "nobody has said yet which unit stands above the other";
  ASSERT_OK(world.Import(*node, "tinh", testing::kUnitsYaml, rpc::NewRequestId()));
  EXPECT_EQ(lines(), "self Huyện");
}

}  // namespace
}  // namespace par::node
