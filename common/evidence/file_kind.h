// Which files may be evidence, and whether the bytes are what the name says.
#pragma once

#include <optional>
#include <string_view>

namespace par::evidence {

enum class FileKind { kPdf, kJpeg, kPng, kXlsx };

// By the ending of the name, in any case; nothing if it is not one of those allowed.
[[nodiscard]] std::optional<FileKind> KindOfName(std::string_view file_name);
[[nodiscard]] std::optional<FileKind> KindOfMediaType(std::string_view media_type);
[[nodiscard]] std::string_view MediaType(FileKind kind);

// `beginning` is the first 4 KiB of the file, or all of it. A PDF must begin with its mark at once:
// readers that allow other bytes before it are how one file passes for two kinds.
[[nodiscard]] bool LooksLike(FileKind kind, std::string_view beginning);

}  // namespace par::evidence
