#include "tests/sim/rows_of.h"

#include "common/base/check.h"
#include "common/exchange/rows.h"
#include "common/storage/key.h"

namespace par::sim {

using storage::KeyReader;
using storage::Prefix;

std::optional<RowName> NameOfRow(std::string_view key) {
  if (key.empty()) return std::nullopt;
  RowName name{};
  const auto prefix = static_cast<Prefix>(key.front());
  switch (prefix) {
    case Prefix::kExchangeStream:
      name.what = RowName::What::kStream;
      break;
    case Prefix::kExchangeStaged:
      name.what = RowName::What::kStaged;
      break;
    case Prefix::kExchangeEvent:
      name.what = RowName::What::kEvent;
      break;
    case Prefix::kExchangeSubmission:
      name.what = RowName::What::kSubmission;
      break;
    default:
      return std::nullopt;
  }
  KeyReader reader(key);
  (void)reader.TakePrefix(prefix);
  name.side = static_cast<exchange::Side>(reader.TakeNumber().value_or(0));
  name.stream.hop = reader.TakeText().value_or("");
  name.stream.direction = static_cast<exchange::Direction>(reader.TakeNumber().value_or(0));
  name.stream.unit = reader.TakeText().value_or("");
  if (name.what == RowName::What::kSubmission) {
    name.submission_id = reader.TakeText().value_or("");
  } else if (name.what != RowName::What::kStream) {
    name.number = reader.TakeNumber().value_or(0);
  }
  PAR_CHECK(reader.AtEnd());
  return name;
}

void ForEachItem(const Disk& disk,
                 absl::FunctionRef<void(const ItemPlace&, const exchange::v1::Item&)> visit) {
  const std::string first(1, static_cast<char>(Prefix::kExchangeStaged));
  const std::string end(1, static_cast<char>(Prefix::kExchangeSubmission));
  for (auto at = disk.rows().lower_bound(first); at != disk.rows().end() && at->first < end; ++at) {
    const std::optional<RowName> name = NameOfRow(at->first);
    PAR_CHECK(name.has_value());
    ItemPlace place{.side = name->side, .stream = name->stream, .seq = 0, .hash = {}, .result = {}};
    if (name->what == RowName::What::kStaged) {
      exchange::record::StagedItem row;
      PAR_CHECK(exchange::DecodeRow(at->second, row).ok());
      visit(place, row.item());
    } else {
      exchange::record::EventRow row;
      PAR_CHECK(exchange::DecodeRow(at->second, row).ok());
      place.seq = name->number;
      place.hash = row.hash();
      place.result = row.result();
      visit(place, row.item());
    }
  }
}

}  // namespace par::sim
