// The zip package that a workbook is: its parts by name, inflated within the limits of workbook.h.
// Of the reader the only place that knows the zip library.
//
// One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/domain/finding.h"

struct zip;

namespace par::spreadsheet {

class Package {
 public:
  // `bytes` must outlive it. Nothing, with a finding, if they are no zip, hold a password or are
  // beyond a limit: every part's size is looked at before any is inflated.
  [[nodiscard]] static std::optional<Package> Open(std::string_view bytes,
                                                   domain::FindingList& findings);

  [[nodiscard]] bool Has(std::string_view name) const;
  // True if a part's name begins so.
  [[nodiscard]] bool HasBelow(std::string_view folder) const;
  // The part inflated, checked against its CRC. Nothing, with a finding, if there is none or it is
  // not what its head says.
  [[nodiscard]] std::optional<std::string> Read(const std::string& name,
                                                domain::FindingList& findings) const;

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  struct Part {
    std::uint64_t index = 0;
    std::uint64_t length = 0;
  };
  [[nodiscard]] bool TakeParts(domain::FindingList& findings);

  std::unique_ptr<zip, Close> archive_;
  std::map<std::string, Part, std::less<>> parts_;
};

// A finding about one part of the package.
void AddDamage(domain::FindingList& findings, std::string_view part, std::string_view problem);

inline constexpr std::string_view kWholeWorkbook = "file";  // The {field} of such findings.

}  // namespace par::spreadsheet
