#include "common/document/zip_file.h"

#include <zip.h>

#include <cstdint>
#include <memory>

#include "common/domain/refusal.h"

namespace par::document {
namespace {

// 1 January 1980, 0:00: the first moment that a zip file can hold, and no time zone in it.
constexpr std::uint16_t kNoTime = 0;
constexpr std::uint16_t kFirstDay = (1u << 5u) | 1u;

absl::Status NotPacked(std::string_view reason) {
  return domain::Refusal(absl::StatusCode::kInternal, "document_not_packed",
                         {{"reason", std::string(reason)}});
}

absl::Status Add(zip_t* archive, const ZipEntry& entry) {
  zip_source_t* bytes =
      zip_source_buffer(archive, entry.bytes.data(), entry.bytes.size(), /*freep=*/0);
  if (bytes == nullptr) return NotPacked(zip_strerror(archive));
  const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), bytes, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(bytes);
    return NotPacked(zip_strerror(archive));
  }
  const auto place = static_cast<zip_uint64_t>(index);
  if (zip_file_set_dostime(archive, place, kNoTime, kFirstDay, 0) != 0 ||
      zip_set_file_compression(archive, place, ZIP_CM_DEFLATE, 9) != 0 ||
      // As a file that anyone made anywhere: libzip would write the system it runs on.
      zip_file_set_external_attributes(archive, place, 0, ZIP_OPSYS_DOS, 0) != 0) {
    return NotPacked(zip_strerror(archive));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Read(zip_source_t* source) {
  zip_stat_t about;
  if (zip_source_open(source) != 0 || zip_source_stat(source, &about) != 0 ||
      (about.valid & ZIP_STAT_SIZE) == 0) {
    return NotPacked(zip_error_strerror(zip_source_error(source)));
  }
  std::string bytes(about.size, '\0');
  const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (got != static_cast<zip_int64_t>(bytes.size())) return NotPacked("short read");
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> ZipOf(const std::vector<ZipEntry>& entries) {
  zip_error_t error;
  zip_error_init(&error);
  const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> file(
      zip_source_buffer_create(nullptr, 0, 0, &error), &zip_source_free);
  if (file == nullptr) return NotPacked(zip_error_strerror(&error));
  zip_source_keep(file.get());  // The archive gives up the one that it was opened with.
  zip_t* archive = zip_open_from_source(file.get(), ZIP_TRUNCATE, &error);
  if (archive == nullptr) {
    zip_source_free(file.get());
    return NotPacked(zip_error_strerror(&error));
  }
  for (const ZipEntry& entry : entries) {
    absl::Status added = Add(archive, entry);
    if (!added.ok()) {
      zip_discard(archive);
      return added;
    }
  }
  if (zip_close(archive) != 0) {
    absl::Status refusal = NotPacked(zip_strerror(archive));
    zip_discard(archive);
    return refusal;
  }
  return Read(file.get());
}

}  // namespace par::document
