// One side of one stream, for changing inside the application of an entry. The stream's row is read
// once and written by Save; every other row is written at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/exchange/rows.h"
#include "common/ledger/state_machine.h"

namespace par::exchange {

class LogWriter {
 public:
  [[nodiscard]] static absl::StatusOr<LogWriter> Open(ledger::Transaction& transaction, Side side,
                                                      StreamId stream);

  [[nodiscard]] const StreamId& stream() const { return view_.stream(); }
  [[nodiscard]] const StreamView& view() const { return view_; }
  [[nodiscard]] Position end() const { return EndOf(row_); }
  [[nodiscard]] record::StreamRow& row() { return row_; }

  // Appends an event; event.hash() is set here.
  void Append(record::EventRow event);

  // Adds a waiting item behind all others and notes its number in `submission`.
  void Stage(const record::StagedItem& item, record::SubmissionRow& submission);
  // Takes the waiting item of `submission` away, if it waits.
  [[nodiscard]] absl::Status Unstage(record::SubmissionRow& submission);

  // Cuts the stream to `length` events. The events beyond go before all waiting items, in their
  // order (`put_back`), or only leave their submission rows, without a place.
  [[nodiscard]] absl::Status CutTo(std::uint64_t length, bool put_back);

  void PutSubmission(std::string_view submission_id, const record::SubmissionRow& row);
  void Save();

 private:
  LogWriter(ledger::Transaction& transaction, StreamView view, record::StreamRow row)
      : transaction_(transaction), view_(std::move(view)), row_(std::move(row)) {}
  void PutStaged(std::uint64_t number, const record::StagedItem& item,
                 record::SubmissionRow& submission);

  ledger::Transaction& transaction_;
  StreamView view_;
  record::StreamRow row_;
};

}  // namespace par::exchange
