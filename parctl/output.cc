#include "parctl/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace par::parctl {

std::size_t TerminalWidth() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0) return 0;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace par::parctl
