#include "tests/sim/country_table.h"

#include <cstdio>
#include <string>

namespace par::sim {
namespace {

std::string Numbered(const char* prefix, int number, int digits) {
  std::string text = std::to_string(number);
  while (static_cast<int>(text.size()) < digits) text.insert(text.begin(), '0');
  return prefix + text;
}

// How many of `communes` belong to the first `count` of `districts`; shares grow evenly from one to
// three.
int CommunesOfFirst(int count, int districts, int communes) {
  const auto weight = [&](int first) { return first * (districts - 1) + first * (first - 1); };
  if (districts == 1) return count * communes;
  return communes * weight(count) / weight(districts);
}

void AddCommunes(const std::string& above, const std::string& node, const std::string& prefix,
                 int count, std::vector<UnitPlace>& places) {
  for (int i = 1; i <= count; ++i) {
    const std::string unit = Numbered((prefix + "x").c_str(), i, 3);
    places.push_back({unit, above, i % 10 == 0 ? node : "n-" + unit});
  }
}

}  // namespace

const std::vector<ProvinceSize>& ProvincesOf(CountryShape shape) {
  static const std::vector<ProvinceSize> three = {
      {"Hà Nội", 30, 579},        {"Thanh Hóa", 27, 559},
      {"Nghệ An", 21, 460},       {"Thành phố Hồ Chí Minh", 22, 312},
      {"Thái Bình", 8, 260},      {"Quảng Nam", 18, 241},
      {"Hải Dương", 12, 235},     {"Nam Định", 10, 226},
      {"Phú Thọ", 13, 225},       {"Gia Lai", 17, 220},
      {"Hải Phòng", 15, 217},     {"Hà Tĩnh", 13, 216},
      {"Bắc Giang", 10, 209},     {"Sơn La", 12, 204},
      {"Lạng Sơn", 11, 200},      {"Hà Giang", 11, 193},
      {"Long An", 15, 188},       {"Đắk Lắk", 15, 184},
      {"Quảng Ninh", 13, 177},    {"Thái Nguyên", 9, 177},
      {"Quảng Ngãi", 13, 173},    {"Yên Bái", 9, 173},
      {"Tiền Giang", 11, 172},    {"Đồng Nai", 11, 170},
      {"Cao Bằng", 10, 161},      {"Hưng Yên", 10, 161},
      {"Bình Định", 11, 159},     {"Bến Tre", 9, 157},
      {"An Giang", 11, 156},      {"Lào Cai", 9, 152},
      {"Hòa Bình", 10, 151},      {"Quảng Bình", 8, 151},
      {"Kiên Giang", 15, 144},    {"Đồng Tháp", 12, 143},
      {"Ninh Bình", 8, 143},      {"Lâm Đồng", 12, 142},
      {"Thừa Thiên Huế", 9, 141}, {"Khánh Hòa", 9, 139},
      {"Tuyên Quang", 7, 138},    {"Vĩnh Phúc", 9, 136},
      {"Điện Biên", 10, 129},     {"Bắc Ninh", 8, 126},
      {"Quảng Trị", 10, 125},     {"Bình Thuận", 10, 124},
      {"Bình Phước", 11, 111},    {"Phú Yên", 9, 110},
      {"Hà Nam", 6, 109},         {"Sóc Trăng", 11, 109},
      {"Bắc Kạn", 8, 108},        {"Vĩnh Long", 8, 107},
      {"Lai Châu", 8, 106},       {"Trà Vinh", 9, 106},
      {"Kon Tum", 10, 102},       {"Cà Mau", 9, 101},
      {"Tây Ninh", 9, 94},        {"Bình Dương", 9, 91},
      {"Cần Thơ", 9, 83},         {"Bà Rịa - Vũng Tàu", 8, 82},
      {"Hậu Giang", 8, 75},       {"Đắk Nông", 8, 71},
      {"Ninh Thuận", 7, 65},      {"Bạc Liêu", 7, 64},
      {"Đà Nẵng", 8, 56},
  };
  static const std::vector<ProvinceSize> two = {
      {"Thành phố Hồ Chí Minh", 0, 168},
      {"Thanh Hóa", 0, 166},
      {"Phú Thọ", 0, 148},
      {"Gia Lai", 0, 135},
      {"Nghệ An", 0, 130},
      {"Ninh Bình", 0, 129},
      {"Hà Nội", 0, 126},
      {"Lâm Đồng", 0, 124},
      {"Vĩnh Long", 0, 124},
      {"Tuyên Quang", 0, 124},
      {"Hải Phòng", 0, 114},
      {"Hưng Yên", 0, 104},
      {"Cần Thơ", 0, 103},
      {"Đồng Tháp", 0, 102},
      {"An Giang", 0, 102},
      {"Đắk Lắk", 0, 102},
      {"Bắc Ninh", 0, 99},
      {"Lào Cai", 0, 99},
      {"Tây Ninh", 0, 96},
      {"Quảng Ngãi", 0, 96},
      {"Đồng Nai", 0, 95},
      {"Đà Nẵng", 0, 94},
      {"Thái Nguyên", 0, 92},
      {"Quảng Trị", 0, 78},
      {"Sơn La", 0, 75},
      {"Hà Tĩnh", 0, 69},
      {"Khánh Hòa", 0, 65},
      {"Lạng Sơn", 0, 65},
      {"Cà Mau", 0, 64},
      {"Cao Bằng", 0, 56},
      {"Quảng Ninh", 0, 54},
      {"Điện Biên", 0, 45},
      {"Huế", 0, 40},
      {"Lai Châu", 0, 38},
  };
  return shape == CountryShape::kThreeTier ? three : two;
}

Country ProvinceWith(const ProvinceSize& size) {
  std::vector<UnitPlace> places = {{"tinh", "", "n-tinh"}};
  if (size.districts == 0) AddCommunes("tinh", "n-tinh", "", size.communes, places);
  for (int i = 1; i <= size.districts; ++i) {
    const std::string district = Numbered("h", i, 2);
    places.push_back({district, "tinh", "n-" + district});
    const int communes = CommunesOfFirst(i, size.districts, size.communes) -
                         CommunesOfFirst(i - 1, size.districts, size.communes);
    AddCommunes(district, "n-" + district, district + "-", communes, places);
  }
  return Country(std::move(places));
}

}  // namespace par::sim
