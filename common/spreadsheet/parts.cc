#include "common/spreadsheet/parts.h"

#include <charconv>
#include <map>
#include <utility>

#include "common/spreadsheet/xml.h"

namespace par::spreadsheet {
namespace {

struct Relation {
  std::string type;  // The last word of its URI: "worksheet".
  std::string part;
};

// "xl/" and "../a/b.xml", "/xl/b.xml" or "b.xml" as a part's name.
std::string Resolved(std::string_view folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  while (target.starts_with("../") || target.starts_with("./")) {
    if (target.starts_with("../") && !folder.empty()) {
      folder.remove_suffix(1);
      folder = folder.substr(0, folder.rfind('/') + 1);
    }
    target.remove_prefix(target.find('/') + 1);
  }
  return std::string(folder) + std::string(target);
}

// By id. Links out of the package are left out.
std::optional<std::map<std::string, Relation>> ReadRelations(const Package& package,
                                                             std::string_view folder,
                                                             std::string_view file,
                                                             domain::FindingList& findings) {
  pugi::xml_document document;
  const std::string part = std::string(folder) + "_rels/" + std::string(file) + ".rels";
  const pugi::xml_node root = xml::Load(package, part, document, findings);
  if (!root) return std::nullopt;
  std::map<std::string, Relation> relations;
  for (const pugi::xml_node& node : root.children()) {
    if (xml::Attribute(node, "TargetMode") == "External") continue;
    const std::string_view type = xml::Attribute(node, "Type");
    relations.emplace(xml::Attribute(node, "Id"),
                      Relation{.type = std::string(type.substr(type.rfind('/') + 1)),
                               .part = Resolved(folder, xml::Attribute(node, "Target"))});
  }
  return relations;
}

std::string PartOfType(const std::map<std::string, Relation>& relations, std::string_view type) {
  for (const auto& [id, relation] : relations) {
    if (relation.type == type) return relation.part;
  }
  return {};
}

// What a person may have saved instead of .xlsx; empty if it may be one.
std::string_view OtherKind(const Package& package) {
  if (package.Has("mimetype") || package.Has("content.xml")) return ".ods";
  if (package.Has("xl/workbook.bin")) return ".xlsb";
  if (package.HasBelow("word/")) return ".docx";
  if (package.HasBelow("ppt/")) return ".pptx";
  return {};
}

bool HasMacros(const Package& package, std::string_view types) {
  return package.HasBelow("xl/vbaProject") || package.HasBelow("xl/macrosheets/") ||
         types.find("macroEnabled") != std::string_view::npos;
}

bool TakeSheets(const pugi::xml_node& list, const std::map<std::string, Relation>& relations,
                Outline& outline, domain::FindingList& findings) {
  for (const pugi::xml_node& node : list.children()) {
    if (!xml::Is(node, "sheet")) continue;
    // Two attributes may be named "id"; the one of relations has a prefix.
    std::string id;
    for (const pugi::xml_attribute& attribute : node.attributes()) {
      const std::string_view name = attribute.name();
      if (xml::Local(name) == "id" && name.size() > 2) id = attribute.value();
    }
    const auto relation = relations.find(id);
    if (relation == relations.end() || relation->second.type != "worksheet") continue;
    std::string name = PlainText(xml::Attribute(node, "name"));
    if (FirstInvalidUtf8(name).has_value() || name.empty() || name.size() > kLongestCell ||
        name.find_first_of("\t\n") != std::string::npos ||
        FirstControlCharacter(name).has_value()) {
      AddDamage(findings, "xl/workbook.xml", "name of a sheet");
      return false;
    }
    outline.sheets.push_back({.name = std::move(name), .part = relation->second.part});
  }
  if (outline.sheets.empty()) {
    AddDamage(findings, "xl/workbook.xml", "no sheets");
    return false;
  }
  if (outline.sheets.size() <= kMostSheets) return true;
  findings.Add(
      {}, "sheet_too_many_sheets", kWholeWorkbook,
      {{"value", std::to_string(outline.sheets.size())}, {"maximum", std::to_string(kMostSheets)}});
  return false;
}

std::optional<std::vector<NumberShape>> ReadShapes(const Package& package, const std::string& part,
                                                   domain::FindingList& findings) {
  pugi::xml_document document;
  const pugi::xml_node root = xml::Load(package, part, document, findings);
  if (!root) return std::nullopt;
  const auto id_of = [](std::string_view text) {
    int id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
  };
  std::map<int, NumberShape> own;
  for (const pugi::xml_node& node : xml::Child(root, "numFmts").children()) {
    own[id_of(xml::Attribute(node, "numFmtId"))] =
        ShapeOfFormat(xml::Attribute(node, "formatCode"));
  }
  std::vector<NumberShape> shapes;
  for (const pugi::xml_node& node : xml::Child(root, "cellXfs").children()) {
    const int id = id_of(xml::Attribute(node, "numFmtId"));
    const auto found = own.find(id);
    shapes.push_back(found == own.end() ? ShapeOfFormat(id) : found->second);
  }
  return shapes;
}

std::optional<std::vector<std::string>> ReadStrings(const Package& package, const std::string& part,
                                                    domain::FindingList& findings) {
  pugi::xml_document document;
  const pugi::xml_node root = xml::Load(package, part, document, findings);
  if (!root) return std::nullopt;
  std::vector<std::string> strings;
  for (const pugi::xml_node& item : root.children()) {
    if (!xml::Is(item, "si")) continue;
    if (strings.size() >= kMostStrings) {
      findings.Add({}, "sheet_too_many_strings", kWholeWorkbook,
                   {{"maximum", std::to_string(kMostStrings)}});
      return std::nullopt;
    }
    strings.push_back(xml::TextOfRuns(item));
  }
  return strings;
}

}  // namespace

std::optional<Outline> ReadOutline(const Package& package, domain::FindingList& findings) {
  if (const std::string_view kind = OtherKind(package); !kind.empty()) {
    findings.Add({}, "sheet_other_kind", kWholeWorkbook, {{"kind", std::string(kind)}});
    return std::nullopt;
  }
  const auto types = package.Read("[Content_Types].xml", findings);
  if (!types.has_value()) return std::nullopt;
  if (HasMacros(package, *types)) {
    findings.Add({}, "sheet_macros", kWholeWorkbook);
    return std::nullopt;
  }
  const auto top = ReadRelations(package, "", "", findings);
  if (!top.has_value()) return std::nullopt;
  const std::string book = PartOfType(*top, "officeDocument");
  const std::size_t slash = book.rfind('/') + 1;
  const auto relations = ReadRelations(package, std::string_view(book).substr(0, slash),
                                       std::string_view(book).substr(slash), findings);
  pugi::xml_document document;
  if (!relations.has_value()) return std::nullopt;
  const pugi::xml_node root = xml::Load(package, book, document, findings);
  if (!root) return std::nullopt;
  Outline outline;
  const std::string_view since = xml::Attribute(xml::Child(root, "workbookPr"), "date1904");
  outline.since_1904 = since == "1" || since == "true";
  outline.styles = PartOfType(*relations, "styles");
  outline.strings = PartOfType(*relations, "sharedStrings");
  if (!TakeSheets(xml::Child(root, "sheets"), *relations, outline, findings)) return std::nullopt;
  return outline;
}

std::optional<SharedParts> ReadSharedParts(const Package& package, const Outline& outline,
                                           domain::FindingList& findings) {
  SharedParts shared;
  shared.since_1904 = outline.since_1904;
  if (!outline.styles.empty()) {
    auto shapes = ReadShapes(package, outline.styles, findings);
    if (!shapes.has_value()) return std::nullopt;
    shared.shapes = *std::move(shapes);
  }
  if (!outline.strings.empty()) {
    auto strings = ReadStrings(package, outline.strings, findings);
    if (!strings.has_value()) return std::nullopt;
    shared.strings = *std::move(strings);
  }
  return shared;
}

}  // namespace par::spreadsheet
