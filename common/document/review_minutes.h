// The minutes of a review (biên bản thẩm định): the unit's own score beside the reviewed one, area
// by area, every criterion whose points were changed with the reason, and the unit's appeals. All
// numbers are the dossier's own.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/document/official_document.h"
#include "common/document/particulars.h"
#include "common/domain/points.h"

namespace par::document {

struct ReviewedScore {
  std::optional<domain::Points> maximum;  // Nothing: bonus and penalty are outside of it.
  std::optional<domain::Points> own;      // Nothing: not scored, or nothing arose.
  std::optional<domain::Points> reviewed;
};

struct MinutesPart {  // An area or a criterion.
  std::string id;
  std::string title;
  ReviewedScore score;
  std::string reason;  // Of a criterion that was changed.
};

struct MinutesAppeal {
  std::string criterion;
  std::string text;
  std::optional<bool> upheld;  // Nothing: undecided.
  std::string reason;
};

struct MinutesFacts {
  std::string cycle;
  std::string set;  // "commune-sample-2023, phiên bản 1"
  int round = 1;
  std::vector<MinutesPart> areas;
  std::vector<MinutesPart> criteria;  // All that are reviewed, in the set's order.
  domain::Points own_total;
  domain::Points reviewed_total;  // Unrounded.
  domain::Points effective_maximum;
  domain::Decimal printed_total;  // Rounded once, with its places.
  std::optional<domain::Decimal> converted;
  std::string class_title;  // Empty where the set has no classes.
  std::vector<MinutesAppeal> appeals;
};

// `particulars` must be those of minutes.
[[nodiscard]] OfficialDocument ReviewMinutes(const MinutesFacts& facts,
                                             const Particulars& particulars);

}  // namespace par::document
