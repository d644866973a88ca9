// What a power cut leaves, and how it comes to lie in the folder again.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "tests/power/disk.h"
#include "tests/power/raw.h"

namespace par::power {
namespace {

constexpr std::uint64_t kSectorBytes = 512;

std::uint64_t Below(std::mt19937_64& random, std::uint64_t end) { return random() % end; }

void Put(std::string& bytes, std::uint64_t offset, std::string_view piece) {
  if (bytes.size() < offset + piece.size()) bytes.resize(offset + piece.size(), '\0');
  bytes.replace(offset, piece.size(), piece);
}

// Each sector that `piece` touches is left new or old; what lies between becomes zero.
void PutSomeSectors(std::string& bytes, std::uint64_t offset, std::string_view piece,
                    std::mt19937_64& random) {
  for (std::uint64_t done = 0; done < piece.size();) {
    const std::uint64_t at = offset + done;
    const std::uint64_t length =
        std::min<std::uint64_t>(piece.size() - done, kSectorBytes - at % kSectorBytes);
    if (Below(random, 2) == 0) Put(bytes, at, piece.substr(done, length));
    done += length;
  }
}

}  // namespace

void Disk::KeepBytes(Inode& inode, std::mt19937_64& random) {
  enum { kNone, kAll, kPrefix, kSectors, kSizeOnly, kWays };
  if (inode.changes.empty()) return;
  ++losses_.files;
  const auto way = Below(random, kWays);
  // Bytes that are left in the order in which they were written.
  std::uint64_t budget = 0;
  for (const Change& change : inode.changes) budget += change.bytes.size() + 1;
  if (way == kPrefix) budget = Below(random, budget);
  if (way == kPrefix || way == kSectors || way == kSizeOnly) ++losses_.torn;
  for (const Change& change : inode.changes) {
    const std::uint64_t end = change.offset + change.bytes.size();
    if (way == kNone || budget == 0) break;
    --budget;
    if (change.cut) {
      if (way != kSectors || Below(random, 2) == 0) inode.synced.resize(change.offset, '\0');
    } else if (way == kSizeOnly) {
      if (inode.synced.size() < end) inode.synced.resize(end, '\0');
    } else if (way == kSectors) {
      PutSomeSectors(inode.synced, change.offset, change.bytes, random);
    } else {
      const std::uint64_t kept = std::min<std::uint64_t>(budget, change.bytes.size());
      Put(inode.synced, change.offset, std::string_view(change.bytes).substr(0, kept));
      budget -= kept;
      if (kept < change.bytes.size()) break;
    }
  }
  inode.changes.clear();
}

// Entries are left in their order, up to a point: of the whole disk, or of each folder.
void Disk::KeepEntries(std::mt19937_64& random) {
  enum { kNone, kAll, kUpToAPoint, kUpToAPointOfEachFolder, kWays };
  if (changes_.empty()) return;
  const auto way = Below(random, kWays);
  const std::uint64_t point = Below(random, changes_.size() + 1);
  std::set<InodePtr> ended;
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    const EntryChange& change = changes_[i];
    const bool late = std::any_of(change.entries.begin(), change.entries.end(),
                                  [&](const Entry& entry) { return ended.contains(entry.folder); });
    const bool lost = change.given_up || way == kNone || (way == kUpToAPoint && i >= point) ||
                      late || (way == kUpToAPointOfEachFolder && Below(random, 4) == 0);
    ++losses_.entries;
    for (const Entry& entry : change.entries) {
      if (lost) {
        ended.insert(entry.folder);
      } else if (entry.inode == nullptr) {
        entry.folder->synced_entries.erase(entry.name);
      } else {
        entry.folder->synced_entries[entry.name] = entry.inode;
      }
    }
    if (lost) ++losses_.undone;
  }
  changes_.clear();
}

void Disk::List(const InodePtr& folder, const std::string& path, bool synced, Paths& into) {
  for (const auto& [name, inode] : synced ? folder->synced_entries : folder->entries) {
    const std::string below = path + "/" + name;
    into[below] = inode;
    if (inode->folder) List(inode, below, synced, into);
  }
}

void Disk::Restart(std::mt19937_64& random) {
  Resume();
  const std::lock_guard<std::mutex> lock(mutex_);
  ++losses_.cuts;
  KeepEntries(random);
  Paths left;
  List(root_, folder_, true, left);
  // In the order of the paths, so that the same seed leaves the same bytes.
  for (const auto& [path, inode] : left) KeepBytes(*inode, random);
  Materialise(left);
}

void Disk::Replace() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& [name, inode] : root_->entries)
    std::filesystem::remove_all(folder_ + "/" + name);
  root_->entries.clear();
  root_->synced_entries.clear();
  changes_.clear();
  files_.clear();
}

void Disk::Materialise(const Paths& left) {
  Paths live;
  List(root_, folder_, false, live);
  // What lies below a folder comes after it.
  for (auto at = live.rbegin(); at != live.rend(); ++at) {
    const auto stays = left.find(at->first);
    if (stays != left.end() && stays->second == at->second) continue;
    at->second->folder ? raw::EraseFolder(at->first.c_str()) : raw::Unlink(at->first.c_str());
  }
  for (const auto& [path, inode] : left) {
    const auto had = live.find(path);
    const bool there = had != live.end() && had->second == inode;
    if (inode->folder) {
      inode->entries = inode->synced_entries;
      if (!there && raw::MakeFolder(path.c_str(), 0750) != 0) std::abort();
    } else if (!there || inode->differs) {
      const int file = raw::Open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0640);
      const auto bytes = static_cast<std::int64_t>(inode->synced.size());
      if (raw::Write(file, inode->synced.data(), inode->synced.size(), 0) != bytes) std::abort();
      raw::Close(file);
    }
    inode->path = path;
  }
  for (const auto& [path, inode] : left) inode->differs = false;
  root_->entries = root_->synced_entries;
}

}  // namespace par::power
