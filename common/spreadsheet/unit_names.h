// Finds units by the names that published tables print: "UBND huyện Tư Nghĩa", "H. Tư Nghĩa",
// "Tư Nghĩa". Letters are compared in composed form and without case, the place of a tone mark
// ("Hoà", "Hòa") and the kind of dash do not matter, the kind of unit does where it is printed.
// Nothing is guessed: what fits two units fits none.
//
// One thread; keeps a reference to the tree.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/unit_tree.h"

namespace par::spreadsheet {

class UnitNames {
 public:
  // The units that exist on `on`, of these those below `under`, where it is not empty.
  UnitNames(const domain::UnitTree& tree, domain::Date on, const domain::UnitId& under);

  struct Match {
    std::vector<const domain::Unit*> units;       // One: found. More: it fits each of these.
    std::vector<const domain::Unit*> other_time;  // None: those that bear the name on other days.
    std::string_view near;                        // None: a name that differs by a slip.
  };
  [[nodiscard]] Match Find(std::string_view text) const;

 private:
  using ByName = std::multimap<std::string, const domain::Unit*, std::less<>>;
  [[nodiscard]] static std::vector<const domain::Unit*> FindIn(const ByName& units,
                                                               std::string_view text);
  ByName now_;
  ByName other_;
};

// The name as it is compared, without the kind before it.
[[nodiscard]] std::string BareUnitName(std::string_view text);

// A heading or a name as it is compared: small letters, single spaces, one kind of dash, no dot or
// colon at its end.
[[nodiscard]] std::string Plainly(std::string_view text);

}  // namespace par::spreadsheet
