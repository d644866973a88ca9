#include "parctl/collation.h"

#include <unicode/coll.h>
#include <unicode/unistr.h>

#include <memory>

#include "common/base/check.h"

namespace par::parctl {
namespace {

std::unique_ptr<icu::Collator> MakeCollator() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Collator> collator(
      icu::Collator::createInstance(icu::Locale("vi", "VN"), status));
  PAR_CHECK(U_SUCCESS(status) && collator != nullptr);
  collator->setAttribute(UCOL_NORMALIZATION_MODE, UCOL_ON, status);
  PAR_CHECK(U_SUCCESS(status));
  return collator;
}

}  // namespace

std::string VietnameseSortKey(std::string_view name) {
  static const std::unique_ptr<icu::Collator> collator = MakeCollator();
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
  std::string key(static_cast<std::size_t>(collator->getSortKey(text, nullptr, 0)), '\0');
  collator->getSortKey(text, reinterpret_cast<std::uint8_t*>(key.data()),
                       static_cast<std::int32_t>(key.size()));
  return key;
}

}  // namespace par::parctl
