#include "common/base/check.h"
#include "common/base/sha256.h"
#include "common/storage/key.h"
#include "tests/unit/exchange/world.h"

namespace par::exchange::testing {
namespace {

// A kind of row of the services' range that only these tests write.
constexpr auto kEffectPrefix = static_cast<storage::Prefix>(0x7f);

std::string EffectKey(const StreamId& stream, std::string_view id) {
  return storage::KeyWriter(kEffectPrefix).Text(Name(stream)).Text(id).Take();
}

}  // namespace

const TableTopology::Row* TableTopology::Find(std::string_view unit) const {
  for (const Row& row : rows_) {
    if (row.unit == unit) return &row;
  }
  return nullptr;
}

absl::StatusOr<std::optional<std::string>> TableTopology::ParentOf(const storage::Reader&,
                                                                   std::string_view unit) const {
  const Row* row = Find(unit);
  if (row == nullptr || row->parent.empty()) return std::optional<std::string>();
  return std::optional<std::string>(row->parent);
}

absl::StatusOr<std::optional<std::string>> TableTopology::NodeOf(const storage::Reader&,
                                                                 std::string_view unit) const {
  const Row* row = Find(unit);
  if (row == nullptr) return std::optional<std::string>();
  return std::optional<std::string>(row->node);
}

absl::StatusOr<std::vector<std::string>> TableTopology::UnitsOn(const storage::Reader&,
                                                                std::string_view node) const {
  std::vector<std::string> units;
  for (const Row& row : rows_) {
    if (row.node == node) units.push_back(row.unit);
  }
  return units;
}

absl::StatusOr<std::vector<std::string>> TableTopology::UnitsBelow(const storage::Reader& state,
                                                                   std::string_view unit) const {
  std::vector<std::string> units;
  for (const Row& row : rows_) {
    if (row.parent != unit) continue;
    units.push_back(row.unit);
    const auto below = UnitsBelow(state, row.unit);
    units.insert(units.end(), below->begin(), below->end());
  }
  return units;
}

std::string HashSigner::Sign(std::string_view bytes) const {
  return Sha256::Of("key of " + node_ + std::string(bytes)).ToBytes();
}

bool HashVerifier::Verify(std::string_view node, std::string_view bytes,
                          std::string_view signature) const {
  return HashSigner(std::string(node)).Sign(bytes) == signature;
}

absl::StatusOr<Judgement> CountingSink::Receive(const ledger::Entry&, const Arrival& arrival,
                                                ledger::Transaction& transaction) {
  const v1::Item& item = arrival.event.item();
  if (item.body().rfind("reject", 0) == 0) {
    return Judgement::Rejected(domain::Refusal(absl::StatusCode::kFailedPrecondition,
                                               "exchange_type_unknown", {{"type", "77"}}));
  }
  const std::string key = EffectKey(arrival.stream, item.submission_id());
  const auto before = transaction.Get(key);
  PAR_CHECK(before.ok());
  transaction.Put(key, before->value_or("") + "x");
  return Judgement::Applied();
}

int EffectsOf(const storage::Reader& state, const StreamId& stream, std::string_view id) {
  const auto row = state.Get(EffectKey(stream, id));
  PAR_CHECK(row.ok());
  return static_cast<int>(row->value_or("").size());
}

absl::StatusOr<std::string> NodeMachine::Apply(const ledger::Entry& entry,
                                               ledger::Transaction& transaction) {
  if (ExchangeState::Owns(entry.command.kind)) return state_.Apply(entry, transaction);
  v1::Item item;
  PAR_CHECK(item.ParseFromString(entry.command.payload));
  const std::string unit = entry.command.unit;
  absl::Status done;
  if (entry.command.kind == kStageKind) {
    done = state_.Stage(entry, transaction, unit, std::move(item));
  } else {
    const std::string speaker = item.unit();
    done = state_.SendDown(entry, transaction, speaker, unit, std::move(item));
  }
  if (!done.ok()) return done;
  return std::string();
}

}  // namespace par::exchange::testing
