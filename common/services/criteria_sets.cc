#include "common/services/criteria_sets.h"

#include "common/base/status_macros.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/refusal.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

constexpr std::size_t kMostParsed = 64;  // Beyond, all are parsed again when next asked for.

// `version`: zero where none is active.
absl::Status NoSuchSet(std::string_view id, std::uint32_t version) {
  if (version == 0) {
    return domain::Refusal(absl::StatusCode::kNotFound, "criteria_set_not_active",
                           {{"set", std::string(id)}});
  }
  return domain::Refusal(absl::StatusCode::kNotFound, "criteria_set_unknown",
                         {{"set", std::string(id)}, {"version", std::to_string(version)}});
}

}  // namespace

std::string SetKey(std::string_view id, std::uint32_t version) {
  return storage::KeyWriter(storage::Prefix::kSet).Text(id).Number(version).Take();
}

absl::StatusOr<std::optional<std::uint32_t>> CriteriaSets::ActiveVersion(
    const storage::Reader& state, std::string_view id) const {
  std::optional<std::uint32_t> active;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kSet).Text(id).Take();
  RETURN_IF_ERROR(ForEachRow<record::v1::SetRow>(
      state, prefix, [&](std::string_view, const record::v1::SetRow& row) {
        if (row.summary().state() == criteria::v1::SET_STATE_ACTIVE) {
          active = row.summary().version();
        }
        return absl::OkStatus();
      }));
  return active;
}

absl::StatusOr<record::v1::SetRow> CriteriaSets::Row(const storage::Reader& state,
                                                     std::string_view id,
                                                     std::uint32_t version) const {
  if (version == 0) {
    ASSIGN_OR_RETURN(const auto active, ActiveVersion(state, id));
    version = active.value_or(0);
  }
  ASSIGN_OR_RETURN(auto row, ReadRow<record::v1::SetRow>(state, SetKey(id, version)));
  if (row.has_value()) return *std::move(row);
  return NoSuchSet(id, version);
}

absl::StatusOr<LoadedSet> CriteriaSets::Load(const storage::Reader& state, std::string_view id,
                                             std::uint32_t version) const {
  if (version == 0) {
    ASSIGN_OR_RETURN(const auto active, ActiveVersion(state, id));
    version = active.value_or(0);
  }
  const std::string key = SetKey(id, version);
  ASSIGN_OR_RETURN(std::optional<std::string> value, state.Get(key));
  if (!value.has_value()) return NoSuchSet(id, version);
  const std::lock_guard lock(mutex_);
  const auto known = parsed_.find(key);
  if (known != parsed_.end() && known->second.row == *value) return known->second.set;
  record::v1::SetRow row;
  RETURN_IF_ERROR(DecodeRow(*value, row));
  ASSIGN_OR_RETURN(domain::CriteriaSet set, domain::ParseCriteriaSet(row.criteria_yaml()));
  if (parsed_.size() >= kMostParsed) parsed_.clear();
  LoadedSet loaded{.set = std::make_shared<const domain::CriteriaSet>(std::move(set)),
                   .text_hash = Sha256::Of(row.criteria_yaml())};
  parsed_.insert_or_assign(key, Parsed{.row = *std::move(value), .set = loaded});
  return loaded;
}

}  // namespace par::services
