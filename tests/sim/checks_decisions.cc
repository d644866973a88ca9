// What the Oracle checks of published decisions (S18): made once, by the unit that runs the cycle,
// the same everywhere, and on one cycle never a second that does not supersede the first.
#include <set>

#include "common/base/check.h"
#include "common/services/rows.h"
#include "common/storage/schema.h"
#include "par/record/v1/service_record.pb.h"
#include "tests/sim/oracle.h"
#include "tests/sim/papers.h"

namespace par::sim {
namespace {

using record::v1::DecisionRow;
using services::DecisionBox;

// All that was signed, with the signature; what superseded it later is not of it.
std::string TextOf(DecisionRow row) {
  row.clear_superseded_by();
  return row.SerializeAsString();
}

// By id.
std::map<std::string, DecisionRow> DecisionsOn(const Disk& disk) {
  std::map<std::string, DecisionRow> decisions;
  const std::string first(1, static_cast<char>(storage::Prefix::kDecision));
  for (auto at = disk.rows().lower_bound(first);
       at != disk.rows().end() && at->first.front() == first.front(); ++at) {
    DecisionRow row;
    PAR_CHECK(services::DecodeRow(at->second, row).ok());
    decisions.emplace(DecisionBox::IdOf(row), std::move(row));
  }
  return decisions;
}

bool IsPublished(domain::DossierState state) {
  return state == domain::DossierState::kPublished || state == domain::DossierState::kSuperseded;
}

}  // namespace

void Oracle::NoteDecision(const std::string& process, const std::string& value) {
  DecisionRow row;
  PAR_CHECK(services::DecodeRow(value, row).ok());
  const std::string id = DecisionBox::IdOf(row);
  const bool by_publisher = process == country_.NodeOf(row.issuer());
  const auto [at, first] =
      decisions_.emplace(id, Published{.issuer = row.issuer(), .text = TextOf(row)});
  if (at->second.text != TextOf(row)) {
    Report("S18: decision " + row.number() + " is another on " + process +
           " than where it was made");
  }
  if (by_publisher) at->second.forgotten = false;
  if (!first) return;
  if (!by_publisher) Report("S18: a decision that nobody published is kept on " + process);
  CheckSecond(id, row);
}

// What its publisher knew, or had to learn before, it may only supersede.
void Oracle::CheckSecond(const std::string& id, const DecisionRow& row) {
  std::map<std::string, DecisionRow> others;
  std::set<std::string> superseded;
  for (const std::string& process : world_.Processes()) {
    for (auto& [other, held] : DecisionsOn(world_.DiskOf(process))) {
      if (held.cycle() != row.cycle()) continue;
      superseded.insert(held.supersedes());
      if (other != id) others.emplace(other, std::move(held));
    }
  }
  for (const auto& [other, held] : others) {
    Published& before = decisions_.at(other);
    if (superseded.contains(other) || before.twin) continue;
    if (before.forgotten) {
      before.twin = true;
      decisions_.at(id).twin = true;
    } else {
      Report("S18: decision " + row.number() + " on " + row.cycle() + " does not supersede " +
             held.number() + ", which is in force");
    }
  }
}

// An administrator set the publisher's disk back behind a decision: he cannot know of it until a
// node that holds it has spoken to him. A new machine knows nothing at all and hears everybody
// first.
void Oracle::NoteForgotten(const std::string& process) {
  if (other_disk_.erase(process) == 0) return;  // A start like any.
  if (world_.DiskOf(process).rows().empty()) {
    for (auto& [id, one] : decisions_) {
      if (country_.NodeOf(one.issuer) == process) one.forgotten = false;
    }
    return;
  }
  const std::map<std::string, DecisionRow> held = DecisionsOn(world_.DiskOf(process));
  for (auto& [id, one] : decisions_) {
    if (country_.NodeOf(one.issuer) == process && !held.contains(id)) one.forgotten = true;
  }
}

// A unit that is told that its result is published holds the decision that says so.
void Oracle::PublishedIsDecided() {
  if (decisions_.empty()) return;
  for (const std::string& owner : CycleOwners(country_)) {
    for (const std::string& unit : UnitsOfCycle(country_, owner)) {
      const std::string& node = country_.NodeOf(unit);
      const auto own = world_.DesksOf(node).own().Load(world_.StateOf(node), CycleOf(owner), unit);
      if (!own.ok() || !IsPublished(own->dossier.state)) continue;
      const auto held = world_.DesksOf(node).box().Find(world_.StateOf(node),
                                                        own->dossier.decisions.back().value());
      if (!held.ok()) {
        Report("S18: " + unit + " is told that decision " + own->dossier.decisions.back().value() +
               " published it, and does not hold it");
      }
    }
  }
}

// At rest, whoever a decision concerns holds it: who made it, every unit of its cycle and the unit
// above; and all know the same of what superseded it.
void Oracle::DecisionsAgree() {
  std::map<std::string, std::map<std::string, DecisionRow>> held;  // By node.
  std::map<std::string, DecisionRow> all;
  for (const std::string& node : country_.Nodes()) {
    held[node] = DecisionsOn(world_.DiskOf(node));
    all.insert(held[node].begin(), held[node].end());
  }
  for (const auto& [id, decision] : all) {
    std::set<std::string> concerned = {country_.NodeOf(decision.issuer())};
    for (const std::string& unit : UnitsOfCycle(country_, decision.issuer())) {
      concerned.insert(country_.NodeOf(unit));
    }
    const std::string& above = country_.ParentOf(decision.issuer());
    if (!above.empty()) concerned.insert(country_.NodeOf(above));
    for (const std::string& node : country_.Nodes()) {
      const auto at = held[node].find(id);
      const bool here = at != held[node].end();
      if (here != concerned.contains(node)) {
        Report("S18: decision " + decision.number() + " of " + decision.issuer() +
               (here ? " is on " : " has not come to ") + node);
      } else if (here && at->second.superseded_by() != decision.superseded_by()) {
        Report("S18: whether decision " + decision.number() + " is in force differs on " + node);
      }
    }
  }
}

}  // namespace par::sim
