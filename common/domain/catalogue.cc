#include "common/domain/catalogue.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include "common/domain/shown_words.h"

namespace par::domain {
namespace {

constexpr CatalogueText kAllTexts[] = {
#include "common/domain/catalogue/accounts.inc"
#include "common/domain/catalogue/assessment.inc"
#include "common/domain/catalogue/certificates.inc"
#include "common/domain/catalogue/config.inc"
#include "common/domain/catalogue/council.inc"
#include "common/domain/catalogue/criteria.inc"
#include "common/domain/catalogue/cycle.inc"
#include "common/domain/catalogue/decision.inc"
#include "common/domain/catalogue/district.inc"
#include "common/domain/catalogue/document.inc"
#include "common/domain/catalogue/dossier.inc"
#include "common/domain/catalogue/evidence_files.inc"
#include "common/domain/catalogue/evidence_verdicts.inc"
#include "common/domain/catalogue/exchange.inc"
#include "common/domain/catalogue/figures.inc"
#include "common/domain/catalogue/files.inc"
#include "common/domain/catalogue/gateway.inc"
#include "common/domain/catalogue/general.inc"
#include "common/domain/catalogue/history.inc"
#include "common/domain/catalogue/ledger.inc"
#include "common/domain/catalogue/lines.inc"
#include "common/domain/catalogue/lint.inc"
#include "common/domain/catalogue/numbers.inc"
#include "common/domain/catalogue/parctl.inc"
#include "common/domain/catalogue/reconcile.inc"
#include "common/domain/catalogue/recovery.inc"
#include "common/domain/catalogue/remediation.inc"
#include "common/domain/catalogue/review_quality.inc"
#include "common/domain/catalogue/rpc.inc"
#include "common/domain/catalogue/rules.inc"
#include "common/domain/catalogue/services.inc"
#include "common/domain/catalogue/signatures.inc"
#include "common/domain/catalogue/spreadsheet.inc"
#include "common/domain/catalogue/store.inc"
#include "common/domain/catalogue/survey.inc"
#include "common/domain/catalogue/units.inc"
};

// As file managers and the portal count: 1 MB is 1024 × 1024 bytes.
std::string Size(std::string_view value, bool up, Language language) {
  std::uint64_t bytes = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), bytes);
  if (error != std::errc() || end != value.data() + value.size()) return std::string(value);
  constexpr std::uint64_t kKilo = 1u << 10u;
  constexpr std::uint64_t kMega = 1u << 20u;
  if (bytes < kKilo) {
    return std::string(value) + (language == Language::kVietnamese ? " byte" : " bytes");
  }
  const std::uint64_t unit = bytes < kMega ? kKilo : kMega;
  const std::uint64_t rest = bytes % unit * 10;
  const std::uint64_t tenths = bytes / unit * 10 + rest / unit + (up && rest % unit != 0 ? 1 : 0);
  std::string text = std::to_string(tenths / 10);
  if (tenths % 10 != 0) {
    text += language == Language::kVietnamese ? ',' : '.';
    text += std::to_string(tenths % 10);
  }
  return text + (unit == kKilo ? " kB" : " MB");
}

std::string Type(std::string_view media_type, Language language) {
  constexpr struct {
    std::string_view media_type;
    std::string_view vietnamese;
    std::string_view english;
  } kTypes[] = {
      {"application/pdf", "tệp PDF", "PDF file"},
      {"image/jpeg", "ảnh JPEG", "JPEG picture"},
      {"image/png", "ảnh PNG", "PNG picture"},
      {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
       "bảng tính Excel (XLSX)", "Excel workbook (XLSX)"},
  };
  for (const auto& type : kTypes) {
    if (type.media_type != media_type) continue;
    return std::string(language == Language::kVietnamese ? type.vietnamese : type.english);
  }
  return std::string(media_type);
}

// `form` is what stands in the braces behind the name.
std::string Shown(std::string_view value, std::string_view form, Language language) {
  if (form == ":size") return Size(value, /*up=*/true, language);
  if (form == ":size_down") return Size(value, /*up=*/false, language);
  if (form == ":type") return Type(value, language);
  return InWords(form, value, language);
}

bool ByReason(const CatalogueText& a, const CatalogueText& b) { return a.reason < b.reason; }

}  // namespace

const std::vector<CatalogueText>& AllTexts() {
  static const std::vector<CatalogueText> sorted = [] {
    std::vector<CatalogueText> texts(std::begin(kAllTexts), std::end(kAllTexts));
    std::sort(texts.begin(), texts.end(), ByReason);
    return texts;
  }();
  return sorted;
}

const CatalogueText* FindText(std::string_view reason) {
  const auto& texts = AllTexts();
  const CatalogueText wanted{.reason = reason, .vietnamese = {}, .english = {}};
  const auto at = std::lower_bound(texts.begin(), texts.end(), wanted, ByReason);
  return at != texts.end() && at->reason == reason ? &*at : nullptr;
}

std::string Fill(std::string_view text, const std::vector<Parameter>& parameters,
                 Language language) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    filled += text.substr(0, open);
    const std::string_view hole = text.substr(open + 1, close - open - 1);
    const std::string_view name = hole.substr(0, hole.find(':'));
    const auto at = std::find_if(parameters.begin(), parameters.end(),
                                 [&](const Parameter& p) { return p.name == name; });
    filled += at != parameters.end() ? Shown(at->value, hole.substr(name.size()), language)
                                     : std::string(text.substr(open, close - open + 1));
    text.remove_prefix(close + 1);
  }
  filled += text;
  return filled;
}

std::string Worded(std::string_view reason, const std::vector<Parameter>& parameters,
                   Language language) {
  const CatalogueText* text = FindText(reason);
  if (text == nullptr) return std::string(reason);
  return Fill(language == Language::kVietnamese ? text->vietnamese : text->english, parameters,
              language);
}

}  // namespace par::domain
