#include "common/services/history_desk.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/domain/dossier_actions.h"
#include "common/domain/limits.h"
#include "common/domain/reconcile.h"
#include "common/domain/refusal.h"
#include "common/domain/year_table_check.h"
#include "common/services/earlier_scores.h"
#include "common/services/file_findings.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"

namespace par::services {
namespace {

using domain::FindingList;
using history::v1::ImportedTable;
using history::v1::ImportTablesRequest;
using history::v1::WithdrawTableRequest;
using record::v1::EarlierTable;

constexpr int kFirstEarlierYear = 1990;      // As a file of years may say.
constexpr std::size_t kLongestBasis = 1000;  // It is told with every place of its table.

// A file of years says what it is in its first lines; anything else is one unit's table.
bool IsOfYears(std::string_view file) {
  return file.find("parnet/published-years/") != std::string_view::npos;
}

void CheckYear(int year, std::int64_t time, FindingList& findings) {
  const int now = domain::Date::InVietnam(time).year();
  if (year >= kFirstEarlierYear && year < now) return;
  findings.Add({}, "years_year_not_over", "year", {{"year", std::to_string(year)}});
}

// `unit` stood directly below `actor` at the end of the year, or is it.
void CheckUnit(const domain::UnitTree& tree, const std::string& actor, const domain::UnitId& unit,
               int year, FindingList& findings) {
  const auto day = domain::Date::Of(year, 12, 31);
  const std::string& id = unit.value();
  if (id.empty()) return findings.Add({}, "text_empty", "unit");  // One unit's table names it once.
  if (!day.has_value()) return;                                   // CheckYear says so.
  if (tree.Find(unit) == nullptr) return findings.Add({}, "years_unit_unknown", id);
  if (!tree.Exists(unit, *day)) {
    return findings.Add({}, "years_unit_other_time", id, {{"year", std::to_string(year)}});
  }
  const auto parent = tree.Parent(unit, *day);
  if (id == actor || (parent.has_value() && parent->value() == actor)) return;
  findings.Add({}, "years_unit_elsewhere", id, {{"year", std::to_string(year)}, {"unit", actor}});
}

// A ranking finds its earlier years by the group's name; one that none of the units bears is a
// slip.
void CheckGroup(const domain::UnitTree& tree, const domain::YearTable& table,
                FindingList& findings) {
  std::set<std::string> groups;
  for (const domain::YearRow& row : table.rows) {
    const domain::Unit* const unit = tree.Find(row.unit);
    if (unit == nullptr) continue;
    groups.insert(unit->rank_group.empty() ? std::string(Name(LevelOf(unit->kind)))
                                           : unit->rank_group);
  }
  if (groups.empty() || groups.contains(table.group)) return;
  findings.Add({}, "years_group_unknown", table.group, {{"groups", absl::StrJoin(groups, "; ")}});
}

ImportedTable AboutOf(const ImportTablesRequest& request, std::size_t differences) {
  ImportedTable about;
  about.set_actor_unit(request.actor_unit());
  about.set_file_name(request.file_name());
  about.set_sha256(Sha256::Of(request.file()).Hex());
  about.set_differences(static_cast<std::uint32_t>(differences));
  if (differences > 0) about.set_basis(request.basis());
  return about;
}

ImportedTable AboutOf(const ImportTablesRequest& request, const domain::YearTable& table,
                      std::size_t differences) {
  ImportedTable about = AboutOf(request, differences);
  about.set_year(static_cast<std::uint32_t>(table.year));
  about.set_index(table.index);
  about.set_group(table.group);
  about.set_document(table.document);
  if (table.date.has_value()) about.set_date(table.date->Iso());
  about.set_issuer(table.issuer);
  about.set_set(table.set);
  about.set_rows(static_cast<std::uint32_t>(table.rows.size()));
  return about;
}

// The row that the request names.
ImportedTable MeantBy(const WithdrawTableRequest& request) {
  ImportedTable meant;
  meant.set_actor_unit(request.actor_unit());
  meant.set_unit(request.unit());
  meant.set_year(request.year());
  meant.set_index(request.index());
  meant.set_group(request.group());
  return meant;
}

absl::Status NoSuchTable(absl::StatusCode code, std::string_view reason,
                         const WithdrawTableRequest& request) {
  const std::string& of = request.unit().empty() ? request.group() : request.unit();
  return domain::Refusal(code, reason,
                         {{"year", std::to_string(request.year())},
                          {"index", request.index()},
                          {"of", of.empty() ? "-" : of},
                          {"unit", request.actor_unit()}});
}

void CheckWords(const std::string& text, std::string_view field, std::size_t longest,
                FindingList& findings) {
  const absl::Status well = domain::CheckOptionalText(field, text);
  if (!well.ok()) return findings.Add({}, well);
  if (text.size() <= longest) return;
  findings.Add({}, "text_too_long", field,
               {{"length", std::to_string(text.size())}, {"maximum", std::to_string(longest)}});
}

}  // namespace

void HistoryDesk::Register(CommandRouter& commands) {
  commands.OnMessages<ImportTablesRequest, history::v1::ImportTablesResponse>(
      Kind::kImportEarlier, "history.import",
      [this](const ledger::Entry& entry, const ImportTablesRequest& request,
             ledger::Transaction& transaction) { return Import(entry, request, transaction); });
  commands.OnMessages<WithdrawTableRequest, history::v1::WithdrawTableResponse>(
      Kind::kWithdrawEarlier, "history.withdraw",
      [this](const ledger::Entry& entry, const WithdrawTableRequest& request,
             ledger::Transaction& transaction) { return Withdraw(entry, request, transaction); });
}

absl::StatusOr<history::v1::ImportTablesResponse> HistoryDesk::Import(
    const ledger::Entry& entry, const ImportTablesRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.actor_unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor,
                                 domain::Permission::kIssueCriteria, unit, entry.time));
  ASSIGN_OR_RETURN(Judged judged, Judge(transaction, request, entry.time));
  if (!judged.findings.empty()) return judged.findings.findings().front().refusal;
  history::v1::ImportTablesResponse response;
  for (EarlierTable& row : judged.rows) {
    ImportedTable& about = *row.mutable_about();
    about.set_account(entry.command.actor.account);
    about.set_imported_at(entry.time);
    WriteRow(transaction, EarlierKey(about), row);
    *response.add_tables() = about;
  }
  return response;
}

absl::StatusOr<history::v1::WithdrawTableResponse> HistoryDesk::Withdraw(
    const ledger::Entry& entry, const WithdrawTableRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.actor_unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor,
                                 domain::Permission::kIssueCriteria, unit, entry.time));
  RETURN_IF_ERROR(domain::CheckText("reason", request.reason()));
  const std::string key = EarlierKey(MeantBy(request));
  ASSIGN_OR_RETURN(auto row, ReadRow<EarlierTable>(transaction, key));
  if (!row.has_value()) {
    return NoSuchTable(absl::StatusCode::kNotFound, "years_table_unknown", request);
  }
  ImportedTable& about = *row->mutable_about();
  if (about.has_withdrawn()) {
    return NoSuchTable(absl::StatusCode::kFailedPrecondition, "years_table_withdrawn", request);
  }
  if (about.version() != request.version()) {
    return domain::Refusal(
        absl::StatusCode::kAborted, "years_table_other_import",
        {{"version", std::to_string(request.version())}, {"now", std::to_string(about.version())}});
  }
  history::v1::TableWithdrawal& withdrawn = *about.mutable_withdrawn();
  withdrawn.set_reason(request.reason());
  withdrawn.set_account(entry.command.actor.account);
  withdrawn.set_at(entry.time);
  WriteRow(transaction, key, *row);
  history::v1::WithdrawTableResponse response;
  *response.mutable_table() = about;
  return response;
}

absl::StatusOr<history::v1::CheckTablesResponse> HistoryDesk::Check(
    const storage::Reader& state, const ImportTablesRequest& request, std::int64_t time) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.actor_unit()));
  ASSIGN_OR_RETURN(const Judged judged, Judge(state, request, time));
  history::v1::CheckTablesResponse response;
  response.set_finding_count(
      static_cast<std::uint32_t>(judged.findings.count() + judged.accepted.count()));
  for (const domain::Finding& one : judged.findings.findings()) {
    *response.add_findings() = FileFindingOf(one.at, one.refusal);
  }
  for (const domain::Finding& one : judged.accepted.findings()) {
    *response.add_findings() = FileFindingOf(one.at, one.refusal, true);
  }
  if (!judged.findings.empty()) return response;
  for (const EarlierTable& row : judged.rows) *response.add_tables() = row.about();
  return response;
}

absl::StatusOr<HistoryDesk::Judged> HistoryDesk::Judge(const storage::Reader& state,
                                                       const ImportTablesRequest& request,
                                                       std::int64_t time) const {
  Judged judged{.rows = {},
                .findings = FindingList(request.file_name()),
                .accepted = FindingList(request.file_name())};
  CheckWords(request.file_name(), "file_name", domain::kLongestTitle, judged.findings);
  CheckWords(request.basis(), "basis", kLongestBasis, judged.findings);
  RETURN_IF_ERROR(IsOfYears(request.file()) ? JudgeYears(state, request, time, judged)
                                            : JudgeUnit(state, request, time, judged));
  if (request.basis().empty() && judged.accepted.count() > 0) {
    for (const domain::Finding& one : judged.accepted.findings()) {
      judged.findings.Add(one.at, one.refusal);
    }
    judged.findings.Add({}, "years_basis_missing", "basis");
    judged.accepted = FindingList(request.file_name());
  }
  for (EarlierTable& row : judged.rows) {
    ASSIGN_OR_RETURN(const auto before, ReadRow<EarlierTable>(state, EarlierKey(row.about())));
    row.mutable_about()->set_version(before.has_value() ? before->about().version() + 1 : 1);
  }
  return judged;
}

absl::Status HistoryDesk::JudgeYears(const storage::Reader& state,
                                     const ImportTablesRequest& request, std::int64_t time,
                                     Judged& judged) const {
  auto years = domain::ReadPublishedYears(request.file(), judged.findings);
  if (!years.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(state));
  for (domain::YearTable& table : years->tables) {
    CheckYear(table.year, time, judged.findings);
    for (domain::YearRow& row : table.rows) {
      CheckUnit(*tree, request.actor_unit(), row.unit, table.year, judged.findings);
      row.differs = false;  // Seen here again, and answered for by the basis.
    }
    CheckGroup(*tree, table, judged.findings);
    const auto differences = domain::DifferencesOf(table);
    for (const domain::YearDifference& one : differences) {
      judged.accepted.Add({}, domain::ToRefusal(table, one));
      if (one.difference.check != domain::Check::kRank) table.rows[one.row].differs = true;
    }
    EarlierTable row;
    *row.mutable_about() = AboutOf(request, table, differences.size());
    row.set_table_yaml(domain::PublishedYearsText({.tables = {std::move(table)}}));
    judged.rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

absl::Status HistoryDesk::JudgeUnit(const storage::Reader& state,
                                    const ImportTablesRequest& request, std::int64_t time,
                                    Judged& judged) const {
  FindingList& findings = judged.findings;
  const auto table = ReadUnitTable(request.file(), findings);
  if (!table.has_value()) return absl::OkStatus();
  const int year = static_cast<int>(std::min(request.year(), 9999u));
  CheckYear(year, time, findings);
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(state));
  CheckUnit(*tree, request.actor_unit(), domain::UnitId(table->unit), year, findings);
  if (request.document().empty()) findings.Add({}, "text_empty", "document");
  CheckWords(request.document(), "document", domain::kLongestTitle, findings);
  CheckWords(request.issuer(), "issuer", domain::kLongestTitle, findings);
  if (!request.date().empty() && !domain::Date::Parse(request.date()).has_value()) {
    findings.Add({}, "yaml_not_date", "date", {{"value", request.date()}});
  }
  for (const domain::Difference& one : domain::Reconcile(*table).differences) {
    judged.accepted.Add({}, domain::ToRefusal(one));
  }
  if (request.set_id().empty() || request.set_version() == 0) {
    findings.Add({}, "years_set_missing", "set");
    return absl::OkStatus();
  }
  const auto set = sets_.Load(state, request.set_id(), request.set_version());
  if (!set.ok()) {
    findings.Add({}, set.status());
    return absl::OkStatus();
  }
  const std::string reference = request.set_id() + "@" + std::to_string(request.set_version());
  const std::size_t criteria = PointsIn(*table, *set->set).size();
  if (criteria == 0) findings.Add({}, "years_criteria_none", table->unit, {{"set", reference}});
  EarlierTable row;
  ImportedTable& about = *row.mutable_about() = AboutOf(request, judged.accepted.count());
  about.set_year(static_cast<std::uint32_t>(year));
  about.set_index("par");
  about.set_unit(table->unit);
  about.set_document(request.document());
  about.set_date(request.date());
  about.set_issuer(request.issuer());
  about.set_set(reference);
  about.set_rows(static_cast<std::uint32_t>(criteria));
  row.set_table_yaml(request.file());
  judged.rows.push_back(std::move(row));
  return absl::OkStatus();
}

}  // namespace par::services
