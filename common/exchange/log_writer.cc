#include "common/exchange/log_writer.h"

#include <optional>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"

namespace par::exchange {
namespace {

constexpr std::uint64_t kMiddle = std::uint64_t{1} << 62u;  // Room on both sides.

std::uint64_t BytesOf(const record::StagedItem& item) {
  return item.item().ByteSizeLong() + item.body().length();
}

}  // namespace

absl::StatusOr<LogWriter> LogWriter::Open(ledger::Transaction& transaction, Side side,
                                          StreamId stream) {
  StreamView view(transaction, side, std::move(stream));
  ASSIGN_OR_RETURN(record::StreamRow row, view.Row());
  if (row.next_staged() == 0) {
    row.set_next_staged(kMiddle);
    row.set_first_staged(kMiddle);
  }
  return LogWriter(transaction, std::move(view), std::move(row));
}

void LogWriter::Append(record::EventRow event) {
  const Sha256 hash =
      EventHash(stream(), end(), event.item(), Sha256::FromBytes(event.body_sha256()));
  event.set_hash(hash.ToBytes());
  row_.set_length(row_.length() + 1);
  row_.set_head(event.hash());
  transaction_.Put(view_.EventKey(row_.length()), EncodeRow(event));
}

void LogWriter::PutStaged(std::uint64_t number, const record::StagedItem& item,
                          record::SubmissionRow& submission) {
  PAR_CHECK(submission.staged_number() == 0);
  submission.set_staged_number(number);
  row_.set_staged_items(row_.staged_items() + 1);
  row_.set_staged_bytes(row_.staged_bytes() + BytesOf(item));
  transaction_.Put(view_.StagedKey(number), EncodeRow(item));
}

void LogWriter::Stage(const record::StagedItem& item, record::SubmissionRow& submission) {
  PutStaged(row_.next_staged(), item, submission);
  row_.set_next_staged(row_.next_staged() + 1);
}

absl::Status LogWriter::Unstage(record::SubmissionRow& submission) {
  const std::uint64_t number = submission.staged_number();
  if (number == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<record::StagedItem> item, view_.StagedAt(number));
  PAR_CHECK(item.has_value());
  submission.set_staged_number(0);
  row_.set_staged_items(row_.staged_items() - 1);
  row_.set_staged_bytes(row_.staged_bytes() - BytesOf(*item));
  transaction_.Erase(view_.StagedKey(number));
  return absl::OkStatus();
}

absl::Status LogWriter::CutTo(std::uint64_t length, bool put_back) {
  while (row_.length() > length) {
    ASSIGN_OR_RETURN(std::optional<record::EventRow> event, view_.Event(row_.length()));
    PAR_CHECK(event.has_value());
    const std::string id = event->item().submission_id();
    ASSIGN_OR_RETURN(std::optional<record::SubmissionRow> found, view_.Submission(id));
    record::SubmissionRow submission = found.value_or(record::SubmissionRow());
    submission.set_seq(0);
    if (put_back) {
      submission.clear_result();
      submission.clear_receipt();
      record::StagedItem item;
      *item.mutable_item() = std::move(*event->mutable_item());
      *item.mutable_body() = event->body();
      item.set_body_sha256(event->body_sha256());
      if (event->has_below()) *item.mutable_below() = event->below();
      row_.set_first_staged(row_.first_staged() - 1);
      PutStaged(row_.first_staged(), item, submission);
    }
    PutSubmission(id, submission);
    transaction_.Erase(view_.EventKey(row_.length()));
    row_.set_length(row_.length() - 1);
  }
  ASSIGN_OR_RETURN(const std::optional<Sha256> head, view_.HashAt(row_.length()));
  PAR_CHECK(head.has_value());
  row_.set_head(head->ToBytes());
  return absl::OkStatus();
}

void LogWriter::PutSubmission(std::string_view submission_id, const record::SubmissionRow& row) {
  transaction_.Put(view_.SubmissionKey(submission_id), EncodeRow(row));
}

void LogWriter::Save() { transaction_.Put(view_.RowKey(), EncodeRow(row_)); }

}  // namespace par::exchange
