// `parctl criteria diff`: what one version of a set changes against another, and, with answers,
// what that changes in scores, ranks and classes.
#include <algorithm>
#include <memory>
#include <vector>

#include "common/base/json_writer.h"
#include "common/domain/catalogue.h"
#include "common/domain/rescore.h"
#include "common/domain/set_diff.h"
#include "parctl/inputs.h"
#include "parctl/table.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

struct DiffOptions {
  std::vector<std::string> sets;
  std::vector<std::string> answers;
};

// The fields of domain::SetChange in the words of an official; others are shown as they are.
std::string FieldName(const Session& session, const std::string& field) {
  struct Row {
    std::string_view field, vietnamese, english;
  };
  constexpr Row kRows[] = {
      {"criterion", "tiêu chí", "criterion"},
      {"figure", "số liệu", "figure"},
      {"title", "tên", "title"},
      {"sample", "bộ chỉ số mẫu", "a sample"},
      {"level", "cấp được chấm", "level"},
      {"basis", "căn cứ pháp lý", "legal basis"},
      {"year", "năm", "year"},
      {"maximum", "điểm tối đa", "maximum"},
      {"rounding.leaf", "làm tròn tiêu chí", "rounding of criteria"},
      {"rounding.total", "làm tròn tổng điểm", "rounding of totals"},
      {"not_applicable", "nội dung không phát sinh", "what does not arise"},
      {"waived", "nội dung được miễn trừ", "what is waived"},
      {"ranking", "cách xếp hạng", "ranking"},
      {"classes", "mức xếp loại", "classes"},
      {"classes.title", "tên mức xếp loại", "titles of classes"},
      {"effective.from", "hiệu lực từ", "effective from"},
      {"effective.to", "hiệu lực đến", "effective to"},
      {"source", "nguồn điểm", "source"},
      {"parent", "thuộc", "stands under"},
      {"note", "hướng dẫn, ghi chú", "note"},
      {"leaf", "chấm trực tiếp", "scored itself"},
      {"inputs", "số liệu dùng", "inputs"},
      {"rule", "cách tính", "rule"},
      {"falls_with", "số liệu càng lớn điểm càng thấp", "figures that lower the score"},
      {"rest", "gộp các tiêu chí còn lại", "stands for the rest"},
      {"nothing_arises", "khi không phát sinh", "nothing arises"},
      {"may_be_declared_not_applicable", "được khai không phát sinh",
       "may be declared not arising"},
      {"evidence", "tài liệu kiểm chứng", "evidence"},
      {"evidence.deadline", "hạn của tài liệu kiểm chứng", "deadline of the evidence"},
      {"evidence.days_to_sign", "số ngày được phép ký sau", "days to sign the evidence"},
      {"kind", "loại số liệu", "kind"},
      {"unit", "đơn vị tính", "unit"},
      {"figure.source", "nguồn số liệu", "source of the figure"},
      {"cutoff", "ngày chốt", "cut-off date"},
      {"least", "nhỏ nhất", "least"},
      {"most", "lớn nhất", "most"},
      {"part_of", "là một phần của", "part of"},
  };
  for (const Row& row : kRows) {
    if (row.field == field) return session.Say(row.vietnamese, row.english);
  }
  return field;
}

std::string KindName(const Session& session, domain::SetChangeKind kind) {
  switch (kind) {
    case domain::SetChangeKind::kAdded:
      return session.Say("thêm", "added");
    case domain::SetChangeKind::kRemoved:
      return session.Say("bỏ", "removed");
    case domain::SetChangeKind::kChanged:
      return session.Say("sửa", "changed");
  }
  return {};
}

std::string ChangesTable(const Session& session, const std::vector<domain::SetChange>& changes) {
  if (changes.empty()) return session.Say("không có thay đổi\n", "no changes\n");
  Table table({{.title = session.Say("Thay đổi", "Change")},
               {.title = session.Say("Mã", "Id")},
               {.title = session.Say("Mục", "Field")},
               {.title = session.Say("Trước", "Before"), .may_shrink = true},
               {.title = session.Say("Sau", "After"), .may_shrink = true}});
  for (const domain::SetChange& change : changes) {
    table.Add({KindName(session, change.kind), change.id.empty() ? "-" : change.id,
               FieldName(session, change.field), change.before, change.after});
  }
  return table.Text(session.output.width);
}

bool Differs(const domain::UnitChangeOfScore& unit) {
  return unit.total_before != unit.total_after || unit.rank_before != unit.rank_after ||
         unit.class_before != unit.class_after || !unit.nodes.empty() || !unit.dropped.empty();
}

std::string RankText(const std::optional<int>& rank) {
  return rank.has_value() ? std::to_string(*rank) : "-";
}

std::string UnitsTable(const Session& session, const domain::RescoreReport& report) {
  const auto style = domain::StyleOf(session.output.language);
  Table table(
      {{.title = session.Say("Đơn vị", "Unit"), .may_shrink = true},
       {.title = session.Say("Điểm trước", "Total before"), .to_the_right = true},
       {.title = session.Say("Điểm sau", "Total after"), .to_the_right = true},
       {.title = session.Say("Hạng trước", "Rank before"), .to_the_right = true},
       {.title = session.Say("Hạng sau", "Rank after"), .to_the_right = true},
       {.title = session.Say("Loại trước", "Class before")},
       {.title = session.Say("Loại sau", "Class after")},
       {.title = session.Say("Không chuyển được", "Not carried over"), .may_shrink = true}});
  for (const domain::UnitChangeOfScore& unit : report.units) {
    std::string dropped;
    for (const std::string& id : unit.dropped) dropped += (dropped.empty() ? "" : ", ") + id;
    table.Add({unit.unit.value(), unit.total_before.Format(domain::Points::kPlaces, style),
               unit.total_after.Format(domain::Points::kPlaces, style), RankText(unit.rank_before),
               RankText(unit.rank_after), unit.class_before, unit.class_after, dropped});
  }
  return table.Text(session.output.width);
}

void WritePoints(JsonWriter& json, std::string_view key,
                 const std::optional<domain::Points>& points) {
  json.Key(key);
  points.has_value() ? json.Decimal(points->FormatShort(domain::NumberStyle::kPlain)) : json.Null();
}

void WriteUnit(JsonWriter& json, const domain::UnitChangeOfScore& unit) {
  json.BeginObject();
  json.Key("unit").String(unit.unit.value());
  WritePoints(json, "total_before", unit.total_before);
  WritePoints(json, "total_after", unit.total_after);
  json.Key("rank_before");
  unit.rank_before.has_value() ? json.Int(*unit.rank_before) : json.Null();
  json.Key("rank_after");
  unit.rank_after.has_value() ? json.Int(*unit.rank_after) : json.Null();
  json.Key("class_before").String(unit.class_before);
  json.Key("class_after").String(unit.class_after);
  json.Key("nodes").BeginArray();
  for (const domain::NodeChange& node : unit.nodes) {
    json.BeginObject();
    json.Key("id").String(node.id);
    WritePoints(json, "before", node.before);
    WritePoints(json, "after", node.after);
    json.EndObject();
  }
  json.EndArray();
  json.Key("dropped").BeginArray();
  for (const std::string& id : unit.dropped) json.String(id);
  json.EndArray();
  json.EndObject();
}

std::string Json(const domain::CriteriaSet& before, const domain::CriteriaSet& after,
                 const domain::RescoreReport& report) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/criteria-diff/1");
  json.Key("before").String(before.id + "@" + std::to_string(before.version));
  json.Key("after").String(after.id + "@" + std::to_string(after.version));
  json.Key("changes").BeginArray();
  for (const domain::SetChange& change : report.set_changes) {
    json.BeginObject();
    json.Key("kind").String(domain::Name(change.kind));
    json.Key("id").String(change.id);
    json.Key("field").String(change.field);
    json.Key("before").String(change.before);
    json.Key("after").String(change.after);
    json.EndObject();
  }
  json.EndArray();
  json.Key("units").BeginArray();
  for (const domain::UnitChangeOfScore& unit : report.units) WriteUnit(json, unit);
  json.EndArray();
  json.EndObject();
  return json.Take();
}

void RunDiff(Session& session, const DiffOptions& options) {
  const auto before = ReadSet(session, options.sets.front());
  const auto after = ReadSet(session, options.sets.back());
  if (!before.has_value() || !after.has_value()) return;
  const auto read = ReadAnswersOfUnits(session, *before, options.answers);
  if (!read.has_value()) return;
  std::vector<domain::Answers> units;
  for (const AnswersOfFile& one : *read) units.push_back(one.answers);
  const domain::RescoreReport report = domain::Rescore(*before, *after, units);
  if (!report.set_changes.empty() ||
      std::any_of(report.units.begin(), report.units.end(), Differs)) {
    session.exit = kFindings;
  }
  if (session.output.format == Format::kJson) {
    session.output.out << Json(*before, *after, report);
    return;
  }
  session.output.out << ChangesTable(session, report.set_changes);
  if (!units.empty()) session.output.out << '\n' << UnitsTable(session, report);
}

}  // namespace

void AddCriteriaDiff(Command criteria, Session& session) {
  auto options = std::make_shared<DiffOptions>();
  const Command diff = criteria.Add(
      "diff", session.Say("So sánh hai phiên bản bộ chỉ số: tiêu chí, điểm tối đa, cách tính",
                          "Compare two versions of a set: criteria, maxima, rules"));
  Take(diff, session, "sets", options->sets,
       {"Tệp phiên bản trước và tệp phiên bản sau", "The file before and the file after"},
       session.Say("TRƯỚC SAU", "BEFORE AFTER"))
      .Required()
      .Exactly(2);
  TakeMany(diff, session, "--answers", options->answers,
           {"Số liệu theo phiên bản trước: chấm lại theo phiên bản sau và nêu thay đổi về điểm, "
            "hạng, loại",
            "Answers to the version before: score them under the other too and show what changes "
            "in totals, ranks and classes"},
           session.Say("TỆP", "FILE"));
  diff.EndHelpWith(
      session.Say("Kết thúc với mã 1 khi có thay đổi.\n\n"
                  "Ví dụ:\n  parctl criteria diff bo-2023-v1.yaml bo-2023-v2.yaml\n"
                  "  parctl criteria diff bo-2023-v1.yaml bo-2023-v2.yaml --answers xa-*.yaml\n",
                  "Exit code 1 where there are changes.\n\n"
                  "Examples:\n  parctl criteria diff set-v1.yaml set-v2.yaml\n"
                  "  parctl criteria diff set-v1.yaml set-v2.yaml --answers commune-*.yaml\n"));
  diff.Does([options, &session] { RunDiff(session, *options); });
}

}  // namespace par::parctl
