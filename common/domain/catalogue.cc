#include "common/domain/catalogue.h"

#include <algorithm>

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

std::string Fill(std::string_view text, const std::vector<Parameter>& parameters) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    filled += text.substr(0, open);
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto at = std::find_if(parameters.begin(), parameters.end(),
                                 [&](const Parameter& p) { return p.name == name; });
    filled +=
        at != parameters.end() ? std::string_view(at->value) : text.substr(open, close - open + 1);
    text.remove_prefix(close + 1);
  }
  filled += text;
  return filled;
}

std::string Worded(std::string_view reason, const std::vector<Parameter>& parameters,
                   Language language) {
  const CatalogueText* text = FindText(reason);
  if (text == nullptr) return std::string(reason);
  return Fill(language == Language::kVietnamese ? text->vietnamese : text->english, parameters);
}

}  // namespace par::domain
