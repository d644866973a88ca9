#include "common/rpc/accepting.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>

namespace par::rpc {
namespace {

using AcceptFour = int (*)(int, sockaddr*, socklen_t*, int);

AcceptFour OfTheLibrary() {
  static const auto found = reinterpret_cast<AcceptFour>(::dlsym(RTLD_NEXT, "accept4"));
  return found;
}

// A descriptor that is given up to take a connection out of the queue when there is no other: left
// there it would keep the socket readable, and nobody would tell its side.
class Spare {
 public:
  Spare() { Refill(); }

  // The connection that waits first is taken and closed. False: there is none, or it cannot be.
  bool Refuse(int listening) {
    const std::lock_guard lock(mutex_);
    if (descriptor_ >= 0) ::close(descriptor_);
    const int refused = OfTheLibrary()(listening, nullptr, nullptr, SOCK_CLOEXEC);
    if (refused >= 0) ::close(refused);
    Refill();
    return refused >= 0;
  }

 private:
  void Refill() { descriptor_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

  std::mutex mutex_;
  int descriptor_ = -1;
};

Spare& TheSpare() {
  static Spare spare;
  return spare;
}

bool TooHigh(int descriptor) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return false;
  return static_cast<rlim_t>(descriptor) >= FirstDescriptorKept(limit.rlim_cur);
}

// What accept(2) says of sockets that are in order: it is the connection's or the machine's matter.
bool PassesBy(int error) {
  switch (error) {
    case ECONNABORTED:
    case EPROTO:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENONET:
    case ENOPROTOOPT:
    case EPERM:
    case ENOBUFS:
    case ENOMEM:
      return true;
    default:
      return false;
  }
}

int Take(int listening, sockaddr* address, socklen_t* length, int flags) {
  const socklen_t room = length == nullptr ? 0 : *length;
  while (true) {
    if (length != nullptr) *length = room;
    const int taken = OfTheLibrary()(listening, address, length, flags);
    if (taken >= 0) {
      if (!TooHigh(taken)) return taken;
      ::close(taken);
    } else if (errno == EMFILE || errno == ENFILE) {
      if (TheSpare().Refuse(listening)) continue;
      errno = EAGAIN;  // The next that comes wakes the listener.
      return -1;
    } else {
      if (PassesBy(errno)) errno = EAGAIN;
      return -1;
    }
  }
}

}  // namespace

void KeepListening() { (void)TheSpare(); }

}  // namespace par::rpc

// In front of the C library's, which gRPC and libmicrohttpd would call.
extern "C" int accept4(int listening, sockaddr* address, socklen_t* length, int flags) {
  return par::rpc::Take(listening, address, length, flags);
}
