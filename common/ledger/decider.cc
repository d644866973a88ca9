#include "common/ledger/decider.h"

#include <optional>
#include <utility>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::ledger {
namespace {

absl::StatusOr<Committed> Repeat(const Answer& answer, const PreparedCommand& command) {
  if (answer.command_digest != command.digest()) {
    return domain::Refusal(
        absl::StatusCode::kAlreadyExists, "command_id_reused",
        {{"id", ToHex(command.command().id)}, {"number", std::to_string(answer.number)}});
  }
  return Committed{
      .number = answer.number, .hash = answer.hash, .response = answer.response, .repeated = true};
}

absl::Status CheckAnswer(const std::string& response) {
  if (response.size() <= kMaxAnswerBytes) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "command_too_large",
                         {{"what", "answer"},
                          {"length", std::to_string(response.size())},
                          {"maximum", std::to_string(kMaxAnswerBytes)}});
}

}  // namespace

absl::StatusOr<Committed> Decider::Decide(PreparedCommand command, std::int64_t time) {
  ASSIGN_OR_RETURN(const std::optional<Answer> before, ReadAnswer(overlay_, command.command().id));
  if (before.has_value()) return Repeat(*before, command);

  const Sha256 digest = command.digest();
  PreparedCommand::Placed placed = std::move(command).Place(head_, time);
  absl::StatusOr<std::string> response = machine_.Apply(placed.entry, overlay_);
  absl::Status status = response.status();
  if (status.ok()) status = CheckAnswer(*response);
  if (status.ok()) status = overlay_.CheckStep();
  if (status.ok()) status = overlay_.read_error();
  if (!status.ok()) {
    overlay_.DropStep();
    return status;
  }
  const Entry& entry = placed.entry;
  Answer answer{.number = entry.number,
                .hash = entry.hash,
                .command_digest = digest,
                .response = *std::move(response)};
  overlay_.PutOwn(AnswerRow(entry.command.id, answer));
  overlay_.PutOwn({.key = EntryKey(entry.number), .value = std::move(placed.row)});
  overlay_.KeepStep();
  head_ = {.number = entry.number, .hash = entry.hash};
  return Committed{.number = answer.number,
                   .hash = answer.hash,
                   .response = std::move(answer.response),
                   .repeated = false};
}

storage::Batch Decider::TakeBatch() {
  storage::Batch batch = overlay_.TakeBatch();
  if (!batch.empty()) batch.push_back(HeadRow(head_));
  return batch;
}

}  // namespace par::ledger
