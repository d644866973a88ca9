// Criteria sets as kept on this node, read from rows. A version never changes once published, so
// parsed sets are kept beside the row that they were parsed from, and serve as long as the state
// being read still holds the same row.
//
// Safe from many threads.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/domain/criteria_set.h"
#include "common/storage/store.h"
#include "par/record/v1/service_record.pb.h"

namespace par::services {

[[nodiscard]] std::string SetKey(std::string_view id, std::uint32_t version);

struct LoadedSet {
  std::shared_ptr<const domain::CriteriaSet> set;
  Sha256 text_hash;
};

class CriteriaSets {
 public:
  // Version 0 is the active one. NOT_FOUND criteria_set_unknown, criteria_set_not_active: version 0
  // was asked for and none is.
  [[nodiscard]] absl::StatusOr<LoadedSet> Load(const storage::Reader& state, std::string_view id,
                                               std::uint32_t version) const;
  // Nothing if the set has no active version.
  [[nodiscard]] absl::StatusOr<std::optional<std::uint32_t>> ActiveVersion(
      const storage::Reader& state, std::string_view id) const;
  // The set's row; version and refusals as in Load.
  [[nodiscard]] absl::StatusOr<record::v1::SetRow> Row(const storage::Reader& state,
                                                       std::string_view id,
                                                       std::uint32_t version) const;

 private:
  struct Parsed {
    std::string row;  // As stored.
    LoadedSet set;
  };
  mutable std::mutex mutex_;
  mutable std::map<std::string, Parsed> parsed_;  // By the row's key.
};

}  // namespace par::services
