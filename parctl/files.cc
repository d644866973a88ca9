#include "parctl/files.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "common/domain/limits.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "common/spreadsheet/book.h"
#include "parctl/report.h"

namespace par::parctl {
namespace {

absl::Status Unreadable(const std::string& path) {
  return domain::Refusal(absl::StatusCode::kNotFound, "file_unreadable",
                         {{"path", path}, {"reason", std::strerror(errno)}});
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  if (file == nullptr) return Unreadable(path);
  std::string content;
  char piece[65536];
  while (content.size() <= domain::kLongestFile) {
    const std::size_t count = std::fread(piece, 1, sizeof(piece), file.get());
    if (count == 0) break;
    content.append(piece, count);
  }
  if (std::ferror(file.get()) != 0) return Unreadable(path);
  if (content.size() > domain::kLongestFile) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "file_too_long",
                           {{"path", path}, {"maximum", std::to_string(domain::kLongestFile)}});
  }
  return content;
}

bool SavedFor(Session& session, const std::string& path, std::string_view content) {
  const absl::Status saved = identity::WriteFileDurably(path, content, identity::Secrecy::kPublic);
  if (!saved.ok()) PrintRefusal(session, "", saved);
  return saved.ok();
}

bool IsFree(Session& session, const std::string& path) {
  const auto there = identity::IsThere(path);
  if (there.ok() && !*there) return true;
  PrintRefusal(session, "",
               there.ok() ? domain::Refusal(absl::StatusCode::kAlreadyExists, "file_exists",
                                            {{"file", path}})
                          : there.status());
  return false;
}

void WriteBookFor(Session& session, const spreadsheet::Book& book, const std::string& path) {
  const absl::Status written = spreadsheet::WriteBook(book, path);
  if (!written.ok()) return PrintRefusal(session, "", written);
  session.output.err << session.Say("Đã ghi ", "Written: ") << path << '\n';
}

void WriteNewBookFor(Session& session, const spreadsheet::Book& book, const std::string& path) {
  if (IsFree(session, path)) WriteBookFor(session, book, path);
}

}  // namespace par::parctl
