// What a unit declares otherwise than before its dossier was returned, of `parctl review open`.
#include <algorithm>
#include <string>

#include "par/dossier/v1/dossier.pb.h"
#include "parctl/review_parts.h"
#include "parctl/show.h"
#include "parctl/table.h"

namespace par::parctl {
namespace {

using ListedDocuments = google::protobuf::RepeatedPtrField<evidence::v1::ListedDocument>;

std::string ChangedValue(const Session& session, const std::string& kind,
                         const std::string& value) {
  if (value.empty()) return "-";
  if (kind == "yes_no" && value == "yes") return session.Say("có", "yes");
  if (kind == "yes_no" && value == "no") return session.Say("không", "no");
  return kind.empty() || kind == "date" ? value : DecimalText(session, value);
}

std::string FieldTitle(const Session& session, const std::string& name) {
  if (name == "not_applicable") return session.Say("Không phát sinh nhiệm vụ", "Not applicable");
  if (name == "judged") return session.Say("Mức tự chấm", "Own score");
  if (name == "reason") return session.Say("Lý do", "Reason");
  if (name == "waived") return session.Say("Căn cứ miễn trừ", "Basis of the waiver");
  if (name == "explanation") return session.Say("Giải trình", "Explanation");
  return name;
}

std::string ChildTitle(const Session& session, const dossier::v1::ValueChange& one) {
  if (one.name() == "index") return one.title() + session.Say(": chỉ số", ": index");
  if (one.name() == "score") return one.title() + session.Say(": điểm", ": score");
  return one.title() + ": " + one.name();
}

std::string DocumentText(const Session& session, const evidence::v1::ListedDocument& listed,
                         const ListedDocuments& others) {
  const evidence::v1::Document& one = listed.document();
  std::string text = one.file_name().empty() ? one.id() : one.file_name();
  if (!one.number().empty()) text += " (" + one.number() + ")";
  for (const evidence::v1::EvidencePin& pin : listed.pins()) {
    if (!pin.section().empty()) text += session.Say(" mục ", " section ") + pin.section();
    if (pin.page() > 0) text += session.Say(" tr. ", " p. ") + std::to_string(pin.page());
  }
  const bool other_file = std::any_of(others.begin(), others.end(), [&](const auto& other) {
    const evidence::v1::Document& there = other.document();
    return !one.file_name().empty() && there.file_name() == one.file_name() &&
           there.sha256() != one.sha256();
  });
  if (other_file) text += session.Say(" – tệp khác cùng tên", " – another file of that name");
  return text;
}

void AddRows(const Session& session, const dossier::v1::LeafChange& change, Table& table) {
  const std::size_t rows = table.rows();
  const std::string& id = change.criterion();
  const std::string before = MarkText(session, change.self_before());
  const std::string now = MarkText(session, change.self_now());
  if (before != now) table.Add({id, session.Say("Điểm tự chấm", "Self-score"), before, now});
  for (const dossier::v1::ValueChange& one : change.figures()) {
    table.Add({id,
               one.title() + (one.last_year() ? session.Say(" (năm trước)", " (year before)") : ""),
               ChangedValue(session, one.kind(), one.before()),
               ChangedValue(session, one.kind(), one.now())});
  }
  for (const dossier::v1::ValueChange& one : change.children()) {
    table.Add({id, ChildTitle(session, one), ChangedValue(session, "amount", one.before()),
               ChangedValue(session, "amount", one.now())});
  }
  for (const dossier::v1::ValueChange& one : change.declared()) {
    const std::string kind = one.name() == "judged" ? "amount" : "";
    table.Add({id, FieldTitle(session, one.name()), ChangedValue(session, kind, one.before()),
               ChangedValue(session, kind, one.now())});
  }
  for (const evidence::v1::ListedDocument& one : change.taken_away()) {
    table.Add({id, session.Say("Tài liệu bỏ ra", "Document taken away"),
               DocumentText(session, one, {}), "-"});
  }
  for (const evidence::v1::ListedDocument& one : change.added()) {
    table.Add({id, session.Say("Tài liệu thêm vào", "Document added"), "-",
               DocumentText(session, one, change.taken_away())});
  }
  if (table.rows() > rows) return;
  table.Add({id, session.Say("Chỉ khác cách ghi", "Only written otherwise"), "", ""});
}

}  // namespace

void PrintEarlier(Session& session, const dossier::v1::EarlierSubmission& earlier) {
  session.output.out << '\n'
                     << session.Say("Khác bản gửi trước, lập lúc ",
                                    "Declared otherwise than in the submission made at ")
                     << TimeText(earlier.made_at()) << session.Say(" (tự chấm ", " (own score ")
                     << PointsText(session, earlier.self_score_e4()) << "):\n";
  if (earlier.changes().empty()) {
    session.output.out << session.Say("không có gì khác", "nothing") << '\n';
    return;
  }
  Table table({{.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Nội dung", "What"), .may_shrink = true},
               {.title = session.Say("Trước", "Before"), .may_shrink = true},
               {.title = session.Say("Nay", "Now"), .may_shrink = true}});
  for (const dossier::v1::LeafChange& change : earlier.changes()) AddRows(session, change, table);
  session.output.out << table.Text(session.output.width);
}

}  // namespace par::parctl
