// `parctl evidence compare`: the documents of all units of a cycle held against each other, for a
// reviewer, who sees only one dossier at a time otherwise.
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/base/json_writer.h"
#include "common/domain/evidence_conflicts.h"
#include "common/services/evidence_findings.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/evidence_parts.h"
#include "parctl/node.h"
#include "parctl/table.h"

namespace par::parctl {
namespace {

using dossier::v1::DossierService;

struct EvidenceCompareOptions {
  std::string cycle;
  std::vector<std::string> units;
};

// Of everything in the cycle that the node holds, unless units are named.
std::optional<std::vector<std::string>> UnitsToCompare(Session& session,
                                                       const EvidenceCompareOptions& options) {
  if (!options.units.empty()) return options.units;
  dossier::v1::ListQueueRequest request;
  request.set_cycle(options.cycle);
  const auto queue = Ask(session, &DossierService::Stub::ListQueue, request);
  if (!queue.has_value()) return std::nullopt;
  std::vector<std::string> units;
  for (const dossier::v1::QueueRow& row : queue->rows()) {
    if (row.received_at() > 0) units.push_back(row.unit());
  }
  return units;
}

// False if the node refused; that is then printed.
bool AddUsesOf(Session& session, const std::string& cycle, const std::string& unit,
               std::vector<domain::EvidenceUse>& uses) {
  dossier::v1::OpenDossierRequest open;
  open.set_cycle(cycle);
  open.set_unit(unit);
  const auto dossier = Ask(session, &DossierService::Stub::OpenDossier, open);
  if (!dossier.has_value()) return false;
  dossier::v1::ListEvidenceRequest list;
  list.set_cycle(cycle);
  list.set_unit(unit);
  const auto evidence = Ask(session, &DossierService::Stub::ListEvidence, list);
  if (!evidence.has_value()) return false;
  const std::set<std::string> idle = services::IdleCriteria(dossier->answers());
  for (const evidence::v1::ListedDocument& listed : evidence->documents()) {
    services::AddUses(unit, idle, {listed.document(), {listed.pins().begin(), listed.pins().end()}},
                      uses);
  }
  return true;
}

std::string UnitsText(const domain::EvidenceConflict& conflict) {
  return absl::StrJoin(conflict.units, ", ", [](std::string* out, const domain::UnitId& unit) {
    out->append(unit.value());
  });
}

void PrintConflictsAsJson(Session& session,
                          const std::vector<domain::EvidenceConflict>& conflicts) {
  JsonWriter json;
  json.BeginObject();
  json.Key("conflicts").BeginArray();
  for (const domain::EvidenceConflict& conflict : conflicts) {
    json.BeginObject();
    json.Key("reason").String(domain::ReasonOf(conflict.finding));
    json.Key("units").BeginArray();
    for (const domain::UnitId& unit : conflict.units) json.String(unit.value());
    json.EndArray();
    json.Key("text").String(domain::TextOf(conflict.finding, session.output.language));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  session.output.out << json.Take();
}

void CompareEvidence(Session& session, const EvidenceCompareOptions& options) {
  const auto units = UnitsToCompare(session, options);
  if (!units.has_value()) return;
  std::vector<domain::EvidenceUse> uses;
  for (const std::string& unit : *units) {
    if (!AddUsesOf(session, options.cycle, unit, uses)) return;
  }
  const std::vector<domain::EvidenceConflict> conflicts = domain::FindEvidenceConflicts(uses);
  if (!conflicts.empty()) session.exit = kFindings;
  if (session.output.format == Format::kJson) return PrintConflictsAsJson(session, conflicts);
  Table table({{.title = session.Say("Đơn vị", "Units")},
               {.title = session.Say("Nội dung", "Finding"), .may_shrink = true}});
  for (const domain::EvidenceConflict& conflict : conflicts) {
    table.Add({UnitsText(conflict), domain::TextOf(conflict.finding, session.output.language)});
  }
  if (!conflicts.empty()) session.output.out << table.Text(session.output.width) << '\n';
  session.output.out << session.Say("Đã đối chiếu ", "Compared ") << uses.size()
                     << session.Say(" chỗ viện dẫn tài liệu của ", " uses of documents by ")
                     << units->size() << session.Say(" đơn vị: ", " units: ") << conflicts.size()
                     << session.Say(" điểm cần xem\n", " to look into\n");
}

}  // namespace

void AddEvidenceCompare(Command group, Session& session) {
  auto options = std::make_shared<EvidenceCompareOptions>();
  const Command compare =
      AddVerb(group, session, "compare",
              {"Đối chiếu tài liệu của các đơn vị trong kỳ: dùng chung tệp, khai khác nhau, trùng "
               "số, mâu thuẫn",
               "Hold the documents of a cycle's units against each other: shared files, numbers "
               "given twice, claims that contradict"},
              {"parctl evidence compare --cycle tu-nghia-communes-2023"});
  TakeCycle(compare, session, options->cycle);
  TakeMany(compare, session, "--unit", options->units,
           {"Chỉ các đơn vị này; mặc định mọi đơn vị đã nộp",
            "Only these units; all that have handed in unless given"},
           "ID");
  compare.Does([options, &session] { CompareEvidence(session, *options); });
}

}  // namespace par::parctl
