#include "common/services/evidence_findings.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"

namespace par::services {
namespace {

std::string LabelOf(const evidence::v1::Document& document) {
  return document.number().empty() ? document.file_name() : document.number();
}

domain::Points PointsAtStake(const DossierEvidence& dossier, std::string_view criterion) {
  const domain::LeafIndex leaf = dossier.set.FindLeaf(criterion);
  if (leaf == domain::kNone) return {};
  const domain::LeafScore& score = dossier.sheet.leaves[leaf];
  return score.state == domain::LeafState::kScored ? score.points : domain::Points();
}

// The first place of the unit's that relies on one of the files.
std::string CriterionOf(const domain::EvidenceConflict& conflict, const DossierEvidence& dossier) {
  for (const domain::EvidenceUse& use : dossier.uses) {
    const auto& files = conflict.files;
    const bool concerned = std::find(files.begin(), files.end(), use.file) != files.end();
    if (concerned && use.unit.value() == dossier.unit) return use.criterion;
  }
  return {};
}

void AddConflicts(const DossierEvidence& dossier, domain::Language language,
                  std::vector<assessment::v1::Finding>& findings) {
  for (const domain::EvidenceConflict& conflict : domain::FindEvidenceConflicts(dossier.uses)) {
    const bool concerned =
        std::any_of(conflict.units.begin(), conflict.units.end(),
                    [&](const domain::UnitId& unit) { return unit.value() == dossier.unit; });
    const bool said = conflict.units.size() == 1 &&
                      domain::ReasonOf(conflict.finding) == "evidence_number_of_two_files";
    if (!concerned || said) continue;
    const std::string criterion = CriterionOf(conflict, dossier);
    findings.push_back(
        MakeFinding(criterion, conflict.finding, PointsAtStake(dossier, criterion), language));
  }
}

}  // namespace

absl::Status AddEvidenceFindings(const storage::Reader& state, const DossierEvidence& dossier,
                                 domain::Language language,
                                 std::vector<assessment::v1::Finding>& findings) {
  EvidenceJudge judge(&dossier.set, dossier.documents);
  for (std::size_t i = 0; i < dossier.documents.size(); ++i) {
    ASSIGN_OR_RETURN(const std::vector<JudgedUse> uses, judge.Judge(state, i));
    const evidence::v1::Document& document = dossier.documents[i].document;
    for (const JudgedUse& use : uses) {
      if (NeedsNoSignature(document, use.judgement)) continue;
      for (const absl::Status& fault : use.judgement.findings) {
        assessment::v1::Finding finding =
            MakeFinding(use.criterion, fault, PointsAtStake(dossier, use.criterion), language);
        finding.set_text(LabelOf(document) + ": " + finding.text());
        findings.push_back(std::move(finding));
      }
    }
  }
  AddConflicts(dossier, language, findings);
  SortFindings(findings);
  return absl::OkStatus();
}

absl::StatusOr<DocumentCounts> CountDocuments(const storage::Reader& state,
                                              const domain::CriteriaSet& set,
                                              const std::vector<NamedDocument>& documents) {
  DocumentCounts counts;
  EvidenceJudge judge(&set, documents);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const evidence::v1::Document& document = documents[i].document;
    if (document.sha256().empty()) continue;
    ASSIGN_OR_RETURN(const std::vector<JudgedUse> uses, judge.Judge(state, i));
    if (uses.empty()) ++counts.unchecked;
    const bool doubtful = std::any_of(uses.begin(), uses.end(), [&](const JudgedUse& use) {
      return !domain::IsFine(use.judgement.verdict) && !NeedsNoSignature(document, use.judgement);
    });
    if (doubtful) ++counts.doubtful;
  }
  return counts;
}

std::set<std::string> IdleCriteria(const assessment::v1::Answers& answers) {
  std::set<std::string> criteria;
  for (const assessment::v1::Declaration& one : answers.declarations()) {
    if (!one.not_applicable().empty()) criteria.insert(one.criterion());
  }
  return criteria;
}

void AddUses(std::string_view unit, const std::set<std::string>& idle, const NamedDocument& named,
             std::vector<domain::EvidenceUse>& uses) {
  const evidence::v1::Document& document = named.document;
  if (document.sha256().size() != sizeof(Sha256::bytes)) return;
  for (const evidence::v1::EvidencePin& pin : named.pins) {
    uses.push_back({.unit = domain::UnitId(std::string(unit)),
                    .criterion = pin.criterion(),
                    .file = Sha256::FromBytes(document.sha256()),
                    .document = ParticularsOf(document),
                    .section = pin.section(),
                    .page = pin.page(),
                    .nothing_arose = idle.contains(pin.criterion())});
  }
}

}  // namespace par::services
