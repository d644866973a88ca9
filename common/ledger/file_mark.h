// The high-water mark in a file of its own, ideally on another device than the store. The only
// file I/O of the ledger. Layout in docs/formats/ledger.md: fixed records written one after the
// other into space that was filled beforehand, so that a sync moves data only; when the file is
// full a new one is put in its place.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/ledger/mark.h"

namespace par::ledger {

class FileMark final : public HighWaterMark {
 public:
  // The file need not exist; its folder must. A record torn at the end is a write that was never
  // confirmed, and is passed over. DATA_LOSS mark_damaged: anything else that no FileMark writes;
  // the administrator has it replaced (docs/operations/lost-mark.md). FAILED_PRECONDITION
  // mark_unusable: the file cannot be opened or read.
  [[nodiscard]] static absl::StatusOr<std::unique_ptr<FileMark>> Open(std::filesystem::path path);
  ~FileMark() override;
  FileMark(const FileMark&) = delete;
  FileMark& operator=(const FileMark&) = delete;

  [[nodiscard]] absl::StatusOr<std::optional<Mark>> Read() const override;
  // UNAVAILABLE mark_unusable, and so for every later write.
  [[nodiscard]] absl::Status Write(const Mark& mark) override;

  static constexpr std::size_t kRecordBytes = 64;
  static constexpr std::size_t kRecords = 4096;

 private:
  explicit FileMark(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] absl::Status Load();
  [[nodiscard]] absl::Status Append(const Mark& mark);
  [[nodiscard]] absl::Status StartNewFile(const Mark& mark);

  const std::filesystem::path path_;
  mutable std::mutex mutex_;  // Guards what follows.
  int file_ = -1;
  std::size_t used_ = 0;  // Records.
  std::optional<Mark> mark_;
  absl::Status broken_;
};

}  // namespace par::ledger
