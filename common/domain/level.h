// The level (cấp) that a unit stands on and that a criteria set or a cycle assesses. An office (cơ
// quan chuyên môn: sở, ban, ngành, phòng) is a level of its own: it is assessed by the unit it
// belongs to and nobody stands under it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace par::domain {

// Stored and sent: never renumber or reuse a value.
enum class Level : std::uint8_t { kCommune = 0, kDistrict = 1, kProvince = 2, kOffice = 3 };

// "commune", "district", "province", "office": as in files.
[[nodiscard]] std::string_view Name(Level level);
[[nodiscard]] std::optional<Level> ParseLevel(std::string_view name);
// "cấp xã" and so on, as on screens.
[[nodiscard]] std::string_view VietnameseName(Level level);
// Whether a unit of `child` may stand under one of `parent`.
[[nodiscard]] bool MayStandUnder(Level child, Level parent);

}  // namespace par::domain
