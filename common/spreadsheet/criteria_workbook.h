// A criteria set as a workbook (docs/formats/workbook.md): written from the set's hand-written
// file, and read back through its checks (domain/criteria_yaml.h), with findings that name sheet
// and cell.
//
// Pure. Safe to call from any thread.
#pragma once

#include <string>
#include <string_view>

#include "common/domain/criteria_yaml.h"
#include "common/domain/yaml_reader.h"
#include "common/spreadsheet/book.h"

namespace par::spreadsheet {

// `root` is the tree of a set that ReadCriteriaSet takes. Comments of the file are not in it.
[[nodiscard]] Book CriteriaBook(const domain::YamlValue& root);

struct CriteriaAsText {
  domain::CriteriaSetFile file;
  std::string yaml;  // The hand-written form of the same, for whoever takes only that.
};

// In either form: a workbook by its first bytes, otherwise YAML.
[[nodiscard]] CriteriaAsText ReadCriteriaFile(std::string_view bytes, std::string file_name);

}  // namespace par::spreadsheet
