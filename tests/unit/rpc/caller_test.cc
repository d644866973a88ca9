// Goal: only one well-formed URI name in a certificate makes a peer.
// Method: lists of URI names, each broken in one way; denied unless all is right.
#include "common/rpc/caller.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace par::rpc {
namespace {

using testing::IsOkAndHolds;
using testing::ReasonIs;

TEST(NodeOfUris, TakesTheOneNodeName) {
  EXPECT_THAT(NodeOfUris({"spiffe://parnet/node/H38-19842.x_1"}), IsOkAndHolds("H38-19842.x_1"));
}

TEST(NodeOfUris, DeniesEverythingElse) {
  const struct {
    const char* why;
    std::vector<std::string> uris;
  } kCases[] = {
      {"no URI name at all", {}},
      {"two names: which one?", {"spiffe://parnet/node/a", "spiffe://parnet/node/b"}},
      {"another trust domain", {"spiffe://elsewhere/node/a"}},
      {"a person is not a node", {"spiffe://parnet/account/a"}},
      {"empty id", {"spiffe://parnet/node/"}},
      {"a path below the id", {"spiffe://parnet/node/a/b"}},
      {"other letters could look alike", {"spiffe://parnet/node/xã"}},
      {"65 characters", {"spiffe://parnet/node/" + std::string(65, 'a')}},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_THAT(NodeOfUris(c.uris), ReasonIs(absl::StatusCode::kUnauthenticated, "peer_unknown"));
  }
}

}  // namespace
}  // namespace par::rpc
