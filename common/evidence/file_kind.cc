#include "common/evidence/file_kind.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace par::evidence {
namespace {

struct Row {
  FileKind kind;
  std::string_view ending;
  std::string_view media_type;
  std::string_view mark;
};
constexpr Row kRows[] = {
    {FileKind::kPdf, ".pdf", "application/pdf", "%PDF-"},
    {FileKind::kJpeg, ".jpg", "image/jpeg", "\xff\xd8\xff"},
    {FileKind::kJpeg, ".jpeg", "image/jpeg", "\xff\xd8\xff"},
    {FileKind::kPng, ".png", "image/png", "\x89PNG\r\n\x1a\n"},
    {FileKind::kXlsx, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     "PK\x03\x04"},
};

const Row& RowOf(FileKind kind) {
  for (const Row& row : kRows) {
    if (row.kind == kind) return row;
  }
  return kRows[0];
}

}  // namespace

std::optional<FileKind> KindOfName(std::string_view file_name) {
  const std::string lower =
      absl::AsciiStrToLower(absl::string_view(file_name.data(), file_name.size()));
  for (const Row& row : kRows) {
    if (lower.size() > row.ending.size() && std::string_view(lower).ends_with(row.ending)) {
      return row.kind;
    }
  }
  return std::nullopt;
}

std::optional<FileKind> KindOfMediaType(std::string_view media_type) {
  for (const Row& row : kRows) {
    if (row.media_type == media_type) return row.kind;
  }
  return std::nullopt;
}

std::string_view MediaType(FileKind kind) { return RowOf(kind).media_type; }

bool LooksLike(FileKind kind, std::string_view beginning) {
  if (!beginning.starts_with(RowOf(kind).mark)) return false;
  if (kind != FileKind::kXlsx) return true;
  // Any archive begins so; an office document's first entries bear one of these names.
  return beginning.find("[Content_Types].xml") != std::string_view::npos ||
         beginning.find("_rels/.rels") != std::string_view::npos ||
         beginning.find("xl/") != std::string_view::npos;
}

}  // namespace par::evidence
