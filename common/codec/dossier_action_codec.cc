#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/refusal.h"

namespace par::codec {
namespace {

absl::StatusOr<domain::ActionKind> DecodeKind(std::string_view name) {
  const auto kind = domain::ParseActionKind(name);
  if (kind.has_value()) return *kind;
  return BadField("action.kind", name);
}

}  // namespace

absl::Status BadField(std::string_view field, std::string_view value) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, "message_field_invalid",
                         {{"field", std::string(field)}, {"value", std::string(value)}});
}

absl::StatusOr<Sha256> DecodeHash(std::string_view field, std::string_view bytes) {
  if (bytes.size() != Sha256().bytes.size()) {
    return BadField(field, std::to_string(bytes.size()) + " bytes");
  }
  return Sha256::FromBytes(bytes);
}

dossier::v1::Mark Encode(const domain::Mark& mark) {
  dossier::v1::Mark message;
  message.set_state(static_cast<dossier::v1::MarkState>(mark.state));
  message.set_points_e4(mark.points.e4());
  return message;
}

absl::StatusOr<domain::Mark> Decode(const dossier::v1::Mark& mark) {
  if (!dossier::v1::MarkState_IsValid(mark.state())) {
    return BadField("mark.state", std::to_string(mark.state()));
  }
  domain::Mark result;
  result.state = static_cast<domain::MarkState>(mark.state());
  ASSIGN_OR_RETURN(result.points, domain::PointsFromE4(mark.points_e4(), "mark.points_e4"));
  // What is waived may keep its full points.
  const bool bears_points =
      result.state == domain::MarkState::kScored || result.state == domain::MarkState::kWaived;
  if (!bears_points && result.points != domain::Points()) {
    return BadField("mark.points_e4", std::to_string(mark.points_e4()));
  }
  return result;
}

dossier::v1::LeafClaim Encode(const domain::LeafClaim& claim) {
  dossier::v1::LeafClaim message;
  message.set_criterion(claim.criterion);
  *message.mutable_self() = Encode(claim.self);
  message.set_content(claim.content.ToBytes());
  return message;
}

absl::StatusOr<domain::LeafClaim> Decode(const dossier::v1::LeafClaim& claim) {
  domain::LeafClaim result;
  result.criterion = claim.criterion();
  ASSIGN_OR_RETURN(result.self, Decode(claim.self()));
  ASSIGN_OR_RETURN(result.content, DecodeHash("claim.content", claim.content()));
  return result;
}

assessment::v1::Way Encode(const domain::Way& way, domain::Language language) {
  assessment::v1::Way message;
  message.set_kind(std::string(domain::Name(way.kind)));
  message.mutable_on()->Assign(way.on.begin(), way.on.end());
  if (!way.not_yet.ok()) message.set_not_yet(domain::TextOf(way.not_yet, language));
  return message;
}

dossier::v1::Action Encode(const domain::Action& action) {
  dossier::v1::Action message;
  message.set_kind(std::string(domain::Name(action.kind)));
  message.set_unit(action.unit.value());
  message.set_cycle(action.cycle.value());
  message.set_base_version(action.base_version);
  message.set_criterion(action.criterion);
  *message.mutable_mark() = Encode(action.mark);
  message.set_text(action.text);
  message.set_upheld(action.upheld);
  message.set_query(action.query);
  for (const domain::LeafClaim& claim : action.claims) *message.add_claims() = Encode(claim);
  for (const std::string& area : action.areas) message.add_areas(area);
  for (const std::string& one : action.criteria) message.add_criteria(one);
  message.set_account(action.account.value());
  for (const domain::UnitId& unit : action.home_units) message.add_home_units(unit.value());
  message.set_decision(action.decision.value());
  if (action.made_at.has_value()) message.set_made_at(*action.made_at);
  if (action.clock_age.has_value()) message.set_clock_age(*action.clock_age);
  message.set_session(action.session);
  return message;
}

absl::StatusOr<domain::Action> Decode(const dossier::v1::Action& action,
                                      std::uint64_t present_version) {
  domain::Action result;
  ASSIGN_OR_RETURN(result.kind, DecodeKind(action.kind()));
  result.unit = domain::UnitId(action.unit());
  result.cycle = domain::CycleId(action.cycle());
  result.base_version = action.has_base_version() ? action.base_version() : present_version;
  result.criterion = action.criterion();
  ASSIGN_OR_RETURN(result.mark, Decode(action.mark()));
  result.text = action.text();
  result.upheld = action.upheld();
  result.query = action.query();
  for (const dossier::v1::LeafClaim& claim : action.claims()) {
    ASSIGN_OR_RETURN(domain::LeafClaim decoded, Decode(claim));
    result.claims.push_back(std::move(decoded));
  }
  result.areas.assign(action.areas().begin(), action.areas().end());
  result.criteria.assign(action.criteria().begin(), action.criteria().end());
  result.account = domain::AccountId(action.account());
  for (const std::string& unit : action.home_units()) result.home_units.emplace_back(unit);
  result.decision = domain::DecisionId(action.decision());
  if (action.has_made_at()) result.made_at = action.made_at();
  if (action.has_clock_age()) result.clock_age = action.clock_age();
  result.session = action.session();
  return result;
}

}  // namespace par::codec
