#include "common/services/decision_box.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/identity/signer_certificate.h"
#include "common/identity/signing_key.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/services/signed_decision.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using decision::v1::SignedDecision;
using domain::Refusal;
using record::v1::DecisionRow;

std::string DecisionKey(std::string_view id) {
  return storage::KeyWriter(storage::Prefix::kDecision).Text(id).Take();
}

absl::Status UnknownDecision(std::string_view id) {
  return Refusal(absl::StatusCode::kNotFound, "decision_unknown", {{"id", std::string(id)}});
}

// `visit` returns nothing; rows come in the order of their ids.
template <typename Visit>
absl::Status ForEachDecision(const storage::Reader& state, Visit visit) {
  const std::string prefix = storage::KeyWriter(storage::Prefix::kDecision).Take();
  return ForEachRow<DecisionRow>(state, prefix, [&](std::string_view, const DecisionRow& row) {
    visit(row);
    return absl::OkStatus();
  });
}

DecisionRow RowOf(const SignedDecision& signed_decision, const domain::Decision& decision,
                  const Sha256& hash) {
  DecisionRow row;
  row.set_canonical(signed_decision.canonical());
  row.set_packed(signed_decision.packed());
  row.set_unpacked_bytes(signed_decision.unpacked_bytes());
  row.set_signature(signed_decision.signature());
  row.set_signer_node(signed_decision.signer_node());
  row.set_signer_certificate(signed_decision.signer_certificate());
  row.set_signer_key(signed_decision.signer_key());
  row.set_signed_at(signed_decision.signed_at());
  row.set_sha256(hash.ToBytes());
  row.set_cycle(decision.cycle.value());
  row.set_number(decision.number.value());
  row.set_date(decision.date.Iso());
  row.set_issuer(decision.issuer.value());
  if (!decision.supersedes.empty()) row.set_supersedes(decision.superseded_hash.Hex());
  row.set_units(static_cast<std::uint32_t>(decision.lines.size()));
  return row;
}

decision::v1::DecisionSummary SummaryOf(const DecisionRow& row) {
  decision::v1::DecisionSummary summary;
  summary.set_id(DecisionBox::IdOf(row));
  summary.set_cycle(row.cycle());
  summary.set_number(row.number());
  summary.set_date(row.date());
  summary.set_issuer(row.issuer());
  summary.set_sha256(summary.id());
  summary.set_supersedes(row.supersedes());
  summary.set_superseded_by(row.superseded_by());
  summary.set_units(row.units());
  return summary;
}

// By the authorities as entered when the node last started: the same answer whenever the entry is
// replayed.
absl::Status CheckSignature(const domain::Decision& decision, const SignedDecision& given,
                            const storage::Reader& state) {
  if (!identity::SignatureHolds(given.signer_key(),
                                domain::SignatureBytes(decision, given.signed_at()),
                                given.signature())) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "decision_signature_wrong",
                   {{"number", decision.number.value()}});
  }
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, ReadHosting(state));
  return identity::CheckSigner({.certificate = given.signer_certificate(),
                                .public_key = given.signer_key(),
                                .node = given.signer_node(),
                                .unit = decision.issuer.value(),
                                .at_micros = given.signed_at()},
                               hosting.authorities());
}

}  // namespace

std::string DecisionBox::IdOf(const domain::Decision& decision) {
  return Sha256::Of(domain::WholeBytes(decision)).Hex();
}
std::string DecisionBox::IdOf(const DecisionRow& row) {
  return Sha256::FromBytes(row.sha256()).Hex();
}

SignedDecision DecisionBox::SignedOf(const DecisionRow& row) {
  SignedDecision decision;
  decision.set_canonical(row.canonical());
  decision.set_packed(row.packed());
  decision.set_unpacked_bytes(row.unpacked_bytes());
  decision.set_signature(row.signature());
  decision.set_signer_node(row.signer_node());
  decision.set_signer_certificate(row.signer_certificate());
  decision.set_signer_key(row.signer_key());
  decision.set_signed_at(row.signed_at());
  return decision;
}

void DecisionBox::Register(ItemRouter& items) {
  for (const ItemType down : {ItemType::kDecision, ItemType::kPackedDecision}) {
    items.OnMessage<SignedDecision>(
        down, [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
                     const SignedDecision& decision, ledger::Transaction& transaction) {
          return ReceiveDown(entry, arrival, decision, transaction);
        });
    items.OnSentBack<SignedDecision>(
        down, [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
                     const SignedDecision& decision, ledger::Transaction& transaction) {
          return TakeBack(entry, arrival, decision, transaction);
        });
  }
  for (const ItemType up : {ItemType::kDecisionCopy, ItemType::kPackedDecisionCopy}) {
    items.OnMessage<SignedDecision>(
        up, [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
                   const SignedDecision& decision, ledger::Transaction& transaction) {
          const bool own = arrival.restored && arrival.side == exchange::Side::kLower;
          return own ? TakeBack(entry, arrival, decision, transaction)
                     : ReceiveCopy(arrival, decision, transaction);
        });
  }
}

absl::StatusOr<std::string> DecisionBox::Keep(const SignedDecision& signed_decision,
                                              ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const domain::Decision decision, ReadDecision(signed_decision));
  RETURN_IF_ERROR(CheckSignature(decision, signed_decision, transaction));
  const Sha256 hash = Sha256::Of(domain::WholeBytes(decision));
  DecisionRow row = RowOf(signed_decision, decision, hash);
  ASSIGN_OR_RETURN(const auto known, ReadRow<DecisionRow>(transaction, DecisionKey(hash.Hex())));
  if (known.has_value()) return hash.Hex();  // Parent and child live in one database.
  if (!row.supersedes().empty()) {
    const std::string former_key = DecisionKey(row.supersedes());
    ASSIGN_OR_RETURN(auto former, ReadRow<DecisionRow>(transaction, former_key));
    if (former.has_value()) {
      // Nobody puts another unit's decision out of force.
      if (former->issuer() != row.issuer() || former->cycle() != row.cycle()) {
        return Refusal(absl::StatusCode::kFailedPrecondition, "decision_supersedes_wrong",
                       {{"named", decision.supersedes.value()}, {"present", former->number()}});
      }
      former->set_superseded_by(hash.Hex());
      WriteRow(transaction, former_key, *former);
    }
  }
  WriteRow(transaction, DecisionKey(hash.Hex()), row);
  return hash.Hex();
}

absl::Status DecisionBox::Verify(const domain::Decision& decision,
                                 const storage::Reader& state) const {
  ASSIGN_OR_RETURN(
      const LoadedSet loaded,
      sets_.Load(state, decision.set_id, static_cast<std::uint32_t>(decision.set_version)));
  if (loaded.text_hash != decision.set_hash) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "decision_set_wrong",
                   {{"where", decision.number.value()},
                    {"set", decision.set_id + "@" + std::to_string(decision.set_version)}});
  }
  const Sha256 hash = Sha256::Of(domain::WholeBytes(decision));
  const std::vector<absl::Status> problems =
      domain::VerifyDecision(decision, hash, *loaded.set, {});
  return problems.empty() ? absl::OkStatus() : problems.front();
}

absl::Status DecisionBox::ReceiveDown(const ledger::Entry& entry, const exchange::Arrival& arrival,
                                      const SignedDecision& signed_decision,
                                      ledger::Transaction& transaction) const {
  const std::string& unit = arrival.stream.unit;
  ASSIGN_OR_RETURN(const domain::Decision decision, ReadDecision(signed_decision));
  ASSIGN_OR_RETURN(const domain::Relation relation,
                   units_.RelationTo(transaction, decision.issuer.value(), unit, entry.time));
  if (relation != domain::Relation::kParent && relation != domain::Relation::kAbove) {
    return Refusal(absl::StatusCode::kPermissionDenied, "decision_issuer_wrong",
                   {{"issuer", decision.issuer.value()}, {"unit", unit}});
  }
  // Parent and child may live in one database, and so may all communes of a province.
  ASSIGN_OR_RETURN(const auto known,
                   ReadRow<DecisionRow>(transaction, DecisionKey(IdOf(decision))));
  const bool kept = known.has_value() &&
                    SignedOf(*known).SerializeAsString() == signed_decision.SerializeAsString();
  if (!kept) {
    RETURN_IF_ERROR(Verify(decision, transaction));
    RETURN_IF_ERROR(Keep(signed_decision, transaction).status());
  }
  return courier_.DownToAll(entry, transaction, unit, TypeDown(signed_decision), signed_decision);
}

absl::Status DecisionBox::TakeBack(const ledger::Entry& entry, const exchange::Arrival& arrival,
                                   const SignedDecision& signed_decision,
                                   ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const domain::Decision decision, ReadDecision(signed_decision));
  const std::string key = DecisionKey(IdOf(decision));
  ASSIGN_OR_RETURN(const auto known, ReadRow<DecisionRow>(transaction, key));
  if (known.has_value()) return absl::OkStatus();
  // Its numbers were verified when it was made; the criteria set may not be back yet.
  RETURN_IF_ERROR(Keep(signed_decision, transaction).status());
  const std::string& issuer = decision.issuer.value();
  if (!units_.RequireHosted(transaction, issuer).ok()) return absl::OkStatus();
  for (const domain::DecisionLine& line : decision.lines) {
    if (line.unit.value() == arrival.stream.unit) continue;
    RETURN_IF_ERROR(courier_.DownIfBelow(entry, transaction, issuer, line.unit.value(),
                                         TypeDown(signed_decision), signed_decision));
  }
  if (arrival.stream.direction == exchange::Direction::kUp) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(transaction, issuer));
  if (!above.has_value()) return absl::OkStatus();
  // One entry may bring back several: one and the one that supersedes it.
  return courier_.Up(entry, transaction, issuer, TypeUp(signed_decision), signed_decision,
                     DerivedId(entry, "decision-copy/" + IdOf(decision)));
}

absl::Status DecisionBox::ReceiveCopy(const exchange::Arrival& arrival,
                                      const SignedDecision& signed_decision,
                                      ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const domain::Decision decision, ReadDecision(signed_decision));
  if (decision.issuer.value() != arrival.stream.unit) {
    return Refusal(absl::StatusCode::kPermissionDenied, "decision_issuer_wrong",
                   {{"issuer", decision.issuer.value()}, {"unit", arrival.stream.unit}});
  }
  RETURN_IF_ERROR(Verify(decision, transaction));
  return Keep(signed_decision, transaction).status();
}

absl::Status DecisionBox::SendTo(const ledger::Entry& entry, const std::string& unit,
                                 const std::string& child, ledger::Transaction& transaction) const {
  std::map<std::string, SignedDecision> waiting;  // By what they supersede.
  RETURN_IF_ERROR(ForEachDecision(transaction, [&](const DecisionRow& row) {
    if (row.issuer() == unit) waiting.emplace(row.supersedes() + "/" + IdOf(row), SignedOf(row));
  }));
  // What is superseded goes before what supersedes it.
  std::vector<std::string> sent = {""};
  for (std::size_t i = 0; i < sent.size(); ++i) {
    for (auto at = waiting.lower_bound(sent[i] + "/");
         at != waiting.end() && at->first.starts_with(sent[i] + "/"); ++at) {
      sent.push_back(at->first.substr(at->first.find('/') + 1));
      ASSIGN_OR_RETURN(const domain::Decision decision, ReadDecision(at->second));
      const bool concerned =
          std::any_of(decision.lines.begin(), decision.lines.end(),
                      [&](const domain::DecisionLine& line) { return line.unit.value() == child; });
      if (!concerned) continue;
      RETURN_IF_ERROR(
          courier_.Down(entry, transaction, unit, child, TypeDown(at->second), at->second));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<DecisionRow> DecisionBox::Find(const storage::Reader& state,
                                              std::string_view id) const {
  ASSIGN_OR_RETURN(auto row, ReadRow<DecisionRow>(state, DecisionKey(id)));
  if (row.has_value()) return *row;
  std::optional<DecisionRow> found;
  bool several = false;
  RETURN_IF_ERROR(ForEachDecision(state, [&](const DecisionRow& one) {
    if (one.number() != id) return;
    several = several || found.has_value();
    found = one;
  }));
  if (several) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "decision_number_repeated",
                   {{"id", std::string(id)}});
  }
  if (!found.has_value()) return UnknownDecision(id);
  return *found;
}

absl::StatusOr<DecisionRow> DecisionBox::InForce(const storage::Reader& state,
                                                 std::string_view cycle,
                                                 std::string_view issuer) const {
  std::optional<DecisionRow> found;
  RETURN_IF_ERROR(ForEachDecision(state, [&](const DecisionRow& one) {
    const bool of_it = one.cycle() == cycle && one.issuer() == issuer;
    if (of_it && one.superseded_by().empty()) found = one;
  }));
  if (!found.has_value()) return UnknownDecision(cycle);
  return *found;
}

absl::StatusOr<decision::v1::ListDecisionsResponse> DecisionBox::List(
    const storage::Reader& state) const {
  decision::v1::ListDecisionsResponse response;
  RETURN_IF_ERROR(ForEachDecision(
      state, [&](const DecisionRow& row) { *response.add_decisions() = SummaryOf(row); }));
  return response;
}

absl::StatusOr<decision::v1::GetDecisionResponse> DecisionBox::Get(
    const storage::Reader& state, const decision::v1::GetDecisionRequest& request) const {
  ASSIGN_OR_RETURN(const DecisionRow row, Find(state, request.id()));
  decision::v1::GetDecisionResponse response;
  *response.mutable_summary() = SummaryOf(row);
  decision::v1::SignedDecision& given = *response.mutable_decision();
  given = SignedOf(row);
  ASSIGN_OR_RETURN(*given.mutable_canonical(), FileOf(row));
  given.clear_packed();
  given.clear_unpacked_bytes();
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, ReadHosting(state));
  response.set_authorities(hosting.authorities());
  return response;
}

}  // namespace par::services
