// What an official document needs and no record holds: the issuing body's name, place, legal bases,
// who signs, who receives. A small hand-written file, docs/formats/document.md. It names no number
// that the records have: those come from them alone.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/document/official_document.h"
#include "common/domain/date.h"
#include "common/domain/finding.h"

namespace par::document {

// Which document it is for: `document` in the file.
enum class DocumentKind {
  kDecision,  // "decision": quyết định công bố.
  kReceipt,   // "receipt": giấy biên nhận.
  kMinutes,   // "minutes": biên bản thẩm định.
  kReport,    // "report": báo cáo định kỳ.
  kPlan,      // "plan": kế hoạch khắc phục.
};
[[nodiscard]] std::string_view Name(DocumentKind kind);

struct Particulars {
  std::vector<std::string> superior;
  std::vector<std::string> issuer;
  std::string place;
  std::vector<std::string> bases;
  std::vector<Signer> signers;
  std::vector<std::string> recipients;

  // Of a decision.
  std::string units;  // Whom it is about: "các xã, thị trấn thuộc huyện Tư Nghĩa".
  std::string authority;
  std::vector<std::string> articles;  // Between the result and the decision's coming into force;
                                      // of a plan what it orders for its organisation.
  std::string implementers;

  // Of a receipt, of minutes, of a report and of a plan.
  std::string number;  // The paper's own; of a report it may be empty (a draft).
  // Not of a plan: the unit that handed up, whose dossier was reviewed, that is reported on.
  std::string unit;

  // Of minutes, of a report and of a plan.
  domain::Date date;
  std::vector<std::string> present;   // Of minutes.
  std::vector<std::string> tasks;     // Of a report: what is to be done in the next period.
  std::vector<std::string> purposes;  // Of a plan.
};

struct ParticularsFile {
  std::optional<Particulars> particulars;  // Nothing if there is any finding.
  std::vector<domain::Finding> findings;
  std::size_t finding_count = 0;
};

// `file_name` is for the findings.
[[nodiscard]] ParticularsFile ReadParticulars(std::string_view text, DocumentKind kind,
                                              std::string file_name);

// A document with what it takes from the particulars as they stand there: names, number, place,
// date, bases, signers, recipients.
[[nodiscard]] OfficialDocument WithParticulars(const Particulars& particulars);

}  // namespace par::document
