#include "common/document/particulars.h"

#include <utility>

#include "common/domain/limits.h"
#include "common/domain/yaml_reader.h"

namespace par::document {
namespace {

using domain::FindingList;
using domain::YamlRecord;
using domain::YamlValue;

constexpr std::size_t kMostLines = 4;      // Of a name at the head, above a signature.
constexpr std::size_t kMostEntries = 100;  // Bases, articles, recipients, people.

std::vector<std::string> Texts(const YamlValue* value, const std::string& field, std::size_t most,
                               FindingList& findings) {
  std::vector<std::string> texts;
  if (value == nullptr || !domain::YamlIsList(*value, field, most, findings)) return texts;
  for (const YamlValue& item : value->items) {
    texts.push_back(
        domain::YamlText(item, field, domain::kLongestTitle, findings).value_or(std::string()));
  }
  return texts;
}

std::vector<std::string> Optional(YamlRecord& record, std::string_view key, std::size_t most,
                                  FindingList& findings) {
  return Texts(record.Optional(key), record.Field(key), most, findings);
}

// At least one.
std::vector<std::string> Required(YamlRecord& record, std::string_view key, std::size_t most,
                                  FindingList& findings) {
  const YamlValue* value = record.Required(key);
  std::vector<std::string> texts = Texts(value, record.Field(key), most, findings);
  if (value != nullptr && value->kind == domain::YamlKind::kList && value->items.empty()) {
    findings.Add(value->at, "document_list_empty", record.Field(key));
  }
  return texts;
}

std::vector<Signer> ReadSigners(YamlRecord& record, std::size_t wanted, FindingList& findings) {
  std::vector<Signer> signers;
  const YamlValue* list = record.Required("signers");
  if (list == nullptr || !domain::YamlIsList(*list, "signers", kMostLines, findings))
    return signers;
  if (list->items.size() != wanted) {
    findings.Add(
        list->at, "document_signers", "signers",
        {{"value", std::to_string(list->items.size())}, {"wanted", std::to_string(wanted)}});
  }
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    YamlRecord one(list->items[i], "signers." + std::to_string(i + 1), findings);
    if (!one.is_map()) continue;
    Signer signer;
    signer.lines = Required(one, "lines", kMostLines, findings);
    signer.name = one.RequiredText("name", domain::kLongestTitle);
    one.End();
    signers.push_back(std::move(signer));
  }
  return signers;
}

void ReadForKind(YamlRecord& record, DocumentKind kind, Particulars& out, FindingList& findings) {
  if (kind == DocumentKind::kDecision) {
    out.units = record.RequiredText("units", domain::kLongestTitle);
    out.authority = record.OptionalText("authority", domain::kLongestTitle);
    out.bases = Required(record, "bases", kMostEntries, findings);
    out.articles = Optional(record, "articles", kMostEntries, findings);
    out.implementers = record.RequiredText("implementers", domain::kLongestTitle);
    return;
  }
  out.number = kind == DocumentKind::kReport ? record.OptionalText("number", domain::kLongestId)
                                             : record.RequiredText("number", domain::kLongestId);
  if (kind != DocumentKind::kPlan) out.unit = record.RequiredText("unit", domain::kLongestTitle);
  if (kind == DocumentKind::kReceipt) return;
  if (const YamlValue* date = record.Required("date")) {
    out.date = domain::YamlDate(*date, "date", findings).value_or(domain::Date());
  }
  out.bases = Required(record, "bases", kMostEntries, findings);
  if (kind == DocumentKind::kPlan) {
    out.purposes = Required(record, "purposes", kMostEntries, findings);
    out.articles = Required(record, "orders", kMostEntries, findings);
  } else if (kind == DocumentKind::kReport) {
    out.tasks = Optional(record, "tasks", kMostEntries, findings);
  } else {
    out.present = Required(record, "present", kMostEntries, findings);
  }
}

Particulars ReadFields(YamlRecord& record, DocumentKind kind, FindingList& findings) {
  Particulars out;
  (void)record.RequiredChoice("document", {Name(kind)});
  out.superior = Optional(record, "superior", kMostLines, findings);
  out.issuer = Required(record, "issuer", kMostLines, findings);
  out.place = record.RequiredText("place", domain::kLongestTitle);
  ReadForKind(record, kind, out, findings);
  out.signers = ReadSigners(record, kind == DocumentKind::kMinutes ? 2 : 1, findings);
  out.recipients = Required(record, "recipients", kMostEntries, findings);
  return out;
}

}  // namespace

std::string_view Name(DocumentKind kind) {
  switch (kind) {
    case DocumentKind::kDecision:
      return "decision";
    case DocumentKind::kReceipt:
      return "receipt";
    case DocumentKind::kMinutes:
      return "minutes";
    case DocumentKind::kReport:
      return "report";
    case DocumentKind::kPlan:
      return "plan";
  }
  return "";
}

ParticularsFile ReadParticulars(std::string_view text, DocumentKind kind, std::string file_name) {
  FindingList findings(std::move(file_name));
  ParticularsFile file;
  if (const auto yaml = domain::ReadYaml(text, findings)) {
    YamlRecord record(yaml->root, "", findings);
    record.Format("parnet/document/1");
    Particulars read = ReadFields(record, kind, findings);
    record.End();
    if (findings.empty()) file.particulars = std::move(read);
  }
  file.finding_count = findings.count();
  file.findings = std::move(findings).TakeSorted();
  return file;
}

OfficialDocument WithParticulars(const Particulars& particulars) {
  OfficialDocument document;
  document.superior = particulars.superior;
  document.issuer = particulars.issuer;
  document.number = particulars.number;
  document.place = particulars.place;
  document.date = particulars.date;
  document.bases = particulars.bases;
  document.signers = particulars.signers;
  document.recipients = particulars.recipients;
  return document;
}

}  // namespace par::document
