#include "common/services/certificate_desk.h"

#include <utility>

#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/ca.h"
#include "common/identity/renewal.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using certificate::v1::AnswerCertificateRequestRequest;
using certificate::v1::AnswerCertificateRequestResponse;
using certificate::v1::CertificateAnswer;
using certificate::v1::CertificateRequest;
using certificate::v1::ListCertificateRequestsRequest;
using certificate::v1::ListCertificateRequestsResponse;
using record::v1::CertificateRequestRow;
using record::v1::OwnRenewalRow;

constexpr int kRequestsPerPage = 50;                             // Of some 5 KiB each.
constexpr std::size_t kLongestRequest = std::size_t{64} << 10u;  // A page of them fits a message.
constexpr std::size_t kLongestAnswer = std::size_t{64} << 10u;
constexpr std::size_t kLongestReason = 64;

std::string RequestKey(std::string_view node) {
  return storage::KeyWriter(storage::Prefix::kCertificateRequest).Text(node).Take();
}

std::string OwnRenewalKey() { return storage::KeyWriter(storage::Prefix::kOwnRenewal).Take(); }

std::string HashOf(const CertificateRequest& request) {
  return Sha256::Of(request.request()).ToBytes();
}

absl::Status OtherNode(std::string_view node) {
  return domain::Refusal(absl::StatusCode::kPermissionDenied, "renewal_other_node",
                         {{"node", std::string(node)}});
}

absl::Status PutWaiting(const CertificateRequest& request, std::int64_t asked_at, std::int64_t now,
                        ledger::Transaction& transaction) {
  ASSIGN_OR_RETURN(const auto known,
                   ReadRow<CertificateRequestRow>(transaction, RequestKey(request.node())));
  CertificateRequestRow row = known.value_or(CertificateRequestRow());
  if (row.answered_sha256() == HashOf(request)) {  // It was answered by a machine that was lost.
    row.clear_request();
  } else {
    *row.mutable_request() = request;
    row.set_asked_at(asked_at);
    row.set_received_at(now);
  }
  WriteRow(transaction, RequestKey(request.node()), row);
  return absl::OkStatus();
}

absl::Status KeepAnswer(const CertificateAnswer& answer, std::int64_t now,
                        ledger::Transaction& transaction) {
  ASSIGN_OR_RETURN(auto own, ReadOwnRenewal(transaction));
  // To what was asked before, or by the machine whose place this one took: of no use any more.
  if (!own.has_value() || own->request().node() != answer.node() ||
      HashOf(own->request()) != answer.request_sha256()) {
    return absl::OkStatus();
  }
  *own->mutable_answer() = answer;
  own->set_answered_at(now);
  WriteRow(transaction, OwnRenewalKey(), *own);
  return absl::OkStatus();
}

void DescribePresent(const CertificateRequest& request,
                     const CertificateDesk::IsWithdrawn& withdrawn,
                     certificate::v1::WaitingRequest& shown) {
  const auto read = identity::ReadRenewalRequest(request.request());
  if (!read.ok()) return;
  const auto present = identity::ReadCertificate(read->connection_certificate);
  if (!present.ok()) return;
  shown.set_not_after(present->not_after_micros);
  shown.set_withdrawn(withdrawn(present->serial));
}

}  // namespace

absl::StatusOr<std::optional<OwnRenewalRow>> ReadOwnRenewal(const storage::Reader& state) {
  return ReadRow<OwnRenewalRow>(state, OwnRenewalKey());
}

void CertificateDesk::Register(CommandRouter& commands, ItemRouter& items) {
  commands.On(Kind::kAskRenewal, "certificate.ask",
              [this](const ledger::Entry& entry,
                     ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
                CertificateRequest request;
                if (!request.ParseFromString(entry.command.payload)) return OtherNode("");
                return Ask(entry, request, transaction);
              });
  commands.OnMessages<AnswerCertificateRequestRequest, AnswerCertificateRequestResponse>(
      Kind::kAnswerRenewal, "certificate.answer",
      [this](const ledger::Entry& entry, const AnswerCertificateRequestRequest& request,
             ledger::Transaction& transaction) { return Answer(entry, request, transaction); });
  items.OnMessage<CertificateRequest>(
      ItemType::kCertificateRequest,
      [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
             const CertificateRequest& request, ledger::Transaction& transaction) {
        return ReceiveRequest(entry, arrival, request, transaction);
      });
  items.OnMessage<CertificateAnswer>(
      ItemType::kCertificateAnswer,
      [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
             const CertificateAnswer& answer, ledger::Transaction& transaction) {
        return ReceiveAnswer(entry, arrival, answer, transaction);
      });
  items.OnSentBack<CertificateAnswer>(
      ItemType::kCertificateAnswer,
      [this](const ledger::Entry&, const exchange::Arrival& arrival,
             const CertificateAnswer& answer,
             ledger::Transaction& transaction) { return TakeBack(arrival, answer, transaction); });
}

absl::StatusOr<std::string> CertificateDesk::Ask(const ledger::Entry& entry,
                                                 const CertificateRequest& request,
                                                 ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(units_.RequireHosted(transaction, request.unit()));
  OwnRenewalRow own;
  *own.mutable_request() = request;
  own.set_asked_at(entry.time);
  WriteRow(transaction, OwnRenewalKey(), own);
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(transaction, request.unit()));
  if (above.has_value()) {
    RETURN_IF_ERROR(courier_.Up(entry, transaction, request.unit(), ItemType::kCertificateRequest,
                                request, DerivedId(entry, "certificate-request")));
  } else {
    RETURN_IF_ERROR(PutWaiting(request, entry.time, entry.time, transaction));
  }
  return std::string();
}

absl::Status CertificateDesk::ReceiveRequest(const ledger::Entry& entry,
                                             const exchange::Arrival& arrival,
                                             const CertificateRequest& request,
                                             ledger::Transaction& transaction) const {
  if (arrival.restored) return absl::OkStatus();  // Asked before the loss; it is asked again.
  const exchange::v1::Item& item = arrival.event.item();
  if (request.node().empty() || request.node() != item.origin_node() ||
      request.unit() != item.unit()) {
    return OtherNode(item.origin_node());
  }
  if (request.request().size() > kLongestRequest) return ItemRouter::BadBody(arrival);
  ASSIGN_OR_RETURN(const auto receiver, units_.ParentOf(transaction, arrival.stream.hop));
  if (receiver.has_value()) {
    ASSIGN_OR_RETURN(const auto above, units_.ParentOf(transaction, *receiver));
    if (above.has_value()) return absl::OkStatus();  // The stream itself is handed on.
  }
  return PutWaiting(request, item.wall_time(), entry.time, transaction);
}

absl::StatusOr<AnswerCertificateRequestResponse> CertificateDesk::Answer(
    const ledger::Entry& entry, const AnswerCertificateRequestRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.actor_unit();
  const CertificateAnswer& answer = request.answer();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kManageLinks,
                                 unit, entry.time));
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(transaction, unit));
  if (above.has_value()) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "renewal_not_top",
                           {{"unit", unit}, {"above", *above}});
  }
  if (answer.answer().empty() == answer.reason().empty() ||
      answer.answer().size() > kLongestAnswer || answer.reason().size() > kLongestReason) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "renewal_answer_unclear",
                           {{"node", answer.node()}});
  }
  ASSIGN_OR_RETURN(auto row,
                   ReadRow<CertificateRequestRow>(transaction, RequestKey(answer.node())));
  if (!row.has_value() || !row->has_request() || row->request().unit() != answer.unit() ||
      HashOf(row->request()) != answer.request_sha256()) {
    return domain::Refusal(absl::StatusCode::kNotFound, "renewal_unknown",
                           {{"node", answer.node()}});
  }
  row->clear_request();
  row->set_answered_sha256(answer.request_sha256());
  WriteRow(transaction, RequestKey(answer.node()), *row);
  RETURN_IF_ERROR(Deliver(entry, unit, answer, transaction));
  return AnswerCertificateRequestResponse();
}

absl::Status CertificateDesk::Deliver(const ledger::Entry& entry, const std::string& from,
                                      const CertificateAnswer& answer,
                                      ledger::Transaction& transaction) const {
  if (units_.RequireHosted(transaction, answer.unit()).ok()) {
    return KeepAnswer(answer, entry.time, transaction);
  }
  std::string child = answer.unit();
  while (true) {
    ASSIGN_OR_RETURN(const auto parent, units_.ParentOf(transaction, child));
    if (!parent.has_value()) {
      return domain::Refusal(absl::StatusCode::kFailedPrecondition, "exchange_not_below",
                             {{"unit", answer.unit()}, {"parent", from}});
    }
    if (*parent == from) break;
    child = *parent;
  }
  return courier_.Down(entry, transaction, from, child, ItemType::kCertificateAnswer, answer);
}

absl::Status CertificateDesk::ReceiveAnswer(const ledger::Entry& entry,
                                            const exchange::Arrival& arrival,
                                            const CertificateAnswer& answer,
                                            ledger::Transaction& transaction) const {
  return Deliver(entry, arrival.stream.unit, answer, transaction);
}

absl::Status CertificateDesk::TakeBack(const exchange::Arrival& arrival,
                                       const CertificateAnswer& answer,
                                       ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const auto sender, units_.ParentOf(transaction, arrival.stream.unit));
  if (!sender.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(transaction, *sender));
  if (above.has_value()) return absl::OkStatus();  // It had only handed the answer on.
  ASSIGN_OR_RETURN(const auto known,
                   ReadRow<CertificateRequestRow>(transaction, RequestKey(answer.node())));
  CertificateRequestRow row = known.value_or(CertificateRequestRow());
  row.set_answered_sha256(answer.request_sha256());
  if (row.has_request() && HashOf(row.request()) == answer.request_sha256()) row.clear_request();
  WriteRow(transaction, RequestKey(answer.node()), row);
  return absl::OkStatus();
}

absl::StatusOr<ListCertificateRequestsResponse> CertificateDesk::List(
    const storage::Reader& state, const ListCertificateRequestsRequest& request,
    const IsWithdrawn& withdrawn) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.actor_unit()));
  ListCertificateRequestsResponse response;
  // Whoever manages the lines of a unit below, also where that lives on the top's node, decides
  // about none: which machines the country has is not for him.
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(state, request.actor_unit()));
  if (above.has_value()) return response;
  RETURN_IF_ERROR(ForEachRow<CertificateRequestRow>(
      state, storage::KeyWriter(storage::Prefix::kCertificateRequest).Take(),
      [&](std::string_view, const CertificateRequestRow& row) -> absl::Status {
        const bool before = row.request().node() <= request.after();
        if (!row.has_request() || before || !response.next().empty()) return absl::OkStatus();
        if (response.requests_size() == kRequestsPerPage) {
          response.set_next(response.requests(kRequestsPerPage - 1).request().node());
          return absl::OkStatus();
        }
        certificate::v1::WaitingRequest& shown = *response.add_requests();
        *shown.mutable_request() = row.request();
        shown.set_asked_at(row.asked_at());
        shown.set_received_at(row.received_at());
        ASSIGN_OR_RETURN(*shown.mutable_unit_name(), units_.NameOf(state, row.request().unit()));
        DescribePresent(row.request(), withdrawn, shown);
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace par::services
