#include "common/identity/withdrawn_list.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/base/status_macros.h"
#include "common/domain/date.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"

namespace par::identity {

absl::StatusOr<WithdrawnList> WithdrawnList::Parse(std::string_view text,
                                                   const std::string& file_name) {
  WithdrawnList list;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    std::string serial(line.substr(0, line.find(' ')));
    const auto is_digit = [](unsigned char c) { return absl::ascii_isxdigit(c); };
    if (serial.empty() || !std::all_of(serial.begin(), serial.end(), is_digit)) {
      return domain::Refusal(absl::StatusCode::kInvalidArgument, "withdrawn_line",
                             {{"file", file_name}, {"line", std::to_string(number)}});
    }
    absl::AsciiStrToLower(&serial);
    list.serials_.insert(std::move(serial));
  }
  return list;
}

absl::StatusOr<WithdrawnList> WithdrawnList::Read(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(file, Secrecy::kPublic));
  return Parse(text, file.string());
}

absl::Status NoteIssued(const std::filesystem::path& folder, std::string_view node,
                        const Certificate& certificate) {
  const std::filesystem::path file = folder / "issued.txt";
  std::string text;
  ASSIGN_OR_RETURN(const bool there, IsThere(file));
  if (there) {
    ASSIGN_OR_RETURN(text, ReadWholeFile(file, Secrecy::kPublic));
    if (!text.empty() && text.back() != '\n') text += '\n';
  }
  text.append(certificate.serial).append(" ").append(node).append(", until ");
  text.append(domain::Date::InVietnam(certificate.not_after_micros).Iso()).append("\n");
  return WriteFileDurably(file, text, Secrecy::kPublic);
}

}  // namespace par::identity
