#include "common/signature/signature_fields.h"

#include <set>
#include <utility>

#include "common/signature/plain_text.h"

namespace par::signature {
namespace {

struct OpenField {
  QPDFObjectHandle field;
  bool signature = false;  // A field above says that it is one.
  std::string name;
};

std::string BytesAt(QPDFObjectHandle dictionary, const char* key) {
  QPDFObjectHandle value = dictionary.getKey(key);
  return value.isString() ? value.getStringValue() : std::string();
}

std::vector<std::int64_t> NumbersOf(QPDFObjectHandle range) {
  std::vector<std::int64_t> numbers;
  if (!range.isArray() || range.getArrayNItems() != 4) return {};
  for (int i = 0; i < 4; ++i) {
    QPDFObjectHandle number = range.getArrayItem(i);
    if (!number.isInteger()) return {};
    numbers.push_back(number.getIntValue());
  }
  return numbers;
}

StatedSignature StatedAt(const OpenField& place) {
  QPDFObjectHandle value = QPDFObjectHandle(place.field).getKey("/V");
  StatedSignature stated;
  stated.object = QPDFObjectHandle(place.field).getObjGen();
  stated.field = PlainText(place.name);
  stated.kind =
      value.getKey("/SubFilter").isName() ? value.getKey("/SubFilter").getName() : std::string();
  stated.contents = BytesAt(value, "/Contents");
  stated.range = NumbersOf(value.getKey("/ByteRange"));
  stated.time = BytesAt(value, "/M");
  return stated;
}

bool SaysSignature(QPDFObjectHandle field) {
  QPDFObjectHandle kind = field.getKey("/FT");
  return kind.isName() && kind.getName() == "/Sig";
}

// Puts what lies below on `open`, in the order in which it is to be taken from its end.
void OpenAll(QPDFObjectHandle list, const OpenField& above, std::vector<OpenField>& open) {
  if (!list.isArray()) return;
  for (int i = list.getArrayNItems() - 1; i >= 0; --i) {
    open.push_back({list.getArrayItem(i), above.signature, above.name});
  }
}

}  // namespace

std::vector<StatedSignature> SignaturesOf(QPDF& pdf, std::size_t most) {
  std::vector<StatedSignature> found;
  std::vector<OpenField> open;
  std::set<QPDFObjGen> seen;  // A form may run in circles.
  QPDFObjectHandle form = pdf.getRoot().getKey("/AcroForm");
  if (form.isDictionary()) OpenAll(form.getKey("/Fields"), {}, open);
  while (!open.empty() && found.size() <= most) {
    OpenField place = std::move(open.back());
    open.pop_back();
    if (!place.field.isDictionary()) continue;
    if (place.field.isIndirect() && !seen.insert(place.field.getObjGen()).second) continue;
    place.signature = place.signature || SaysSignature(place.field);
    QPDFObjectHandle name = place.field.getKey("/T");
    if (name.isString() && place.name.size() < 200) {
      place.name += (place.name.empty() ? "" : ".") + name.getUTF8Value();
    }
    if (place.signature && IsSigned(place.field)) found.push_back(StatedAt(place));
    OpenAll(place.field.getKey("/Kids"), place, open);
  }
  return found;
}

bool IsSignatureField(QPDFObjectHandle field) {
  if (!field.isDictionary()) return false;
  if (SaysSignature(field)) return true;
  QPDFObjectHandle above = field.getKey("/Parent");
  return !field.hasKey("/FT") && above.isDictionary() && SaysSignature(above);
}

bool IsSigned(QPDFObjectHandle field) {
  QPDFObjectHandle value = field.getKey("/V");
  return value.isDictionary() && value.hasKey("/Contents") && value.hasKey("/ByteRange");
}

}  // namespace par::signature
