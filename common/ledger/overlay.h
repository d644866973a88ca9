// Changes in the making over something that is only read: the rows of a batch that is not yet
// committed, and on top of them those of the step being decided, which is kept or dropped whole.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/ledger/state_machine.h"
#include "common/storage/store.h"

namespace par::ledger {

// One command may change this much, keys and values together: publishing on a province's communes
// writes all their dossiers, each twice, and there are up to 168.
inline constexpr std::size_t kMaxStepBytes = std::size_t{24} << 20u;

// One thread at a time; `base` must outlive it and must not change meanwhile.
class Overlay final : public Transaction {
 public:
  explicit Overlay(const storage::Reader& base) : base_(base) {}

  [[nodiscard]] absl::StatusOr<std::optional<std::string>> Get(std::string_view key) const override;
  [[nodiscard]] absl::StatusOr<storage::Page> Scan(const storage::Range& range,
                                                   const storage::PageLimit& limit) const override;
  // For state machines: only keys of derived rows (common/storage/schema.h) may be written.
  void Put(std::string key, std::string value) override;
  void Erase(std::string key) override;
  // For the ledger's own rows.
  void PutOwn(storage::Write row);

  // OK if every row of the step is within the store's limits; command_too_large otherwise.
  [[nodiscard]] absl::Status CheckStep() const;
  // The first error of reading `base`: no decision that came after it may stand.
  [[nodiscard]] const absl::Status& read_error() const { return read_error_; }

  void KeepStep();
  void DropStep();

  // Bytes of the kept rows.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  // The kept rows in key order; the overlay is then empty.
  [[nodiscard]] storage::Batch TakeBatch();

 private:
  using Changes = std::map<std::string, std::optional<std::string>, std::less<>>;

  const storage::Reader& base_;
  Changes kept_;
  Changes step_;
  std::size_t bytes_ = 0;
  mutable absl::Status read_error_;
};

}  // namespace par::ledger
