// The C library's calls that change or sync files, in front of the library's own: a program that
// is linked with this library, or started with it (LD_PRELOAD), comes through here, RocksDB and the
// standard library with it.
//
// With a Disk, calls below its folder go to it. Without one, PAR_DISK_FAULT may name a file: while
// it exists, the call that is described in it (fault.h) fails. Everything else goes to the system.
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

#include "tests/power/disk.h"
#include "tests/power/raw.h"

namespace {

using par::power::CurrentDisk;
using par::power::Disk;
using par::power::Fault;
namespace raw = par::power::raw;

Disk* DiskOf(const char* path) {
  Disk* disk = CurrentDisk();
  return disk != nullptr && disk->Holds(path) ? disk : nullptr;
}

Disk* DiskOf(int file) {
  Disk* disk = CurrentDisk();
  return disk != nullptr && disk->Holds(file) ? disk : nullptr;
}

// The fault that a program of its own has at this moment.
std::optional<Fault> FaultInFile() {
  const char* name = std::getenv("PAR_DISK_FAULT");
  if (name == nullptr) return std::nullopt;
  const int file = raw::Open(name, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0) return std::nullopt;
  char text[256];
  const long got = ::syscall(SYS_read, file, text, sizeof text);
  raw::Close(file);
  return got > 0 ? par::power::ParseFault({text, static_cast<std::size_t>(got)}) : std::nullopt;
}

bool Fails(Fault::Call call, int file) {
  const int before = errno;
  const std::optional<Fault> fault = FaultInFile();
  errno = before;
  if (!fault.has_value() || fault->call != call) return false;
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const long length = ::syscall(SYS_readlink, link.c_str(), path, sizeof path);
  const std::string_view named(path, length > 0 ? static_cast<std::size_t>(length) : 0);
  errno = named.find(fault->path_part) == std::string_view::npos ? before : fault->error;
  return errno == fault->error && named.find(fault->path_part) != std::string_view::npos;
}

ssize_t WriteAt(int file, const void* bytes, size_t count, off_t offset) {
  if (Disk* disk = DiskOf(file)) return disk->Write(file, bytes, count, offset);
  if (Fails(Fault::Call::kWrite, file)) return -1;
  return raw::Write(file, bytes, count, offset);
}

int SyncFile(int file, long call) {
  if (Disk* disk = DiskOf(file)) return disk->Sync(file);
  if (Fails(Fault::Call::kSync, file)) return -1;
  return static_cast<int>(::syscall(call, file));
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const unsigned mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, unsigned) : 0;
  va_end(rest);
  if (Disk* disk = DiskOf(path)) return disk->Open(path, flags, mode);
  return raw::Open(path, flags, mode);
}

int close(int file) {
  if (Disk* disk = DiskOf(file)) return disk->Close(file);
  return raw::Close(file);
}

ssize_t write(int file, const void* bytes, size_t count) { return WriteAt(file, bytes, count, -1); }

ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
  return WriteAt(file, bytes, count, offset);
}

int ftruncate(int file, off_t size) noexcept {
  if (Disk* disk = DiskOf(file)) return disk->Truncate(file, size);
  return raw::Truncate(file, size);
}

int fallocate(int file, int mode, off_t offset, off_t length) {
  if (Disk* disk = DiskOf(file)) return disk->Allocate(mode);
  return raw::Allocate(file, mode, offset, length);
}

int fsync(int file) { return SyncFile(file, SYS_fsync); }

int fdatasync(int file) { return SyncFile(file, SYS_fdatasync); }

int sync_file_range(int file, off_t offset, off_t length, unsigned flags) {
  if (DiskOf(file) != nullptr) return 0;  // Promises nothing about a power cut.
  return static_cast<int>(::syscall(SYS_sync_file_range, file, offset, length, flags));
}

int rename(const char* from, const char* to) noexcept {
  if (Disk* disk = DiskOf(from)) return disk->Rename(from, to);
  return raw::Rename(from, to);
}

int link(const char* from, const char* to) noexcept {
  if (Disk* disk = DiskOf(from)) return disk->Link(from, to);
  return raw::Link(from, to);
}

int unlink(const char* path) noexcept {
  if (Disk* disk = DiskOf(path)) return disk->Unlink(path);
  return raw::Unlink(path);
}

int mkdir(const char* path, mode_t mode) noexcept {
  if (Disk* disk = DiskOf(path)) return disk->MakeFolder(path, mode);
  return raw::MakeFolder(path, mode);
}

int rmdir(const char* path) noexcept {
  if (Disk* disk = DiskOf(path)) return disk->EraseFolder(path);
  return raw::EraseFolder(path);
}

// RocksDB waits a second after a failed flush; with a disk of ours nobody waits.
int usleep(useconds_t micros) {
  if (CurrentDisk() != nullptr) return 0;
  timespec time{.tv_sec = micros / 1'000'000, .tv_nsec = (micros % 1'000'000) * 1000L};
  return static_cast<int>(::syscall(SYS_nanosleep, &time, nullptr));
}

}  // extern "C"
