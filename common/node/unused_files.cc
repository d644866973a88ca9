#include "common/node/unused_files.h"

#include <algorithm>
#include <limits>
#include <sstream>
#include <utility>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/identity/secret_file.h"
#include "common/node/at_start.h"
#include "common/node/file_mentions.h"
#include "common/services/document_use.h"
#include "common/services/documents.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::node {
namespace {

constexpr char kFormat[] = "parnet/unused-files/1";
// What was brought or stated as a document before the start is not known any more: that stays for
// as long as it would have.
constexpr std::int64_t kMostAtStart = UnusedFiles::kWaitMicros - evidence::kTouchedMicros;

}  // namespace

UnusedFiles::UnusedFiles(Ports ports) : ports_(std::move(ports)) { ReadCounts(); }

void UnusedFiles::Tick() {
  const std::int64_t now = ports_.clock.MonotonicMicros();
  if (ticked_at_.has_value() && now - *ticked_at_ < kLookMicros) return;
  if (pool_.TryPost([this] { Look(); })) ticked_at_ = now;
}

void UnusedFiles::Look() {
  const std::int64_t now = ports_.clock.MonotonicMicros();
  auto found = Find(ports_.files.All());
  // Rows that cannot be read are for `verify`: nothing is let go. So with a stop.
  if (!found.ok()) return;
  const std::int64_t before = looked_at_.value_or(now);
  const std::int64_t pause = std::min(now - before, kLongestPause);
  // With the first look all that came since the start.
  const std::int64_t touched_before = looked_at_.value_or(std::numeric_limits<std::int64_t>::min());
  looked_at_ = now;
  std::map<Sha256, std::int64_t> waited;
  Waiting waiting;
  std::set<Sha256> going;
  std::size_t most = kMostAtOnce;
  for (const auto& [file, documents] : *found) {
    const auto known = waited_.find(file);
    const bool goes_on = known != waited_.end() && !ports_.files.TouchedSince(file, touched_before);
    std::int64_t& so_far = waited[file] = goes_on ? known->second + pause : 0;
    ++waiting.files;
    waiting.bytes += ports_.files.SizeOf(file).value_or(0);
    if (so_far < kWaitMicros || most == 0) continue;
    --most;
    if (documents.empty()) {
      going.insert(file);
    } else {
      LetGo(file, documents);
    }
  }
  const bool nothing_new = waited.empty() && waited_.empty();
  waited_ = std::move(waited);
  Remove(std::move(going));
  if (!nothing_new) WriteCounts();
  const std::lock_guard lock(mutex_);
  waiting_ = waiting;
}

UnusedFiles::Waiting UnusedFiles::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

absl::StatusOr<UnusedFiles::Unused> UnusedFiles::Find(std::set<Sha256> files) const {
  const std::unique_ptr<storage::Snapshot> state = ports_.store.NewSnapshot();
  RETURN_IF_ERROR(TakeOutMentioned(*state, stopping_, files));
  Unused unused;
  for (const Sha256& file : files) unused[file];
  if (unused.empty()) return unused;
  std::set<Sha256> relied_on;
  RETURN_IF_ERROR(services::ForEachRow<evidence::v1::Document>(
      *state, storage::KeyWriter(storage::Prefix::kOwnDocument).Take(),
      [&](std::string_view, const evidence::v1::Document& document) -> absl::Status {
        if (stopping_) return absl::CancelledError();
        ASSIGN_OR_RETURN(const Sha256 file, services::ReadHash(document.sha256()));
        const auto known = unused.find(file);
        if (known == unused.end() || relied_on.contains(file)) return absl::OkStatus();
        ASSIGN_OR_RETURN(const bool relied, services::IsReliedOn(*state, document));
        if (relied) relied_on.insert(file);
        known->second.push_back(document);
        return absl::OkStatus();
      }));
  for (const Sha256& file : relied_on) unused.erase(file);
  return unused;
}

// Whoever adds the document again comes behind these commands: the file stands in between.
void UnusedFiles::LetGo(const Sha256& file, const std::vector<evidence::v1::Document>& documents) {
  ports_.files.WhileUntouched(file, [&] {
    for (const evidence::v1::Document& document : documents) {
      evidence::v1::Document named;
      named.set_unit(document.unit());
      named.set_sha256(document.sha256());
      // What it comes to, the next look sees in the rows.
      ports_.submit(NodeCommand(ports_.config, ports_.random.Bytes(rpc::kRequestIdBytes),
                                services::CommandKind(services::Kind::kLetGoDocument).number(),
                                named.SerializeAsString()),
                    [](const absl::StatusOr<std::string>&) {});
    }
  });
}

void UnusedFiles::Remove(std::set<Sha256> files) {
  std::erase_if(files, [this](const Sha256& file) { return !ports_.files.Hide(file); });
  if (files.empty()) return;
  const absl::StatusOr<Unused> found = Find(files);
  for (const Sha256& file : files) {
    const bool gone = found.ok() && found->contains(file) && found->at(file).empty();
    if (gone) {
      ports_.files.Drop(file);
      waited_.erase(file);  // Should it come again, its days begin anew.
      ports_.log.Write(LogEvent::kEvidenceRemoved, {{"sha256", file.Hex()}});
    } else {
      ports_.files.Show(file);
    }
  }
}

// Lines "<hash> <microseconds>" between the format and the hash of all before. What is not so is
// passed over: then all wait from the beginning.
void UnusedFiles::ReadCounts() {
  const auto text = identity::ReadWholeFile(ports_.counts, identity::Secrecy::kPublic);
  if (!text.ok()) return;
  const std::size_t end = text->rfind("sha256 ");
  if (end == std::string::npos ||
      text->substr(end) != "sha256 " + Sha256::Of(text->substr(0, end)).Hex() + "\n") {
    return;
  }
  std::istringstream lines(text->substr(0, end));
  std::string format;
  if (!std::getline(lines, format) || format != kFormat) return;
  std::string hash;
  for (std::int64_t waited = 0; lines >> hash >> waited;) {
    const auto bytes = FromHex(hash);
    if (!bytes.has_value() || bytes->size() != sizeof(Sha256::bytes)) continue;
    waited_[Sha256::FromBytes(*bytes)] = std::clamp(waited, std::int64_t{0}, kMostAtStart);
  }
}

void UnusedFiles::WriteCounts() const {
  std::string text = std::string(kFormat) + "\n";
  for (const auto& [file, waited] : waited_) {
    text += file.Hex() + " " + std::to_string(waited) + "\n";
  }
  text += "sha256 " + Sha256::Of(text).Hex() + "\n";
  // On a full disk the days since are counted again after the next start.
  (void)identity::WriteFileDurably(ports_.counts, text, identity::Secrecy::kPublic);
}

}  // namespace par::node
