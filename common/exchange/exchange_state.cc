#include "common/exchange/exchange_state.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/exchange/limits.h"
#include "common/exchange/log_writer.h"
#include "common/exchange/received.h"

namespace par::exchange {
namespace {

absl::Status TooLarge(const v1::Item& item) {
  return domain::Refusal(
      absl::StatusCode::kInvalidArgument, "exchange_item_too_large",
      {{"bytes", std::to_string(item.ByteSizeLong())}, {"maximum", std::to_string(kMaxItemBytes)}});
}

}  // namespace

absl::Status CheckItem(const v1::Item& item) {
  if (item.submission_id().size() != kSubmissionIdBytes) return Malformed("submission_id");
  if (item.type() == 0) return Malformed("type");
  if (item.unit().empty() || item.unit().size() > kMaxNameBytes) return Malformed("unit");
  if (item.origin_node().empty() || item.origin_node().size() > kMaxNameBytes) {
    return Malformed("origin_node");
  }
  if (item.author().size() > kMaxNameBytes) return Malformed("author");
  if (item.origin_signature().size() > kMaxNameBytes) return Malformed("origin_signature");
  if (item.blobs_size() > static_cast<int>(kMaxItemBlobs)) return Malformed("blobs");
  for (const v1::BlobRef& blob : item.blobs()) {
    if (blob.sha256().size() != sizeof(Sha256::bytes)) return Malformed("blobs.sha256");
    if (blob.media_type().size() > kMaxNameBytes) return Malformed("blobs.media_type");
  }
  if (item.ByteSizeLong() > kMaxItemBytes) return TooLarge(item);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ExchangeState::Apply(const ledger::Entry& entry,
                                                 ledger::Transaction& transaction) {
  switch (static_cast<Kind>(entry.command.kind)) {
    case Kind::kGrantSession:
      return GrantSession(entry, transaction);
    case Kind::kReceivePush:
      return ReceivePush(entry, transaction);
    case Kind::kTakeAck:
      return TakeAck(entry, transaction);
    case Kind::kTakeHelloAck:
      return TakeHelloAck(entry, transaction);
    case Kind::kAdoptTail:
    case Kind::kAdoptRelayedTail:
      return AdoptTail(entry, transaction);
    case Kind::kReceiveDownPush:
      return ReceiveDownPush(entry, transaction);
    case Kind::kTakeDownAck:
      return TakeDownAck(entry, transaction);
    case Kind::kTakeDownTail:
      return TakeDownTail(entry, transaction);
    case Kind::kNoteRestored:
      return NoteRestored(transaction);
  }
  return Malformed("kind");
}

absl::Status ExchangeState::Stage(const ledger::Entry& entry, ledger::Transaction& transaction,
                                  std::string_view unit, v1::Item item) const {
  item.set_unit(std::string(unit));
  item.set_origin_node(node_id_);
  item.clear_origin_signature();  // Made when it is sent: keys change, entries do not.
  RETURN_IF_ERROR(CheckItem(item));
  ASSIGN_OR_RETURN(const std::optional<std::string> parent, topology_.ParentOf(transaction, unit));
  if (!parent.has_value()) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "exchange_no_parent",
                           {{"unit", std::string(unit)}});
  }
  ASSIGN_OR_RETURN(LogWriter log,
                   LogWriter::Open(transaction, Side::kLower, UpOf(std::string(unit))));
  ASSIGN_OR_RETURN(const std::optional<record::SubmissionRow> known,
                   log.view().Submission(item.submission_id()));
  if (known.has_value()) return absl::OkStatus();
  record::StagedItem staged;
  std::size_t cursor = 0;
  *staged.mutable_body() = PlaceBody(entry, item.body(), cursor);
  staged.set_body_sha256(Sha256::Of(item.body()).ToBytes());
  *staged.mutable_item() = WithoutBody(item);
  record::SubmissionRow submission;
  submission.set_applied_here(true);
  log.Stage(staged, submission);
  log.PutSubmission(item.submission_id(), submission);
  log.Save();
  return absl::OkStatus();
}

absl::Status ExchangeState::SendDown(const ledger::Entry& entry, ledger::Transaction& transaction,
                                     std::string_view from_unit, std::string_view child_unit,
                                     v1::Item item) const {
  item.set_unit(std::string(from_unit));
  item.set_origin_node(node_id_);
  item.clear_origin_signature();
  RETURN_IF_ERROR(CheckItem(item));
  ASSIGN_OR_RETURN(const std::optional<std::string> parent,
                   topology_.ParentOf(transaction, child_unit));
  if (parent != from_unit) {
    return domain::Refusal(absl::StatusCode::kInvalidArgument, "exchange_not_below",
                           {{"unit", std::string(child_unit)}, {"parent", std::string(from_unit)}});
  }
  ASSIGN_OR_RETURN(LogWriter log,
                   LogWriter::Open(transaction, Side::kUpper, DownOf(std::string(child_unit))));
  ASSIGN_OR_RETURN(const std::optional<record::SubmissionRow> known,
                   log.view().Submission(item.submission_id()));
  if (known.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(PlaceWaiting(log));
  std::size_t cursor = 0;
  record::EventRow row;
  *row.mutable_body() = PlaceBody(entry, item.body(), cursor);
  row.set_body_sha256(Sha256::Of(item.body()).ToBytes());
  *row.mutable_item() = WithoutBody(item);
  log.Append(std::move(row));
  record::SubmissionRow submission;
  submission.set_applied_here(true);
  submission.set_seq(log.end().length);
  log.PutSubmission(item.submission_id(), submission);
  log.Save();
  return absl::OkStatus();
}

absl::Status ExchangeState::MarkDecided(ledger::Transaction& transaction, std::string_view unit,
                                        std::string_view submission_id) {
  ASSIGN_OR_RETURN(LogWriter log,
                   LogWriter::Open(transaction, Side::kLower, UpOf(std::string(unit))));
  ASSIGN_OR_RETURN(std::optional<record::SubmissionRow> found,
                   log.view().Submission(submission_id));
  if (!found.has_value()) return absl::OkStatus();
  found->set_decided(true);
  log.PutSubmission(submission_id, *found);
  return absl::OkStatus();
}

absl::StatusOr<v1::Result> ExchangeState::Judge(const ledger::Entry& entry, const Arrival& arrival,
                                                ledger::Transaction& tx) {
  const v1::Event& event = arrival.event;
  v1::Result result;
  result.set_submission_id(event.item().submission_id());
  result.set_seq(event.seq());
  result.set_received_at(entry.time);
  if (event.below().verdict() == v1::VERDICT_REJECTED) {
    // The first receiver did not count it, so nobody above does.
    result.set_verdict(v1::VERDICT_REJECTED);
    result.set_reason(event.below().reason());
    *result.mutable_parameters() = event.below().parameters();
    return result;
  }
  ASSIGN_OR_RETURN(const Judgement judgement, sink_.Receive(entry, arrival, tx));
  result.set_verdict(judgement.applied ? v1::VERDICT_APPLIED : v1::VERDICT_REJECTED);
  result.set_reason(judgement.reason);
  for (const domain::Parameter& parameter : judgement.parameters) {
    v1::Parameter* added = result.add_parameters();
    added->set_name(parameter.name);
    added->set_value(parameter.value);
  }
  return result;
}

}  // namespace par::exchange
