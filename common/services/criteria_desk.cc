#include "common/services/criteria_desk.h"

#include <algorithm>
#include <vector>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/lint.h"
#include "common/domain/refusal.h"
#include "common/services/file_findings.h"
#include "common/services/handler_ports.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"
#include "common/services/set_structure.h"
#include "common/storage/key.h"

namespace par::services {
namespace {

using criteria::v1::SetState;
using criteria::v1::SetSummary;
using domain::Refusal;
using Defects = google::protobuf::RepeatedPtrField<std::string>;

std::string Reference(const SetSummary& summary) {
  return summary.id() + "@" + std::to_string(summary.version());
}

// What leads from the state to the one after it, as MoveTo lets it.
std::string_view NextOf(SetState state) {
  switch (state) {
    case criteria::v1::SET_STATE_DRAFT:
      return "publish";
    case criteria::v1::SET_STATE_PUBLISHED:
      return "activate";
    default:
      return "";
  }
}

std::string_view StateName(SetState state) {
  switch (state) {
    case criteria::v1::SET_STATE_PUBLISHED:
      return "published";
    case criteria::v1::SET_STATE_ACTIVE:
      return "active";
    default:
      return "draft";
  }
}

bool Accepted(const Defects& accepted, std::string_view reason) {
  return std::any_of(accepted.begin(), accepted.end(),
                     [&](const std::string& one) { return one == reason; });
}

SetSummary SetSummaryOf(const domain::CriteriaSet& set, const std::string& yaml) {
  SetSummary summary;
  summary.set_id(set.id);
  summary.set_version(static_cast<std::uint32_t>(set.version));
  summary.set_title(set.title);
  summary.set_level(std::string(domain::Name(set.level)));
  summary.set_year(static_cast<std::uint32_t>(set.year));
  summary.set_state(criteria::v1::SET_STATE_DRAFT);
  summary.set_sample(set.sample);
  summary.set_sha256(Sha256::Of(yaml).Hex());
  summary.set_leaves(static_cast<std::uint32_t>(set.leaves.size()));
  return summary;
}

// What the set is, or why it cannot be taken: its first fault as a file, or the first error of the
// linter that nobody has accepted.
absl::StatusOr<SetSummary> Check(const std::string& yaml, const std::string& file_name,
                                 const Defects& accepted) {
  const domain::CriteriaSetFile file = domain::ReadCriteriaSet(yaml, file_name);
  if (!file.findings.empty()) return file.findings.front().refusal;
  SetSummary summary = SetSummaryOf(*file.set, yaml);
  for (const domain::LintFinding& finding : domain::LintCriteriaSet(*file.set)) {
    if (finding.severity == domain::LintSeverity::kWarning) {
      summary.set_warnings(summary.warnings() + 1);
      continue;
    }
    if (!Accepted(accepted, finding.reason)) {
      return Refusal(absl::StatusCode::kInvalidArgument, finding.reason, finding.parameters);
    }
  }
  *summary.mutable_accepted_defects() = accepted;
  return summary;
}

// The unit above answers for the defects it accepted; whether the file can be read is checked again
// here.
absl::StatusOr<SetSummary> CheckNotice(const criteria::v1::SetNotice& notice) {
  return Check(notice.criteria_yaml(), "", notice.accepted_defects());
}

criteria::v1::SetNotice NoticeOf(const record::v1::SetRow& row) {
  criteria::v1::SetNotice notice;
  notice.set_criteria_yaml(row.criteria_yaml());
  notice.set_state(row.summary().state());
  *notice.mutable_accepted_defects() = row.summary().accepted_defects();
  notice.set_issuer(row.issuer());
  return notice;
}

absl::Status CheckIssuer(const record::v1::SetRow& row, const std::string& unit) {
  if (row.issuer().empty() || row.issuer() == unit) return absl::OkStatus();
  return Refusal(absl::StatusCode::kAlreadyExists, "criteria_set_of_another",
                 {{"set", Reference(row.summary())}, {"unit", row.issuer()}});
}

// Two people write on from the same draft: the second must see what the first has entered. The same
// text again changes nothing for anybody.
absl::Status CheckBase(const criteria::v1::ImportSetRequest& request, const SetSummary& entered,
                       const std::string& there) {
  if (!request.has_base_sha256() || there == request.base_sha256() || there == entered.sha256()) {
    return absl::OkStatus();
  }
  return Refusal(absl::StatusCode::kAborted, "criteria_draft_changed",
                 {{"set", Reference(entered)}});
}

// Of every version: the active one is found by the id alone.
absl::Status CheckIssuer(const storage::Reader& state, const std::string& id,
                         const std::string& unit) {
  return ForEachRow<record::v1::SetRow>(
      state, storage::KeyWriter(storage::Prefix::kSet).Text(id).Take(),
      [&](std::string_view, const record::v1::SetRow& row) { return CheckIssuer(row, unit); });
}

}  // namespace

void CriteriaDesk::Register(CommandRouter& commands, ItemRouter& items) {
  using criteria::v1::ActivateSetRequest;
  using criteria::v1::ImportSetRequest;
  using criteria::v1::PublishSetRequest;
  commands.OnMessages<ImportSetRequest, criteria::v1::ImportSetResponse>(
      Kind::kImportSet, "criteria.import",
      [this](const ledger::Entry& entry, const ImportSetRequest& request,
             ledger::Transaction& transaction) { return Import(entry, request, transaction); });
  commands.OnMessages<PublishSetRequest, criteria::v1::PublishSetResponse>(
      Kind::kPublishSet, "criteria.publish",
      [this](const ledger::Entry& entry, const PublishSetRequest& request,
             ledger::Transaction& transaction) { return Publish(entry, request, transaction); });
  commands.OnMessages<ActivateSetRequest, criteria::v1::ActivateSetResponse>(
      Kind::kActivateSet, "criteria.activate",
      [this](const ledger::Entry& entry, const ActivateSetRequest& request,
             ledger::Transaction& transaction) { return Activate(entry, request, transaction); });
  items.OnMessage<criteria::v1::SetNotice>(
      ItemType::kSet,
      [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
             const criteria::v1::SetNotice& notice, ledger::Transaction& transaction) {
        return Receive(entry, arrival, notice, transaction);
      });
  items.OnSentBack<criteria::v1::SetNotice>(
      ItemType::kSet,
      [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
             const criteria::v1::SetNotice& notice, ledger::Transaction& transaction) {
        return TakeBack(entry, arrival, notice, transaction);
      });
}

absl::Status CriteriaDesk::MayIssue(const ledger::Entry& entry, const std::string& unit,
                                    const storage::Reader& state) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, unit));
  return units_.Require(state, entry.command.actor, domain::Permission::kIssueCriteria, unit,
                        entry.time);
}

absl::StatusOr<criteria::v1::ImportSetResponse> CriteriaDesk::Import(
    const ledger::Entry& entry, const criteria::v1::ImportSetRequest& request,
    ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(MayIssue(entry, request.actor_unit(), transaction));
  ASSIGN_OR_RETURN(const SetSummary summary,
                   Check(request.criteria_yaml(), request.file_name(), request.accept_defects()));
  RETURN_IF_ERROR(CheckIssuer(transaction, summary.id(), request.actor_unit()));
  const std::string key = SetKey(summary.id(), summary.version());
  ASSIGN_OR_RETURN(const auto known, ReadRow<record::v1::SetRow>(transaction, key));
  if (known.has_value() && known->summary().state() != criteria::v1::SET_STATE_DRAFT) {
    return Refusal(absl::StatusCode::kAlreadyExists, "criteria_set_fixed",
                   {{"set", Reference(summary)}});
  }
  RETURN_IF_ERROR(
      CheckBase(request, summary, known.has_value() ? known->summary().sha256() : std::string()));
  record::v1::SetRow row;
  row.set_criteria_yaml(request.criteria_yaml());
  *row.mutable_summary() = summary;
  row.set_issuer(request.actor_unit());
  RETURN_IF_ERROR(Put(row, transaction));
  criteria::v1::ImportSetResponse response;
  *response.mutable_set() = summary;
  return response;
}

absl::StatusOr<SetSummary> CriteriaDesk::MoveTo(const ledger::Entry& entry, const std::string& unit,
                                                const std::string& id, std::uint32_t version,
                                                SetState next,
                                                ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(MayIssue(entry, unit, transaction));
  ASSIGN_OR_RETURN(record::v1::SetRow row, sets_.Row(transaction, id, version));
  RETURN_IF_ERROR(CheckIssuer(row, unit));
  if (row.summary().state() != next - 1) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "criteria_set_state",
                   {{"set", Reference(row.summary())},
                    {"state", std::string(StateName(row.summary().state()))}});
  }
  row.mutable_summary()->set_state(next);
  row.set_issuer(unit);
  RETURN_IF_ERROR(Put(row, transaction));
  RETURN_IF_ERROR(courier_.DownToAll(entry, transaction, unit, ItemType::kSet, NoticeOf(row)));
  return row.summary();
}

absl::StatusOr<criteria::v1::PublishSetResponse> CriteriaDesk::Publish(
    const ledger::Entry& entry, const criteria::v1::PublishSetRequest& request,
    ledger::Transaction& transaction) const {
  criteria::v1::PublishSetResponse response;
  ASSIGN_OR_RETURN(*response.mutable_set(),
                   MoveTo(entry, request.actor_unit(), request.id(), request.version(),
                          criteria::v1::SET_STATE_PUBLISHED, transaction));
  return response;
}

absl::StatusOr<criteria::v1::ActivateSetResponse> CriteriaDesk::Activate(
    const ledger::Entry& entry, const criteria::v1::ActivateSetRequest& request,
    ledger::Transaction& transaction) const {
  criteria::v1::ActivateSetResponse response;
  ASSIGN_OR_RETURN(*response.mutable_set(),
                   MoveTo(entry, request.actor_unit(), request.id(), request.version(),
                          criteria::v1::SET_STATE_ACTIVE, transaction));
  return response;
}

absl::Status CriteriaDesk::NameIssuer(const storage::Reader& state, const std::string& unit,
                                      criteria::v1::SetNotice& notice) const {
  if (!notice.issuer().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(state, unit));
  notice.set_issuer(above.value_or(""));
  return absl::OkStatus();
}

absl::Status CriteriaDesk::Receive(const ledger::Entry& entry, const exchange::Arrival& arrival,
                                   criteria::v1::SetNotice notice,
                                   ledger::Transaction& transaction) const {
  RETURN_IF_ERROR(NameIssuer(transaction, arrival.stream.unit, notice));
  ASSIGN_OR_RETURN(const SetSummary summary, CheckNotice(notice));
  RETURN_IF_ERROR(Take(notice, summary, transaction).status());
  return courier_.DownToAll(entry, transaction, arrival.stream.unit, ItemType::kSet, notice);
}

absl::Status CriteriaDesk::TakeBack(const ledger::Entry& entry, const exchange::Arrival& arrival,
                                    criteria::v1::SetNotice notice,
                                    ledger::Transaction& transaction) const {
  const std::string& unit = arrival.stream.unit;
  RETURN_IF_ERROR(NameIssuer(transaction, unit, notice));
  ASSIGN_OR_RETURN(const SetSummary summary, CheckNotice(notice));
  ASSIGN_OR_RETURN(const auto active, sets_.ActiveVersion(transaction, summary.id()));
  const bool activated = notice.state() == criteria::v1::SET_STATE_ACTIVE;
  if (activated && active > summary.version()) notice.set_state(criteria::v1::SET_STATE_PUBLISHED);
  ASSIGN_OR_RETURN(const bool news, Take(notice, summary, transaction));
  if (!news) return absl::OkStatus();
  const bool replaces = activated && active.has_value() && active < summary.version();
  ASSIGN_OR_RETURN(const auto sender, units_.ParentOf(transaction, unit));
  if (replaces && sender.has_value()) {
    // The unit that brought it, too: it was told of the lower version when that came back.
    return courier_.DownToAll(entry, transaction, *sender, ItemType::kSet, notice);
  }
  return courier_.DownToOthers(entry, transaction, unit, ItemType::kSet, notice);
}

absl::StatusOr<bool> CriteriaDesk::Take(const criteria::v1::SetNotice& notice, SetSummary summary,
                                        ledger::Transaction& transaction) const {
  summary.set_state(notice.state());
  ASSIGN_OR_RETURN(const auto known, ReadRow<record::v1::SetRow>(
                                         transaction, SetKey(summary.id(), summary.version())));
  const bool fixed = known.has_value() && known->summary().state() != criteria::v1::SET_STATE_DRAFT;
  if (fixed && known->summary().sha256() != summary.sha256()) {
    return Refusal(absl::StatusCode::kAlreadyExists, "criteria_set_fixed",
                   {{"set", Reference(summary)}});
  }
  const bool news = !known.has_value() || known->summary().state() < notice.state();
  if (!news) return false;
  record::v1::SetRow row;
  row.set_criteria_yaml(notice.criteria_yaml());
  *row.mutable_summary() = std::move(summary);
  row.set_issuer(notice.issuer());
  RETURN_IF_ERROR(Put(row, transaction));
  return true;
}

absl::Status CriteriaDesk::SendTo(const ledger::Entry& entry, const std::string& unit,
                                  const std::string& child,
                                  ledger::Transaction& transaction) const {
  std::vector<criteria::v1::SetNotice> published;
  const std::string prefix = storage::KeyWriter(storage::Prefix::kSet).Take();
  RETURN_IF_ERROR(ForEachRow<record::v1::SetRow>(
      transaction, prefix, [&](std::string_view, const record::v1::SetRow& row) {
        const bool draft = row.summary().state() == criteria::v1::SET_STATE_DRAFT;
        if (!draft) published.push_back(NoticeOf(row));
        return absl::OkStatus();
      }));
  for (const criteria::v1::SetNotice& notice : published) {
    RETURN_IF_ERROR(courier_.Down(entry, transaction, unit, child, ItemType::kSet, notice));
  }
  return absl::OkStatus();
}

absl::Status CriteriaDesk::Put(const record::v1::SetRow& row,
                               ledger::Transaction& transaction) const {
  const SetSummary& summary = row.summary();
  if (summary.state() == criteria::v1::SET_STATE_ACTIVE) {
    ASSIGN_OR_RETURN(const auto active, sets_.ActiveVersion(transaction, summary.id()));
    if (active.has_value() && *active != summary.version()) {
      ASSIGN_OR_RETURN(record::v1::SetRow before, sets_.Row(transaction, summary.id(), *active));
      before.mutable_summary()->set_state(criteria::v1::SET_STATE_PUBLISHED);
      WriteRow(transaction, SetKey(summary.id(), *active), before);
    }
  }
  WriteRow(transaction, SetKey(summary.id(), summary.version()), row);
  return absl::OkStatus();
}

absl::StatusOr<criteria::v1::CheckSetResponse> CriteriaDesk::Look(
    const storage::Reader& state, const criteria::v1::CheckSetRequest& request) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.actor_unit()));
  const domain::CriteriaSetFile file =
      domain::ReadCriteriaSet(request.criteria_yaml(), request.file_name());
  criteria::v1::CheckSetResponse response;
  response.set_finding_count(static_cast<std::uint32_t>(file.finding_count));
  for (const domain::Finding& finding : file.findings) {
    *response.add_findings() = FileFindingOf(finding.at, finding.refusal);
  }
  if (!file.set.has_value()) return response;
  SetSummary& summary = *response.mutable_set();
  summary = SetSummaryOf(*file.set, request.criteria_yaml());
  const std::vector<domain::LintFinding> said = domain::LintCriteriaSet(*file.set);
  response.set_finding_count(static_cast<std::uint32_t>(said.size()));
  for (const domain::LintFinding& finding : said) {
    const bool warning = finding.severity == domain::LintSeverity::kWarning;
    if (warning) summary.set_warnings(summary.warnings() + 1);
    *response.add_findings() = FileFindingOf(
        finding.at, Refusal(absl::StatusCode::kInvalidArgument, finding.reason, finding.parameters),
        warning);
  }
  RETURN_IF_ERROR(CheckIssuer(state, summary.id(), request.actor_unit()));
  ASSIGN_OR_RETURN(const auto known,
                   ReadRow<record::v1::SetRow>(state, SetKey(summary.id(), summary.version())));
  response.set_fixed(known.has_value() &&
                     known->summary().state() != criteria::v1::SET_STATE_DRAFT);
  return response;
}

absl::StatusOr<criteria::v1::ListSetsResponse> CriteriaDesk::List(const storage::Reader& state,
                                                                  const identity::Caller& caller,
                                                                  std::int64_t time) const {
  criteria::v1::ListSetsResponse response;
  const std::string& unit = caller.unit.value();
  const bool may =
      units_.RequireHosted(state, unit).ok() &&
      units_.ActorFor(state, caller, domain::Permission::kIssueCriteria, unit, time).ok();
  response.set_may_import(may);
  const std::string prefix = storage::KeyWriter(storage::Prefix::kSet).Take();
  RETURN_IF_ERROR(ForEachRow<record::v1::SetRow>(
      state, prefix, [&](std::string_view, const record::v1::SetRow& row) {
        SetSummary& set = *response.add_sets();
        set = row.summary();
        if (may && CheckIssuer(row, unit).ok()) set.set_next(std::string(NextOf(set.state())));
        return absl::OkStatus();
      }));
  return response;
}

absl::StatusOr<criteria::v1::GetSetResponse> CriteriaDesk::Get(
    const storage::Reader& state, const criteria::v1::GetSetRequest& request) const {
  ASSIGN_OR_RETURN(const record::v1::SetRow row, sets_.Row(state, request.id(), request.version()));
  criteria::v1::GetSetResponse response;
  *response.mutable_set() = row.summary();
  if (!request.structured()) {
    response.set_criteria_yaml(row.criteria_yaml());
    return response;
  }
  ASSIGN_OR_RETURN(const LoadedSet loaded,
                   sets_.Load(state, row.summary().id(), row.summary().version()));
  *response.mutable_structure() = StructureOf(*loaded.set, LanguageOf(request.language()));
  return response;
}

}  // namespace par::services
