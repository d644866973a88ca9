#include "common/services/report_desk.h"

#include <set>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/codec/answers_codec.h"
#include "common/codec/dossier_codec.h"
#include "common/domain/figure_feed.h"
#include "common/domain/figure_periods.h"
#include "common/domain/indicators_yaml.h"
#include "common/domain/refusal.h"
#include "common/exchange/limits.h"
#include "common/exchange/queries.h"
#include "common/services/file_findings.h"
#include "common/services/kinds.h"
#include "common/services/people.h"
#include "common/services/rows.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using record::v1::FiguresRow;
using record::v1::IndicatorsRow;

report::v1::IndicatorsNotice NoticeOf(const IndicatorsRow& row) {
  report::v1::IndicatorsNotice notice;
  notice.set_indicators_yaml(row.indicators_yaml());
  notice.set_version(row.version());
  notice.set_issuer(row.issuer());
  return notice;
}

absl::Status OfAnother(const std::string& id, const std::string& issuer) {
  return domain::Refusal(absl::StatusCode::kAlreadyExists, "indicators_of_another",
                         {{"catalogue", id}, {"unit", issuer}});
}

report::v1::CatalogueSummary SummaryOf(const domain::IndicatorCatalogue& catalogue,
                                       const IndicatorsRow& row) {
  report::v1::CatalogueSummary one;
  one.set_id(catalogue.id);
  one.set_title(catalogue.title);
  one.set_issuer(row.issuer());
  one.set_version(row.version());
  one.set_feeds(catalogue.feed.set);
  one.set_indicators(static_cast<std::uint32_t>(catalogue.indicators.size()));
  return one;
}

void AddAll(domain::FindingList findings, bool warning,
            report::v1::CheckIndicatorsResponse& response) {
  response.set_finding_count(response.finding_count() +
                             static_cast<std::uint32_t>(findings.count()));
  for (const domain::Finding& one : std::move(findings).TakeSorted()) {
    *response.add_findings() = FileFindingOf(one.at, one.refusal, warning);
  }
}

// Warnings: an active set may come, or change, later.
void AddFeedFindings(const storage::Reader& state, const domain::IndicatorCatalogue& catalogue,
                     const CriteriaSets& sets, report::v1::CheckIndicatorsResponse& response) {
  if (catalogue.feed.set.empty()) return;
  const auto loaded = sets.Load(state, catalogue.feed.set, 0);
  if (!loaded.ok()) {
    response.set_finding_count(response.finding_count() + 1);
    *response.add_findings() = FileFindingOf({}, loaded.status(), true);
    return;
  }
  domain::FindingList findings("");
  domain::CheckFeed(catalogue, *loaded->set, findings);
  AddAll(std::move(findings), true, response);
}

}  // namespace

void ReportDesk::Register(CommandRouter& commands, ItemRouter& items) {
  using report::v1::DeclareFiguresRequest;
  using report::v1::IndicatorsNotice;
  using report::v1::IssueIndicatorsRequest;
  using report::v1::UnitFigures;
  commands.OnMessages<IssueIndicatorsRequest, report::v1::IssueIndicatorsResponse>(
      Kind::kIssueIndicators, "report.issue",
      [this](const ledger::Entry& entry, const IssueIndicatorsRequest& request,
             ledger::Transaction& transaction) { return Issue(entry, request, transaction); });
  commands.OnMessages<DeclareFiguresRequest, report::v1::DeclareFiguresResponse>(
      Kind::kDeclareFigures, "report.declare",
      [this](const ledger::Entry& entry, const DeclareFiguresRequest& request,
             ledger::Transaction& transaction) { return Declare(entry, request, transaction); });
  using report::v1::TakeSalvagedFiguresRequest;
  commands.OnMessages<TakeSalvagedFiguresRequest, report::v1::TakeSalvagedFiguresResponse>(
      Kind::kSalvageFigures, "report.take_salvaged",
      [this](const ledger::Entry& entry, const TakeSalvagedFiguresRequest& request,
             ledger::Transaction& transaction) {
        return TakeSalvaged(entry, request, transaction);
      });
  items.OnMessage<IndicatorsNotice>(
      ItemType::kIndicators,
      [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
             const IndicatorsNotice& notice, ledger::Transaction& transaction) {
        return ReceiveIndicators(entry, arrival, notice, transaction);
      });
  items.OnSentBack<IndicatorsNotice>(
      ItemType::kIndicators,
      [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
             const IndicatorsNotice& notice, ledger::Transaction& transaction) {
        return TakeBackIndicators(entry, arrival, notice, transaction);
      });
  items.OnMessage<UnitFigures>(
      ItemType::kFigures, [this](const ledger::Entry&, const exchange::Arrival& arrival,
                                 const UnitFigures& figures, ledger::Transaction& transaction) {
        return ReceiveFigures(arrival, figures, transaction);
      });
}

absl::StatusOr<report::v1::CheckIndicatorsResponse> ReportDesk::CheckIndicators(
    const storage::Reader& state, const report::v1::CheckIndicatorsRequest& request,
    const CriteriaSets& sets) const {
  const std::string& unit = request.actor_unit();
  RETURN_IF_ERROR(units_.RequireHosted(state, unit));
  domain::FindingList findings(request.file_name());
  const auto catalogue = domain::ReadIndicators(request.indicators_yaml(), findings);
  report::v1::CheckIndicatorsResponse response;
  AddAll(std::move(findings), false, response);
  if (!catalogue.has_value()) return response;
  ASSIGN_OR_RETURN(const auto known, ReadRow<IndicatorsRow>(state, IndicatorsKey(catalogue->id)));
  if (known.has_value() && known->issuer() != unit) {
    response.set_finding_count(1);
    *response.add_findings() = FileFindingOf({}, OfAnother(catalogue->id, known->issuer()));
  }
  IndicatorsRow row;
  row.set_issuer(unit);
  row.set_version(known.has_value() ? known->version() + 1 : 1);
  *response.mutable_catalogue() = SummaryOf(*catalogue, row);
  response.set_rates(static_cast<std::uint32_t>(catalogue->rates.size()));
  response.set_identities(static_cast<std::uint32_t>(catalogue->identities.size()));
  AddFeedFindings(state, *catalogue, sets, response);
  return response;
}

absl::StatusOr<report::v1::IssueIndicatorsResponse> ReportDesk::Issue(
    const ledger::Entry& entry, const report::v1::IssueIndicatorsRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.actor_unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor,
                                 domain::Permission::kIssueCriteria, unit, entry.time));
  ASSIGN_OR_RETURN(const domain::IndicatorCatalogue catalogue,
                   ParseIndicators(request.indicators_yaml(), request.file_name()));
  const std::string key = IndicatorsKey(catalogue.id);
  ASSIGN_OR_RETURN(const auto known, ReadRow<IndicatorsRow>(transaction, key));
  if (known.has_value() && known->issuer() != unit) {
    return OfAnother(catalogue.id, known->issuer());
  }
  IndicatorsRow row;
  row.set_indicators_yaml(request.indicators_yaml());
  row.set_version(known.has_value() ? known->version() + 1 : 1);
  row.set_issuer(unit);
  WriteRow(transaction, key, row);
  RETURN_IF_ERROR(
      courier_.DownToAll(entry, transaction, unit, ItemType::kIndicators, NoticeOf(row)));
  report::v1::IssueIndicatorsResponse response;
  response.set_id(catalogue.id);
  response.set_version(row.version());
  return response;
}

absl::StatusOr<report::v1::DeclareFiguresResponse> ReportDesk::Declare(
    const ledger::Entry& entry, const report::v1::DeclareFiguresRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kSubmit,
                                 unit, entry.time));
  ASSIGN_OR_RETURN(const auto catalogue, catalogues_.Load(transaction, request.catalogue()));
  report::v1::UnitFigures figures;
  figures.set_unit(unit);
  figures.set_catalogue(request.catalogue());
  figures.set_period(request.period());
  *figures.mutable_figures() = request.figures();
  *figures.mutable_year_before() = request.year_before();
  figures.set_declared_by(entry.command.actor.account);
  figures.set_made_at(entry.time);
  if (request.tells_by()) {
    RETURN_IF_ERROR(TellBy(transaction, figures.declared_by(), unit, figures));
  }
  RETURN_IF_ERROR(CheckUnitFigures(*catalogue, figures));
  RETURN_IF_ERROR(KeepAndSend(entry, figures, entry.command.id, transaction));
  report::v1::DeclareFiguresResponse response;
  RETURN_IF_ERROR(view_.FindingsOf(transaction, *catalogue, figures, *response.mutable_findings()));
  return response;
}

absl::Status ReportDesk::KeepAndSend(const ledger::Entry& entry,
                                     const report::v1::UnitFigures& figures,
                                     const std::string& submission_id,
                                     ledger::Transaction& transaction) const {
  FiguresRow row;
  *row.mutable_figures() = figures;
  WriteRow(transaction,
           FiguresKey(DocumentSide::kOwn, figures.unit(), figures.catalogue(), figures.period()),
           row);
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(transaction, figures.unit()));
  if (!above.has_value()) return absl::OkStatus();
  return courier_.Up(entry, transaction, figures.unit(), ItemType::kFigures, figures,
                     submission_id);
}

absl::StatusOr<report::v1::TakeSalvagedFiguresResponse> ReportDesk::TakeSalvaged(
    const ledger::Entry& entry, const report::v1::TakeSalvagedFiguresRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kSubmit,
                                 unit, entry.time));
  report::v1::UnitFigures figures;
  if (request.submission_id().size() != exchange::kSubmissionIdBytes ||
      !figures.ParseFromString(request.body())) {
    return domain::Refusal(
        absl::StatusCode::kInvalidArgument, "item_body_invalid",
        {{"type", std::to_string(static_cast<std::uint32_t>(ItemType::kFigures))}});
  }
  if (figures.unit() != unit) return codec::BadField("unit", figures.unit());
  report::v1::TakeSalvagedFiguresResponse response;
  ASSIGN_OR_RETURN(const exchange::ItemStanding known,
                   exchange::StandingOf(transaction, unit, request.submission_id()));
  if (known.standing != exchange::Standing::kUnknown) {
    response.set_known(true);
    return response;
  }
  ASSIGN_OR_RETURN(const auto catalogue, catalogues_.Load(transaction, figures.catalogue()));
  RETURN_IF_ERROR(CheckUnitFigures(*catalogue, figures));
  const std::string key =
      FiguresKey(DocumentSide::kOwn, unit, figures.catalogue(), figures.period());
  ASSIGN_OR_RETURN(const auto now, ReadRow<FiguresRow>(transaction, key));
  if (now.has_value() && now->figures().made_at() >= figures.made_at()) {
    return domain::Refusal(absl::StatusCode::kFailedPrecondition, "salvage_figures_newer",
                           {{"unit", unit}, {"period", figures.period()}});
  }
  RETURN_IF_ERROR(KeepAndSend(entry, figures, request.submission_id(), transaction));
  return response;
}

absl::Status ReportDesk::ReceiveIndicators(const ledger::Entry& entry,
                                           const exchange::Arrival& arrival,
                                           const report::v1::IndicatorsNotice& notice,
                                           ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(TakeIndicators(notice, transaction).status());
  return courier_.DownToAll(entry, transaction, arrival.stream.unit, ItemType::kIndicators, notice);
}

absl::Status ReportDesk::TakeBackIndicators(const ledger::Entry& entry,
                                            const exchange::Arrival& arrival,
                                            const report::v1::IndicatorsNotice& notice,
                                            ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const bool news, TakeIndicators(notice, transaction));
  if (!news) return absl::OkStatus();
  return courier_.DownToOthers(entry, transaction, arrival.stream.unit, ItemType::kIndicators,
                               notice);
}

absl::StatusOr<bool> ReportDesk::TakeIndicators(const report::v1::IndicatorsNotice& notice,
                                                ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const domain::IndicatorCatalogue catalogue,
                   ParseIndicators(notice.indicators_yaml(), ""));
  const std::string key = IndicatorsKey(catalogue.id);
  ASSIGN_OR_RETURN(const auto known, ReadRow<IndicatorsRow>(transaction, key));
  if (known.has_value() && known->issuer() != notice.issuer()) {
    return OfAnother(catalogue.id, known->issuer());
  }
  if (known.has_value() && known->version() >= notice.version()) return false;
  IndicatorsRow row;
  row.set_indicators_yaml(notice.indicators_yaml());
  row.set_version(notice.version());
  row.set_issuer(notice.issuer());
  WriteRow(transaction, key, row);
  return true;
}

absl::Status ReportDesk::ReceiveFigures(const exchange::Arrival& arrival,
                                        const report::v1::UnitFigures& figures,
                                        ledger::Transaction& transaction) const {
  const std::string& hop = arrival.stream.hop;
  if (hop == arrival.stream.unit) return TakeUnitFigures(arrival, figures, transaction);
  // Handed on by a node in between, which has judged it: where that is this very node, it has kept
  // it; elsewhere it is kept too. What is wrong with it was for the unit directly above to refuse.
  if (units_.RequireHosted(transaction, hop).ok()) return absl::OkStatus();
  const absl::Status taken = TakeUnitFigures(arrival, figures, transaction);
  return domain::ReasonOf(taken).empty() ? taken : absl::OkStatus();
}

absl::Status ReportDesk::TakeUnitFigures(const exchange::Arrival& arrival,
                                         const report::v1::UnitFigures& figures,
                                         ledger::Transaction& transaction) const {
  if (figures.unit() != arrival.stream.unit) return codec::BadField("unit", figures.unit());
  const bool own = arrival.side == exchange::Side::kLower;
  // The unit's own that comes back to a machine that lost it, as it was judged above.
  if (own && arrival.event.result().verdict() == exchange::v1::VERDICT_REJECTED) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto catalogue, catalogues_.Load(transaction, figures.catalogue()));
  RETURN_IF_ERROR(CheckUnitFigures(*catalogue, figures));
  const std::string key = FiguresKey(own ? DocumentSide::kOwn : DocumentSide::kHeld, figures.unit(),
                                     figures.catalogue(), figures.period());
  ASSIGN_OR_RETURN(const auto known, ReadRow<FiguresRow>(transaction, key));
  // Declared again on the new machine, and not sent yet: that is newer than anything that comes
  // back.
  if (own && known.has_value() && known->seq() == 0) return absl::OkStatus();
  if (known.has_value() && known->seq() >= arrival.event.seq()) return absl::OkStatus();
  FiguresRow row;
  *row.mutable_figures() = figures;
  row.set_seq(arrival.event.seq());
  WriteRow(transaction, key, row);
  return absl::OkStatus();
}

absl::Status ReportDesk::SendTo(const ledger::Entry& entry, const std::string& unit,
                                const std::string& child, ledger::Transaction& transaction) const {
  std::vector<report::v1::IndicatorsNotice> issued;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kIndicators).Take();
  RETURN_IF_ERROR(ForEachRow<IndicatorsRow>(transaction, prefix,
                                            [&](std::string_view, const IndicatorsRow& row) {
                                              issued.push_back(NoticeOf(row));
                                              return absl::OkStatus();
                                            }));
  for (const report::v1::IndicatorsNotice& notice : issued) {
    RETURN_IF_ERROR(courier_.Down(entry, transaction, unit, child, ItemType::kIndicators, notice));
  }
  return absl::OkStatus();
}

absl::StatusOr<report::v1::ListIndicatorsResponse> ReportDesk::ListIndicators(
    const storage::Reader& state, const std::string& unit, domain::Date today) const {
  report::v1::ListIndicatorsResponse response;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kIndicators).Take();
  RETURN_IF_ERROR(ForEachRow<IndicatorsRow>(
      state, prefix, [&](std::string_view, const IndicatorsRow& row) -> absl::Status {
        ASSIGN_OR_RETURN(const auto catalogue, ParseIndicators(row.indicators_yaml(), ""));
        report::v1::CatalogueSummary& one = *response.add_catalogues();
        one = SummaryOf(catalogue, row);
        if (const auto due = domain::DuePeriod(catalogue, today)) one.set_due_period(due->Text());
        if (auto name = units_.NameOf(state, row.issuer()); name.ok()) {
          one.set_issuer_name(*std::move(name));
        }
        return absl::OkStatus();
      }));
  ASSIGN_OR_RETURN(const std::vector<std::string> children, units_.ChildrenOf(state, unit));
  for (report::v1::CatalogueSummary& one : *response.mutable_catalogues()) {
    std::set<domain::ReportPeriod> periods;
    const auto add = [&](DocumentSide side, const std::string& of) {
      return ForEachRow<FiguresRow>(
          state, FiguresPrefix(side, of, one.id()), [&](std::string_view, const FiguresRow& row) {
            const auto period = domain::ReportPeriod::Parse(row.figures().period());
            if (period.has_value()) periods.insert(*period);
            return absl::OkStatus();
          });
    };
    RETURN_IF_ERROR(add(DocumentSide::kOwn, unit));
    for (const std::string& child : children) {
      RETURN_IF_ERROR(add(DocumentSide::kHeld, child));
    }
    for (const domain::ReportPeriod& period : periods) one.add_periods(period.Text());
    if (one.due_period().empty() && !periods.empty()) one.set_due_period(periods.rbegin()->Text());
  }
  return response;
}

absl::StatusOr<report::v1::GetIndicatorsResponse> ReportDesk::GetIndicators(
    const storage::Reader& state, const report::v1::GetIndicatorsRequest& request) const {
  ASSIGN_OR_RETURN(const auto row, ReadRow<IndicatorsRow>(state, IndicatorsKey(request.id())));
  if (!row.has_value()) {
    return domain::Refusal(absl::StatusCode::kNotFound, "indicators_unknown",
                           {{"catalogue", request.id()}});
  }
  report::v1::GetIndicatorsResponse response;
  response.set_indicators_yaml(row->indicators_yaml());
  response.set_version(row->version());
  response.set_issuer(row->issuer());
  return response;
}

}  // namespace par::services
