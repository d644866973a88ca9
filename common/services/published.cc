#include "common/services/published.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/decision_file.h"
#include "common/domain/open_data_files.h"
#include "common/domain/refusal.h"
#include "common/services/cycles.h"

namespace par::services {
namespace {

using domain::Refusal;

domain::OpenSignature SignatureOf(const decision::v1::GetDecisionResponse& answer) {
  const decision::v1::SignedDecision& signed_one = answer.decision();
  return {.superseded_by = answer.summary().superseded_by(),
          .signed_at = signed_one.signed_at(),
          .node = signed_one.signer_node(),
          .key = ToHex(signed_one.signer_key()),
          .signature = ToHex(signed_one.signature()),
          .certificate = ToHex(signed_one.signer_certificate())};
}

}  // namespace

absl::Status Published::CheckOpen() const {
  return open_ ? absl::OkStatus() : Refusal(absl::StatusCode::kNotFound, "public_off");
}

absl::StatusOr<decision::v1::ListPublishedResponse> Published::List(
    const storage::Reader& state) const {
  RETURN_IF_ERROR(CheckOpen());
  ASSIGN_OR_RETURN(const decision::v1::ListDecisionsResponse all, box_.List(state));
  std::vector<decision::v1::DecisionSummary> sorted(all.decisions().begin(), all.decisions().end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    const bool in_force[] = {a.superseded_by().empty(), b.superseded_by().empty()};
    return std::tie(b.date(), in_force[1], a.number(), a.id()) <
           std::tie(a.date(), in_force[0], b.number(), b.id());
  });
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, ReadHosting(state));
  decision::v1::ListPublishedResponse response;
  response.set_authorities(hosting.authorities());
  for (decision::v1::DecisionSummary& summary : sorted) {
    decision::v1::PublishedSummary& shown = *response.add_decisions();
    ASSIGN_OR_RETURN(*shown.mutable_issuer_name(), units_.NameOf(state, summary.issuer()));
    // A node far from the cycle may hold the decision alone.
    if (const auto cycle = LoadCycleRow(state, summary.cycle()); cycle.ok()) {
      shown.set_cycle_title(cycle->title());
      shown.set_year(cycle->year());
    }
    *shown.mutable_decision() = std::move(summary);
  }
  return response;
}

absl::StatusOr<decision::v1::GetPublishedFileResponse> Published::File(
    const storage::Reader& state, const decision::v1::GetPublishedFileRequest& request) const {
  RETURN_IF_ERROR(CheckOpen());
  decision::v1::GetDecisionRequest get;
  get.set_id(request.id());
  ASSIGN_OR_RETURN(decision::v1::GetDecisionResponse answer, box_.Get(state, get));
  answer.clear_authorities();  // A file must not say itself whom to trust.
  ASSIGN_OR_RETURN(const domain::Decision decision,
                   domain::ReadDecisionFile(answer.decision().canonical()));
  const auto version = static_cast<std::uint32_t>(decision.set_version);
  ASSIGN_OR_RETURN(const LoadedSet set, sets_.Load(state, decision.set_id, version));
  if (set.text_hash != decision.set_hash) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "decision_set_wrong",
                   {{"where", decision.number.value()},
                    {"set", decision.set_id + "@" + std::to_string(decision.set_version)}});
  }
  decision::v1::GetPublishedFileResponse response;
  if (request.name() == kCriteriaFile) {
    ASSIGN_OR_RETURN(const record::v1::SetRow row, sets_.Row(state, decision.set_id, version));
    response.set_content(row.criteria_yaml());
    return response;
  }
  for (domain::NamedFile& file : domain::OpenDataFiles(
           domain::OpenTablesOf(decision, *set.set, SignatureOf(answer)), domain::CsvStart::kPlain,
           {{"decision.bin", answer.SerializeAsString()}})) {
    if (file.name != request.name()) continue;
    response.set_content(std::move(file.bytes));
    return response;
  }
  return Refusal(absl::StatusCode::kNotFound, "public_file_unknown", {{"name", request.name()}});
}

}  // namespace par::services
