#include "common/node/sealed_backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "common/base/folder.h"
#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/sealed.h"
#include "common/identity/secret_file.h"
#include "common/ledger/file_mark.h"
#include "common/node/restore_target.h"

namespace par::node {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{256} << 10u;
constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kLongestManifest = std::uint64_t{256} << 20u;

using par::node::NotWritten;
absl::Status NotWritten(const fs::path& path) {
  return NotWritten(path, {errno, std::generic_category()});
}

absl::Status HaveFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  return error ? NotWritten(folder, error) : absl::OkStatus();
}

absl::Status Differs(const std::string& path) {
  return domain::Refusal(absl::StatusCode::kDataLoss, "backup_file_differs", {{"path", path}});
}

// A new file, durable when Close returns OK.
class NewFile {
 public:
  static absl::StatusOr<std::unique_ptr<NewFile>> Make(fs::path path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return NotWritten(path);
    return std::unique_ptr<NewFile>(new NewFile(std::move(path), fd));
  }
  ~NewFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  absl::Status Write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return NotWritten(path_);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return absl::OkStatus();
  }
  absl::Status Close() {
    const bool synced = fd_ >= 0 && ::fsync(fd_) == 0;
    if (!synced || ::close(std::exchange(fd_, -1)) != 0) return NotWritten(path_);
    return absl::OkStatus();
  }

 private:
  NewFile(fs::path path, int fd) : path_(std::move(path)), fd_(fd) {}
  const fs::path path_;
  int fd_;
};

absl::Status SyncFolder(const fs::path& folder) {
  const std::error_code error = SyncPath(folder);
  return error ? NotWritten(folder, error) : absl::OkStatus();
}

std::string LengthBytes(std::uint64_t length) {
  std::string bytes(kLengthBytes, '\0');
  for (std::size_t i = 0; i < kLengthBytes; ++i) bytes[i] = static_cast<char>(length >> (8 * i));
  return bytes;
}

std::uint64_t LengthFrom(std::string_view bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = kLengthBytes; i > 0; --i) {
    length = (length << 8u) | static_cast<unsigned char>(bytes[i - 1]);
  }
  return length;
}

absl::Status SealFile(const fs::path& folder, const BackedUpFile& file, identity::Sealer& sealer,
                      const std::function<void(std::size_t)>& through) {
  std::ifstream in(folder / file.path, std::ios::binary);
  Sha256Stream hash;
  std::uint64_t left = file.bytes;
  std::string piece;
  while (left > 0) {
    piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(left, kPiece)));
    if (!in.read(piece.data(), static_cast<std::streamsize>(piece.size()))) {
      return Differs(file.path);
    }
    hash.Add(piece);
    RETURN_IF_ERROR(sealer.Add(piece));
    left -= piece.size();
    through(piece.size());
  }
  if (hash.Finish() != file.sha256 || in.peek() != std::ifstream::traits_type::eof()) {
    return Differs(file.path);
  }
  return absl::OkStatus();
}

// Reads a sealed backup once, from its beginning to its end.
class Reader {
 public:
  static absl::StatusOr<std::unique_ptr<Reader>> Open(const fs::path& from,
                                                      std::string_view private_pem) {
    std::unique_ptr<Reader> reader(new Reader(from));
    if (!reader->in_) {
      return domain::Refusal(absl::StatusCode::kNotFound, "file_not_read",
                             {{"file", from.string()}, {"why", std::strerror(errno)}});
    }
    ASSIGN_OR_RETURN(
        reader->unsealer_,
        identity::Unsealer::Begin(private_pem, [in = &reader->in_](std::size_t length) {
          std::string bytes(length, '\0');
          in->read(bytes.data(), static_cast<std::streamsize>(length));
          bytes.resize(static_cast<std::size_t>(in->gcount()));
          return absl::StatusOr<std::string>(std::move(bytes));
        }));
    ASSIGN_OR_RETURN(const std::string length, reader->unsealer_->Read(kLengthBytes));
    if (LengthFrom(length) > kLongestManifest) {
      return domain::Refusal(absl::StatusCode::kDataLoss, "backup_manifest_wrong",
                             {{"line", std::to_string(LengthFrom(length))}});
    }
    ASSIGN_OR_RETURN(reader->text_,
                     reader->unsealer_->Read(static_cast<std::size_t>(LengthFrom(length))));
    ASSIGN_OR_RETURN(reader->manifest_, ParseBackupManifest(reader->text_));
    return reader;
  }

  [[nodiscard]] const BackupManifest& manifest() const { return manifest_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  // `write` is given each file's bytes in order; `ended` is called when its hash was compared.
  absl::Status ReadFiles(
      const std::function<absl::Status(const BackedUpFile&, std::string_view)>& write,
      const std::function<absl::Status(const BackedUpFile&)>& ended,
      const BackupProgress& progress) {
    const std::uint64_t total = manifest_.bytes();
    std::uint64_t done = 0;
    for (const BackedUpFile& file : manifest_.files) {
      Sha256Stream hash;
      for (std::uint64_t left = file.bytes; left > 0;) {
        const std::uint64_t some = std::min<std::uint64_t>(left, kPiece);
        ASSIGN_OR_RETURN(const std::string bytes, unsealer_->Read(static_cast<std::size_t>(some)));
        hash.Add(bytes);
        RETURN_IF_ERROR(write(file, bytes));
        left -= some;
        done += some;
        if (progress) progress(done, total);
      }
      if (hash.Finish() != file.sha256) return Differs(file.path);
      RETURN_IF_ERROR(ended(file));
    }
    return unsealer_->ExpectEnd();
  }

 private:
  explicit Reader(const fs::path& from) : in_(from, std::ios::binary) {}
  std::ifstream in_;
  std::unique_ptr<identity::Unsealer> unsealer_;
  std::string text_;
  BackupManifest manifest_;
};

absl::Status WriteMark(const config::Config& config, const ledger::Mark& head) {
  RETURN_IF_ERROR(HaveFolder(config.mark_directory));
  ASSIGN_OR_RETURN(const std::unique_ptr<ledger::FileMark> mark,
                   ledger::FileMark::Open(fs::path(config.mark_directory) / "ledger.mark"));
  ASSIGN_OR_RETURN(const auto read, mark->Read());
  return read == head ? absl::OkStatus() : mark->Write(head);
}

absl::Status SyncFoldersIn(const fs::path& folder) {
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::end(entry); entry.increment(error)) {
    const bool is_folder = entry->is_directory(error);
    if (error) break;
    if (is_folder) RETURN_IF_ERROR(SyncFolder(entry->path()));
  }
  return error ? NotWritten(folder, error) : SyncFolder(folder);
}

absl::Status Unpack(Reader& reader, const fs::path& into, const BackupProgress& progress) {
  std::unique_ptr<NewFile> out;
  const auto open = [&](const BackedUpFile& file) -> absl::Status {
    if (out != nullptr) return absl::OkStatus();
    RETURN_IF_ERROR(HaveFolder((into / file.path).parent_path()));
    ASSIGN_OR_RETURN(out, NewFile::Make(into / file.path));
    return absl::OkStatus();
  };
  const absl::Status read = reader.ReadFiles(
      [&](const BackedUpFile& file, std::string_view bytes) -> absl::Status {
        RETURN_IF_ERROR(open(file));
        return out->Write(bytes);
      },
      [&](const BackedUpFile& file) -> absl::Status {
        RETURN_IF_ERROR(open(file));  // Of no bytes.
        const absl::Status closed = out->Close();
        out.reset();
        return closed;
      },
      progress);
  RETURN_IF_ERROR(read);
  return SyncFoldersIn(into);
}

}  // namespace

absl::StatusOr<BackupManifest> SealBackup(const fs::path& folder, std::string_view public_key,
                                          const fs::path& to, Random& random,
                                          const BackupProgress& progress) {
  ASSIGN_OR_RETURN(const std::string text,
                   identity::ReadWholeFile(folder / "backup.txt", identity::Secrecy::kPublic));
  ASSIGN_OR_RETURN(BackupManifest manifest, ParseBackupManifest(text));
  std::error_code error;
  if (fs::exists(to, error)) {
    return domain::Refusal(absl::StatusCode::kAlreadyExists, "file_exists",
                           {{"file", to.string()}});
  }
  const fs::path part = to.string() + ".part";
  fs::remove(part, error);
  ASSIGN_OR_RETURN(const std::unique_ptr<NewFile> out, NewFile::Make(part));
  const auto seal = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const auto sealer,
                     identity::Sealer::Begin(public_key, random, [&out](std::string_view bytes) {
                       return out->Write(bytes);
                     }));
    RETURN_IF_ERROR(sealer->Add(LengthBytes(text.size())));
    RETURN_IF_ERROR(sealer->Add(text));
    const std::uint64_t total = manifest.bytes();
    std::uint64_t done = 0;
    for (const BackedUpFile& file : manifest.files) {
      RETURN_IF_ERROR(SealFile(folder, file, *sealer, [&](std::size_t bytes) {
        done += bytes;
        if (progress) progress(done, total);
      }));
    }
    RETURN_IF_ERROR(sealer->Finish());
    return out->Close();
  };
  absl::Status sealed = seal();
  if (sealed.ok()) {
    fs::rename(part, to, error);
    if (error) sealed = NotWritten(to, error);
  }
  if (!sealed.ok()) {
    fs::remove(part, error);
    return sealed;
  }
  RETURN_IF_ERROR(SyncFolder(FolderOf(to)));
  return manifest;
}

absl::StatusOr<BackupManifest> CheckBackup(const fs::path& from, std::string_view private_pem,
                                           const BackupProgress& progress) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Reader> reader, Reader::Open(from, private_pem));
  RETURN_IF_ERROR(
      reader->ReadFiles([](const BackedUpFile&, std::string_view) { return absl::OkStatus(); },
                        [](const BackedUpFile&) { return absl::OkStatus(); }, progress));
  return reader->manifest();
}

absl::StatusOr<BackupManifest> RestoreBackup(const fs::path& from, std::string_view private_pem,
                                             const config::Config& config, Random& random,
                                             const BackupProgress& progress) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Reader> reader, Reader::Open(from, private_pem));
  const BackupHead& head = reader->manifest().head;
  if (head.node != config.node_id) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "restore_other_node",
                           {{"node", config.node_id}, {"backup", head.node}});
  }
  RETURN_IF_ERROR(CheckTarget(config, head));
  const std::string name = random.Bytes(kRestoredIdBytes);
  const fs::path staging =
      config.data_directory + ".restoring-" + ToHex(std::string_view(name).substr(0, 4));
  RETURN_IF_ERROR(HaveFolder(staging));
  std::error_code error;
  fs::permissions(staging, fs::perms::owner_all, error);
  absl::Status restored = error ? NotWritten(staging, error) : TakeKeys(config, staging);
  if (restored.ok()) restored = Unpack(*reader, staging, progress);
  if (restored.ok()) {
    restored = identity::WriteFileDurably(
        staging / kRestoredFile, name + Sha256::Of(reader->text()).ToBytes() + reader->text(),
        identity::Secrecy::kSecret);
  }
  if (restored.ok()) restored = WriteMark(config, head.ledger);
  if (restored.ok()) restored = PutInPlace(staging, config);
  if (!restored.ok()) {
    fs::remove_all(staging, error);
    return restored;
  }
  return reader->manifest();
}

}  // namespace par::node
