#include "common/spreadsheet/unit_names.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "common/base/composed.h"
#include "common/base/unicode.h"
#include "common/domain/finding.h"

namespace par::spreadsheet {
namespace {

using domain::Unit;
using domain::UnitKind;

struct Prefix {
  std::string_view text;
  std::array<UnitKind, 2> kinds;
};
// The longer before the shorter.
constexpr Prefix kPrefixes[] = {
    {"thành phố ", {UnitKind::kThanhPho, UnitKind::kThanhPhoTrungUong}},
    {"tp. ", {UnitKind::kThanhPho, UnitKind::kThanhPhoTrungUong}},
    {"tp.", {UnitKind::kThanhPho, UnitKind::kThanhPhoTrungUong}},
    {"tp ", {UnitKind::kThanhPho, UnitKind::kThanhPhoTrungUong}},
    {"tỉnh ", {UnitKind::kTinh, UnitKind::kTinh}},
    {"thị trấn ", {UnitKind::kThiTran, UnitKind::kThiTran}},
    {"tt. ", {UnitKind::kThiTran, UnitKind::kThiTran}},
    {"tt.", {UnitKind::kThiTran, UnitKind::kThiTran}},
    {"tt ", {UnitKind::kThiTran, UnitKind::kThiTran}},
    {"thị xã ", {UnitKind::kThiXa, UnitKind::kThiXa}},
    {"tx. ", {UnitKind::kThiXa, UnitKind::kThiXa}},
    {"tx.", {UnitKind::kThiXa, UnitKind::kThiXa}},
    {"tx ", {UnitKind::kThiXa, UnitKind::kThiXa}},
    {"huyện ", {UnitKind::kHuyen, UnitKind::kHuyen}},
    {"h. ", {UnitKind::kHuyen, UnitKind::kHuyen}},
    {"h.", {UnitKind::kHuyen, UnitKind::kHuyen}},
    {"quận ", {UnitKind::kQuan, UnitKind::kQuan}},
    {"q. ", {UnitKind::kQuan, UnitKind::kQuan}},
    {"q.", {UnitKind::kQuan, UnitKind::kQuan}},
    {"phường ", {UnitKind::kPhuong, UnitKind::kPhuong}},
    {"p. ", {UnitKind::kPhuong, UnitKind::kPhuong}},
    {"p.", {UnitKind::kPhuong, UnitKind::kPhuong}},
    {"đặc khu ", {UnitKind::kDacKhu, UnitKind::kDacKhu}},
    {"xã ", {UnitKind::kXa, UnitKind::kXa}},
    {"x. ", {UnitKind::kXa, UnitKind::kXa}},
    {"x.", {UnitKind::kXa, UnitKind::kXa}},
};
constexpr std::string_view kOffices[] = {"ubnd ", "ủy ban nhân dân ", "hđnd và ubnd "};

// The tone mark in its place of the old spelling and of the new. They differ where a syllable ends:
// "hoà" and "hòa", but always "hoàn".
constexpr std::pair<std::string_view, std::string_view> kTonePlaces[] = {
    {"oà", "òa"}, {"oá", "óa"}, {"oả", "ỏa"}, {"oã", "õa"}, {"oạ", "ọa"},
    {"oè", "òe"}, {"oé", "óe"}, {"oẻ", "ỏe"}, {"oẽ", "õe"}, {"oẹ", "ọe"},
    {"uỳ", "ùy"}, {"uý", "úy"}, {"uỷ", "ủy"}, {"uỹ", "ũy"}, {"uỵ", "ụy"},
};

void ReplaceAll(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Only where no letter follows.
void ReplaceAtEnds(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
    const std::size_t end = at + from.size();
    const char next = end < text.size() ? text[end] : ' ';
    const bool letter = (next >= 'a' && next <= 'z') || static_cast<unsigned char>(next) >= 0x80;
    if (!letter) text.replace(at, from.size(), to);
  }
}

struct Named {
  std::string bare;
  const Prefix* prefix = nullptr;
};

Named NamedAs(std::string_view text) {
  std::string plain = Plainly(text);
  std::string_view rest = plain;
  for (const std::string_view office : kOffices) {
    if (rest.starts_with(office)) rest.remove_prefix(office.size());
  }
  for (const Prefix& prefix : kPrefixes) {
    if (!rest.starts_with(prefix.text) || rest.size() == prefix.text.size()) continue;
    return {std::string(rest.substr(prefix.text.size())), &prefix};
  }
  return {std::string(rest), nullptr};
}

bool Fits(const Prefix* prefix, UnitKind kind) {
  return prefix == nullptr || prefix->kinds[0] == kind || prefix->kinds[1] == kind;
}

}  // namespace

std::string Plainly(std::string_view text) {
  std::string plain = InSmallLetters(text);
  for (const auto& [old, now] : kTonePlaces) ReplaceAtEnds(plain, old, now);
  for (const std::string_view dash : {"\u2013", "\u2014", "\u2010", "\u2011"}) {
    ReplaceAll(plain, dash, "-");
  }
  for (const std::string_view blank : {"\u00a0", "\n", "\t", "\r"}) ReplaceAll(plain, blank, " ");
  for (const std::string_view wide : {" -", "- "}) {
    while (plain.find(wide) != std::string::npos) ReplaceAll(plain, wide, "-");
  }
  while (plain.find("  ") != std::string::npos) ReplaceAll(plain, "  ", " ");
  while (!plain.empty() && plain.front() == ' ') plain.erase(0, 1);
  while (!plain.empty() && std::string_view(" .:*").find(plain.back()) != std::string_view::npos) {
    plain.pop_back();
  }
  return plain;
}

std::string BareUnitName(std::string_view text) { return NamedAs(text).bare; }

UnitNames::UnitNames(const domain::UnitTree& tree, domain::Date on, const domain::UnitId& under) {
  for (const Unit& unit : tree.units()) {
    std::string bare = BareUnitName(unit.name);
    if (!unit.existence.Has(on)) {
      other_.emplace(std::move(bare), &unit);
    } else if (under.value().empty() || tree.IsUnder(unit.id, under, on)) {
      now_.emplace(std::move(bare), &unit);
    }
  }
}

std::vector<const Unit*> UnitNames::FindIn(const ByName& units, std::string_view text) {
  const Named named = NamedAs(text);
  std::vector<const Unit*> found;
  const auto [first, last] = units.equal_range(named.bare);
  for (auto at = first; at != last; ++at) {
    if (Fits(named.prefix, at->second->kind)) found.push_back(at->second);
  }
  return found;
}

UnitNames::Match UnitNames::Find(std::string_view text) const {
  Match match;
  match.units = FindIn(now_, text);
  if (!match.units.empty()) return match;
  match.other_time = FindIn(other_, text);
  if (!match.other_time.empty()) return match;
  std::vector<std::string_view> names;
  for (const auto& [bare, unit] : now_) names.emplace_back(bare);
  match.near = domain::Nearest(BareUnitName(text), names);
  return match;
}

}  // namespace par::spreadsheet
