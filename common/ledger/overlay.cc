#include "common/ledger/overlay.h"

#include <utility>

#include "common/base/check.h"
#include "common/domain/refusal.h"
#include "common/storage/limits.h"
#include "common/storage/schema.h"

namespace par::ledger {
namespace {

bool IsDerived(std::string_view key) {
  if (key.empty()) return false;
  const auto prefix = static_cast<std::uint8_t>(key.front());
  return prefix >= storage::kFirstDerived && prefix < storage::kFirstLocal;
}

absl::Status TooLarge(const char* what, std::size_t length, std::size_t maximum) {
  return domain::Refusal(
      absl::StatusCode::kInvalidArgument, "command_too_large",
      {{"what", what}, {"length", std::to_string(length)}, {"maximum", std::to_string(maximum)}});
}

std::size_t ValueBytes(const std::optional<std::string>& value) {
  return value.has_value() ? value->size() : 0;
}

}  // namespace

absl::StatusOr<std::optional<std::string>> Overlay::Get(std::string_view key) const {
  for (const Changes* changes : {&step_, &kept_}) {
    const auto at = changes->find(key);
    if (at != changes->end()) return at->second;
  }
  auto value = base_.Get(key);
  if (!value.ok()) read_error_.Update(value.status());
  return value;
}

absl::StatusOr<storage::Page> Overlay::Scan(const storage::Range& range,
                                            const storage::PageLimit& limit) const {
  storage::Page page;
  std::size_t bytes = 0;
  storage::Range left = range;
  while (true) {
    auto below = base_.Scan(left, limit);
    if (!below.ok()) {
      read_error_.Update(below.status());
      return below.status();
    }
    // Changes are laid over exactly the stretch of keys that this page of the base covers.
    const std::string end = below->resume.value_or(range.end);
    std::map<std::string, std::string> rows(below->rows.begin(), below->rows.end());
    for (const Changes* changes : {&kept_, &step_}) {
      for (auto at = changes->lower_bound(left.first);
           at != changes->end() && (end.empty() || at->first < end); ++at) {
        if (at->second.has_value()) {
          rows.insert_or_assign(at->first, *at->second);
        } else {
          rows.erase(at->first);
        }
      }
    }
    for (auto& [key, value] : rows) {
      bytes += key.size() + value.size();
      const bool full = page.rows.size() >= limit.rows || bytes > limit.bytes;
      if (full && !page.rows.empty()) {
        page.resume = key;
        return page;
      }
      page.rows.emplace_back(key, std::move(value));
    }
    if (!below->resume.has_value()) return page;
    left.first = *below->resume;
  }
}

void Overlay::Put(std::string key, std::string value) {
  PAR_CHECK(IsDerived(key));
  step_.insert_or_assign(std::move(key), std::move(value));
}

void Overlay::Erase(std::string key) {
  PAR_CHECK(IsDerived(key));
  step_.insert_or_assign(std::move(key), std::nullopt);
}

void Overlay::PutOwn(storage::Write row) {
  step_.insert_or_assign(std::move(row.key), std::move(row.value));
}

absl::Status Overlay::CheckStep() const {
  std::size_t step = 0;
  for (const auto& [key, value] : step_) {
    const std::size_t length = ValueBytes(value);
    if (key.size() > storage::kMaxKeyBytes) {
      return TooLarge("key", key.size(), storage::kMaxKeyBytes);
    }
    if (length > storage::kMaxValueBytes) {
      return TooLarge("value", length, storage::kMaxValueBytes);
    }
    step += key.size() + length;
  }
  return step <= kMaxStepBytes ? absl::OkStatus() : TooLarge("changes", step, kMaxStepBytes);
}

void Overlay::KeepStep() {
  for (auto at = step_.begin(); at != step_.end();) {
    auto row = step_.extract(at++);
    bytes_ += row.key().size() + ValueBytes(row.mapped());
    const auto old = kept_.find(row.key());
    if (old == kept_.end()) {
      kept_.insert(std::move(row));
      continue;
    }
    bytes_ -= old->first.size() + ValueBytes(old->second);
    old->second = std::move(row.mapped());
  }
}

void Overlay::DropStep() { step_.clear(); }

storage::Batch Overlay::TakeBatch() {
  PAR_CHECK(step_.empty());
  storage::Batch batch;
  batch.reserve(kept_.size());
  while (!kept_.empty()) {
    auto row = kept_.extract(kept_.begin());
    batch.push_back({.key = std::move(row.key()), .value = std::move(row.mapped())});
  }
  bytes_ = 0;
  return batch;
}

}  // namespace par::ledger
