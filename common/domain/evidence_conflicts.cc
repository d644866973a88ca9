#include "common/domain/evidence_conflicts.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

using Uses = std::vector<const EvidenceUse*>;

std::string DateText(const DocumentParticulars& document) {
  return document.issued.has_value() ? document.issued->Vietnamese() : "-";
}

std::string NumberText(const DocumentParticulars& document) {
  return (document.number.empty() ? "-" : document.number) + ", " + DateText(document);
}

bool SameParticulars(const DocumentParticulars& a, const DocumentParticulars& b) {
  return a.number == b.number && a.issuer == b.issuer && a.issued == b.issued;
}

EvidenceConflict Conflict(std::string_view reason, std::vector<Parameter> parameters,
                          const std::set<UnitId>& units, std::vector<Sha256> files) {
  return {
      Refusal(absl::StatusCode::kFailedPrecondition, reason, std::move(parameters)),
      {units.begin(), units.end()},
      std::move(files),
  };
}

std::string Joined(const std::set<UnitId>& units) {
  return absl::StrJoin(units, ", ",
                       [](std::string* out, const UnitId& unit) { out->append(unit.value()); });
}

void FindShared(const Uses& uses, std::vector<EvidenceConflict>& found) {
  std::set<UnitId> units;
  for (const EvidenceUse* const use : uses) units.insert(use->unit);
  if (units.size() < 2) return;
  found.push_back(
      Conflict("evidence_file_shared",
               {{"document", NumberText(uses.front()->document)}, {"units", Joined(units)}}, units,
               {uses.front()->file}));
}

void FindStatedTwice(const Uses& uses, std::vector<EvidenceConflict>& found) {
  const EvidenceUse& first = *uses.front();
  std::set<UnitId> named;
  for (const EvidenceUse* const use : uses) {
    if (SameParticulars(use->document, first.document) || !named.insert(use->unit).second) continue;
    found.push_back(Conflict("evidence_file_stated_twice",
                             {{"unit", first.unit.value()},
                              {"document", NumberText(first.document)},
                              {"issuer", first.document.issuer},
                              {"other_unit", use->unit.value()},
                              {"other", NumberText(use->document)},
                              {"other_issuer", use->document.issuer}},
                             {first.unit, use->unit}, {first.file}));
  }
}

// One criterion of two units, or one place in the document.
bool ContradictEachOther(const EvidenceUse& a, const EvidenceUse& b) {
  if (a.nothing_arose == b.nothing_arose) return false;
  if (a.unit != b.unit) return a.criterion == b.criterion;
  const bool placed = a.page > 0 || !a.section.empty();
  return placed && a.page == b.page && a.section == b.section && a.criterion != b.criterion;
}

void FindContradictions(const Uses& uses, std::vector<EvidenceConflict>& found) {
  std::set<std::tuple<UnitId, std::string, UnitId, std::string>> named;  // However many pages.
  for (std::size_t i = 0; i < uses.size(); ++i) {
    for (std::size_t j = i + 1; j < uses.size(); ++j) {
      if (!ContradictEachOther(*uses[i], *uses[j])) continue;
      const EvidenceUse& idle = uses[i]->nothing_arose ? *uses[i] : *uses[j];
      const EvidenceUse& done = uses[i]->nothing_arose ? *uses[j] : *uses[i];
      if (!named.emplace(idle.unit, idle.criterion, done.unit, done.criterion).second) continue;
      found.push_back(Conflict("evidence_claims_contradict",
                               {{"document", NumberText(idle.document)},
                                {"unit", idle.unit.value()},
                                {"criterion", idle.criterion},
                                {"other_unit", done.unit.value()},
                                {"other_criterion", done.criterion}},
                               {idle.unit, done.unit}, {idle.file}));
    }
  }
}

void FindTwoFiles(std::span<const EvidenceUse> uses, std::vector<EvidenceConflict>& found) {
  std::map<std::tuple<std::string, std::string, int>, const EvidenceUse*> first;
  std::set<std::pair<const EvidenceUse*, Sha256>> named;
  for (const EvidenceUse& use : uses) {
    const DocumentParticulars& document = use.document;
    if (document.number.empty() || document.issuer.empty() || !document.issued) continue;
    const auto [at, is_new] =
        first.try_emplace({document.issuer, document.number, document.issued->year()}, &use);
    const EvidenceUse& other = *at->second;
    if (is_new || other.file == use.file || !named.insert({&other, use.file}).second) continue;
    found.push_back(Conflict("evidence_number_of_two_files",
                             {{"document", NumberText(document)},
                              {"issuer", document.issuer},
                              {"unit", other.unit.value()},
                              {"other_unit", use.unit.value()}},
                             {other.unit, use.unit}, {other.file, use.file}));
  }
}

}  // namespace

std::vector<EvidenceConflict> FindEvidenceConflicts(std::span<const EvidenceUse> uses) {
  std::map<Sha256, Uses> by_file;
  std::vector<Sha256> files;  // In the order in which they are first used.
  for (const EvidenceUse& use : uses) {
    Uses& of_file = by_file[use.file];
    if (of_file.empty()) files.push_back(use.file);
    of_file.push_back(&use);
  }
  std::vector<EvidenceConflict> found;
  for (const Sha256& file : files) FindShared(by_file[file], found);
  for (const Sha256& file : files) FindStatedTwice(by_file[file], found);
  FindTwoFiles(uses, found);
  for (const Sha256& file : files) FindContradictions(by_file[file], found);
  return found;
}

}  // namespace par::domain
