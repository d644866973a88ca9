#include "common/ledger/ledger.h"

#include <optional>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/ledger/verify.h"
#include "common/storage/limits.h"
#include "common/storage/schema.h"

namespace par::ledger {
namespace {

using domain::Refusal;

// A batch passes its limit by one command's rows at most.
constexpr std::size_t kMaxBatchLimit = std::size_t{32} << 20u;
static_assert(kMaxBatchLimit + kMaxStepBytes + storage::kMaxValueBytes < storage::kMaxBatchBytes);

absl::Status Stopped() { return Refusal(absl::StatusCode::kUnavailable, "ledger_stopped"); }

// The chain must go from the mark to the head without a gap; then the mark is brought up to the
// head, for those entries are durable though nobody was told.
absl::Status CheckAgainstMark(const storage::Reader& store, HighWaterMark& mark, const Mark& head) {
  ASSIGN_OR_RETURN(const std::optional<Mark> marked, mark.Read());
  if (!marked.has_value()) {
    if (head.number == 0) return mark.Write(head);
    return Refusal(absl::StatusCode::kFailedPrecondition, "ledger_mark_missing",
                   {{"head", std::to_string(head.number)}});
  }
  RETURN_IF_ERROR(CheckTail(store, head, *marked));
  return *marked == head ? absl::OkStatus() : mark.Write(head);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(storage::Store& store, HighWaterMark& mark,
                                                     StateMachine& machine, const Clock& clock,
                                                     const LedgerLimits& limits) {
  PAR_CHECK(limits.batch_commands > 0 && limits.unacknowledged_batches > 0);
  PAR_CHECK(limits.batch_bytes <= kMaxBatchLimit);
  RETURN_IF_ERROR(storage::OpenSchema(store));
  ASSIGN_OR_RETURN(const Mark head, ReadHead(store));
  RETURN_IF_ERROR(CheckAgainstMark(store, mark, head));
  return std::unique_ptr<Ledger>(new Ledger(store, mark, machine, clock, limits, head));
}

Ledger::Ledger(storage::Store& store, HighWaterMark& mark, StateMachine& machine,
               const Clock& clock, const LedgerLimits& limits, const Mark& head)
    : store_(store),
      mark_(mark),
      machine_(machine),
      clock_(clock),
      limits_(limits),
      head_(head),
      marked_(head) {}

Ledger::~Ledger() {
  Close();
  // Written is durable, but without its mark nothing may be called committed.
  for (Written& written : written_) {
    for (Answered& answered : written.answers) answered.callback(Stopped());
  }
}

absl::Status Ledger::WhyNotTaken(const PreparedCommand& command) const {
  if (closed_ || !status_.ok()) return Stopped();
  if (waiting_.size() >= limits_.waiting_commands ||
      waiting_bytes_ + command.bytes() > limits_.waiting_bytes) {
    return Refusal(absl::StatusCode::kResourceExhausted, "ledger_busy",
                   {{"waiting", std::to_string(waiting_.size())}});
  }
  return absl::OkStatus();
}

void Ledger::Submit(Command command, Callback callback) {
  if (const absl::Status fits = CheckLimits(command); !fits.ok()) return callback(fits);
  PreparedCommand prepared(std::move(command));  // Hashes the payload, outside the lock.
  absl::Status why_not;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    why_not = WhyNotTaken(prepared);
    if (why_not.ok()) {
      waiting_bytes_ += prepared.bytes();
      waiting_.push_back({std::move(prepared), std::move(callback)});
      changed_.notify_all();
      return;
    }
  }
  callback(why_not);
}

std::size_t Ledger::CommitWaiting() {
  std::size_t total = 0;
  while (true) {
    const std::size_t taken = WriteNext();
    AcknowledgeWritten();
    if (taken == 0) return total;
    total += taken;
  }
}

bool Ledger::MayWrite() const {
  return status_.ok() && !waiting_.empty() && written_.size() < limits_.unacknowledged_batches;
}

std::optional<Ledger::Waiting> Ledger::TakeNext() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  Waiting next = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_bytes_ -= next.command.bytes();
  return next;
}

Ledger::Written Ledger::Decide(Decider& decider) {
  Written written;
  while (written.answers.size() < limits_.batch_commands && decider.bytes() < limits_.batch_bytes &&
         decider.read_error().ok()) {
    std::optional<Waiting> next = TakeNext();
    if (!next.has_value()) break;
    absl::StatusOr<Committed> answer =
        decider.Decide(std::move(next->command), clock_.WallMicros());
    written.answers.push_back({std::move(next->callback), std::move(answer)});
  }
  written.head = decider.head();
  return written;
}

absl::Status Ledger::WriteBatch(Decider& decider) const {
  RETURN_IF_ERROR(decider.read_error());
  const storage::Batch batch = decider.TakeBatch();
  if (batch.empty()) return absl::OkStatus();
  const storage::Write before = HeadRow(head_);
  // Nobody else writes entries; if the head is not ours, the store is not ours any more.
  const storage::Guard guard{.key = before.key,
                             .expected = head_.number == 0 ? std::nullopt : before.value};
  return storage::ToStatus(store_.Commit(batch, {guard}, storage::Durability::kSynced));
}

std::size_t Ledger::WriteNext() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!MayWrite()) return 0;
    writing_ = true;
  }
  Decider decider(store_, head_, machine_);  // Only this thread changes head_.
  Written written = Decide(decider);
  const std::size_t count = written.answers.size();
  const absl::Status status = WriteBatch(decider);
  if (!status.ok()) {
    Stop(status, written.answers);
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  if (status.ok()) {
    head_ = written.head;
    written_.push_back(std::move(written));
  }
  writing_ = false;
  changed_.notify_all();
  return count;
}

std::size_t Ledger::AcknowledgeWritten() {
  std::deque<Written> written;
  Mark marked;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    written.swap(written_);
    marked = marked_;
    if (!written.empty()) changed_.notify_all();
  }
  if (written.empty()) return 0;
  const Mark head = written.back().head;
  const absl::Status synced = head == marked ? absl::OkStatus() : mark_.Write(head);
  std::size_t count = 0;
  std::vector<Answered> answers;
  for (Written& batch : written) {
    count += batch.answers.size();
    for (Answered& answered : batch.answers) answers.push_back(std::move(answered));
  }
  if (!synced.ok()) {
    Stop(synced, answers);
    return count;
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    marked_ = head;
  }
  for (Answered& answered : answers) answered.callback(std::move(answered.answer));
  return count;
}

void Ledger::Stop(const absl::Status& why, const std::vector<Answered>& unknown) {
  std::deque<Waiting> waiting;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (status_.ok()) status_ = why;
    waiting.swap(waiting_);
    waiting_bytes_ = 0;
    changed_.notify_all();
  }
  for (const Answered& answered : unknown) answered.callback(why);
  for (Waiting& left : waiting) left.callback(Stopped());
}

bool Ledger::WaitToWrite() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || !status_.ok() || MayWrite(); });
  return !closed_ && status_.ok();
}

bool Ledger::WaitToAcknowledge() {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock,
                [this] { return !written_.empty() || (!writing_ && (closed_ || !status_.ok())); });
  return !written_.empty();
}

void Ledger::Close() {
  std::deque<Waiting> waiting;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    waiting.swap(waiting_);
    waiting_bytes_ = 0;
    changed_.notify_all();
  }
  for (Waiting& left : waiting) left.callback(Stopped());
}

std::size_t Ledger::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

Mark Ledger::head() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return head_;
}

absl::Status Ledger::status() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return status_;
}

absl::Status AcceptHead(const storage::Reader& store, HighWaterMark& mark) {
  ASSIGN_OR_RETURN(const Mark head, ReadHead(store));
  return mark.Write(head);
}

}  // namespace par::ledger
