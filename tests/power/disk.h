// A disk whose power can be cut. Everything below one folder is watched: real files hold what the
// running process sees, and the disk remembers apart from them what a power cut would leave:
//
//  - bytes of a file, once that file was synced; until then none, all, the first so many, or any of
//    its sectors of 512 bytes may be left, the rest as before or zero,
//  - an entry of a folder (made, renamed, erased), once that folder was synced; until then entries
//    are left in their order up to some point, which may differ from folder to folder.
//
// The process reaches the disk through the calls of the C library (disk_calls.cc), so RocksDB, the
// mark's file and the evidence files run as they do in a node. Safe from many threads.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/power/fault.h"

namespace par::power {

// What was found unsynced at the cuts, and what became of it.
struct Losses {
  std::uint64_t cuts = 0;
  std::uint64_t files = 0;    // Had unsynced bytes.
  std::uint64_t torn = 0;     // Of these, left with some of the bytes and not others.
  std::uint64_t entries = 0;  // Not synced.
  std::uint64_t undone = 0;   // Of these, gone again (or back again, if they were erased).
};

class Disk {
 public:
  // `folder` exists and is empty; the only disk of this process while it lives.
  explicit Disk(std::filesystem::path folder);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // The power goes at call number `calls` from now, counted from 1, that changes or syncs anything.
  // From then on all such calls fail with EIO.
  void CutAt(std::uint64_t calls);
  void CutNow();
  // It was the process that died, not the power: nothing is lost, and what is not synced is still
  // not. As Restart, no file below may be open.
  void Resume();
  [[nodiscard]] bool off() const;
  [[nodiscard]] std::uint64_t calls() const;
  // The power is back, and the folder holds what was left. No file below it may be open.
  void Restart(std::mt19937_64& random);
  // Another disk, empty, at the same place.
  void Replace();
  [[nodiscard]] Losses losses() const;

  // As disks that acknowledge a sync of a file, or of a folder, without doing it.
  void IgnoreSyncs(bool of_files, bool of_folders);
  [[nodiscard]] bool lies() const;
  // Until Heal, calls that `fault` names fail. What a failed sync should have kept never reaches
  // the disk, even if a later sync succeeds.
  void Fail(Fault fault);
  void Heal();

  // The calls, as disk_calls.cc hands them on: -1 and errno, or what the system answered.
  int Open(const char* path, int flags, unsigned mode);
  int Close(int file);
  std::int64_t Write(int file, const void* bytes, std::size_t count, std::int64_t offset);
  int Truncate(int file, std::int64_t size);
  int Allocate(int mode);
  int Sync(int file);
  int Rename(const char* from, const char* to);
  int Link(const char* from, const char* to);
  int Unlink(const char* path);
  int MakeFolder(const char* path, unsigned mode);
  int EraseFolder(const char* path);

  [[nodiscard]] bool Holds(const char* path) const;
  [[nodiscard]] bool Holds(int file) const;

 private:
  struct Change {
    bool cut = false;  // To `offset` bytes; otherwise `bytes` are written there.
    std::uint64_t offset = 0;
    std::string bytes;
  };
  struct Inode {
    bool folder = false;
    std::string path;  // Its last name, for faults.
    std::string synced;
    std::vector<Change> changes;
    bool differs = false;  // The real file is not `synced`.
    std::map<std::string, std::shared_ptr<Inode>> entries;
    std::map<std::string, std::shared_ptr<Inode>> synced_entries;
  };
  using InodePtr = std::shared_ptr<Inode>;
  struct Entry {
    InodePtr folder;
    std::string name;
    InodePtr inode;  // Nothing: erased.
  };
  // All entries of one call: they are left together or not at all.
  struct EntryChange {
    std::vector<Entry> entries;
    bool given_up = false;  // A sync of it failed.
  };

  // Whether the next call that changes or syncs something is still carried out.
  [[nodiscard]] bool Count();
  [[nodiscard]] bool Fails(Fault::Call call, const std::string& path,
                           std::int64_t* bytes = nullptr);
  [[nodiscard]] InodePtr Find(const std::string& path) const;
  [[nodiscard]] Entry Place(const std::string& path, InodePtr inode) const;
  [[nodiscard]] InodePtr Of(int file) const;
  void Enter(std::vector<Entry> entries);
  void SyncEntries(const InodePtr& folder, bool failed);
  void KeepEntries(std::mt19937_64& random);
  void KeepBytes(Inode& inode, std::mt19937_64& random);
  using Paths = std::map<std::string, InodePtr>;
  void Materialise(const Paths& left);
  static void List(const InodePtr& folder, const std::string& path, bool synced, Paths& into);

  const std::string folder_;
  mutable std::mutex mutex_;  // Guards what follows.
  InodePtr root_;
  std::map<int, InodePtr> files_;  // Open ones.
  std::deque<EntryChange> changes_;
  std::vector<Fault> faults_;
  Losses losses_;
  std::uint64_t calls_ = 0;
  std::uint64_t cut_at_ = 0;
  bool off_ = false;
  bool ignore_file_syncs_ = false;
  bool ignore_folder_syncs_ = false;
};

// The disk of this process; nothing while there is none.
[[nodiscard]] Disk* CurrentDisk();

}  // namespace par::power
