// The system's own calls, past the ones of disk_calls.cc. Private to this folder.
#pragma once

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace par::power::raw {

inline int Open(const char* path, int flags, unsigned mode) {
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
inline int Close(int file) { return static_cast<int>(::syscall(SYS_close, file)); }
// At the file's own place if `offset` is negative.
inline std::int64_t Write(int file, const void* bytes, std::size_t count, std::int64_t offset) {
  return offset < 0 ? ::syscall(SYS_write, file, bytes, count)
                    : ::syscall(SYS_pwrite64, file, bytes, count, offset);
}
inline int Truncate(int file, std::int64_t size) {
  return static_cast<int>(::syscall(SYS_ftruncate, file, size));
}
inline int Allocate(int file, int mode, std::int64_t offset, std::int64_t length) {
  return static_cast<int>(::syscall(SYS_fallocate, file, mode, offset, length));
}
inline int Sync(int file) { return static_cast<int>(::syscall(SYS_fsync, file)); }
inline int Rename(const char* from, const char* to) {
  return static_cast<int>(::syscall(SYS_rename, from, to));
}
inline int Link(const char* from, const char* to) {
  return static_cast<int>(::syscall(SYS_link, from, to));
}
inline int Unlink(const char* path) { return static_cast<int>(::syscall(SYS_unlink, path)); }
inline int MakeFolder(const char* path, unsigned mode) {
  return static_cast<int>(::syscall(SYS_mkdir, path, mode));
}
inline int EraseFolder(const char* path) { return static_cast<int>(::syscall(SYS_rmdir, path)); }

}  // namespace par::power::raw
