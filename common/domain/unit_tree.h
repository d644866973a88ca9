// The units of the country and who stands under whom, day by day. Two chains of authority are data
// here and never code: commune - district - province (until 30 June 2025, and whenever an earlier
// year is scored again) and commune - province (since 1 July 2025). Units that were merged or split
// keep their lineage, so that a score of last year can be set beside this year's unit.
//
// Format of the file: docs/formats/units.md. Pure. A tree never changes once made; reading it is
// safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/date.h"
#include "common/domain/ids.h"
#include "common/domain/level.h"

namespace par::domain {

// xã, phường, thị trấn, đặc khu | huyện, quận, thị xã, thành phố thuộc tỉnh | tỉnh, thành phố trực
// thuộc trung ương | sở, ban, ngành cấp tỉnh | phòng chuyên môn. Stored: never renumber.
enum class UnitKind : std::uint8_t {
  kXa = 0,
  kPhuong = 1,
  kThiTran = 2,
  kDacKhu = 3,
  kHuyen = 4,
  kQuan = 5,
  kThiXa = 6,
  kThanhPho = 7,
  kTinh = 8,
  kThanhPhoTrungUong = 9,
  kSo = 10,
  kPhong = 11,
};
[[nodiscard]] std::string_view Name(UnitKind kind);            // "thi-tran", as in files.
[[nodiscard]] std::string_view VietnameseName(UnitKind kind);  // "thị trấn", as on screens.
[[nodiscard]] std::optional<UnitKind> ParseUnitKind(std::string_view name);
[[nodiscard]] Level LevelOf(UnitKind kind);

// From the first to the last day, both included.
struct Period {
  Date from = Date::Earliest();
  Date until = Date::Latest();
  [[nodiscard]] bool Has(Date day) const { return from <= day && day <= until; }
  friend bool operator==(const Period&, const Period&) = default;
};

struct Membership {
  UnitId parent;
  Period period;
  friend bool operator==(const Membership&, const Membership&) = default;
};

struct Unit {
  UnitId id;         // [a-z0-9-]{1,64}; stable, even where the official code is used again.
  std::string code;  // The official administrative code; may be empty for offices.
  std::string name;
  UnitKind kind = UnitKind::kXa;
  std::string rank_group;  // Khối in which the unit is ranked; empty: its level.
  Period existence;
  std::vector<Membership> parents;  // None: the unit stands at the top of this tree.
  friend bool operator==(const Unit&, const Unit&) = default;
};

// A merger, split or renaming: `before` became `after` on this day. A unit that goes on (it took in
// another, or lost a part) stands in both.
struct UnitChange {
  Date on;
  std::string basis;  // The document that ordered it.
  std::vector<UnitId> before;
  std::vector<UnitId> after;
  friend bool operator==(const UnitChange&, const UnitChange&) = default;
};

// What is wrong in a tree that was given, and where in its file: of the unit or the change with
// this number, under this key; of the key "parents" in the membership with this number.
struct TreeProblem {
  absl::Status refusal = {};
  bool of_change = false;
  std::size_t number = 0;
  std::string_view key = {};
  std::size_t membership = 0;
};

class UnitTree {
 public:
  UnitTree() = default;
  // Refused with the first of Problems(units, changes), if there is one.
  [[nodiscard]] static absl::StatusOr<UnitTree> Make(std::vector<Unit> units,
                                                     std::vector<UnitChange> changes);
  // Everything that is wrong, each INVALID_ARGUMENT with one of the reasons unit_id_malformed,
  // unit_repeated, unit_name_missing, unit_period_reversed, unit_unknown, unit_parent_self,
  // unit_parent_level, unit_parent_absent, unit_two_parents, unit_parent_gap, unit_cycle,
  // unit_change_empty, unit_change_before, unit_change_after. In the order of the units and changes
  // given; empty if all is well.
  [[nodiscard]] static std::vector<TreeProblem> Problems(const std::vector<Unit>& units,
                                                         const std::vector<UnitChange>& changes);

  [[nodiscard]] const std::vector<Unit>& units() const { return units_; }  // In id order.
  [[nodiscard]] const std::vector<UnitChange>& changes() const { return changes_; }
  // Null if unknown.
  [[nodiscard]] const Unit* Find(const UnitId& id) const;
  [[nodiscard]] bool Exists(const UnitId& id, Date on) const;

  // Nothing if the unit is unknown, does not exist on that day or stands at the top.
  [[nodiscard]] std::optional<UnitId> Parent(const UnitId& id, Date on) const;
  [[nodiscard]] std::vector<UnitId> Children(const UnitId& id, Date on) const;  // In id order.
  // The same on the day of each unit that is nearest to `on`: who leads it, led it until it was
  // merged, or will lead it first. Nothing and nobody for an unknown unit and one that stands at
  // the top then.
  [[nodiscard]] std::optional<UnitId> NearestParent(const UnitId& id, Date on) const;
  [[nodiscard]] std::vector<UnitId> NearestChildren(const UnitId& id, Date on) const;  // Id order.
  // Who led it before the one of NearestParent, the latest first; nobody twice, nor that one.
  [[nodiscard]] std::vector<UnitId> FormerParents(const UnitId& id, Date on) const;
  [[nodiscard]] std::vector<UnitId> Ancestors(const UnitId& id, Date on) const;  // Nearest first.
  // Whether `below` stands anywhere under `above` on that day; a unit is not under itself.
  [[nodiscard]] bool IsUnder(const UnitId& below, const UnitId& above, Date on) const;

  // The units existing on `on` that carry on what `id` was: itself while it exists, otherwise what
  // it became, through as many mergers and splits as there were. In id order.
  [[nodiscard]] std::vector<UnitId> Successors(const UnitId& id, Date on) const;
  // The units existing on `on` from which `id` came; itself if it existed already and took in
  // nobody since. In id order.
  [[nodiscard]] std::vector<UnitId> Predecessors(const UnitId& id, Date on) const;

 private:
  std::vector<Unit> units_;
  std::vector<UnitChange> changes_;  // In order of their day.
};

// Whether `text` may be an id of a unit or a cycle: [a-z0-9-]{1,64}.
[[nodiscard]] bool IsPlainId(std::string_view text);

}  // namespace par::domain
