// Certificates that nodes have renewed over their lines: a node's request goes up to the top of the
// line, waits there for the people who keep the authority, and the answer comes down from level to
// level. What the texts inside mean is read nowhere here: common/identity/renewal.h.
//
// A node has one request, its last; a later one takes the place of an earlier.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/ports.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_router.h"
#include "common/services/courier.h"
#include "common/services/item_router.h"
#include "common/services/units.h"
#include "common/storage/store.h"
#include "par/certificate/v1/certificate.pb.h"
#include "par/record/v1/certificate_record.pb.h"

namespace par::services {

// What this node asked last; nothing if it never has.
[[nodiscard]] absl::StatusOr<std::optional<record::v1::OwnRenewalRow>> ReadOwnRenewal(
    const storage::Reader& state);

class CertificateDesk {
 public:
  // Both must outlive it.
  CertificateDesk(const Units& units, const Courier& courier) : units_(units), courier_(courier) {}
  void Register(CommandRouter& commands, ItemRouter& items);

  // Whether the certificate with that serial is withdrawn here.
  using IsWithdrawn = std::function<bool(std::string_view serial)>;
  // A page of what waits; nothing for a unit that has one above. FAILED_PRECONDITION
  // unit_not_hosted.
  [[nodiscard]] absl::StatusOr<certificate::v1::ListCertificateRequestsResponse> List(
      const storage::Reader& state, const certificate::v1::ListCertificateRequestsRequest& request,
      const IsWithdrawn& withdrawn) const;

 private:
  // By the node itself. FAILED_PRECONDITION unit_not_hosted.
  absl::StatusOr<std::string> Ask(const ledger::Entry& entry,
                                  const certificate::v1::CertificateRequest& request,
                                  ledger::Transaction& transaction) const;
  // PERMISSION_DENIED renewal_other_node: a node asks for itself alone, in the stream of its unit;
  // INVALID_ARGUMENT item_body_invalid: longer than any node's.
  absl::Status ReceiveRequest(const ledger::Entry& entry, const exchange::Arrival& arrival,
                              const certificate::v1::CertificateRequest& request,
                              ledger::Transaction& transaction) const;
  // PERMISSION_DENIED not_permitted; FAILED_PRECONDITION unit_not_hosted, renewal_not_top;
  // INVALID_ARGUMENT renewal_answer_unclear: neither certified nor refused, or both; NOT_FOUND
  // renewal_unknown: that request does not wait here (any more).
  absl::StatusOr<certificate::v1::AnswerCertificateRequestResponse> Answer(
      const ledger::Entry& entry, const certificate::v1::AnswerCertificateRequestRequest& request,
      ledger::Transaction& transaction) const;
  absl::Status ReceiveAnswer(const ledger::Entry& entry, const exchange::Arrival& arrival,
                             const certificate::v1::CertificateAnswer& answer,
                             ledger::Transaction& transaction) const;
  // An answer that this node had sent and lost: its request, which comes up again, waits no more.
  absl::Status TakeBack(const exchange::Arrival& arrival,
                        const certificate::v1::CertificateAnswer& answer,
                        ledger::Transaction& transaction) const;

  // Keeps it for the node's own eyes, or sends it one level down from `from`. FAILED_PRECONDITION
  // exchange_not_below.
  absl::Status Deliver(const ledger::Entry& entry, const std::string& from,
                       const certificate::v1::CertificateAnswer& answer,
                       ledger::Transaction& transaction) const;

  const Units& units_;
  const Courier& courier_;
};

}  // namespace par::services
