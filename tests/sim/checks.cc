// What the Oracle checks of all the disks together.
#include <algorithm>
#include <optional>
#include <tuple>

#include "common/base/check.h"
#include "common/exchange/queries.h"
#include "common/exchange/rows.h"
#include "tests/sim/oracle.h"
#include "tests/sim/papers.h"

namespace par::sim {
namespace {

using exchange::Direction;
using exchange::Side;
using exchange::StreamId;
using exchange::StreamView;

std::string Plain(const std::string& id) { return Sha256::Of(id).Hex().substr(0, 8); }

}  // namespace

void Oracle::CheckNow() {
  NoAcknowledgedLoss();
  ExactlyOnce();
  PublishedIsDecided();
  for (const std::string& fault : world_.Faults()) Report(fault);
}

void Oracle::CheckAtRest() {
  CheckNow();
  NodesAgree();
  EvidenceIntegrity();
  Authority();
  Accounting();
  if (expect_order_) OrderOfSaving();
  DossiersAgree();
  DecisionsAgree();
}

// S1: what a person was told is saved lies on some disk, unless every disk that held it is gone.
void Oracle::NoAcknowledgedLoss() {
  const std::set<std::string> held = HeldSomewhere("");
  for (const auto& [id, made] : items_) {
    if (made.acknowledged && !made.died_with_disks && !held.contains(id)) {
      Report("S1: no disk holds item " + Plain(id) + " of " + exchange::Name(made.stream));
    }
  }
}

// S2: an item stands at most once in a stream, and took effect as often as the stream says.
void Oracle::ExactlyOnce() {
  for (const std::string& process : world_.Processes()) {
    const Disk& disk = world_.DiskOf(process);
    std::set<std::tuple<Side, StreamId, std::string>> seen;
    ForEachItem(disk, [&](const ItemPlace& place, const exchange::v1::Item& item) {
      const std::string& id = item.submission_id();
      const std::string where = exchange::Name(place.stream) + " on " + process;
      if (!seen.emplace(place.side, place.stream, id).second) {
        Report("S2: " + where + " holds item " + Plain(id) + " twice");
      }
      const auto row = StreamView(disk, place.side, place.stream).Submission(id);
      PAR_CHECK(row.ok());
      if (!row->has_value() || (*row)->seq() != place.seq) {
        Report("S2: the index of " + where + " misses item " + Plain(id));
      }
      const bool arrives =
          (place.stream.direction == Direction::kUp) == (place.side == Side::kUpper);
      if (!arrives || place.seq == 0) return;
      const int fresh = EffectsOf(disk, place.stream, id);
      const int restored = EffectsOf(disk, place.stream, id, Came::kBack);
      const int settled = EffectsOf(disk, place.stream, id, Came::kBackAndSettled);
      const int most = place.result.verdict() == exchange::v1::VERDICT_APPLIED ? 1 : 0;
      // Both ends of a line within one node have a restored effect each.
      const bool both =
          country_.NodeOf(place.stream.hop) == country_.NodeOf(country_.ParentOf(place.stream.hop));
      if (fresh > most || settled > most || fresh + restored > (both ? 2 : 1) ||
          (most == 1 && fresh + restored == 0)) {
        Report("S2: item " + Plain(id) + " took effect " + std::to_string(fresh) + "+" +
               std::to_string(restored) + "+" + std::to_string(settled) + " times in " + where +
               ", its verdict is " + std::to_string(place.result.verdict()));
      }
    });
  }
}

// S3: at rest every copy of a stream, on every line, is the same.
void Oracle::NodesAgree() {
  std::map<std::tuple<Direction, std::string, std::uint64_t>, std::string> hashes;
  for (const std::string& process : world_.Processes()) {
    ForEachItem(world_.DiskOf(process), [&](const ItemPlace& place, const exchange::v1::Item&) {
      if (place.seq == 0) return;
      const auto [at, first] = hashes.emplace(
          std::tuple(place.stream.direction, place.stream.unit, place.seq), place.hash);
      if (!first && at->second != place.hash) {
        Report("S3: " + exchange::Name(place.stream) + " number " + std::to_string(place.seq) +
               " differs on " + process);
      }
    });
  }
}

// S9: a file that can be read is what its hash says, and every file that an upper node's items
// refer to is there if the lower node has it.
void Oracle::EvidenceIntegrity() {
  for (const std::string& process : world_.Processes()) {
    const std::string damaged = world_.ShelfOf(process).Damaged();
    if (!damaged.empty()) Report("S9: file " + damaged + " on " + process + " is damaged");
    ForEachItem(world_.DiskOf(process), [&](const ItemPlace& place,
                                            const exchange::v1::Item& item) {
      if (place.side != Side::kUpper || place.stream.direction != Direction::kUp) return;
      if (place.result.verdict() == exchange::v1::VERDICT_REJECTED) return;  // Wants no files.
      const Shelf& below = world_.ShelfOf(country_.NodeOf(place.stream.hop));
      for (const exchange::v1::BlobRef& blob : item.blobs()) {
        const Sha256 sha256 = Sha256::FromBytes(blob.sha256());
        if (below.Has(sha256) && !world_.ShelfOf(process).Has(sha256)) {
          Report("S9: a file of " + exchange::Name(place.stream) + " has not come to " + process);
        }
      }
    });
  }
}

// S10: every event is of the unit that may speak in its stream, and of its node.
void Oracle::Authority() {
  for (const std::string& process : world_.Processes()) {
    ForEachItem(world_.DiskOf(process), [&](const ItemPlace& place,
                                            const exchange::v1::Item& item) {
      const bool up = place.stream.direction == Direction::kUp;
      const std::string& speaker = up ? place.stream.unit : country_.ParentOf(place.stream.unit);
      const auto made = items_.find(item.submission_id());
      if (item.unit() != speaker || item.origin_node() != country_.NodeOf(speaker) ||
          made == items_.end() || made->second.stream.unit != place.stream.unit ||
          made->second.stream.direction != place.stream.direction) {
        Report("S10: an item in " + exchange::Name(place.stream) + " on " + process +
               " does not belong there");
      }
    });
  }
}

// S11: every item made came to its end on every line, and its origin knows what became of it.
void Oracle::Accounting() {
  for (const auto& [id, made] : items_) {
    if (made.died_with_disks) continue;
    const bool up = made.stream.direction == Direction::kUp;
    std::string hop = made.stream.unit;
    std::optional<exchange::v1::Verdict> first_verdict;
    while (!country_.ParentOf(hop).empty()) {
      const std::string& above = country_.ParentOf(hop);
      const StreamId stream = up ? exchange::RelayOf(made.stream.unit, hop) : made.stream;
      const Disk& there = world_.DiskOf(country_.NodeOf(up ? above : hop));
      const auto row =
          StreamView(there, up ? Side::kUpper : Side::kLower, stream).Submission(id).value();
      if (!row.has_value() || row->seq() == 0) {
        Report("S11: item " + Plain(id) + " has not come through " + exchange::Name(stream));
        break;
      }
      if (!up) break;
      if (row->result().verdict() != first_verdict.value_or(row->result().verdict())) {
        Report("S11: item " + Plain(id) + " is counted on one line and not on " +
               exchange::Name(stream));
      }
      first_verdict = row->result().verdict();
      hop = above;
    }
    if (!up) continue;
    const auto standing = exchange::StandingOf(world_.StateOf(made.node), made.unit, id).value();
    const bool rejected = standing.result.verdict() == exchange::v1::VERDICT_REJECTED;
    if (standing.standing < exchange::Standing::kReceived ||
        (rejected &&
         (standing.standing != exchange::Standing::kDecided || standing.result.reason().empty()))) {
      Report("S11: the origin does not know what became of item " + Plain(id) + " of " +
             exchange::Name(made.stream));
    }
  }
}

// S16: however the pushes of different streams were interleaved, each unit's items stand above in
// the order in which they were saved.
void Oracle::OrderOfSaving() {
  for (const UnitPlace& place : country_.places()) {
    if (place.parent.empty()) continue;
    std::uint64_t last = 0;
    const StreamId stream = exchange::UpOf(place.unit);
    ForEachItem(world_.DiskOf(country_.NodeOf(place.parent)),
                [&](const ItemPlace& at, const exchange::v1::Item& item) {
                  if (at.side != Side::kUpper || at.stream != stream) return;
                  const auto made = items_.find(item.submission_id());
                  if (made == items_.end()) return;
                  if (made->second.order < last) {
                    Report("S16: " + exchange::Name(stream) + " is not in the order of saving");
                  }
                  last = made->second.order;
                });
  }
}

// S6, for the desks: the dossier that the superior holds is about the last submission of the unit
// that it took.
void Oracle::DossiersAgree() {
  for (const std::string& owner : CycleOwners(country_)) {
    const std::string& above = country_.NodeOf(owner);
    for (const std::string& unit : UnitsOfCycle(country_, owner)) {
      const std::string& below = country_.NodeOf(unit);
      const auto own =
          world_.DesksOf(below).own().Load(world_.StateOf(below), CycleOf(owner), unit);
      if (!own.ok() || own->row.submission_id().empty()) continue;
      if (own->submission.result.verdict() != exchange::v1::VERDICT_APPLIED) continue;
      const auto held =
          world_.DesksOf(above).held().Find(world_.StateOf(above), CycleOf(owner), unit);
      PAR_CHECK(held.ok());
      if (!held->has_value() || (*held)->row.submission_id() != own->row.submission_id()) {
        Report("S6: " + above + " holds another dossier of " + unit + " than was handed in: " +
               (held->has_value() ? Plain((*held)->row.submission_id()) : "none") + ", not " +
               Plain(own->row.submission_id()));
        continue;
      }
      const domain::Dossier& told = own->dossier;
      const domain::Dossier& kept = (*held)->dossier;
      if (told.round == kept.round && told.state != kept.state && !domain::UnitOwns(kept.state)) {
        Report("S6: the dossier of " + unit + " is " + std::string(domain::Name(kept.state)) +
               " above and " + std::string(domain::Name(told.state)) + " below");
      }
    }
  }
}

}  // namespace par::sim
