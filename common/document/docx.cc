#include "common/document/docx.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/document/docx_body.h"
#include "common/document/docx_styles.h"
#include "common/document/docx_xml.h"
#include "common/document/text.h"
#include "common/document/zip_file.h"

namespace par::document {
namespace {

constexpr const char* kPackageNames = "http://schemas.openxmlformats.org/package/2006/";
constexpr const char* kMain =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

absl::Status Clean(std::string& text) {
  ASSIGN_OR_RETURN(text, CleanText(text));
  return absl::OkStatus();
}

absl::Status Clean(std::vector<std::string>& texts) {
  for (std::string& text : texts) RETURN_IF_ERROR(Clean(text));
  return absl::OkStatus();
}

absl::Status Clean(std::vector<Block>& blocks) {
  for (Block& block : blocks) {
    if (auto* paragraph = std::get_if<Paragraph>(&block)) {
      RETURN_IF_ERROR(Clean(paragraph->lead));
      RETURN_IF_ERROR(Clean(paragraph->text));
      continue;
    }
    auto& table = std::get<Table>(block);
    for (Column& column : table.columns) RETURN_IF_ERROR(Clean(column.title));
    for (Row& row : table.rows) RETURN_IF_ERROR(Clean(row.cells));
  }
  return absl::OkStatus();
}

absl::Status Clean(OfficialDocument& document) {
  for (std::string* text : {&document.number, &document.place, &document.kind, &document.subject,
                            &document.authority, &document.resolution}) {
    RETURN_IF_ERROR(Clean(*text));
  }
  for (auto* texts :
       {&document.superior, &document.issuer, &document.bases, &document.recipients}) {
    RETURN_IF_ERROR(Clean(*texts));
  }
  RETURN_IF_ERROR(Clean(document.blocks));
  for (Signer& signer : document.signers) {
    RETURN_IF_ERROR(Clean(signer.lines));
    RETURN_IF_ERROR(Clean(signer.name));
  }
  for (Appendix& appendix : document.appendices) {
    RETURN_IF_ERROR(Clean(appendix.title));
    RETURN_IF_ERROR(Clean(appendix.blocks));
  }
  return absl::OkStatus();
}

std::string TypesXml() {
  pugi::xml_document part;
  const pugi::xml_node types =
      Root(part, "Types", {{"xmlns", std::string(kPackageNames) + "content-types"}});
  Child(types, "Default",
        {{"Extension", "rels"},
         {"ContentType", "application/vnd.openxmlformats-package.relationships+xml"}});
  Child(types, "Default", {{"Extension", "xml"}, {"ContentType", "application/xml"}});
  const auto add = [&](const char* name, const std::string& type) {
    Child(types, "Override", {{"PartName", name}, {"ContentType", type}});
  };
  const std::string word = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
  add("/word/document.xml", kMain);
  add("/word/styles.xml", word + "styles+xml");
  add("/word/settings.xml", word + "settings+xml");
  add("/word/header1.xml", word + "header+xml");
  add("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml");
  return BytesOf(part);
}

using Relation = std::pair<std::string, const char*>;  // Type, target; ids are rId1, rId2, …

std::string RelationsXml(const std::vector<Relation>& relations) {
  pugi::xml_document part;
  const pugi::xml_node all =
      Root(part, "Relationships", {{"xmlns", std::string(kPackageNames) + "relationships"}});
  int number = 0;
  for (const auto& [type, target] : relations) {
    Child(all, "Relationship",
          {{"Id", "rId" + std::to_string(++number)}, {"Type", type}, {"Target", target}});
  }
  return BytesOf(part);
}

// The field is worked out by whoever shows the page.
std::string HeaderXml() {
  pugi::xml_document part;
  const pugi::xml_node paragraph = Child(Root(part, "w:hdr", {{"xmlns:w", kWordNames}}), "w:p");
  Child(Child(paragraph, "w:pPr"), "w:pStyle", {{"w:val", IdOf(Style::kPageNumber)}});
  const pugi::xml_node field = Child(paragraph, "w:fldSimple", {{"w:instr", "PAGE"}});
  Text(Child(field, "w:r"), "w:t", "2");
  return BytesOf(part);
}

// Without the newest mode, Word would open the file as one of an older Word.
std::string SettingsXml() {
  pugi::xml_document part;
  const pugi::xml_node settings = Root(part, "w:settings", {{"xmlns:w", kWordNames}});
  Child(Child(settings, "w:compat"), "w:compatSetting",
        {{"w:name", "compatibilityMode"},
         {"w:uri", "http://schemas.microsoft.com/office/word"},
         {"w:val", "15"}});
  return BytesOf(part);
}

std::string PropertiesXml(const OfficialDocument& document) {
  pugi::xml_document part;
  const pugi::xml_node properties =
      Root(part, "cp:coreProperties",
           {{"xmlns:cp", std::string(kPackageNames) + "metadata/core-properties"},
            {"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
            {"xmlns:dcterms", "http://purl.org/dc/terms/"},
            {"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"}});
  Text(properties, "dc:title",
       document.kind + (document.number.empty() ? "" : " số " + document.number));
  Text(properties, "dc:subject", document.subject);
  Text(properties, "dc:creator", OneName(document.issuer));
  Text(properties, "dc:language", "vi-VN");
  for (const char* name : {"dcterms:created", "dcterms:modified"}) {
    Text(properties, name, document.date.Iso() + "T00:00:00Z")
        .append_attribute("xsi:type")
        .set_value("dcterms:W3CDTF");
  }
  return BytesOf(part);
}

}  // namespace

absl::StatusOr<std::string> DocxOf(const OfficialDocument& document) {
  OfficialDocument clean = document;
  RETURN_IF_ERROR(Clean(clean));
  const std::string office = kRelationNames;
  return ZipOf(
      {{"[Content_Types].xml", TypesXml()},
       {"_rels/.rels",
        RelationsXml({{office + "/officeDocument", "word/document.xml"},
                      {std::string(kPackageNames) + "relationships/metadata/core-properties",
                       "docProps/core.xml"}})},
       {"docProps/core.xml", PropertiesXml(clean)},
       {"word/document.xml", BodyXml(clean)},
       {"word/styles.xml", StylesXml()},
       {"word/settings.xml", SettingsXml()},
       {"word/header1.xml", HeaderXml()},
       {"word/_rels/document.xml.rels", RelationsXml({{office + "/header", "header1.xml"},
                                                      {office + "/styles", "styles.xml"},
                                                      {office + "/settings", "settings.xml"}})}});
}

}  // namespace par::document
