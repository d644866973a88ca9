#include "common/ledger/file_mark.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/crc32c.h"
#include "common/base/folder.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::ledger {
namespace {

constexpr std::string_view kMagic = "PHM1";
constexpr std::size_t kPadding = FileMark::kRecordBytes - 4 - 8 - sizeof(Sha256::bytes) - 4;
constexpr std::size_t kFileBytes = FileMark::kRecordBytes * FileMark::kRecords;

absl::Status Unusable(absl::StatusCode code, const std::filesystem::path& path, int error) {
  return domain::Refusal(
      code, "mark_unusable",
      {{"path", path.string()}, {"cause", std::generic_category().message(error)}});
}

absl::Status Damaged(const std::filesystem::path& path, const char* cause) {
  return domain::Refusal(absl::StatusCode::kDataLoss, "mark_damaged",
                         {{"path", path.string()}, {"cause", cause}});
}

std::string Encode(const Mark& mark) {
  ByteWriter out;
  out.Raw(kMagic);
  out.U64(mark.number);
  out.Raw(mark.hash.ToBytes());
  out.Raw(std::string(kPadding, '\0'));
  std::string record = std::move(out).Take();
  ByteWriter crc;
  crc.U32(Crc32c(record));
  return record + std::move(crc).Take();
}

std::optional<Mark> Decode(std::string_view record) {
  ByteReader in(record);
  const std::string_view magic = in.Raw(kMagic.size());
  Mark mark;
  mark.number = in.U64();
  mark.hash = Sha256::FromBytes(in.Raw(sizeof(Sha256::bytes)));
  (void)in.Raw(kPadding);
  const std::uint32_t crc = in.U32();
  if (magic != kMagic || crc != Crc32c(record.substr(0, record.size() - 4))) return std::nullopt;
  return mark;
}

// Zero or the error.
int WriteAll(int file, std::string_view bytes, std::size_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? errno : EIO;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::size_t>(written);
  }
  return 0;
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileMark>> FileMark::Open(std::filesystem::path path) {
  std::unique_ptr<FileMark> mark(new FileMark(std::move(path)));
  RETURN_IF_ERROR(mark->Load());
  return mark;
}

FileMark::~FileMark() {
  if (file_ >= 0) ::close(file_);
}

absl::Status FileMark::Load() {
  file_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (file_ < 0) {
    if (errno == ENOENT) return absl::OkStatus();
    return Unusable(absl::StatusCode::kFailedPrecondition, path_, errno);
  }
  std::string bytes(kFileBytes + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file_, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unusable(absl::StatusCode::kFailedPrecondition, path_, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size != kFileBytes) return Damaged(path_, "length");
  bool ended = false;
  for (std::size_t i = 0; i < kRecords; ++i) {
    const auto mark = Decode(std::string_view(bytes).substr(i * kRecordBytes, kRecordBytes));
    if (!mark.has_value()) {
      ended = true;
      continue;
    }
    // A write is confirmed before the next begins, so only the last can be torn.
    if (ended) return Damaged(path_, "checksum");
    mark_ = mark;
    used_ = i + 1;
  }
  // A new file is put in place only with its first record synced.
  if (!mark_.has_value()) return Damaged(path_, "checksum");
  // Whoever wrote it may have ended before its last record, or its name, was synced.
  for (const std::filesystem::path& unsure : {path_, FolderOf(path_)}) {
    if (const std::error_code error = SyncPath(unsure); error) {
      return Unusable(absl::StatusCode::kFailedPrecondition, path_, error.value());
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Mark>> FileMark::Read() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return mark_;
}

absl::Status FileMark::Write(const Mark& mark) {
  const std::lock_guard<std::mutex> lock(mutex_);
  RETURN_IF_ERROR(broken_);
  // After a failed sync the system may have dropped the data and yet report success later.
  broken_ = file_ < 0 || used_ == kRecords ? StartNewFile(mark) : Append(mark);
  if (broken_.ok()) mark_ = mark;
  return broken_;
}

absl::Status FileMark::Append(const Mark& mark) {
  int error = WriteAll(file_, Encode(mark), used_ * kRecordBytes);
  if (error == 0 && ::fdatasync(file_) != 0) error = errno;
  if (error != 0) return Unusable(absl::StatusCode::kUnavailable, path_, error);
  ++used_;
  return absl::OkStatus();
}

absl::Status FileMark::StartNewFile(const Mark& mark) {
  const std::filesystem::path fresh = path_.string() + ".new";
  const int file = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return Unusable(absl::StatusCode::kUnavailable, path_, errno);
  std::string bytes = Encode(mark);
  bytes.resize(kFileBytes, '\0');
  int error = WriteAll(file, bytes, 0);
  if (error == 0 && ::fsync(file) != 0) error = errno;
  if (error == 0 && ::rename(fresh.c_str(), path_.c_str()) != 0) error = errno;
  if (error == 0) error = SyncPath(FolderOf(path_)).value();
  if (error != 0) {
    ::close(file);
    return Unusable(absl::StatusCode::kUnavailable, path_, error);
  }
  if (file_ >= 0) ::close(file_);
  file_ = file;
  used_ = 1;
  return absl::OkStatus();
}

}  // namespace par::ledger
