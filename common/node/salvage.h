// What lies on the disk of a machine that was lost, or replaced, and was never sent: read, never
// written. docs/operations/lost-machine.md says how a person uses it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/services/kinds.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/evidence/v1/evidence.pb.h"
#include "par/exchange/v1/exchange.pb.h"

namespace par::node {

// An item of a unit that waited for its place in the stream up.
struct SalvagedItem {
  exchange::v1::Item item;  // With its body.
  std::string cycle;        // Empty where the item has none.
  std::string action;       // Of an action: its kind, such as "appeal".
  std::string period;       // Of figures: the period that they are of.
};
// Answers that had not been handed in.
struct SalvagedDraft {
  std::string unit;
  std::string cycle;
  std::string state;  // Of the dossier.
  std::string filled_by;
  assessment::v1::Answers answers;
};
// A file of a unit that may not have come up.
struct SalvagedFile {
  evidence::v1::Document document;
  bool here = false;  // The old disk has it.
  // An item that was sent refers to it. Its bytes go up after the item, and no disk notes when they
  // have arrived, so it may stand above already. Never without `here`.
  bool sent = false;
};

struct Salvage {
  std::string node;
  std::vector<std::string> units;
  std::vector<SalvagedItem> items;  // By unit, in the order of saving.
  std::vector<SalvagedDraft> drafts;
  std::vector<SalvagedFile> files;
  std::uint64_t passing = 0;  // Waiting items of other nodes' units: those send them again.
};

// `data` is the old data folder (with db and evidence in it). What RocksStore::OpenReadOnly
// refuses; DATA_LOSS where rows cannot be read.
[[nodiscard]] absl::StatusOr<Salvage> ReadSalvage(const std::filesystem::path& data);

// Where a file lies on the old disk.
[[nodiscard]] std::filesystem::path SalvagedFilePath(const std::filesystem::path& data,
                                                     const Sha256& sha256);

}  // namespace par::node
