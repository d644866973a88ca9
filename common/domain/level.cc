#include "common/domain/level.h"

namespace par::domain {

std::string_view Name(Level level) {
  switch (level) {
    case Level::kCommune:
      return "commune";
    case Level::kDistrict:
      return "district";
    case Level::kProvince:
      return "province";
    case Level::kOffice:
      return "office";
  }
  return "";
}

std::optional<Level> ParseLevel(std::string_view name) {
  for (const Level level : {Level::kCommune, Level::kDistrict, Level::kProvince, Level::kOffice}) {
    if (Name(level) == name) return level;
  }
  return std::nullopt;
}

std::string_view VietnameseName(Level level) {
  switch (level) {
    case Level::kCommune:
      return "cấp xã";
    case Level::kDistrict:
      return "cấp huyện";
    case Level::kProvince:
      return "cấp tỉnh";
    case Level::kOffice:
      return "cơ quan chuyên môn";
  }
  return "";
}

bool MayStandUnder(Level child, Level parent) {
  switch (child) {
    case Level::kCommune:
      return parent == Level::kDistrict || parent == Level::kProvince;
    case Level::kDistrict:
      return parent == Level::kProvince;
    case Level::kProvince:
      return false;
    case Level::kOffice:
      return parent != Level::kOffice;
  }
  return false;
}

}  // namespace par::domain
