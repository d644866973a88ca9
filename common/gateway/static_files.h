// The portal's built pages. All of them are read into memory at the start, so that no request ever
// names a file: what is not in the table is not served, whatever the path says. Symbolic links,
// hidden files and what is not a plain file are left out.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/gateway/http.h"

namespace par::gateway {

inline constexpr std::size_t kMostPageFiles = 4096;
inline constexpr std::size_t kMostPageBytes = std::size_t{64} << 20u;

// Safe from many threads.
class StaticFiles {
 public:
  StaticFiles() = default;  // Without any: everything is 404.

  // NOT_FOUND gateway_folder: there is no index.html, or the folder cannot be read.
  // INVALID_ARGUMENT gateway_folder_too_large: more than kMostPageFiles or kMostPageBytes.
  [[nodiscard]] static absl::StatusOr<StaticFiles> Load(const std::filesystem::path& folder);

  // The file of the path, in the smallest form that the browser takes: beside `x` stand `x.br` and
  // `x.gz`. A path that looks like no file's (no dot in its last part) is a page of the
  // application's own and gets index.html. Files in /assets/ with a hash in their name never
  // change; everything else is asked for again each time, by its ETag.
  [[nodiscard]] Answer AnswerTo(const RequestHead& head) const;

 private:
  struct Form {
    std::shared_ptr<const std::string> bytes = {};
    std::string etag = {};
  };
  struct File {
    std::string media_type;
    bool immutable = false;
    Form plain = {};
    Form br = {};
    Form gz = {};
  };
  std::map<std::string, File, std::less<>> files_;  // By path, from "/".
};

}  // namespace par::gateway
