// The node's signing: its certificates, and publication as the handler does it.
#include "common/base/check.h"
#include "common/domain/decision_file.h"
#include "common/identity/x509.h"
#include "common/services/cycles.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "tests/unit/district-node/one_node.h"

namespace par::district::testing {

std::string OneNode::CertificateOf(const identity::Authority& other,
                                   const std::vector<std::string>& units) {
  const auto issued = other.IssueSigner(key->Request(), {.node_id = kNode, .units = units},
                                        {.from_micros = clock.WallMicros(), .days = 365});
  PAR_CHECK(issued.ok());
  return identity::x509::ToDer(identity::x509::CertFromPem(issued->pem).get());
}

std::string OneNode::CertificateFor(const std::vector<std::string>& units) {
  return CertificateOf(*authority, units);
}

absl::StatusOr<decision::v1::PublishDecisionRequest> OneNode::Sign(
    const decision::v1::PublishDecisionRequest& request) {
  return parts.decisions.Sign(
      *Snapshot(), request,
      {.key = *key, .node = kNode, .certificate = certificate, .now_micros = clock.WallMicros()});
}

absl::StatusOr<decision::v1::PublishDecisionResponse> OneNode::Publish(
    decision::v1::PublishDecisionRequest request, const ledger::Actor& actor) {
  request.set_cycle(kCycle);
  const auto signed_request = Sign(request);
  if (!signed_request.ok()) return signed_request.status();
  const auto answer =
      Run(services::Kind::kPublishDecision, actor, signed_request->SerializeAsString());
  if (!answer.ok()) return answer.status();
  decision::v1::PublishDecisionResponse response;
  PAR_CHECK(response.ParseFromString(*answer));
  return response;
}

void OneNode::KeepAsPast(const domain::Decision& decision, int year) {
  const auto present = services::LoadCycleRow(store, kCycle);
  PAR_CHECK(present.ok());
  cycle::v1::Cycle past = *present;
  past.set_id("past-" + std::to_string(year));
  past.set_year(static_cast<std::uint32_t>(year));
  Put(services::CycleKey(past.id()), services::EncodeRow(past));
  record::v1::DecisionRow row;
  row.set_canonical(domain::DecisionFile(decision));
  row.set_cycle(past.id());
  row.set_issuer("tu-nghia");
  row.set_number(decision.number.value());
  const Sha256 hash = Sha256::Of(domain::WholeBytes(decision));
  row.set_sha256(hash.ToBytes());
  Put(storage::KeyWriter(storage::Prefix::kDecision).Text(hash.Hex()).Take(),
      services::EncodeRow(row));
}

}  // namespace par::district::testing
