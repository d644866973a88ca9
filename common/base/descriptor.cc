#include "common/base/descriptor.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace par {

void Descriptor::Close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

bool WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool TakesBytes(int descriptor, std::chrono::milliseconds most) {
  pollfd file{.fd = descriptor, .events = POLLOUT, .revents = 0};
  return ::poll(&file, 1, static_cast<int>(most.count())) > 0;
}

}  // namespace par
