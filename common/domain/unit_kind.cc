#include <array>

#include "common/domain/unit_tree.h"

namespace par::domain {
namespace {

struct KindRow {
  UnitKind kind;
  std::string_view name;
  std::string_view vietnamese;
  Level level;
};

constexpr std::array kKinds = {
    KindRow{UnitKind::kXa, "xa", "xã", Level::kCommune},
    KindRow{UnitKind::kPhuong, "phuong", "phường", Level::kCommune},
    KindRow{UnitKind::kThiTran, "thi-tran", "thị trấn", Level::kCommune},
    KindRow{UnitKind::kDacKhu, "dac-khu", "đặc khu", Level::kCommune},
    KindRow{UnitKind::kHuyen, "huyen", "huyện", Level::kDistrict},
    KindRow{UnitKind::kQuan, "quan", "quận", Level::kDistrict},
    KindRow{UnitKind::kThiXa, "thi-xa", "thị xã", Level::kDistrict},
    KindRow{UnitKind::kThanhPho, "thanh-pho", "thành phố thuộc tỉnh", Level::kDistrict},
    KindRow{UnitKind::kTinh, "tinh", "tỉnh", Level::kProvince},
    KindRow{UnitKind::kThanhPhoTrungUong, "thanh-pho-trung-uong", "thành phố trực thuộc trung ương",
            Level::kProvince},
    KindRow{UnitKind::kSo, "so", "sở, ban, ngành", Level::kOffice},
    KindRow{UnitKind::kPhong, "phong", "phòng chuyên môn", Level::kOffice},
};

const KindRow& RowOf(UnitKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

}  // namespace

std::string_view Name(UnitKind kind) { return RowOf(kind).name; }
std::string_view VietnameseName(UnitKind kind) { return RowOf(kind).vietnamese; }
Level LevelOf(UnitKind kind) { return RowOf(kind).level; }

std::optional<UnitKind> ParseUnitKind(std::string_view name) {
  for (const KindRow& row : kKinds) {
    if (row.name == name) return row.kind;
  }
  return std::nullopt;
}

}  // namespace par::domain
