#include "common/codec/cycle_codec.h"

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"

namespace par::codec {
namespace {

absl::StatusOr<domain::Date> DecodeDate(std::string_view field, const std::string& text) {
  const auto date = domain::Date::Parse(text);
  if (!date.has_value()) return BadField(field, text);
  return *date;
}

}  // namespace

cycle::v1::Cycle Encode(const domain::Cycle& cycle, std::uint64_t version) {
  cycle::v1::Cycle message;
  message.set_id(cycle.id.value());
  message.set_title(cycle.title);
  message.set_year(static_cast<std::uint32_t>(cycle.year));
  message.set_level(std::string(domain::Name(cycle.level)));
  message.set_owner(cycle.owner.value());
  message.set_set_id(cycle.criteria_set);
  message.set_set_version(static_cast<std::uint32_t>(cycle.criteria_version));
  for (const domain::UnitId& unit : cycle.units) message.add_units(unit.value());
  message.set_submit_by(cycle.deadlines.submit.Iso());
  message.set_review_by(cycle.deadlines.review.Iso());
  message.set_appeal_by(cycle.deadlines.appeal.Iso());
  message.set_publish_by(cycle.deadlines.publish.Iso());
  if (cycle.deadlines.answer.has_value()) message.set_answer_by(cycle.deadlines.answer->Iso());
  message.set_late_policy(std::string(domain::Name(cycle.late)));
  message.set_rounds(static_cast<std::uint32_t>(cycle.rounds));
  message.set_state(std::string(domain::Name(cycle.state)));
  message.set_version(version);
  return message;
}

absl::StatusOr<domain::Cycle> Decode(const cycle::v1::Cycle& message) {
  domain::Cycle cycle;
  cycle.id = domain::CycleId(message.id());
  cycle.title = message.title();
  cycle.year = static_cast<int>(message.year());
  const auto level = domain::ParseLevel(message.level());
  if (!level.has_value()) return BadField("cycle.level", message.level());
  cycle.level = *level;
  cycle.owner = domain::UnitId(message.owner());
  cycle.criteria_set = message.set_id();
  cycle.criteria_version = static_cast<int>(message.set_version());
  for (const std::string& unit : message.units()) cycle.units.emplace_back(unit);
  ASSIGN_OR_RETURN(cycle.deadlines.submit, DecodeDate("cycle.submit_by", message.submit_by()));
  ASSIGN_OR_RETURN(cycle.deadlines.review, DecodeDate("cycle.review_by", message.review_by()));
  ASSIGN_OR_RETURN(cycle.deadlines.appeal, DecodeDate("cycle.appeal_by", message.appeal_by()));
  ASSIGN_OR_RETURN(cycle.deadlines.publish, DecodeDate("cycle.publish_by", message.publish_by()));
  if (!message.answer_by().empty()) {
    ASSIGN_OR_RETURN(cycle.deadlines.answer, DecodeDate("cycle.answer_by", message.answer_by()));
  }
  const auto late = domain::ParseLatePolicy(message.late_policy());
  if (!late.has_value()) return BadField("cycle.late_policy", message.late_policy());
  cycle.late = *late;
  cycle.rounds = static_cast<int>(message.rounds());
  const auto state = domain::ParseCycleState(message.state());
  if (!state.has_value()) return BadField("cycle.state", message.state());
  cycle.state = *state;
  return cycle;
}

}  // namespace par::codec
