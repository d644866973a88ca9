#include <optional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/codec/dossier_codec.h"
#include "common/document/review_minutes.h"
#include "common/domain/catalogue.h"
#include "common/domain/criteria_set.h"
#include "common/domain/dossier.h"
#include "common/domain/refusal.h"
#include "common/domain/review_quality.h"
#include "common/domain/review_session.h"
#include "common/services/papers.h"
#include "common/services/people.h"

namespace par::services {
namespace {

using document::MinutesFacts;
using domain::Points;
using dossier::v1::OpenDossierResponse;

// What is waived has its full points, or stands outside the maximum: either way none are lost.
absl::StatusOr<std::optional<Points>> PointsOf(const score::v1::Leaf& leaf) {
  const bool waived_in_full = leaf.state() == score::v1::LEAF_STATE_WAIVED && leaf.score_e4() != 0;
  if (leaf.state() != score::v1::LEAF_STATE_SCORED && leaf.state() != score::v1::LEAF_STATE_ZERO &&
      !waived_in_full) {
    return std::optional<Points>();
  }
  ASSIGN_OR_RETURN(const Points points, domain::PointsFromE4(leaf.score_e4(), leaf.id()));
  return std::optional<Points>(points);
}

// The source of its first leaf: bonus and penalty are whole areas (docs/formats/criteria-set.md).
std::string_view SourceOf(const score::v1::ScoreSheet& sheet, const score::v1::Area& area) {
  for (const score::v1::Leaf& leaf : sheet.leaves()) {
    if (leaf.id() == area.id() || leaf.id().starts_with(area.id() + ".")) return leaf.source();
  }
  return "";
}

// A sheet's area with what is taken away as such.
absl::StatusOr<Points> AreaPoints(const score::v1::ScoreSheet& sheet, const score::v1::Area& area) {
  ASSIGN_OR_RETURN(const Points points, domain::PointsFromE4(area.score_e4(), area.id()));
  return SourceOf(sheet, area) == domain::Name(domain::Source::kPenalty) ? -points : points;
}

absl::Status DoNotAddUp(const OpenDossierResponse& dossier) {
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "minutes_do_not_add_up",
                         {{"unit", dossier.dossier().unit()}});
}

absl::Status TakeAreas(const OpenDossierResponse& dossier, MinutesFacts& facts) {
  const score::v1::ScoreSheet& own = dossier.self_sheet();
  const score::v1::ScoreSheet& reviewed = dossier.reviewed_sheet();
  if (own.areas_size() != reviewed.areas_size()) return DoNotAddUp(dossier);
  Points own_sum;
  Points reviewed_sum;
  for (int i = 0; i < own.areas_size(); ++i) {
    const score::v1::Area& area = reviewed.areas(i);
    if (area.id() != own.areas(i).id()) return DoNotAddUp(dossier);
    ASSIGN_OR_RETURN(const Points own_points, AreaPoints(own, own.areas(i)));
    ASSIGN_OR_RETURN(const Points reviewed_points, AreaPoints(reviewed, area));
    std::optional<Points> maximum;
    const std::string_view source = SourceOf(reviewed, area);
    if (source != domain::Name(domain::Source::kPenalty) &&
        source != domain::Name(domain::Source::kBonus)) {
      ASSIGN_OR_RETURN(maximum, domain::PointsFromE4(area.effective_maximum_e4(), area.id()));
    }
    own_sum += own_points;
    reviewed_sum += reviewed_points;
    facts.areas.push_back(
        {.id = area.id(),
         .title = area.title(),
         .score = {.maximum = maximum, .own = own_points, .reviewed = reviewed_points},
         .reason = {}});
  }
  const bool adds_up = own_sum == facts.own_total && reviewed_sum == facts.reviewed_total;
  return adds_up ? absl::OkStatus() : DoNotAddUp(dossier);
}

absl::Status TakeCriteria(const OpenDossierResponse& dossier, MinutesFacts& facts) {
  const score::v1::ScoreSheet& own = dossier.self_sheet();
  const score::v1::ScoreSheet& reviewed = dossier.reviewed_sheet();
  if (own.leaves_size() != reviewed.leaves_size()) return DoNotAddUp(dossier);
  for (int i = 0; i < own.leaves_size(); ++i) {
    const score::v1::Leaf& leaf = reviewed.leaves(i);
    if (leaf.id() != own.leaves(i).id()) return DoNotAddUp(dossier);
    if (leaf.source() != domain::Name(domain::Source::kSelfAssessed)) continue;
    document::MinutesPart part;
    part.id = leaf.id();
    part.title = leaf.title();
    part.reason = leaf.review_reason();
    ASSIGN_OR_RETURN(part.score.maximum, domain::PointsFromE4(leaf.maximum_e4(), leaf.id()));
    ASSIGN_OR_RETURN(part.score.own, PointsOf(own.leaves(i)));
    ASSIGN_OR_RETURN(part.score.reviewed, PointsOf(leaf));
    facts.criteria.push_back(std::move(part));
  }
  return absl::OkStatus();
}

std::string_view ResultText(domain::AppealResult result) {
  switch (result) {
    case domain::AppealResult::kUpheld:
      return "chấp nhận";
    case domain::AppealResult::kUpheldInPart:
      return "chấp nhận một phần";
    case domain::AppealResult::kRejected:
      return "không chấp nhận";
  }
  return "";
}

absl::Status TakeAppeals(const dossier::v1::Dossier& message, MinutesFacts& facts) {
  for (const dossier::v1::Appeal& row : message.appeals()) {
    ASSIGN_OR_RETURN(const domain::Appeal one, codec::Decode(row));
    document::MinutesAppeal appeal;
    appeal.criterion = one.criterion;
    appeal.text = one.text;
    if (const auto result = domain::ResultOf(one)) {
      appeal.result = std::string(ResultText(*result));
      appeal.reason = one.outcome->reason;
    }
    if (one.outcome.has_value() && one.outcome->upheld) {
      if (one.outcome->before.state == domain::MarkState::kScored) {
        appeal.before = one.outcome->before.points;
      }
      appeal.after = one.outcome->mark.points;
    }
    facts.appeals.push_back(std::move(appeal));
  }
  return absl::OkStatus();
}

std::string_view OriginText(std::string_view origin) {
  if (origin == "self") return "tự chấm";
  if (origin == "review") return "thẩm định";
  if (origin == "second_mark") return "chấm lần hai";
  if (origin == "appeal") return "kiến nghị";
  if (origin == "standing") return "điểm đang giữ";
  return "thành viên đề xuất";
}

// Vietnamese whatever language the run speaks.
std::string MarkOnPaper(const dossier::v1::Mark& mark) {
  if (mark.state() == dossier::v1::MARK_STATE_NOT_APPLICABLE) return "không phát sinh";
  if (mark.state() == dossier::v1::MARK_STATE_WAIVED) return "được miễn trừ";
  if (mark.state() != dossier::v1::MARK_STATE_SCORED) return "–";
  return Points::FromE4(mark.points_e4()).Format(Points::kPlaces, domain::NumberStyle::kVietnamese);
}

document::MinutesVote VoteFrom(const dossier::v1::SessionItem& item) {
  document::MinutesVote vote;
  vote.criterion = item.criterion();
  if (const auto contest = domain::ParseContest(item.origin())) {
    vote.contest = std::string(domain::VietnameseName(*contest));
  }
  for (const dossier::v1::SessionProposal& proposal : item.proposals()) {
    vote.proposals.push_back(MarkOnPaper(proposal.mark()) + " (" +
                             std::string(OriginText(proposal.origin())) + ")");
  }
  const dossier::v1::SessionResult& result = item.result();
  vote.in_favour = static_cast<int>(result.in_favour());
  vote.against = static_cast<int>(result.against());
  vote.abstained = static_cast<int>(result.abstained());
  const int choice = result.has_choice() ? static_cast<int>(result.choice()) : -1;
  if (choice >= 0 && choice < item.proposals_size()) {
    vote.result = MarkOnPaper(item.proposals(choice).mark());
    if (result.casting()) vote.result += " (theo chủ tọa)";
  }
  if (const domain::CatalogueText* why = domain::FindText(result.note())) {
    if (!vote.result.empty()) vote.result += "; chưa ghi vào hồ sơ";
    if (vote.result.empty()) vote.result = std::string(why->vietnamese);
  }
  return vote;
}

// "Nguyễn Thị Lan"; the account itself where the session has no name for it.
std::string NameIn(const dossier::v1::ReviewSession& session, const std::string& account) {
  const dossier::v1::Person person = MemberOf(session, account);
  return person.full_name().empty() ? account : person.full_name();
}

// Those of a saved dossier were made by a node, but a file may hold anything.
absl::Status TakeSessions(const OpenDossierResponse& dossier, MinutesFacts& facts) {
  for (const dossier::v1::ReviewSession& one : dossier.sessions()) {
    const auto held_on = domain::Date::Parse(one.held_on());
    if (!held_on.has_value()) return codec::BadField("session.held_on", one.held_on());
    document::MinutesSession held{.id = one.id(),
                                  .title = one.title(),
                                  .held_on = *held_on,
                                  .chair = NameIn(one, one.chair()),
                                  .members = {},
                                  .excluded = {},
                                  .quorum = static_cast<int>(one.quorum()),
                                  .votes = {}};
    for (const std::string& member : one.members()) held.members.push_back(NameIn(one, member));
    if (!one.items().empty()) {
      for (const std::string& account : one.items(0).excluded()) {
        held.excluded.push_back(NameIn(one, account));
      }
    }
    for (const dossier::v1::SessionItem& item : one.items()) {
      held.votes.push_back(VoteFrom(item));
    }
    facts.sessions.push_back(std::move(held));
  }
  return absl::OkStatus();
}

absl::StatusOr<MinutesFacts> FactsOf(const OpenDossierResponse& dossier) {
  const auto state = domain::ParseDossierState(dossier.dossier().state());
  if (!state.has_value() || !domain::IsSettled(*state)) {
    return domain::Refusal(
        absl::StatusCode::kFailedPrecondition, "minutes_not_settled",
        {{"unit", dossier.dossier().unit()}, {"state", dossier.dossier().state()}});
  }
  const score::v1::ScoreSheet& sheet = dossier.reviewed_sheet();
  // The unit's own node knows no reviewed sheet of it.
  if (sheet.leaves().empty()) return DoNotAddUp(dossier);
  MinutesFacts facts;
  facts.cycle = dossier.dossier().cycle();
  facts.set = sheet.set_id() + ", phiên bản " + std::to_string(sheet.set_version());
  facts.round = static_cast<int>(dossier.dossier().round());
  facts.class_title = sheet.classification();
  ASSIGN_OR_RETURN(facts.own_total,
                   domain::PointsFromE4(dossier.self_sheet().total_e4(), "self_sheet"));
  ASSIGN_OR_RETURN(facts.reviewed_total, domain::PointsFromE4(sheet.total_e4(), "total"));
  ASSIGN_OR_RETURN(facts.effective_maximum,
                   domain::PointsFromE4(sheet.effective_maximum_e4(), "effective_maximum"));
  ASSIGN_OR_RETURN(facts.printed_total,
                   domain::ParseDecimal(sheet.total_rounded(), "total_rounded"));
  if (!sheet.converted_percent().empty()) {
    ASSIGN_OR_RETURN(facts.converted,
                     domain::ParseDecimal(sheet.converted_percent(), "converted_percent"));
  }
  RETURN_IF_ERROR(TakeAreas(dossier, facts));
  RETURN_IF_ERROR(TakeCriteria(dossier, facts));
  RETURN_IF_ERROR(TakeSessions(dossier, facts));
  RETURN_IF_ERROR(TakeAppeals(dossier.dossier(), facts));
  return facts;
}

}  // namespace

OfficialDocumentOr MinutesPaper(const OpenDossierResponse& dossier,
                                const document::Particulars& particulars) {
  ASSIGN_OR_RETURN(const MinutesFacts facts, FactsOf(dossier));
  return document::ReviewMinutes(facts, particulars);
}

}  // namespace par::services
