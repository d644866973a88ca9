// The minutes of a review (biên bản thẩm định): the unit's own score beside the reviewed one, area
// by area, every criterion whose points were changed with the reason, what the council voted on in
// its sessions and how, and the unit's appeals. All numbers are the dossier's own.
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
  std::string result;  // "chấp nhận một phần"; empty: undecided.
  std::optional<domain::Points> before;
  std::optional<domain::Points> after;  // Of an appeal that changed the points.
  std::string reason;
};

// A criterion on which the council voted.
struct MinutesVote {
  std::string criterion;
  std::string contest;                 // Why it was on the list: "đơn vị kiến nghị".
  std::vector<std::string> proposals;  // "1,2500 (tự chấm)", in the order they were voted on.
  int in_favour = 0;
  int against = 0;
  int abstained = 0;
  std::string result;  // "0,5000", or why nothing was decided.
};

struct MinutesSession {
  std::string id;
  std::string title;
  domain::Date held_on;
  std::string chair;
  std::vector<std::string> members;   // Names of people, the chair's among them.
  std::vector<std::string> excluded;  // Of those, who had no vote on this unit.
  int quorum = 1;
  std::vector<MinutesVote> votes;
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
  std::vector<MinutesSession> sessions;
  std::vector<MinutesAppeal> appeals;
};

// `particulars` must be those of minutes.
[[nodiscard]] OfficialDocument ReviewMinutes(const MinutesFacts& facts,
                                             const Particulars& particulars);

}  // namespace par::document
