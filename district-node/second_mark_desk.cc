#include "district-node/second_mark_desk.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/dossier_results.h"
#include "common/domain/refusal.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/storage/key.h"
#include "district-node/candidates.h"

namespace par::district {
namespace {

using domain::Permission;
using domain::Points;
using domain::Refusal;
using domain::SecondStanding;
using review::v1::SampledUnit;

// The head's row is that of no unit.
std::string SampleKey(std::string_view cycle, std::string_view unit) {
  return storage::KeyWriter(storage::Prefix::kSecondMarks).Text(cycle).Text(unit).Take();
}

absl::StatusOr<domain::SecondLeaf> DecodeSampled(const review::v1::SampledLeaf& row) {
  domain::SecondLeaf leaf;
  leaf.criterion = row.criterion();
  leaf.account = domain::AccountId(row.account());
  if (!row.has_mark()) return leaf;
  leaf.given.emplace();
  ASSIGN_OR_RETURN(leaf.given->mark, codec::Decode(row.mark()));
  leaf.given->at = row.at();
  ASSIGN_OR_RETURN(leaf.given->content, codec::DecodeHash("sampled.content", row.content()));
  return leaf;
}

absl::StatusOr<std::vector<domain::SecondMarker>> MarkersFrom(
    const storage::Reader& state, const domain::Cycle& cycle,
    const review::v1::DrawSampleRequest& request) {
  std::vector<domain::SecondMarker> markers;
  for (const std::string& name : request.accounts()) {
    ASSIGN_OR_RETURN(const auto account, identity::FindAccount(state, domain::AccountId(name)));
    if (!account.has_value() || !MayReviewIn(cycle, *account)) {
      return Refusal(absl::StatusCode::kFailedPrecondition, "second_marker_unsuitable",
                     {{"account", name}, {"unit", cycle.owner.value()}});
    }
    markers.push_back({account->name, identity::HomeUnitsOf(*account)});
  }
  if (markers.empty()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "second_markers_none");
  }
  return markers;
}

absl::Status CheckDrawable(const CycleFrame& frame, const std::optional<review::v1::Sample>& known,
                           const review::v1::DrawSampleRequest& request) {
  if (request.share() < 1 || request.share() > 100) {
    return Refusal(absl::StatusCode::kInvalidArgument, "sample_share",
                   {{"value", std::to_string(request.share())}});
  }
  if (!domain::CycleAllows(frame.cycle.state, domain::ActionKind::kAssign)) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "cycle_state_forbids",
                   {{"action", "draw_sample"},
                    {"cycle", frame.cycle.id.value()},
                    {"state", std::string(domain::Name(frame.cycle.state))}});
  }
  if (known.has_value() && known->share() != request.share()) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "sample_drawn",
                   {{"cycle", frame.cycle.id.value()}, {"share", std::to_string(known->share())}});
  }
  return absl::OkStatus();
}

// The second mark of what the unit claims now; null if there is none. A mark of an earlier claim is
// due again, and perhaps from somebody else: who gave it may have left.
const review::v1::SampledLeaf* GivenNow(const SampleOfUnit& known, const domain::SampledLeaf& leaf,
                                        const std::optional<Held>& held) {
  for (std::size_t i = 0; i < known.leaves.size(); ++i) {
    const domain::SecondLeaf& one = known.leaves[i];
    if (one.criterion != leaf.criterion || !one.given.has_value()) continue;
    const bool now = !held.has_value() ||
                     domain::StandingOf(held->dossier, one, Points()) != SecondStanding::kMissing;
    return now ? &known.row.leaves(static_cast<int>(i)) : nullptr;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<std::optional<review::v1::Sample>> DrawnSample(const storage::Reader& state,
                                                              std::string_view cycle) {
  return services::ReadRow<review::v1::Sample>(state, SampleKey(cycle, ""));
}

absl::StatusOr<SampleOfUnit> LoadSample(const storage::Reader& state, std::string_view cycle,
                                        std::string_view unit) {
  SampleOfUnit sample;
  ASSIGN_OR_RETURN(const auto head, DrawnSample(state, cycle));
  if (!head.has_value()) return sample;
  sample.apart_from = Points::FromE4(head->apart_from_e4());
  ASSIGN_OR_RETURN(auto row, services::ReadRow<SampledUnit>(state, SampleKey(cycle, unit)));
  if (!row.has_value()) return sample;
  for (const review::v1::SampledLeaf& one : row->leaves()) {
    ASSIGN_OR_RETURN(domain::SecondLeaf leaf, DecodeSampled(one));
    sample.leaves.push_back(std::move(leaf));
  }
  sample.row = *std::move(row);
  return sample;
}

absl::Status MaySeeResults(const storage::Reader& state, const CycleFrame& frame,
                           const HeldDossiers& dossiers, const identity::Caller& caller) {
  RETURN_IF_ERROR(HeldDossiers::ActorOnCycle(frame, caller, Permission::kViewDossier).status());
  const std::string& cycle = frame.cycle.id.value();
  for (const domain::UnitId& unit : frame.cycle.units) {
    ASSIGN_OR_RETURN(const SampleOfUnit sample, LoadSample(state, cycle, unit.value()));
    const bool his =
        std::any_of(sample.leaves.begin(), sample.leaves.end(),
                    [&](const domain::SecondLeaf& leaf) { return leaf.account == caller.account; });
    if (!his) continue;
    ASSIGN_OR_RETURN(const auto held, dossiers.Find(state, cycle, unit.value()));
    // Where nobody has reviewed yet there is nothing to tell; where it is settled, he has marked.
    if (!held.has_value() || held->dossier.reviews.empty() ||
        held->dossier.state >= domain::DossierState::kProvisional) {
      continue;
    }
    for (const domain::SecondLeaf& leaf : sample.leaves) {
      const SecondStanding standing = domain::StandingOf(held->dossier, leaf, sample.apart_from);
      if (leaf.account != caller.account || standing != SecondStanding::kMissing) continue;
      return Refusal(absl::StatusCode::kPermissionDenied, "second_marks_due",
                     {{"account", caller.account.value()},
                      {"criterion", leaf.criterion},
                      {"unit", unit.value()}});
    }
  }
  return absl::OkStatus();
}

void SecondMarkDesk::Register(services::CommandRouter& commands) {
  using review::v1::DrawSampleRequest;
  using review::v1::MarkAgainRequest;
  commands.OnMessages<DrawSampleRequest, review::v1::DrawSampleResponse>(
      services::Kind::kDrawSecondMarks, "review.draw_sample",
      [this](const ledger::Entry& entry, const DrawSampleRequest& request,
             ledger::Transaction& transaction) { return Draw(entry, request, transaction); });
  commands.OnMessages<MarkAgainRequest, review::v1::MarkAgainResponse>(
      services::Kind::kMarkAgain, "review.mark_again",
      [this](const ledger::Entry& entry, const MarkAgainRequest& request,
             ledger::Transaction& transaction) { return MarkAgain(entry, request, transaction); });
}

absl::StatusOr<review::v1::DrawSampleResponse> SecondMarkDesk::Draw(
    const ledger::Entry& entry, const review::v1::DrawSampleRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, request.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, frame.cycle.owner.value()));
  RETURN_IF_ERROR(HeldDossiers::RequireOnCycle(frame, entry.command.actor, Permission::kSettle));
  const std::string head_key = SampleKey(request.cycle(), "");
  ASSIGN_OR_RETURN(const auto known, DrawnSample(transaction, request.cycle()));
  RETURN_IF_ERROR(CheckDrawable(frame, known, request));
  review::v1::Sample head;
  head.set_share(request.share());
  if (!request.apart_from().empty()) {
    ASSIGN_OR_RETURN(const Points apart, domain::ParsePoints(request.apart_from(), "apart_from"));
    head.set_apart_from_e4(apart.e4());
  }
  head.set_account(entry.command.actor.account);
  head.set_at(entry.time);
  ASSIGN_OR_RETURN(const auto markers, MarkersFrom(transaction, frame.cycle, request));
  const auto sample =
      domain::DrawSecondMarks(frame.cycle, frame.leaves, static_cast<int>(request.share()));
  std::size_t turn = 0;
  for (const domain::UnitId& unit : frame.cycle.units) {
    ASSIGN_OR_RETURN(const SampledUnit row,
                     DrawUnit(transaction, frame, unit, sample, markers, turn));
    if (row.leaves_size() == 0) continue;
    services::WriteRow(transaction, SampleKey(request.cycle(), unit.value()), row);
  }
  services::WriteRow(transaction, head_key, head);
  review::v1::DrawSampleResponse response;
  response.set_leaves(static_cast<std::uint32_t>(sample.size()));
  response.set_of(static_cast<std::uint32_t>(frame.leaves.size() * frame.cycle.units.size()));
  return response;
}

absl::StatusOr<SampledUnit> SecondMarkDesk::DrawUnit(
    const storage::Reader& state, const CycleFrame& frame, const domain::UnitId& unit,
    const std::vector<domain::SampledLeaf>& sample,
    const std::vector<domain::SecondMarker>& markers, std::size_t& turn) const {
  ASSIGN_OR_RETURN(const SampleOfUnit known,
                   LoadSample(state, frame.cycle.id.value(), unit.value()));
  ASSIGN_OR_RETURN(const auto held, dossiers_.Find(state, frame.cycle.id.value(), unit.value()));
  SampledUnit drawn;
  for (const domain::SampledLeaf& leaf : sample) {
    if (leaf.unit != unit) continue;
    review::v1::SampledLeaf& row = *drawn.add_leaves();
    if (const review::v1::SampledLeaf* given = GivenNow(known, leaf, held)) {
      row = *given;
      continue;
    }
    const auto picked =
        domain::PickMarker(markers, turn, leaf, held.has_value() ? &held->dossier : nullptr);
    if (!picked.has_value()) {
      return Refusal(absl::StatusCode::kFailedPrecondition, "second_mark_nobody",
                     {{"criterion", leaf.criterion}, {"unit", unit.value()}});
    }
    turn = *picked + 1;
    row.set_criterion(leaf.criterion);
    row.set_area(leaf.area);
    row.set_account(markers[*picked].account.value());
  }
  return drawn;
}

absl::StatusOr<review::v1::MarkAgainResponse> SecondMarkDesk::MarkAgain(
    const ledger::Entry& entry, const review::v1::MarkAgainRequest& request,
    ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const CycleFrame frame, dossiers_.Frame(transaction, request.cycle()));
  RETURN_IF_ERROR(units_.RequireHosted(transaction, frame.cycle.owner.value()));
  ASSIGN_OR_RETURN(const domain::DossierActor actor,
                   HeldDossiers::RequireOnUnit(transaction, frame, entry.command.actor,
                                               Permission::kReview, request.unit()));
  ASSIGN_OR_RETURN(SampleOfUnit sample, LoadSample(transaction, request.cycle(), request.unit()));
  const auto at = std::find_if(
      sample.leaves.begin(), sample.leaves.end(),
      [&](const domain::SecondLeaf& leaf) { return leaf.criterion == request.criterion(); });
  const auto reviewed = std::find_if(
      frame.leaves.begin(), frame.leaves.end(),
      [&](const domain::ReviewedLeaf& leaf) { return leaf.criterion == request.criterion(); });
  if (at == sample.leaves.end() || reviewed == frame.leaves.end()) {
    return Refusal(absl::StatusCode::kNotFound, "second_mark_not_sampled",
                   {{"criterion", request.criterion()}, {"unit", request.unit()}});
  }
  ASSIGN_OR_RETURN(const auto held, dossiers_.Find(transaction, request.cycle(), request.unit()));
  if (!held.has_value()) {
    return Refusal(absl::StatusCode::kNotFound, "dossier_not_held",
                   {{"unit", request.unit()}, {"cycle", request.cycle()}});
  }
  ASSIGN_OR_RETURN(const domain::Mark mark, codec::Decode(request.mark()));
  RETURN_IF_ERROR(domain::CheckSecondMark(held->dossier, *at, *reviewed, actor.account, mark,
                                          request.reason()));
  const domain::LeafClaim* claim = domain::FindClaim(held->dossier, request.criterion());
  review::v1::SampledLeaf& row =
      *sample.row.mutable_leaves(static_cast<int>(at - sample.leaves.begin()));
  *row.mutable_mark() = codec::Encode(mark);
  row.set_reason(request.reason());
  row.set_at(entry.time);
  row.set_content((claim == nullptr ? Sha256() : claim->content).ToBytes());
  services::WriteRow(transaction, SampleKey(request.cycle(), request.unit()), sample.row);
  review::v1::MarkAgainResponse response;
  for (const domain::UnitId& unit : frame.cycle.units) {
    ASSIGN_OR_RETURN(const SampleOfUnit left,
                     LoadSample(transaction, request.cycle(), unit.value()));
    for (const domain::SecondLeaf& leaf : left.leaves) {
      if (leaf.account == actor.account && !leaf.given.has_value()) {
        response.set_left(response.left() + 1);
      }
    }
  }
  return response;
}

}  // namespace par::district
