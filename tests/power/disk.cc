#include "tests/power/disk.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <set>
#include <utility>

#include "tests/power/raw.h"

namespace par::power {
namespace {

std::atomic<Disk*> current{nullptr};

int Failed(int error) {
  errno = error;
  return -1;
}

std::uint64_t SizeOf(int file) {
  struct stat info{};
  return ::fstat(file, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

}  // namespace

Disk* CurrentDisk() { return current.load(); }

Disk::Disk(std::filesystem::path folder)
    : folder_(std::filesystem::canonical(folder).string()), root_(std::make_shared<Inode>()) {
  root_->folder = true;
  root_->path = folder_;
  if (current.exchange(this) != nullptr || !std::filesystem::is_empty(folder_)) std::abort();
}

Disk::~Disk() { current = nullptr; }

void Disk::CutAt(std::uint64_t calls) {
  const std::lock_guard<std::mutex> lock(mutex_);
  cut_at_ = calls_ + calls;
}

void Disk::CutNow() {
  const std::lock_guard<std::mutex> lock(mutex_);
  off_ = true;
}

void Disk::Resume() {
  const std::lock_guard<std::mutex> lock(mutex_);
  files_.clear();
  faults_.clear();
  cut_at_ = 0;
  off_ = false;
}

bool Disk::off() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return off_;
}

std::uint64_t Disk::calls() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return calls_;
}

Losses Disk::losses() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return losses_;
}

void Disk::IgnoreSyncs(bool of_files, bool of_folders) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ignore_file_syncs_ = of_files;
  ignore_folder_syncs_ = of_folders;
}

bool Disk::lies() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return ignore_file_syncs_ || ignore_folder_syncs_;
}

void Disk::Fail(Fault fault) {
  const std::lock_guard<std::mutex> lock(mutex_);
  faults_.push_back(std::move(fault));
}

void Disk::Heal() {
  const std::lock_guard<std::mutex> lock(mutex_);
  faults_.clear();
}

bool Disk::Count() {
  if (off_) return false;
  off_ = ++calls_ == cut_at_;
  return !off_;
}

// `bytes` is how many are to be written, and becomes how many fit.
bool Disk::Fails(Fault::Call call, const std::string& path, std::int64_t* bytes) {
  for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
    if (fault->call != call || path.find(fault->path_part) == std::string::npos) continue;
    if (bytes != nullptr && fault->bytes > 0) {
      *bytes = std::min(*bytes, fault->bytes);
      fault->bytes -= *bytes;
      return false;
    }
    errno = fault->error;
    if (fault->once) faults_.erase(fault);
    return true;
  }
  return false;
}

bool Disk::Holds(const char* path) const {
  const std::string_view text(path);
  return text.substr(0, folder_.size()) == folder_ &&
         (text.size() == folder_.size() || text[folder_.size()] == '/');
}

bool Disk::Holds(int file) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return files_.contains(file);
}

Disk::InodePtr Disk::Of(int file) const {
  const auto at = files_.find(file);
  return at == files_.end() ? nullptr : at->second;
}

Disk::InodePtr Disk::Find(const std::string& path) const {
  InodePtr inode = root_;
  for (const auto& name : std::filesystem::path(path).lexically_relative(folder_)) {
    if (name.empty() || name == ".") continue;
    const auto next = inode->entries.find(name.string());
    if (next == inode->entries.end()) return nullptr;
    inode = next->second;
  }
  return inode;
}

Disk::Entry Disk::Place(const std::string& path, InodePtr inode) const {
  const std::filesystem::path named = std::filesystem::path(path).lexically_normal();
  return {Find(named.parent_path().string()), named.filename().string(), std::move(inode)};
}

void Disk::Enter(std::vector<Entry> entries) {
  for (const Entry& entry : entries) {
    if (entry.folder == nullptr) std::abort();  // The real call succeeded, so we lost track.
    if (entry.inode == nullptr) {
      entry.folder->entries.erase(entry.name);
    } else {
      entry.folder->entries[entry.name] = entry.inode;
      entry.inode->path = entry.folder->path + "/" + entry.name;
    }
  }
  changes_.push_back({std::move(entries)});
}

int Disk::Open(const char* path, int flags, unsigned mode) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  if (off_ && writes) return Failed(EIO);
  const std::string named = path;
  InodePtr inode = Find(named);
  const bool makes = inode == nullptr && (flags & O_CREAT) != 0;
  const bool empties = inode != nullptr && (flags & O_TRUNC) != 0;
  if (makes) {
    std::int64_t room = 1;
    if (Fails(Fault::Call::kWrite, named, &room)) return -1;
  }
  if ((makes || empties) && !Count()) return Failed(EIO);
  const int file = raw::Open(path, flags, mode);
  if (file < 0) return file;
  if (makes) {
    inode = std::make_shared<Inode>();
    Enter({Place(named, inode)});
  } else if (empties) {
    inode->changes.push_back({.cut = true, .offset = 0, .bytes = {}});
    inode->differs = true;
  }
  if (inode != nullptr) files_[file] = inode;
  return file;
}

int Disk::Close(int file) {
  const std::lock_guard<std::mutex> lock(mutex_);
  files_.erase(file);
  return raw::Close(file);
}

std::int64_t Disk::Write(int file, const void* bytes, std::size_t count, std::int64_t offset) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const InodePtr inode = Of(file);
  auto fits = static_cast<std::int64_t>(count);
  if (!Count()) return Failed(EIO);
  if (Fails(Fault::Call::kWrite, inode->path, &fits)) return -1;
  const bool appends = (::fcntl(file, F_GETFL) & O_APPEND) != 0;
  std::int64_t at = offset;
  if (at < 0) at = appends ? static_cast<std::int64_t>(SizeOf(file)) : ::lseek(file, 0, SEEK_CUR);
  const std::int64_t written = raw::Write(file, bytes, static_cast<std::size_t>(fits), offset);
  if (written <= 0) return written;
  inode->changes.push_back(
      {.cut = false,
       .offset = static_cast<std::uint64_t>(at),
       .bytes = std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(written))});
  inode->differs = true;
  return written;
}

int Disk::Truncate(int file, std::int64_t size) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto wanted = static_cast<std::uint64_t>(size);
  if (SizeOf(file) == wanted) return off_ ? Failed(EIO) : raw::Truncate(file, size);
  if (!Count()) return Failed(EIO);
  const int done = raw::Truncate(file, size);
  if (done != 0) return done;
  const InodePtr inode = Of(file);
  inode->changes.push_back({.cut = true, .offset = wanted, .bytes = {}});
  inode->differs = true;
  return done;
}

// Space that is set aside changes no byte; what would change some is not offered.
int Disk::Allocate(int mode) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (off_) return Failed(EIO);
  return (mode & FALLOC_FL_KEEP_SIZE) != 0 ? 0 : Failed(EOPNOTSUPP);
}

int Disk::Sync(int file) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!Count()) return Failed(EIO);
  const InodePtr inode = Of(file);
  const bool failed = Fails(Fault::Call::kSync, inode->path);
  if (inode->folder) {
    if (!ignore_folder_syncs_ || failed) SyncEntries(inode, failed);
  } else if (failed) {
    inode->changes.clear();
  } else if (!ignore_file_syncs_) {
    for (const Change& change : inode->changes) {
      if (change.cut) {
        inode->synced.resize(change.offset, '\0');
      } else {
        const std::uint64_t end = change.offset + change.bytes.size();
        if (inode->synced.size() < end) inode->synced.resize(end, '\0');
        inode->synced.replace(change.offset, change.bytes.size(), change.bytes);
      }
    }
    inode->changes.clear();
  }
  return failed ? -1 : 0;
}

// What the folder's entries came from is synced with them, as by a file system with a journal.
void Disk::SyncEntries(const InodePtr& folder, bool failed) {
  std::set<InodePtr> folders = {folder};
  std::set<std::size_t> taken;
  for (std::size_t i = changes_.size(); i-- > 0;) {
    const auto& entries = changes_[i].entries;
    const bool touches = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
      return folders.contains(entry.folder);
    });
    if (!touches) continue;
    for (const Entry& entry : entries) folders.insert(entry.folder);
    taken.insert(i);
  }
  std::deque<EntryChange> left;
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    EntryChange& change = changes_[i];
    if (!taken.contains(i)) {
      left.push_back(std::move(change));
    } else if (failed || change.given_up) {
      change.given_up = true;
      left.push_back(std::move(change));
    } else {
      for (const Entry& entry : change.entries) {
        if (entry.inode == nullptr) {
          entry.folder->synced_entries.erase(entry.name);
        } else {
          entry.folder->synced_entries[entry.name] = entry.inode;
        }
      }
    }
  }
  changes_ = std::move(left);
}

int Disk::Rename(const char* from, const char* to) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!Count()) return Failed(EIO);
  const int done = raw::Rename(from, to);
  if (done == 0) Enter({Place(from, nullptr), Place(to, Find(from))});
  return done;
}

int Disk::Link(const char* from, const char* to) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!Count()) return Failed(EIO);
  const int done = raw::Link(from, to);
  if (done == 0) Enter({Place(to, Find(from))});
  return done;
}

int Disk::Unlink(const char* path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!Count()) return Failed(EIO);
  const int done = raw::Unlink(path);
  if (done == 0) Enter({Place(path, nullptr)});
  return done;
}

int Disk::MakeFolder(const char* path, unsigned mode) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (Find(path) != nullptr) return Failed(EEXIST);
  if (!Count()) return Failed(EIO);
  const int done = raw::MakeFolder(path, mode);
  if (done != 0) return done;
  const auto inode = std::make_shared<Inode>();
  inode->folder = true;
  Enter({Place(path, inode)});
  return done;
}

int Disk::EraseFolder(const char* path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!Count()) return Failed(EIO);
  const int done = raw::EraseFolder(path);
  if (done == 0) Enter({Place(path, nullptr)});
  return done;
}

}  // namespace par::power
