// A set of texts by eight bytes of their SHA-256: for sets that only grow, of which millions are to
// be kept. That a text is in it which was never added has odds of one in 2^64 for each in the set.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/sha256.h"

namespace par::node {

// Not safe from several threads.
class Fingerprints {
 public:
  // False if it was there already.
  bool Add(std::string_view text) {
    const std::uint64_t mark = MarkOf(text);
    if (Has(mark)) return false;
    new_.insert(std::upper_bound(new_.begin(), new_.end(), mark), mark);
    if (new_.size() >= kMostNew) {
      const auto middle = static_cast<std::ptrdiff_t>(sorted_.size());
      sorted_.insert(sorted_.end(), new_.begin(), new_.end());
      std::inplace_merge(sorted_.begin(), sorted_.begin() + middle, sorted_.end());
      new_.clear();
    }
    return true;
  }
  [[nodiscard]] bool Contains(std::string_view text) const { return Has(MarkOf(text)); }
  [[nodiscard]] std::size_t size() const { return sorted_.size() + new_.size(); }

 private:
  static constexpr std::size_t kMostNew = 1024;
  static std::uint64_t MarkOf(std::string_view text) {
    const Sha256 hash = Sha256::Of(text);
    std::uint64_t mark = 0;
    for (std::size_t i = 0; i < sizeof mark; ++i) mark = mark << 8u | hash.bytes[i];
    return mark;
  }
  [[nodiscard]] bool Has(std::uint64_t mark) const {
    return std::binary_search(sorted_.begin(), sorted_.end(), mark) ||
           std::binary_search(new_.begin(), new_.end(), mark);
  }

  std::vector<std::uint64_t> sorted_;
  std::vector<std::uint64_t> new_;  // Sorted too; few, so that adding stays cheap.
};

}  // namespace par::node
