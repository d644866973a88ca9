#include "parctl/show.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>

#include "absl/time/time.h"
#include "common/base/json_writer.h"
#include "common/domain/catalogue.h"
#include "common/domain/date.h"
#include "common/domain/level.h"
#include "common/domain/points.h"
#include "common/domain/shown_words.h"
#include "parctl/table.h"
#include "parctl/text_width.h"

namespace par::parctl {
namespace {

std::string StateText(const Session& session, score::v1::LeafState state) {
  switch (state) {
    case score::v1::LEAF_STATE_NOT_APPLICABLE:
      return session.Say("không phát sinh", "not applicable");
    case score::v1::LEAF_STATE_WAIVED:
      return session.Say("được miễn trừ", "waived");
    case score::v1::LEAF_STATE_NOT_SCORED:
      return session.Say("chưa chấm", "not scored");
    default:
      return {};
  }
}

std::string Working(const Session& session, const score::v1::Leaf& leaf) {
  if (!leaf.error().reason().empty()) return leaf.error().text();
  const std::string state = StateText(session, leaf.state());
  std::string text = state.empty() ? leaf.trace() : state;
  if (leaf.review_reason().empty()) return text;
  if (!text.empty()) text += "; ";
  return text + session.Say("thẩm định: ", "review: ") + leaf.review_reason();
}

void PrintLeaves(Session& session, const score::v1::ScoreSheet& sheet) {
  const bool reviewed = std::any_of(sheet.leaves().begin(), sheet.leaves().end(),
                                    [](const auto& leaf) { return leaf.has_reviewed_e4(); });
  std::vector<Column> columns = {
      {.title = session.Say("Mã", "Id")},
      {.title = session.Say("Tiêu chí", "Criterion"), .may_shrink = true},
      {.title = session.Say("Tối đa", "Maximum"), .to_the_right = true},
      {.title = session.Say("Điểm", "Score"), .to_the_right = true}};
  if (reviewed) {
    columns.push_back({.title = session.Say("Thẩm định", "Reviewed"), .to_the_right = true});
  }
  columns.push_back({.title = session.Say("Cách tính", "Steps"), .may_shrink = true});
  Table table(columns);
  for (const score::v1::Leaf& leaf : sheet.leaves()) {
    const bool scored =
        leaf.state() == score::v1::LEAF_STATE_SCORED || leaf.state() == score::v1::LEAF_STATE_ZERO;
    std::vector<std::string> row = {leaf.id(), leaf.title(), PointsText(session, leaf.maximum_e4()),
                                    scored ? PointsText(session, leaf.score_e4()) : "-"};
    if (reviewed) {
      row.push_back(leaf.has_reviewed_e4() ? PointsText(session, leaf.reviewed_e4()) : "-");
    }
    row.push_back(Working(session, leaf));
    table.Add(std::move(row));
  }
  session.output.out << table.Text(session.output.width) << '\n';
}

std::string SourceText(const Session& session, const std::string& source) {
  if (source == "self_assessed") return session.Say("Tự đánh giá và thẩm định", "Assessed");
  if (source == "survey") return session.Say("Điều tra xã hội học", "Survey");
  if (source == "external") return session.Say("Kết quả bên ngoài", "External");
  if (source == "leadership") return session.Say("Lãnh đạo đánh giá", "Leadership");
  if (source == "bonus") return session.Say("Điểm thưởng", "Bonus");
  if (source == "penalty") return session.Say("Điểm trừ", "Penalty");
  return source;
}

void PrintResult(Session& session, const score::v1::ScoreSheet& sheet) {
  Table table({{.title = session.Say("Kết quả", "Result")}, {.title = " ", .to_the_right = true}});
  for (const score::v1::Group& group : sheet.groups()) {
    if (group.maximum_e4() == 0 && group.score_e4() == 0) continue;
    table.Add({SourceText(session, group.source()), PointsText(session, group.score_e4())});
  }
  table.Add({session.Say("Tổng điểm", "Total"), PointsText(session, sheet.total_e4())});
  table.Add({session.Say("Tổng điểm làm tròn", "Total, rounded"),
             DecimalText(session, sheet.total_rounded())});
  table.Add({session.Say("Điểm tối đa", "Maximum"), PointsText(session, sheet.maximum_e4())});
  table.Add({session.Say("Điểm tối đa sau khi trừ không phát sinh",
                         "Maximum, what did not arise taken off"),
             PointsText(session, sheet.effective_maximum_e4())});
  table.Add({session.Say("Tỷ lệ quy đổi", "Converted"),
             sheet.converted_percent().empty()
                 ? "-"
                 : DecimalText(session, sheet.converted_percent()) + " %"});
  table.Add({session.Say("Xếp loại", "Class"),
             sheet.classification().empty() ? "-" : OneLine(sheet.classification())});
  session.output.out << table.Text(session.output.width);
}

}  // namespace

bool PrintedAsJson(Session& session, const google::protobuf::Message& message) {
  if (session.output.format != Format::kJson) return false;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) text = "{}\n";  // Only for messages with Any, of which an answer has none.
  session.output.out << text;
  return true;
}

bool PrintedAsJson(Session& session,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> texts) {
  if (session.output.format != Format::kJson) return false;
  JsonWriter json;
  json.BeginObject();
  for (const auto& [key, text] : texts) json.Key(key).String(text);
  json.EndObject();
  session.output.out << json.Take();
  return true;
}

std::string PointsText(const Session& session, std::int64_t e4) {
  constexpr std::int64_t kLargest = domain::Points::kLargestE4;
  const auto points = domain::Points::FromE4(std::clamp(e4, -kLargest, kLargest));
  return points.Format(domain::Points::kPlaces, domain::StyleOf(session.output.language));
}

std::string MarkText(const Session& session, const dossier::v1::Mark& mark) {
  switch (mark.state()) {
    case dossier::v1::MARK_STATE_SCORED:
      return PointsText(session, mark.points_e4());
    case dossier::v1::MARK_STATE_NOT_APPLICABLE:
      return session.Say("không phát sinh", "not applicable");
    case dossier::v1::MARK_STATE_WAIVED:
      return session.Say("được miễn trừ", "waived");
    default:
      return "-";
  }
}

std::string DecimalText(const Session& session, std::string_view plain) {
  std::string text(plain);
  if (session.vietnamese()) std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

std::string TimeText(std::int64_t micros) {
  if (micros == 0) return "-";
  return absl::FormatTime("%d/%m/%Y %H:%M:%S", absl::FromUnixMicros(micros),
                          absl::FixedTimeZone(7 * 60 * 60));
}

std::string WhoText(const dossier::v1::Person& person, const std::string& account) {
  return person.full_name().empty() ? account : OneLine(person.full_name()) + " (" + account + ")";
}

std::string DossierStateText(const Session& session, const std::string& name) {
  return domain::InWords(":dossier_state", name, session.output.language);
}

std::string CycleStateText(const Session& session, const std::string& name) {
  return domain::InWords(":cycle_state", name, session.output.language);
}

std::string ActText(const Session& session, const std::string& name) {
  return domain::InWords(":action", name, session.output.language);
}

std::string LevelText(const Session& session, const std::string& name) {
  const auto level = domain::ParseLevel(name);
  if (!level.has_value() || !session.vietnamese()) return name;
  return std::string(domain::VietnameseName(*level));
}

std::string DayText(const Session& session, const std::string& day) {
  if (day.empty()) return "-";
  const auto date = domain::Date::Parse(day);
  return date.has_value() && session.vietnamese() ? date->Vietnamese() : day;
}

void PrintSheet(Session& session, const score::v1::ScoreSheet& sheet, bool leaves) {
  if (sheet.sample()) {
    session.output.out << session.Say("Bộ chỉ số mẫu, soạn để minh họa\n",
                                      "A sample set, composed for demonstration\n");
  }
  if (leaves) PrintLeaves(session, sheet);
  Table table({{.title = session.Say("Mã", "Id")},
               {.title = session.Say("Lĩnh vực", "Area"), .may_shrink = true},
               {.title = session.Say("Tối đa", "Maximum"), .to_the_right = true},
               {.title = session.Say("Tối đa còn lại", "Effective"), .to_the_right = true},
               {.title = session.Say("Điểm", "Score"), .to_the_right = true}});
  for (const score::v1::Area& area : sheet.areas()) {
    table.Add({area.id(), area.title(), PointsText(session, area.maximum_e4()),
               PointsText(session, area.effective_maximum_e4()),
               PointsText(session, area.score_e4())});
  }
  session.output.out << table.Text(session.output.width) << '\n';
  PrintResult(session, sheet);
}

void PrintOpenPoints(Session& session,
                     const google::protobuf::RepeatedPtrField<assessment::v1::Finding>& findings) {
  if (findings.empty()) return;
  Table table({{.title = session.Say("Tiêu chí", "Criterion")},
               {.title = session.Say("Điểm có thể mất", "At stake"), .to_the_right = true},
               {.title = session.Say("Chặn gửi", "Blocks")},
               {.title = session.Say("Còn thiếu, cần sửa", "Open"), .may_shrink = true}});
  for (const assessment::v1::Finding& finding : findings) {
    table.Add({finding.criterion(), PointsText(session, finding.at_stake_e4()),
               finding.blocks_submission() ? session.Say("có", "yes") : "-", finding.text()});
  }
  session.output.out << '\n' << table.Text(session.output.width);
}

}  // namespace par::parctl
