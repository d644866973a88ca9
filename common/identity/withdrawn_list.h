// The certificates that count no more though their time is not over, because their machine was lost
// or replaced: a text file kept where lower nodes connect, a line for each with its serial number
// in hexadecimal; what follows a space, and a line that begins with #, is a remark.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/identity/ca.h"

namespace par::identity {

class WithdrawnList {
 public:
  WithdrawnList() = default;
  // INVALID_ARGUMENT withdrawn_line names the line.
  [[nodiscard]] static absl::StatusOr<WithdrawnList> Parse(std::string_view text,
                                                           const std::string& file_name);
  // NOT_FOUND file_not_read, and what Parse refuses.
  [[nodiscard]] static absl::StatusOr<WithdrawnList> Read(const std::filesystem::path& file);

  // As Certificate::serial has it.
  [[nodiscard]] bool Has(std::string_view serial) const { return serials_.contains(serial); }

 private:
  std::set<std::string, std::less<>> serials_;
};

// Notes in issued.txt of the authority's folder that `node` was given the certificate, durably: a
// line that may be copied into a list of the withdrawn, "serial node, until 2024-03-30". What the
// authority's people withdraw, they must be able to name, and the certificate itself is on the
// node alone. One process at a time. What ReadWholeFile and WriteFileDurably refuse.
[[nodiscard]] absl::Status NoteIssued(const std::filesystem::path& folder, std::string_view node,
                                      const Certificate& certificate);

}  // namespace par::identity
