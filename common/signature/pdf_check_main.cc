// The program pdf-check: reads the PDF file on descriptor 0 and the trust anchors on descriptor 3,
// both regular, writes the report (report_bytes.h) to descriptor 1. Started by checker.cc with its
// limits; shuts itself in before it looks at the file's first byte.
#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string_view>

#include "common/base/descriptor.h"
#include "common/signature/checker_exit.h"
#include "common/signature/pdf_check.h"
#include "common/signature/report_bytes.h"
#include "common/signature/sandbox.h"

namespace par::signature {
namespace {

constexpr int kAnchorsDescriptor = 3;

std::optional<std::string_view> Map(int descriptor) {
  struct stat facts{};
  if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (size == 0) return std::string_view();
  void* const at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (at == MAP_FAILED) std::abort();  // Beyond the limits, as any other want of memory.
  return std::string_view(static_cast<const char*>(at), size);
}

int Run(std::string_view now_text) {
  std::int64_t now = 0;
  const auto read = std::from_chars(now_text.data(), now_text.data() + now_text.size(), now);
  const auto file = Map(STDIN_FILENO);
  const auto pem = Map(kAnchorsDescriptor);
  if (read.ec != std::errc() || !file.has_value() || !pem.has_value()) return kBadCall;
  // Otherwise the C library would open /etc/localtime, and OpenSSL its configuration, when they are
  // first used.
  setenv("TZ", "UTC0", 1);
  tzset();
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_DIGESTS |
                          OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_LOAD_CRYPTO_STRINGS,
                      nullptr);
  if (!EnterSandbox()) return kNoSandbox;
  Anchors anchors;
  if (!pem->empty()) {
    auto given = Anchors::FromPem(*pem);
    if (!given.ok()) return kAnchorsMalformed;
    anchors = *std::move(given);
  }
  const domain::SignatureReport report = CheckPdf(*file, anchors, now);
  return WriteAll(STDOUT_FILENO, ReportBytes(report)) ? kChecked : kBadCall;
}

}  // namespace
}  // namespace par::signature

int main(int argc, char** argv) {
  const int code = argc == 2 ? par::signature::Run(argv[1]) : par::signature::kBadCall;
  _exit(code);  // What libraries tidy up at an end is not among the calls that are left.
}
