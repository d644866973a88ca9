#include "common/rpc/library_log.h"

#include <grpc/support/log.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "common/base/descriptor.h"

namespace par::rpc {

void QuietLibrary() {
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  gpr_set_log_function([](gpr_log_func_args* said) {
    const bool fatal =
        std::string_view(said->message).find("assertion failed") != std::string_view::npos;
    if (!fatal || !TakesBytes(STDERR_FILENO, std::chrono::milliseconds(0))) return;
    std::fprintf(stderr, "%s:%d: %s\n", said->file, said->line, said->message);
  });
}

}  // namespace par::rpc
