// A criteria set as a workbook (docs/formats/workbook.md): written from the set's hand-written
// file, and read back through its checks (domain/criteria_yaml.h), with findings that name sheet
// and cell.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/domain/criteria_yaml.h"
#include "common/domain/yaml_reader.h"
#include "common/spreadsheet/book.h"

namespace par::spreadsheet {

// `root` is the tree of a set that ReadCriteriaSet takes. Comments of the file are not in it.
[[nodiscard]] Book CriteriaBook(const domain::YamlValue& root);

struct CriteriaRead {
  domain::CriteriaSetFile file;
  // What both forms become; domain::WriteYaml makes the hand-written form of it. Nothing where the
  // file could not be read that far.
  std::optional<domain::YamlFile> tree;
};

// In either form: a workbook by its first bytes, otherwise YAML.
[[nodiscard]] CriteriaRead ReadCriteriaFile(std::string_view bytes, std::string file_name);

}  // namespace par::spreadsheet
