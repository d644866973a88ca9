#include "common/services/unit_desk.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/domain/unit_difference.h"
#include "common/domain/units_yaml.h"
#include "common/services/file_findings.h"
#include "common/services/kinds.h"
#include "common/services/rows.h"

namespace par::services {
namespace {

std::string IsoOrOpen(domain::Date day, domain::Date open) {
  return day == open ? std::string() : day.Iso();
}

void DescribeDays(const domain::Unit& unit, unit::v1::Unit& row) {
  row.set_from(IsoOrOpen(unit.existence.from, domain::Date::Earliest()));
  row.set_until(IsoOrOpen(unit.existence.until, domain::Date::Latest()));
  for (const domain::Membership& membership : unit.parents) {
    unit::v1::Membership& shown = *row.add_memberships();
    shown.set_parent(membership.parent.value());
    shown.set_from(IsoOrOpen(membership.period.from, domain::Date::Earliest()));
    shown.set_until(IsoOrOpen(membership.period.until, domain::Date::Latest()));
  }
}

void DescribeChange(const domain::UnitChange& change, unit::v1::UnitChange& row) {
  row.set_on(change.on.Iso());
  row.set_basis(change.basis);
  for (const domain::UnitId& unit : change.before) row.add_before(unit.value());
  for (const domain::UnitId& unit : change.after) row.add_after(unit.value());
}

void DescribeDifference(const domain::UnitDifference& of, unit::v1::UnitDifference& row) {
  row.set_unit(of.unit.value());
  row.set_name(of.name);
  const domain::UnitAct first = of.acts.front();
  const bool changed = first != domain::UnitAct::kAdded && first != domain::UnitAct::kRemoved;
  row.set_what(changed ? "changed" : std::string(Name(first)));
  for (const domain::UnitAct act : of.acts) row.add_acts(std::string(Name(act)));
  for (const domain::UnitValueDifference& one : of.values) {
    row.add_fields(one.field);
    unit::v1::UnitValueDifference& value = *row.add_values();
    value.set_field(one.field);
    value.set_before(one.before);
    value.set_after(one.after);
  }
}

void DescribeDifferences(const domain::TreeDifference& of, unit::v1::CheckUnitsResponse& response) {
  for (const domain::UnitDifference& one : of.units) {
    DescribeDifference(one, *response.add_differences());
  }
  for (const domain::UnitChange& one : of.changes_added) {
    DescribeChange(one, *response.add_changes_added());
  }
  for (const domain::UnitChange& one : of.changes_removed) {
    DescribeChange(one, *response.add_changes_removed());
  }
}

// What two people compared with the same tree and changed each in his way would undo each other.
absl::Status RequireVersion(const record::v1::UnitsRow& stored,
                            std::optional<std::uint64_t> expected) {
  if (!expected.has_value() || *expected == stored.version()) return absl::OkStatus();
  return domain::Refusal(
      absl::StatusCode::kAborted, "units_changed_since",
      {{"expected", std::to_string(*expected)}, {"version", std::to_string(stored.version())}});
}

template <typename Request>
std::optional<std::uint64_t> ExpectedVersion(const Request& request) {
  if (!request.has_expected_version()) return std::nullopt;
  return request.expected_version();
}

absl::StatusOr<record::v1::UnitsRow> StoredUnits(const storage::Reader& state) {
  ASSIGN_OR_RETURN(auto row, ReadRow<record::v1::UnitsRow>(state, UnitsKey()));
  return std::move(row).value_or(record::v1::UnitsRow());
}

}  // namespace

void UnitDesk::Register(CommandRouter& commands, ItemRouter& items) {
  commands.OnMessages<unit::v1::ImportUnitsRequest, unit::v1::ImportUnitsResponse>(
      Kind::kImportUnits, "unit.import",
      [this](const ledger::Entry& entry, const unit::v1::ImportUnitsRequest& request,
             ledger::Transaction& transaction) { return Import(entry, request, transaction); });
  commands.On(Kind::kSetHosting, "node.hosting",
              [this](const ledger::Entry& entry, ledger::Transaction& transaction) {
                return SetHosting(entry, transaction);
              });
  commands.On(Kind::kCountDay, "unit.day",
              [this](const ledger::Entry& entry, ledger::Transaction& transaction) {
                return CountDay(entry, transaction);
              });
  items.OnMessage<unit::v1::ImportUnitsRequest>(
      ItemType::kUnits,
      [this](const ledger::Entry& entry, const exchange::Arrival& arrival,
             const unit::v1::ImportUnitsRequest& request, ledger::Transaction& transaction) {
        return Receive(entry, arrival, request, transaction);
      });
}

absl::StatusOr<unit::v1::ImportUnitsResponse> UnitDesk::Import(
    const ledger::Entry& entry, const unit::v1::ImportUnitsRequest& request,
    ledger::Transaction& transaction) const {
  const std::string& unit = request.actor_unit();
  RETURN_IF_ERROR(units_.RequireHosted(transaction, unit));
  RETURN_IF_ERROR(units_.Require(transaction, entry.command.actor, domain::Permission::kManageUnits,
                                 unit, entry.time));
  RETURN_IF_ERROR(RequireTop(transaction, unit));
  ASSIGN_OR_RETURN(const record::v1::UnitsRow stored, StoredUnits(transaction));
  RETURN_IF_ERROR(RequireVersion(stored, ExpectedVersion(request)));
  return PutAndSend(entry, unit, request, transaction);
}

absl::Status UnitDesk::RequireTop(const storage::Reader& state, const std::string& unit) const {
  ASSIGN_OR_RETURN(const auto above, units_.ParentOf(state, unit));
  if (!above.has_value()) return absl::OkStatus();
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "units_not_top",
                         {{"unit", unit}, {"above", *above}});
}

absl::StatusOr<unit::v1::CheckUnitsResponse> UnitDesk::Check(
    const storage::Reader& state, const unit::v1::CheckUnitsRequest& request) const {
  RETURN_IF_ERROR(units_.RequireHosted(state, request.actor_unit()));
  RETURN_IF_ERROR(RequireTop(state, request.actor_unit()));
  ASSIGN_OR_RETURN(const record::v1::UnitsRow stored, StoredUnits(state));
  RETURN_IF_ERROR(RequireVersion(stored, ExpectedVersion(request)));
  const domain::UnitsFile file = domain::ReadUnits(request.units_yaml(), request.file_name());
  unit::v1::CheckUnitsResponse response;
  response.set_finding_count(static_cast<std::uint32_t>(file.finding_count));
  for (const domain::Finding& finding : file.findings) {
    *response.add_findings() = FileFindingOf(finding.at, finding.refusal);
  }
  if (!file.tree.has_value()) return response;
  ASSIGN_OR_RETURN(const auto before, units_.Tree(state));
  response.set_units(static_cast<std::uint32_t>(file.tree->units().size()));
  response.set_changes(static_cast<std::uint32_t>(file.tree->changes().size()));
  response.set_version(stored.version());
  DescribeDifferences(domain::CompareTrees(*before, *file.tree), response);
  return response;
}

absl::Status UnitDesk::Receive(const ledger::Entry& entry, const exchange::Arrival& arrival,
                               const unit::v1::ImportUnitsRequest& request,
                               ledger::Transaction& transaction) const {
  return PutAndSend(entry, arrival.stream.unit, request, transaction).status();
}

absl::StatusOr<UnitDesk::Before> UnitDesk::Now(const storage::Reader& state) const {
  Before before;
  ASSIGN_OR_RETURN(before.tree, units_.Tree(state));
  ASSIGN_OR_RETURN(before.day, CountedDay(state));
  return before;
}

absl::StatusOr<unit::v1::ImportUnitsResponse> UnitDesk::PutAndSend(
    const ledger::Entry& entry, const std::string& unit,
    const unit::v1::ImportUnitsRequest& request, ledger::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const Before before, Now(transaction));
  ASSIGN_OR_RETURN(const domain::UnitTree after,
                   domain::ParseUnits(request.units_yaml(), request.file_name()));
  // Entries of before there was a day do what they did then.
  if (before.day.has_value()) RETURN_IF_ERROR(TellLeaving(entry, after, request, transaction));
  ASSIGN_OR_RETURN(auto response, Put(request.units_yaml(), after, transaction));
  if (before.day.has_value()) PutCountedDay(transaction, domain::Date::InVietnam(entry.time));
  RETURN_IF_ERROR(courier_.DownToAll(entry, transaction, unit, ItemType::kUnits, request));
  RETURN_IF_ERROR(WelcomeNew(entry, unit, before, &request, transaction));
  return response;
}

absl::Status UnitDesk::TellLeaving(const ledger::Entry& entry, const domain::UnitTree& after,
                                   const unit::v1::ImportUnitsRequest& request,
                                   ledger::Transaction& transaction) const {
  const domain::Date today = domain::Date::InVietnam(entry.time);
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, ReadHosting(transaction));
  for (const std::string& own : hosting.units()) {
    ASSIGN_OR_RETURN(const std::vector<std::string> children,
                     units_.ChildrenToTell(transaction, own, entry.time));
    for (const std::string& child : children) {
      if (after.NearestParent(domain::UnitId(child), today) == domain::UnitId(own)) continue;
      RETURN_IF_ERROR(courier_.Down(entry, transaction, own, child, ItemType::kUnits, request));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> UnitDesk::CountDay(const ledger::Entry& entry,
                                               ledger::Transaction& transaction) const {
  if (entry.command.actor.role != "node") {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "hosting_not_from_node");
  }
  ASSIGN_OR_RETURN(const Before before, Now(transaction));
  PutCountedDay(transaction, domain::Date::InVietnam(entry.time));
  RETURN_IF_ERROR(WelcomeNew(entry, "", before, nullptr, transaction));
  return std::string();
}

absl::Status UnitDesk::WelcomeNew(const ledger::Entry& entry, const std::string& unit,
                                  const Before& before, const unit::v1::ImportUnitsRequest* request,
                                  ledger::Transaction& transaction) const {
  const domain::Date day = before.day.value_or(domain::Date::Latest());
  ASSIGN_OR_RETURN(const record::v1::Hosting hosting, ReadHosting(transaction));
  for (const std::string& own : hosting.units()) {
    ASSIGN_OR_RETURN(const std::vector<std::string> children,
                     units_.ChildrenToTell(transaction, own, entry.time));
    for (const std::string& child : children) {
      if (before.tree->NearestParent(domain::UnitId(child), day) == domain::UnitId(own)) continue;
      // Below another unit of this node: the tree comes to that one later, over its own line.
      if (request != nullptr && own != unit) {
        RETURN_IF_ERROR(courier_.Down(entry, transaction, own, child, ItemType::kUnits, *request));
      }
      for (const Welcome& welcome : welcomes_) {
        RETURN_IF_ERROR(welcome(entry, own, child, transaction));
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<unit::v1::ImportUnitsResponse> UnitDesk::Put(const std::string& yaml,
                                                            const domain::UnitTree& tree,
                                                            ledger::Transaction& transaction) {
  ASSIGN_OR_RETURN(record::v1::UnitsRow next, StoredUnits(transaction));
  if (next.units_yaml() != yaml) {
    next.set_units_yaml(yaml);
    next.set_version(next.version() + 1);
    WriteRow(transaction, UnitsKey(), next);
  }
  unit::v1::ImportUnitsResponse response;
  response.set_units(static_cast<std::uint32_t>(tree.units().size()));
  response.set_version(next.version());
  return response;
}

absl::StatusOr<std::string> UnitDesk::SetHosting(const ledger::Entry& entry,
                                                 ledger::Transaction& transaction) const {
  record::v1::Hosting hosting;
  if (entry.command.actor.role != "node" || !hosting.ParseFromString(entry.command.payload)) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "hosting_not_from_node");
  }
  WriteRow(transaction, HostingKey(), hosting);
  return std::string();
}

absl::StatusOr<unit::v1::ListUnitsResponse> UnitDesk::List(
    const storage::Reader& state, const unit::v1::ListUnitsRequest& request,
    domain::Date today) const {
  domain::Date day = today;
  if (!request.as_of().empty()) {
    const auto parsed = domain::Date::Parse(request.as_of());
    if (!parsed.has_value()) {
      return domain::Refusal(absl::StatusCode::kInvalidArgument, "yaml_not_date",
                             {{"field", "as_of"}, {"value", request.as_of()}});
    }
    day = *parsed;
  }
  ASSIGN_OR_RETURN(const auto tree, units_.Tree(state));
  unit::v1::ListUnitsResponse response;
  for (const domain::Unit& unit : tree->units()) {
    if (!request.history() && !unit.existence.Has(day)) continue;
    const auto parent = tree->Parent(unit.id, day);
    if (!request.parent().empty() && (!parent || parent->value() != request.parent())) continue;
    unit::v1::Unit& row = *response.add_units();
    row.set_id(unit.id.value());
    row.set_code(unit.code);
    row.set_name(unit.name);
    row.set_kind(std::string(domain::VietnameseName(unit.kind)));
    row.set_level(std::string(Name(LevelOf(unit.kind))));
    row.set_group(unit.rank_group);
    if (parent.has_value()) row.set_parent(parent->value());
    row.set_hosted_here(units_.RequireHosted(state, unit.id.value()).ok());
    if (request.history()) DescribeDays(unit, row);
  }
  if (!request.history()) return response;
  for (const domain::UnitChange& change : tree->changes()) {
    DescribeChange(change, *response.add_changes());
  }
  ASSIGN_OR_RETURN(const auto stored, ReadRow<record::v1::UnitsRow>(state, UnitsKey()));
  if (stored.has_value()) {
    response.set_version(stored->version());
    response.set_units_yaml(stored->units_yaml());
  }
  return response;
}

}  // namespace par::services
