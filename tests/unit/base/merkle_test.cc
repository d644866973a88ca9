// Goal: roots are those of RFC 6962, and a path proves its own leaf in its own place and no other.
// Method: the published test vectors of Certificate Transparency; every leaf of trees of up to 20.
#include "common/base/merkle.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/hex.h"

namespace par {
namespace {

TEST(Merkle, HasTheRootsOfTheReferenceImplementation) {
  // Inputs and roots of certificate-transparency's merkle_tree_test.
  const char* inputs[] = {"",
                          "00",
                          "10",
                          "2021",
                          "3031",
                          "40414243",
                          "5051525354555657",
                          "606162636465666768696a6b6c6d6e6f"};
  const char* roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                         "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                         "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                         "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                         "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                         "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  std::vector<Sha256> leaves;
  for (std::size_t i = 0; i < 8; ++i) {
    leaves.push_back(MerkleLeaf(*FromHex(inputs[i])));
    EXPECT_EQ(MerkleRoot(leaves).Hex(), roots[i]);
  }
  EXPECT_EQ(MerkleRoot({}), Sha256::Of(""));
}

TEST(Merkle, APathProvesItsLeafInItsPlaceOnly) {
  std::vector<Sha256> leaves;
  for (std::size_t count = 1; count <= 20; ++count) {
    leaves.push_back(MerkleLeaf(std::to_string(count)));
    const Sha256 root = MerkleRoot(leaves);
    for (std::size_t i = 0; i < count; ++i) {
      const std::vector<Sha256> path = MerklePath(leaves, i);
      for (std::size_t other = 0; other < count; ++other) {
        EXPECT_EQ(MerkleProves(leaves[other], i, count, path, root), other == i);
      }
      EXPECT_FALSE(MerkleProves(leaves[i], count, count, path, root));
      std::vector<Sha256> longer = path;
      longer.push_back(root);
      EXPECT_FALSE(MerkleProves(leaves[i], i, count, longer, root));
      if (path.empty()) continue;
      std::vector<Sha256> spoilt = path;
      spoilt.back().bytes[0] ^= 1u;
      EXPECT_FALSE(MerkleProves(leaves[i], i, count, spoilt, root));
    }
  }
}

}  // namespace
}  // namespace par
