#include "common/evidence/evidence_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "common/base/folder.h"
#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/evidence/evidence_claim.h"

namespace par::evidence {
namespace {

using domain::Refusal;
constexpr std::size_t kReadBytes = std::size_t{256} << 10u;
constexpr std::size_t kMarkBytes = 4096;

absl::Status DiskError(int error, const std::filesystem::path& path) {
  if (error == ENOSPC || error == EDQUOT) {
    return Refusal(absl::StatusCode::kResourceExhausted, "evidence_disk_full");
  }
  return Refusal(absl::StatusCode::kInternal, "evidence_disk",
                 {{"file", path.string()}, {"error", std::strerror(error)}});
}

absl::Status WrongOffset(std::uint64_t wanted, std::uint64_t got) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "evidence_offset",
                 {{"wanted", std::to_string(wanted)}, {"got", std::to_string(got)}});
}

absl::Status Missing(const Sha256& sha256) {
  return Refusal(absl::StatusCode::kNotFound, "evidence_missing", {{"sha256", sha256.Hex()}});
}

// Closes itself.
class File {
 public:
  File(const std::filesystem::path& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] bool ok() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

absl::Status OrDiskError(std::error_code error, const std::filesystem::path& path) {
  return error ? DiskError(error.value(), path) : absl::OkStatus();
}

absl::StatusOr<std::string> ReadAt(const File& file, const std::filesystem::path& path,
                                   std::uint64_t offset, std::size_t length) {
  std::string bytes(length, '\0');
  std::size_t have = 0;
  while (have < length) {
    const ssize_t got =
        ::pread(file.get(), bytes.data() + have, length - have, static_cast<off_t>(offset + have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return DiskError(errno, path);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

absl::StatusOr<Sha256> HashOf(const File& file, const std::filesystem::path& path) {
  Sha256Stream hash;
  for (std::uint64_t offset = 0;;) {
    ASSIGN_OR_RETURN(const std::string bytes, ReadAt(file, path, offset, kReadBytes));
    if (bytes.empty()) return hash.Finish();
    hash.Add(bytes);
    offset += bytes.size();
  }
}

absl::StatusOr<std::uint64_t> SizeOfFile(const File& file, const std::filesystem::path& path) {
  struct stat info{};
  if (::fstat(file.get(), &info) != 0) return DiskError(errno, path);
  return static_cast<std::uint64_t>(info.st_size);
}

}  // namespace

absl::StatusOr<EvidenceStore> EvidenceStore::Open(std::filesystem::path folder,
                                                  const Clock& clock) {
  RETURN_IF_ERROR(OrDiskError(MakeFolders(folder), folder));
  RETURN_IF_ERROR(OrDiskError(MakeFolder(folder / "sha256"), folder));
  RETURN_IF_ERROR(OrDiskError(MakeFolder(folder / "intake"), folder));
  RETURN_IF_ERROR(OrDiskError(MakeFolder(folder / "damaged"), folder));
  RETURN_IF_ERROR(OrDiskError(MakeFolder(folder / "leaving"), folder));
  EvidenceStore store(std::move(folder), clock);
  RETURN_IF_ERROR(store.SettleLeftOvers());
  store.ShowHidden();
  store.FindDamaged();
  return store;
}

absl::Status EvidenceStore::SettleLeftOvers() const {
  const std::filesystem::path intake = folder_ / "intake";
  std::vector<std::filesystem::path> parts;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(intake, error)) {
    parts.push_back(entry.path());
  }
  RETURN_IF_ERROR(OrDiskError(error, intake));
  for (const std::filesystem::path& part : parts) {
    RETURN_IF_ERROR(OrDiskError(SyncPath(part), part));
    const std::string bytes = FromHex(part.stem().string()).value_or("");
    if (bytes.size() != sizeof(Sha256::bytes)) continue;  // Not ours.
    const Sha256 sha256 = Sha256::FromBytes(bytes);
    if (Has(sha256)) RETURN_IF_ERROR(Settle(sha256));
  }
  return OrDiskError(SyncPath(intake), intake);
}

std::filesystem::path PathIn(const std::filesystem::path& folder, const Sha256& sha256) {
  const std::string hex = sha256.Hex();
  return folder / "sha256" / hex.substr(0, 2) / hex.substr(2, 2) / hex;
}

std::filesystem::path EvidenceStore::PartOf(const Sha256& sha256) const {
  return folder_ / "intake" / (sha256.Hex() + ".part");
}

std::filesystem::path EvidenceStore::DamagedOf(const Sha256& sha256) const {
  return folder_ / "damaged" / sha256.Hex();
}

bool EvidenceStore::Has(const Sha256& sha256) const {
  return ::access(PathOf(sha256).c_str(), F_OK) == 0;
}

absl::StatusOr<Intake> EvidenceStore::Begin(const Sha256& sha256, std::uint64_t size) const {
  if (size == 0) return Refusal(absl::StatusCode::kInvalidArgument, "evidence_empty");
  if (size > kMaxFileBytes) {
    return Refusal(absl::StatusCode::kInvalidArgument, "evidence_too_large",
                   {{"bytes", std::to_string(size)}, {"maximum", std::to_string(kMaxFileBytes)}});
  }
  const std::filesystem::path path = PartOf(sha256);
  // Looked at before the visible name, for it goes after that has come.
  const File part(path, O_RDONLY);
  const int error = part.ok() ? 0 : errno;
  if (Has(sha256)) return Intake{.durable_offset = size, .complete = error == ENOENT};
  if (error == ENOENT) return Intake{};
  if (error != 0) return DiskError(error, path);
  ASSIGN_OR_RETURN(const std::uint64_t have, SizeOfFile(part, path));
  // More than the size: begun with another one. The first piece will replace it; the hash says
  // which was right.
  return Intake{.durable_offset = have <= size ? have : 0};
}

absl::StatusOr<std::uint64_t> EvidenceStore::Put(const Sha256& sha256, std::uint64_t size,
                                                 std::uint64_t offset, std::string_view piece,
                                                 std::string_view sender) {
  if (piece.empty() || piece.size() > kMaxPieceBytes) {
    return Refusal(
        absl::StatusCode::kInvalidArgument, "evidence_piece",
        {{"bytes", std::to_string(piece.size())}, {"maximum", std::to_string(kMaxPieceBytes)}});
  }
  if (offset > size || piece.size() > size - offset) {
    return Refusal(absl::StatusCode::kInvalidArgument, "evidence_beyond_size",
                   {{"size", std::to_string(size)}, {"offset", std::to_string(offset)}});
  }
  const Claim claim(*this, sha256, Claim::IfBusy::kGiveUp);
  if (!claim.held()) {
    return Refusal(absl::StatusCode::kAborted, "evidence_busy", {{"sha256", sha256.Hex()}});
  }
  return Write(sha256, size, offset, piece, sender);
}

void EvidenceStore::Ended(const Sha256& sha256) {
  Touch(sha256);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    unfinished_.erase(sha256);
    lost_.erase(sha256);
    if (damaged_.erase(sha256) > 0) ::unlink(DamagedOf(sha256).c_str());
  }
  if (finished_) finished_(sha256);
}

void EvidenceStore::NoteLost(const Sha256& sha256) {
  const std::lock_guard<std::mutex> lock(mutex_);
  lost_.insert(sha256);
}

bool EvidenceStore::IsLost(const Sha256& sha256) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return lost_.contains(sha256);
}

std::size_t EvidenceStore::DiscardOld(std::int64_t now) {
  std::size_t discarded = 0;
  std::error_code gone;  // Files come and go while this looks.
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "intake", gone)) {
    const auto bytes = FromHex(entry.path().stem().string());
    struct stat info{};
    if (!bytes.has_value() || bytes->size() != sizeof(Sha256::bytes) ||
        ::stat(entry.path().c_str(), &info) != 0 || now - info.st_mtime < kUnfinishedSeconds) {
      continue;
    }
    const Sha256 sha256 = Sha256::FromBytes(*bytes);
    const Claim claim(*this, sha256, Claim::IfBusy::kGiveUp);
    if (!claim.held() || Has(sha256)) continue;  // What came whole is settled, not thrown away.
    Discard(sha256);
    ++discarded;
  }
  return discarded;
}

absl::StatusOr<std::uint64_t> EvidenceStore::Write(const Sha256& sha256, std::uint64_t size,
                                                   std::uint64_t offset, std::string_view piece,
                                                   std::string_view sender) {
  ASSIGN_OR_RETURN(const Intake intake, Begin(sha256, size));
  if (intake.complete || intake.durable_offset != offset) {
    return WrongOffset(intake.durable_offset, offset);
  }
  RETURN_IF_ERROR(Begun(sha256, size, sender));
  const std::filesystem::path path = PartOf(sha256);
  const File part(path, O_WRONLY | O_CREAT | (offset == 0 ? O_TRUNC : 0));
  if (!part.ok()) {
    const absl::Status failed = DiskError(errno, path);
    const std::lock_guard<std::mutex> lock(mutex_);
    // Of one that has just begun nothing is there that DiscardOld would find.
    if (offset == 0) unfinished_.erase(sha256);
    return failed;
  }
  std::size_t done = 0;
  while (done < piece.size()) {
    const ssize_t put = ::pwrite(part.get(), piece.data() + done, piece.size() - done,
                                 static_cast<off_t>(offset + done));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      const absl::Status failed = DiskError(errno, path);
      if (::ftruncate(part.get(), static_cast<off_t>(offset)) != 0) Discard(sha256);
      return failed;
    }
    done += static_cast<std::size_t>(put);
  }
  if (::fdatasync(part.get()) != 0) {
    const absl::Status failed = DiskError(errno, path);
    Discard(sha256);  // After a failed sync nobody knows what is on the disk.
    return failed;
  }
  if (offset == 0) {
    if (const std::error_code error = SyncPath(folder_ / "intake"); error) {
      Discard(sha256);
      return DiskError(error.value(), path);
    }
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  Unfinished& file = unfinished_[sha256];
  file.all_came_now = file.all_came_now || offset == 0;
  file.whole = offset + piece.size() == size;
  return offset + piece.size();
}

absl::Status EvidenceStore::Finish(const Sha256& sha256, std::uint64_t size, FileKind kind) {
  const Claim claim(*this, sha256, Claim::IfBusy::kWait);
  const std::filesystem::path path = PartOf(sha256);
  if (Has(sha256)) {
    if (::access(path.c_str(), F_OK) == 0) RETURN_IF_ERROR(Settle(sha256));
    Ended(sha256);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const Intake intake, Begin(sha256, size));
  if (intake.durable_offset != size) return WrongOffset(intake.durable_offset, size);
  {
    const File part(path, O_RDWR);
    if (!part.ok()) return DiskError(errno, path);
    ASSIGN_OR_RETURN(const Sha256 hash, HashOf(part, path));
    if (hash != sha256) {
      if (!Discard(sha256)) return WrongOffset(0, size);
      return Refusal(absl::StatusCode::kInvalidArgument, "evidence_hash_differs",
                     {{"stated", sha256.Hex()}, {"found", hash.Hex()}});
    }
    ASSIGN_OR_RETURN(const std::string beginning, ReadAt(part, path, 0, kMarkBytes));
    if (!LooksLike(kind, beginning)) {
      Discard(sha256);
      return Refusal(absl::StatusCode::kInvalidArgument, "evidence_not_what_it_says",
                     {{"kind", std::string(MediaType(kind))}});
    }
    if (::fsync(part.get()) != 0) return DiskError(errno, path);
  }
  const std::filesystem::path target = PathOf(sha256);
  const std::filesystem::path folder = target.parent_path();
  RETURN_IF_ERROR(OrDiskError(MakeFolder(folder.parent_path()), target));
  RETURN_IF_ERROR(OrDiskError(MakeFolder(folder), target));
  if (::link(path.c_str(), target.c_str()) != 0) return DiskError(errno, target);
  RETURN_IF_ERROR(Settle(sha256));
  Ended(sha256);
  return absl::OkStatus();
}

absl::Status EvidenceStore::Settle(const Sha256& sha256) const {
  const std::filesystem::path path = PartOf(sha256);
  const std::filesystem::path target = PathOf(sha256);
  // The names of the folders above were synced before anything was put into them.
  if (const std::error_code error = SyncPath(target.parent_path()); error) {
    ::unlink(target.c_str());  // A sync that failed is not made good by the next.
    return DiskError(error.value(), target);
  }
  if (::unlink(path.c_str()) != 0) return DiskError(errno, path);
  return OrDiskError(SyncPath(folder_ / "intake"), path);
}

absl::StatusOr<std::uint64_t> EvidenceStore::SizeOf(const Sha256& sha256) const {
  const File file(PathOf(sha256), O_RDONLY);
  if (!file.ok()) return Missing(sha256);
  return SizeOfFile(file, PathOf(sha256));
}

absl::StatusOr<std::string> EvidenceStore::Read(const Sha256& sha256, std::uint64_t offset,
                                                std::size_t length) const {
  const File file(PathOf(sha256), O_RDONLY);
  if (!file.ok()) return Missing(sha256);
  return ReadAt(file, PathOf(sha256), offset, length);
}

absl::Status EvidenceStore::Verify(const Sha256& sha256) {
  const Claim claim(*this, sha256, Claim::IfBusy::kWait);
  const std::filesystem::path path = PathOf(sha256);
  const File file(path, O_RDONLY);
  if (!file.ok()) return Missing(sha256);
  ASSIGN_OR_RETURN(const Sha256 hash, HashOf(file, path));
  if (hash == sha256) return absl::OkStatus();
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    damaged_.insert(sha256);
  }
  // Should the name come back after a power cut, the file is found damaged once more.
  if (::rename(path.c_str(), DamagedOf(sha256).c_str()) != 0) return DiskError(errno, path);
  return Refusal(absl::StatusCode::kDataLoss, "evidence_damaged", {{"sha256", sha256.Hex()}});
}

std::set<Sha256> EvidenceStore::Damaged() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return damaged_;
}

bool EvidenceStore::Discard(const Sha256& sha256) {
  ::unlink(PartOf(sha256).c_str());
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto node = unfinished_.extract(sha256);
  return !node.empty() && node.mapped().all_came_now;
}

}  // namespace par::evidence
