// What reviewers see of a dossier's documents: what this node's own check found, and how they stand
// against those of the cycle's other units.
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/services/evidence_findings.h"
#include "district-node/review_desk.h"

namespace par::district {
namespace {

using evidence::v1::Document;
using services::NamedDocument;

// By what another unit's document is of interest: its file, or its number.
class Interest {
 public:
  explicit Interest(const std::vector<NamedDocument>& documents) {
    for (const NamedDocument& named : documents) {
      const Document& document = named.document;
      if (document.sha256().empty()) continue;
      files_.insert(document.sha256());
      if (!document.number().empty()) numbers_.emplace(document.issuer(), document.number());
    }
  }
  [[nodiscard]] bool Concerns(const Document& document) const {
    return files_.contains(document.sha256()) ||
           numbers_.contains({document.issuer(), document.number()});
  }

 private:
  std::set<std::string> files_;
  std::set<std::pair<std::string, std::string>> numbers_;
};

NamedDocument PlacedIn(const std::string& cycle, const Document& document) {
  NamedDocument named{document, {}};
  for (const evidence::v1::EvidencePin& place : document.places()) {
    if (place.cycle() == cycle) named.pins.push_back(place);
  }
  return named;
}

}  // namespace

std::vector<NamedDocument> ReviewDesk::DocumentsNamed(const Scored& scored) {
  const auto& documents = scored.submission.documents();
  return services::NamedBy(scored.submission.answers(), {documents.begin(), documents.end()});
}

absl::StatusOr<std::set<std::string>> ReviewDesk::IdleOf(const storage::Reader& state,
                                                         const std::string& cycle,
                                                         const std::string& unit) const {
  ASSIGN_OR_RETURN(const auto held, dossiers_.Find(state, cycle, unit));
  const bool is_here = held.has_value() && HasSubmission(*held) && held->row.submission_seq() != 0;
  if (!is_here) return std::set<std::string>();
  ASSIGN_OR_RETURN(const auto submission, dossiers_.SubmissionOf(state, *held));
  return services::IdleCriteria(submission.answers());
}

absl::Status ReviewDesk::AddEvidenceFindings(const storage::Reader& state, const CycleFrame& frame,
                                             const Scored& scored, domain::Language language,
                                             std::vector<assessment::v1::Finding>& findings) const {
  const std::string& own = scored.submission.unit();
  const std::vector<NamedDocument> named = DocumentsNamed(scored);
  const Interest interest(named);
  std::vector<domain::EvidenceUse> uses;
  for (const domain::UnitId& unit : frame.cycle.units) {
    if (unit.value() == own) {
      const auto idle = services::IdleCriteria(scored.submission.answers());
      for (const NamedDocument& one : named) services::AddUses(own, idle, one, uses);
      continue;
    }
    ASSIGN_OR_RETURN(const std::vector<Document> others,
                     services::DocumentsOf(state, services::DocumentSide::kHeld, unit.value()));
    std::optional<std::set<std::string>> idle;
    for (const Document& document : others) {
      if (!interest.Concerns(document)) continue;
      if (!idle.has_value()) {
        ASSIGN_OR_RETURN(idle, IdleOf(state, frame.cycle.id.value(), unit.value()));
      }
      services::AddUses(unit.value(), *idle, PlacedIn(frame.cycle.id.value(), document), uses);
    }
  }
  return services::AddEvidenceFindings(
      state,
      {.unit = own, .set = *frame.set.set, .sheet = scored.self, .documents = named, .uses = uses},
      language, findings);
}

}  // namespace par::district
