#include "common/spreadsheet/package.h"

#include <zip.h>

#include <utility>

#include "common/base/unicode.h"
#include "common/spreadsheet/workbook.h"

namespace par::spreadsheet {
namespace {

std::string Number(std::uint64_t value) { return std::to_string(value); }

// Whether a part's head promises more than is allowed; its body is held to it in Read.
bool IsWithinLimits(const std::string& name, const zip_stat_t& stat,
                    domain::FindingList& findings) {
  if (stat.size > kLongestPart) {
    findings.Add(
        {}, "sheet_part_too_long", kWholeWorkbook,
        {{"part", name}, {"length", Number(stat.size)}, {"maximum", Number(kLongestPart)}});
    return false;
  }
  if (stat.size > kRatioMatters && stat.size / kHighestRatio > stat.comp_size) {
    findings.Add(
        {}, "sheet_bomb", kWholeWorkbook,
        {{"part", name}, {"length", Number(stat.size)}, {"packed", Number(stat.comp_size)}});
    return false;
  }
  return true;
}

}  // namespace

void AddDamage(domain::FindingList& findings, std::string_view part, std::string_view problem) {
  findings.Add({}, "sheet_damaged", kWholeWorkbook,
               {{"part", std::string(part)}, {"problem", std::string(problem)}});
}

void Package::Close::operator()(zip* archive) const { zip_discard(archive); }

std::optional<Package> Package::Open(std::string_view bytes, domain::FindingList& findings) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  Package package;
  if (source != nullptr) {
    package.archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (package.archive_ == nullptr) zip_source_free(source);
  }
  const std::string problem = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (package.archive_ == nullptr) {
    AddDamage(findings, "zip", problem);
    return std::nullopt;
  }
  if (!package.TakeParts(findings)) return std::nullopt;
  return package;
}

bool Package::TakeParts(domain::FindingList& findings) {
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  if (count > static_cast<zip_int64_t>(kMostParts)) {
    findings.Add({}, "sheet_too_many_parts", kWholeWorkbook,
                 {{"value", std::to_string(count)}, {"maximum", Number(kMostParts)}});
    return false;
  }
  std::uint64_t length = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    zip_stat_t stat;
    zip_stat_init(&stat);
    constexpr zip_uint64_t kNeeded =
        ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat_index(archive_.get(), index, 0, &stat) != 0 || (stat.valid & kNeeded) != kNeeded) {
      AddDamage(findings, "zip", zip_strerror(archive_.get()));
      return false;
    }
    const std::string name = FirstInvalidUtf8(stat.name).has_value() ? "?" : stat.name;
    if (stat.encryption_method != ZIP_EM_NONE) {
      findings.Add({}, "sheet_encrypted", kWholeWorkbook);
      return false;
    }
    if (!IsWithinLimits(name, stat, findings)) return false;
    length += stat.size;
    if (length > kLongestPackage) {
      findings.Add(
          {}, "sheet_part_too_long", kWholeWorkbook,
          {{"part", "zip"}, {"length", Number(length)}, {"maximum", Number(kLongestPackage)}});
      return false;
    }
    if (!parts_.emplace(name, Part{.index = index, .length = stat.size}).second) {
      AddDamage(findings, name, "twice in the package");
      return false;
    }
  }
  return true;
}

bool Package::Has(std::string_view name) const { return parts_.find(name) != parts_.end(); }

bool Package::HasBelow(std::string_view folder) const {
  const auto at = parts_.lower_bound(folder);
  return at != parts_.end() && at->first.starts_with(folder);
}

std::optional<std::string> Package::Read(const std::string& name,
                                         domain::FindingList& findings) const {
  const auto part = parts_.find(name);
  if (part == parts_.end()) {
    AddDamage(findings, name, "missing");
    return std::nullopt;
  }
  zip_file_t* const file = zip_fopen_index(archive_.get(), part->second.index, 0);
  if (file == nullptr) {
    AddDamage(findings, name, zip_strerror(archive_.get()));
    return std::nullopt;
  }
  std::string content(static_cast<std::size_t>(part->second.length), '\0');
  std::size_t have = 0;
  zip_int64_t got = 0;
  while (have < content.size() &&
         (got = zip_fread(file, content.data() + have, content.size() - have)) > 0) {
    have += static_cast<std::size_t>(got);
  }
  char beyond = 0;  // A read at the end is also where the library compares the CRC.
  if (have == content.size() && got >= 0) got = zip_fread(file, &beyond, 1);
  std::string problem;
  if (got != 0) problem = got > 0 ? "longer than its head says" : zip_file_strerror(file);
  if (got == 0 && have < content.size()) problem = "shorter than its head says";
  zip_fclose(file);
  if (problem.empty()) return content;
  AddDamage(findings, name, problem);
  return std::nullopt;
}

}  // namespace par::spreadsheet
