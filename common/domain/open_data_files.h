// The files of open data (docs/formats/open-data.md): every table as CSV, all of them as one JSON
// file, the dictionary as CSV, JSON and Markdown, and the checksums. The same tables are the same
// bytes.
#pragma once

#include <string>
#include <vector>

#include "common/domain/open_data.h"

namespace par::domain {

struct NamedFile {
  std::string name;  // Within the folder.
  std::string bytes;
};

// kByteOrderMark: Excel then takes a CSV file for UTF-8.
enum class CsvStart { kPlain, kByteOrderMark };

// `beside` are files put beside them as they are (the signed decision). SHA256SUMS comes last and
// names all the others, as `sha256sum -c` reads it.
[[nodiscard]] std::vector<NamedFile> OpenDataFiles(const std::vector<OpenTable>& tables,
                                                   CsvStart start, std::vector<NamedFile> beside);

}  // namespace par::domain
