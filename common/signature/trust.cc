#include "common/signature/trust.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/signature/anchors.h"
#include "common/signature/revocation.h"

namespace par::signature {
namespace {

// Each check reads all of it again, in its five seconds.
constexpr std::size_t kLargestTrust = std::size_t{16} << 20u;

absl::Status UnreadableTrust(const std::filesystem::path& path, const std::string& why) {
  return domain::Refusal(absl::StatusCode::kNotFound, "file_unreadable",
                         {{"path", path.string()}, {"reason", why}});
}
absl::Status TooLarge(const std::filesystem::path& path) {
  return UnreadableTrust(path, "> " + std::to_string(kLargestTrust >> 20u) + " MiB");
}

absl::StatusOr<std::string> ReadTrustFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (file) bytes << file.rdbuf();
  std::string text = std::move(bytes).str();
  if (!file) return UnreadableTrust(path, std::strerror(errno));
  if (text.size() > kLargestTrust) return TooLarge(path);
  return text;
}

}  // namespace

absl::StatusOr<std::string> ReadTrust(const std::filesystem::path& anchors,
                                      const std::vector<std::string>& lists) {
  ASSIGN_OR_RETURN(std::string pem, ReadTrustFile(anchors));
  RETURN_IF_ERROR(Anchors::FromPem(pem).status());
  for (const std::string& list : lists) {
    ASSIGN_OR_RETURN(const std::string bytes, ReadTrustFile(list));
    ASSIGN_OR_RETURN(const std::string one, RevocationPem(bytes, list));
    pem += '\n' + one;
    if (pem.size() > kLargestTrust) return TooLarge(list);
  }
  return pem;
}

}  // namespace par::signature
