#include "common/node/witness_view.h"

#include <optional>
#include <string>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/exchange/blob_references.h"
#include "common/exchange/witness.h"

namespace par::node {
namespace {

constexpr int kMostDoubts = 20;

absl::Status DescribeWitnessed(const storage::Reader& state, const services::Units& units,
                               std::string_view here, const std::string& node,
                               const exchange::record::WitnessRow& row,
                               v1::WitnessedLedger& shown) {
  shown.set_node(node);
  ASSIGN_OR_RETURN(const std::vector<std::string> hops,
                   exchange::HopsBetween(state, units, node, std::string(here)));
  for (const std::string& unit : hops) shown.add_units(unit);
  shown.set_ledger(row.ledger());
  shown.set_doubted_since(row.doubted_since());
  shown.set_doubted_until(row.doubted_until());
  shown.set_doubted_entry(row.doubted().length());
  if (row.here().size() == sizeof(Sha256::bytes)) {
    shown.set_doubted_here(Sha256::FromBytes(row.here()).Hex());
  }
  ASSIGN_OR_RETURN(const std::vector<exchange::WitnessedHead> heads,
                   exchange::WitnessedHeads(state, node));
  for (const exchange::WitnessedHead& head : heads) {
    v1::WitnessedEntry& entry = *shown.add_entries();
    entry.set_ledger(head.ledger);
    entry.set_number(head.number);
    entry.set_sha256(head.hash.Hex());
    entry.set_at(head.at);
  }
  return absl::OkStatus();
}

void AddDoubt(const absl::Status& doubt, std::string_view node, domain::Language language,
              v1::GetStatusResponse& status) {
  if (doubt.ok() || status.ledger_doubts_size() == kMostDoubts) return;
  v1::LedgerDoubt& shown = *status.add_ledger_doubts();
  shown.set_node(std::string(node));
  shown.set_reason(domain::ReasonOf(doubt));
  shown.set_text(domain::TextOf(doubt, language));
}

}  // namespace

absl::StatusOr<v1::ListWitnessedResponse> PageOfWitnessed(const storage::Reader& state,
                                                          const services::Units& units,
                                                          std::string_view here,
                                                          const v1::ListWitnessedRequest& request) {
  std::optional<std::string> wanted;
  if (!request.unit().empty()) {
    ASSIGN_OR_RETURN(const std::optional<std::string> host, units.NodeOf(state, request.unit()));
    wanted = host.value_or("");
  }
  std::string node;
  exchange::record::WitnessRow row;
  v1::ListWitnessedResponse page;
  page.set_witness(std::string(here));
  RETURN_IF_ERROR(exchange::ForEachWitness(
      state, request.after(),
      [&](const std::string& name, const exchange::record::WitnessRow& of_it) {
        if (wanted.has_value() && name != *wanted) return true;
        if (!node.empty()) {  // One is enough for an answer; there is another.
          page.set_next(node);
          return false;
        }
        node = name;
        row = of_it;
        return true;
      }));
  if (!node.empty())
    RETURN_IF_ERROR(DescribeWitnessed(state, units, here, node, row, *page.add_nodes()));
  return page;
}

absl::Status DescribeDoubts(const storage::Reader& state, std::string_view here,
                            const std::vector<LineStatus>& lines_up, domain::Language language,
                            v1::GetStatusResponse& status) {
  for (const LineStatus& line : lines_up) AddDoubt(line.link.ledger_doubt, here, language, status);
  return exchange::ForEachWitness(
      state, "", [&](const std::string& node, const exchange::record::WitnessRow& row) {
        AddDoubt(exchange::DoubtOf(row, node), node, language, status);
        return status.ledger_doubts_size() < kMostDoubts;
      });
}

}  // namespace par::node
