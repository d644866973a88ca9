#include "common/signature/revisions.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/signature/covered_bytes.h"
#include "common/signature/qpdf.h"
#include "common/signature/signature_fields.h"

namespace par::signature {
namespace {

// Where an object stands, as far as it matters for what may differ.
enum class Place { kAnywhere, kCatalogue, kForm, kFields, kWidgets, kResources };

struct Pair {
  QPDFObjectHandle then;
  QPDFObjectHandle now;
  Place place = Place::kAnywhere;
};

// Pairs of which only one has a number: far more than a program makes that writes pages again, and
// an end to circles of which no pair has two.
constexpr std::size_t kMostHalfNumbered = 100'000;

bool IsPage(QPDFObjectHandle dictionary) {
  QPDFObjectHandle type = dictionary.getKey("/Type");
  return type.isName() && type.getName() == "/Page";
}

bool IsWidget(QPDFObjectHandle dictionary) {
  QPDFObjectHandle kind = dictionary.getKey("/Subtype");
  return kind.isName() && kind.getName() == "/Widget";
}

bool IsOneOf(const std::string& key, std::initializer_list<std::string_view> keys) {
  for (const std::string_view one : keys) {
    if (key == one) return true;
  }
  return false;
}

class Comparison {
 public:
  explicit Comparison(const std::set<QPDFObjGen>& signed_since) : signed_since_(signed_since) {}

  // False at the first difference that is not allowed.
  bool Same(QPDFObjectHandle then, QPDFObjectHandle now) {
    open_.push_back({then, now, Place::kCatalogue});
    while (!open_.empty()) {
      const Pair pair = open_.back();
      open_.pop_back();
      if (!SameHere(pair)) return false;
    }
    return true;
  }

 private:
  // Compares one object and opens what lies below it.
  bool SameHere(const Pair& pair) {
    QPDFObjectHandle then = pair.then;
    QPDFObjectHandle now = pair.now;
    if (then.isIndirect() && now.isIndirect()) {
      if (!seen_.insert({then.getObjGen(), now.getObjGen(), pair.place}).second) return true;
    } else if (then.isIndirect() || now.isIndirect()) {
      // What is written out in its place has no number by which it could be known again.
      if (++half_numbered_ > kMostHalfNumbered) return false;
    }
    if (then.getTypeCode() != now.getTypeCode()) return false;
    if (then.isArray()) return SameArray(then, now, pair.place);
    if (then.isDictionary()) return SameDictionary(then, now, pair.place);
    if (then.isStream()) {
      open_.push_back({then.getDict(), now.getDict()});
      return SameData(then, now);
    }
    return then.unparseResolved() == now.unparseResolved();
  }

  static bool SameData(QPDFObjectHandle then, QPDFObjectHandle now) {
    const std::shared_ptr<Buffer> a = then.getRawStreamData();
    const std::shared_ptr<Buffer> b = now.getRawStreamData();
    if (a->getSize() != b->getSize()) return false;
    return a->getSize() == 0 || std::memcmp(a->getBuffer(), b->getBuffer(), a->getSize()) == 0;
  }

  bool SameArray(QPDFObjectHandle then, QPDFObjectHandle now, Place place) {
    const int before = then.getArrayNItems();
    const int after = now.getArrayNItems();
    const bool may_grow = place == Place::kFields || place == Place::kWidgets;
    if (after < before || (after > before && !may_grow)) return false;
    for (int i = 0; i < before; ++i) open_.push_back({then.getArrayItem(i), now.getArrayItem(i)});
    for (int i = before; i < after; ++i) {
      QPDFObjectHandle added = now.getArrayItem(i);
      if (!IsSignatureField(added) || !IsSignedSince(FieldOf(added))) return false;
      if (place == Place::kWidgets && !IsWidget(added)) return false;
    }
    return true;
  }

  // A widget may stand apart, below its field.
  static QPDFObjectHandle FieldOf(QPDFObjectHandle widget) {
    return widget.hasKey("/V") || !widget.hasKey("/Parent") ? widget : widget.getKey("/Parent");
  }

  [[nodiscard]] bool IsSignedSince(QPDFObjectHandle field) const {
    return field.isIndirect() && IsSigned(field) && signed_since_.contains(field.getObjGen());
  }

  bool SameDictionary(QPDFObjectHandle then, QPDFObjectHandle now, Place place) {
    std::set<std::string> keys = then.getKeys();
    keys.merge(now.getKeys());
    for (const std::string& key : keys) {
      if (MayDiffer(then, now, key, place)) continue;
      QPDFObjectHandle before = then.getKey(key);
      QPDFObjectHandle after = now.getKey(key);
      const Place below = PlaceBelow(then, now, key, place);
      if (before.isNull() && below == Place::kForm) before = QPDFObjectHandle::newDictionary();
      if (before.isNull() && (below == Place::kFields || below == Place::kWidgets)) {
        before = QPDFObjectHandle::newArray();
      }
      open_.push_back({before, after, below});
    }
    return true;
  }

  [[nodiscard]] bool MayDiffer(QPDFObjectHandle then, QPDFObjectHandle now, const std::string& key,
                               Place place) const {
    const bool added = !then.hasKey(key);
    if (place == Place::kCatalogue) return IsOneOf(key, {"/DSS", "/Extensions", "/Metadata"});
    if (place == Place::kForm) {
      return key == "/SigFlags" || (added && IsOneOf(key, {"/DA", "/DR"}));
    }
    if (place == Place::kResources) return added;
    // A place for a signature that was signed since.
    if (IsSignatureField(then) && !then.hasKey("/V") && !FieldOf(then).hasKey("/V") &&
        IsSignatureField(now) && IsSignedSince(FieldOf(now))) {
      return IsOneOf(key, {"/V", "/AP", "/AS", "/F", "/M", "/MK"});
    }
    return false;
  }

  static Place PlaceBelow(QPDFObjectHandle then, QPDFObjectHandle now, const std::string& key,
                          Place place) {
    if (place == Place::kCatalogue && key == "/AcroForm") return Place::kForm;
    if (place == Place::kForm && key == "/Fields") return Place::kFields;
    if (place == Place::kForm && key == "/DR") return Place::kResources;
    if (place == Place::kResources) {
      const bool dictionaries = then.getKey(key).isDictionary() && now.getKey(key).isDictionary();
      return dictionaries && IsOneOf(key, {"/Font", "/XObject", "/ExtGState"}) ? Place::kResources
                                                                               : Place::kAnywhere;
    }
    if (key == "/Annots" && IsPage(then) && IsPage(now)) return Place::kWidgets;
    return Place::kAnywhere;
  }

  const std::set<QPDFObjGen>& signed_since_;
  std::vector<Pair> open_;
  std::set<std::tuple<QPDFObjGen, QPDFObjGen, Place>> seen_;  // Documents run in circles.
  std::size_t half_numbered_ = 0;
};

constexpr std::string_view kEnd = "%%EOF";

}  // namespace

domain::AfterSigning Compare(QPDF& signed_then, QPDF& now,
                             const std::set<QPDFObjGen>& signed_since) {
  using domain::AfterSigning;
  const bool same = Comparison(signed_since).Same(signed_then.getRoot(), now.getRoot());
  if (signed_then.anyWarnings() || now.anyWarnings()) return AfterSigning::kUnreadable;
  return same ? AfterSigning::kSignatures : AfterSigning::kContent;
}

bool IsUpdate(std::string_view file, std::size_t signed_end) {
  const std::string_view added = file.substr(signed_end);
  const std::size_t end = added.rfind(kEnd);
  if (end == std::string_view::npos) return false;
  const std::string_view behind = added.substr(end + kEnd.size());
  if (behind.find_first_not_of(kPdfSpaces) != std::string_view::npos) return false;
  constexpr std::string_view kStart = "startxref";
  const std::size_t start = added.rfind(kStart, end);
  if (start == std::string_view::npos) return false;
  std::string_view number = added.substr(start + kStart.size(), end - start - kStart.size());
  number.remove_prefix(std::min(number.size(), number.find_first_not_of(kPdfSpaces)));
  std::uint64_t offset = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), offset);
  return read.ec == std::errc() && offset >= signed_end && offset < file.size();
}

}  // namespace par::signature
