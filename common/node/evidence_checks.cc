#include "common/node/evidence_checks.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/node/at_start.h"
#include "common/services/evidence_checks.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/signature/checker.h"
#include "common/signature/report_bytes.h"
#include "common/storage/key.h"

namespace par::node {
namespace {

constexpr std::size_t kRowsAtOnce = 256;
constexpr std::int64_t kMicrosInSecond = 1'000'000;

domain::SignatureReport NotMade(std::string_view reason) {
  domain::SignatureReport report;
  report.refusal = reason;
  return report;
}

}  // namespace

EvidenceChecks::EvidenceChecks(Ports ports)
    : ports_(std::move(ports)), trust_(ports_.config.evidence) {}

void EvidenceChecks::Start() {
  const std::lock_guard lock(mutex_);
  pass_wanted_ = true;
  Wake();
}

void EvidenceChecks::Arrived(const Sha256& file) {
  const std::lock_guard lock(mutex_);
  if (arrived_.size() >= kMostWaiting) {
    pass_wanted_ = true;
  } else if (waiting_.insert(file).second) {
    arrived_.push_back(file);
  }
  Wake();
}

void EvidenceChecks::Tick() {
  const std::shared_ptr<const Trust> before = trust_.Now();
  trust_.Refresh();
  const std::shared_ptr<const Trust> after = trust_.Now();
  const std::lock_guard lock(mutex_);
  if (after != nullptr && (before == nullptr || before->fingerprint != after->fingerprint)) {
    pass_wanted_ = true;
  }
  Wake();
}

void EvidenceChecks::Stop() {
  stopping_ = true;
  pool_.Stop();
}

// With the lock held.
void EvidenceChecks::Wake() {
  if (at_work_) return;  // Only then is the pass at rest.
  if (arrived_.empty() && !pass_wanted_ && pass_.at_end) return;
  at_work_ = pool_.TryPost([this] { Work(); });
}

void EvidenceChecks::Work() {
  while (!stopping_) {
    const std::optional<Task> task = Next();
    if (task.has_value()) {
      if (std::optional<std::string> row = Check(*task); row.has_value()) {
        return Enter(services::Kind::kNoteEvidenceCheck, *std::move(row));
      }
    } else if (std::optional<std::string> row = FinishedTrust(); row.has_value()) {
      return Enter(services::Kind::kNoteEvidenceTrust, *std::move(row));
    } else {
      const std::lock_guard lock(mutex_);
      at_work_ = !arrived_.empty() || pass_wanted_;
      if (!at_work_) return;
    }
  }
}

std::optional<EvidenceChecks::Task> EvidenceChecks::Next() {
  {
    const std::lock_guard lock(mutex_);
    if (!arrived_.empty()) {
      const Sha256 file = arrived_.front();
      arrived_.pop_front();
      waiting_.erase(file);
      return Task{file, Which::kMissing};
    }
    if (std::exchange(pass_wanted_, false)) BeginPass();
  }
  while (pass_.found.empty() && !pass_.at_end) {
    if (ReadOn().ok()) continue;
    // Rows that cannot be read are for `verify`; not every file was checked.
    pass_.at_end = true;
    pass_.trust.reset();
  }
  if (pass_.found.empty()) return std::nullopt;
  const Sha256 file = pass_.found.front();
  pass_.found.pop_front();
  return Task{file, pass_.which};
}

void EvidenceChecks::BeginPass() {
  pass_ = Pass{};
  pass_.from = storage::KeyWriter(storage::Prefix::kOwnDocument).Take();
  pass_.at_end = false;
  const std::shared_ptr<const Trust> trust = trust_.Now();
  if (trust == nullptr) return;
  pass_.trust = trust->fingerprint;
  const auto last = services::TrustOfChecks(*ports_.store.NewSnapshot());
  if (last.ok() && *last != pass_.trust->ToBytes()) pass_.which = Which::kAll;
}

// The documents of both sides stand next to each other.
absl::Status EvidenceChecks::ReadOn() {
  static_assert(static_cast<int>(storage::Prefix::kOwnDocument) + 1 ==
                static_cast<int>(storage::Prefix::kHeldDocument));
  storage::Range range =
      storage::PrefixRange(storage::KeyWriter(storage::Prefix::kHeldDocument).Take());
  range.first = pass_.from;
  ASSIGN_OR_RETURN(storage::Page page,
                   ports_.store.NewSnapshot()->Scan(range, {.rows = kRowsAtOnce}));
  for (const auto& [key, value] : page.rows) {
    evidence::v1::Document document;
    RETURN_IF_ERROR(services::DecodeRow(value, document));
    const auto file = services::ReadHash(document.sha256());
    if (file.ok()) pass_.found.push_back(*file);
  }
  pass_.at_end = !page.resume.has_value();
  if (!pass_.at_end) pass_.from = *page.resume;
  return absl::OkStatus();
}

std::optional<std::string> EvidenceChecks::Check(const Task& task) {
  const auto before = services::FindCheck(*ports_.store.NewSnapshot(), task.file);
  if (!before.ok()) return std::nullopt;
  const bool known = before->has_value() && !domain::IsCheckNotMade((*before)->report.refusal);
  if ((known && task.which == Which::kMissing) || !ports_.files.Has(task.file)) {
    return std::nullopt;
  }
  const std::shared_ptr<const Trust> trust = trust_.Now();
  const std::optional<domain::SignatureReport> report =
      Report(ports_.files.PathOf(task.file), trust.get());
  // What is known is worth more than that it could not be found again.
  if (!report.has_value() || (known && domain::IsCheckNotMade(report->refusal))) {
    return std::nullopt;
  }
  checked_any_ = true;
  if (before->has_value() && (*before)->report == *report) return std::nullopt;
  record::v1::EvidenceCheck row;
  row.set_sha256(task.file.ToBytes());
  row.set_report(signature::ReportBytes(*report));
  return row.SerializeAsString();
}

std::optional<domain::SignatureReport> EvidenceChecks::Report(const std::filesystem::path& file,
                                                              const Trust* trust) const {
  if (trust == nullptr) return NotMade("pdf_check_no_anchors");
  const signature::Checker checker{
      .program = ports_.program, .anchors_pem = trust->pem, .limits = {}, .stop = &stopping_};
  auto report = signature::CheckFile(checker, file, ports_.clock.WallMicros() / kMicrosInSecond);
  if (report.ok()) return *std::move(report);
  const std::string reason = domain::ReasonOf(report.status());
  if (reason == "pdf_checker_missing") return NotMade("pdf_check_not_run");
  if (reason == "anchors_malformed") return NotMade("pdf_check_no_anchors");
  return std::nullopt;
}

std::optional<std::string> EvidenceChecks::FinishedTrust() {
  if (!pass_.trust.has_value() || !checked_any_) return std::nullopt;
  const std::string trust = std::exchange(pass_.trust, std::nullopt)->ToBytes();
  const auto last = services::TrustOfChecks(*ports_.store.NewSnapshot());
  if (!last.ok() || *last == trust) return std::nullopt;
  record::v1::EvidenceTrust row;
  row.set_sha256(trust);
  return row.SerializeAsString();
}

void EvidenceChecks::Enter(services::CommandKind kind, std::string payload) {
  ledger::Command command =
      NodeCommand(ports_.config, ports_.random.Bytes(16), kind.number(), std::move(payload));
  ports_.submit(std::move(command), [this](const absl::StatusOr<std::string>& answer) {
    const std::lock_guard lock(mutex_);
    // What the ledger had no room for is found in the rows, at the next tick.
    if (!answer.ok() && domain::ReasonOf(answer.status()) == "ledger_busy") pass_wanted_ = true;
    at_work_ = answer.ok() && pool_.TryPost([this] { Work(); });
  });
}

}  // namespace par::node
