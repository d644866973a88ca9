#include "tests/sim/desks.h"

#include <functional>
#include <utility>

#include "common/base/check.h"
#include "common/base/status_macros.h"
#include "common/storage/key.h"

namespace par::sim {
namespace {

// A kind of row of the services' range that only the simulation writes.
constexpr auto kEffectPrefix = static_cast<storage::Prefix>(0x7f);

std::string EffectKey(const exchange::StreamId& stream, std::string_view id, Came came) {
  return storage::KeyWriter(kEffectPrefix)
      .Text(exchange::Name(stream))
      .Text(id)
      .Number(static_cast<std::uint64_t>(came))
      .Take();
}

absl::StatusOr<exchange::Judgement> JudgePlain(const exchange::Arrival& arrival) {
  // Only who receives it first minds: above, what he said must be enough.
  const bool first = arrival.stream.hop == arrival.stream.unit;
  if (!first || arrival.event.item().body().rfind("reject", 0) != 0) {
    return exchange::Judgement::Applied();
  }
  return exchange::Judgement::Rejected(domain::Refusal(absl::StatusCode::kFailedPrecondition,
                                                       "exchange_type_unknown", {{"type", "77"}}));
}

}  // namespace

const Library& SharedLibrary() {
  static const Library library;
  return library;
}

int EffectsOf(const storage::Reader& state, const exchange::StreamId& stream, std::string_view id,
              Came came) {
  const auto row = state.Get(EffectKey(stream, id, came));
  PAR_CHECK(row.ok());
  return static_cast<int>(row->value_or("").size());
}

bool Desks::Sink::Knows(std::uint32_t type) const {
  return type == kPlainItem || (type == kNewItem && version != Version::kOlder) ||
         items.Knows(type);
}

absl::StatusOr<exchange::Judgement> Desks::Sink::Receive(const ledger::Entry& entry,
                                                         const exchange::Arrival& arrival,
                                                         ledger::Transaction& transaction) {
  const exchange::v1::Item& item = arrival.event.item();
  ASSIGN_OR_RETURN(exchange::Judgement judgement,
                   item.type() == kPlainItem || item.type() == kNewItem
                       ? JudgePlain(arrival)
                       : items.Receive(entry, arrival, transaction));
  if (!judgement.applied) return judgement;
  const Came came = arrival.settled    ? Came::kBackAndSettled
                    : arrival.restored ? Came::kBack
                                       : Came::kFirst;
  const std::string key = EffectKey(arrival.stream, item.submission_id(), came);
  ASSIGN_OR_RETURN(const std::optional<std::string> before, transaction.Get(key));
  transaction.Put(key, before.value_or("") + "x");
  return judgement;
}

Desks::Desks(const std::string& node, const Library& library, bool superior)
    : library_(library),
      exchange_(node, library.units, sink_),
      courier_(library.units, exchange_),
      units_(library.units, courier_),
      cycles_(library.units, library.sets, courier_),
      box_(library.units, library.sets, courier_),
      own_(library.units, library.sets),
      assessment_(library.units, own_, courier_),
      held_(library.units, library.sets, payloads_),
      review_(library.units, held_, courier_),
      decisions_(library.units, held_, review_, cycles_, box_, courier_) {
  units_.Register(commands_, sink_.items);
  units_.OnNewChild([this](const ledger::Entry& entry, const std::string& unit,
                           const std::string& child, ledger::Transaction& transaction) {
    return box_.SendTo(entry, unit, child, transaction);
  });
  cycles_.Register(commands_, sink_.items);
  box_.Register(sink_.items);
  assessment_.Register(commands_, acts_, sink_.items);
  if (superior) {
    review_.Register(
        commands_, acts_, sink_.items,
        [this](const exchange::Arrival& arrival, const assessment::v1::Submission& submission,
               ledger::Transaction& transaction) {
          return assessment_.TakeBackSubmission(arrival, submission, transaction);
        });
    decisions_.Register(commands_);
    cycles_.BeforeAdvance(std::bind_front(&district::HeldDossiers::CheckNobodyLeftBehind, &held_));
  } else {
    assessment_.RegisterOwnItems(sink_.items);
  }
  acts_.Register(commands_);
}

absl::StatusOr<std::string> Desks::Apply(const ledger::Entry& entry,
                                         ledger::Transaction& transaction) {
  if (exchange::ExchangeState::Owns(entry.command.kind)) return exchange_.Apply(entry, transaction);
  if (entry.command.kind >= static_cast<std::uint32_t>(SimKind::kStage)) {
    return ApplyOwn(entry, transaction);
  }
  return commands_.Apply(entry, transaction);
}

absl::StatusOr<std::string> Desks::ApplyOwn(const ledger::Entry& entry,
                                            ledger::Transaction& transaction) const {
  const std::string& payload = entry.command.payload;
  if (entry.command.kind == static_cast<std::uint32_t>(SimKind::kPutRow)) {
    const std::size_t length = static_cast<unsigned char>(payload.at(0));
    transaction.Put(payload.substr(1, length), payload.substr(1 + length));
    return std::string();
  }
  exchange::v1::Item item;
  PAR_CHECK(item.ParseFromString(payload));
  const std::string unit = item.unit();
  if (entry.command.kind == static_cast<std::uint32_t>(SimKind::kStage)) {
    RETURN_IF_ERROR(exchange_.Stage(entry, transaction, unit, std::move(item)));
  } else {
    RETURN_IF_ERROR(
        exchange_.SendDown(entry, transaction, unit, entry.command.unit, std::move(item)));
  }
  return std::string();
}

}  // namespace par::sim
