#include "common/base/merkle.h"

#include <span>
#include <string>

#include "common/base/check.h"

namespace par {
namespace {

Sha256 Node(const Sha256& left, const Sha256& right) {
  std::string bytes(1, '\x01');
  bytes += left.ToBytes();
  bytes += right.ToBytes();
  return Sha256::Of(bytes);
}

// The largest power of two below `count`, which is above 1.
std::size_t SplitOf(std::size_t count) {
  std::size_t split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

Sha256 RootOf(std::span<const Sha256> leaves) {
  if (leaves.empty()) return Sha256::Of("");
  if (leaves.size() == 1) return leaves.front();
  const std::size_t split = SplitOf(leaves.size());
  return Node(RootOf(leaves.first(split)), RootOf(leaves.subspan(split)));
}

void AddPath(std::span<const Sha256> leaves, std::size_t index, std::vector<Sha256>& path) {
  if (leaves.size() <= 1) return;
  const std::size_t split = SplitOf(leaves.size());
  if (index < split) {
    AddPath(leaves.first(split), index, path);
    path.push_back(RootOf(leaves.subspan(split)));
  } else {
    AddPath(leaves.subspan(split), index - split, path);
    path.push_back(RootOf(leaves.first(split)));
  }
}

}  // namespace

Sha256 MerkleLeaf(std::string_view data) {
  std::string bytes(1, '\0');
  bytes += data;
  return Sha256::Of(bytes);
}

Sha256 MerkleRoot(const std::vector<Sha256>& leaves) { return RootOf(leaves); }

std::vector<Sha256> MerklePath(const std::vector<Sha256>& leaves, std::size_t index) {
  PAR_CHECK(index < leaves.size());
  std::vector<Sha256> path;
  AddPath(leaves, index, path);
  return path;
}

bool MerkleProves(const Sha256& leaf, std::size_t index, std::size_t count,
                  const std::vector<Sha256>& path, const Sha256& root) {
  if (index >= count) return false;
  // Whether the leaf lies on the left at every split, from the root down.
  std::vector<bool> on_left;
  while (count > 1) {
    const std::size_t split = SplitOf(count);
    on_left.push_back(index < split);
    count = index < split ? split : count - split;
    if (!on_left.back()) index -= split;
  }
  if (on_left.size() != path.size()) return false;
  Sha256 hash = leaf;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool left = on_left[on_left.size() - 1 - i];
    hash = left ? Node(hash, path[i]) : Node(path[i], hash);
  }
  return hash == root;
}

}  // namespace par
