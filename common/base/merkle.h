// Merkle trees as in RFC 6962: a leaf is hashed with 0x00 before it, an inner node with 0x01, so
// that one can never pass for the other. A path proves that one leaf is in a tree of which only the
// root is known.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "common/base/sha256.h"

namespace par {

[[nodiscard]] Sha256 MerkleLeaf(std::string_view data);

// Of hashes made by MerkleLeaf, in order. No leaves: the hash of nothing.
[[nodiscard]] Sha256 MerkleRoot(const std::vector<Sha256>& leaves);

// The hashes to join to leaf number `index` on the way to the root, from the leaf upwards.
// `index` must be below leaves.size().
[[nodiscard]] std::vector<Sha256> MerklePath(const std::vector<Sha256>& leaves, std::size_t index);

// Whether `leaf` is number `index` of the `count` leaves under `root`.
[[nodiscard]] bool MerkleProves(const Sha256& leaf, std::size_t index, std::size_t count,
                                const std::vector<Sha256>& path, const Sha256& root);

}  // namespace par
