// `parctl reconcile`: whether the numbers of a published table agree among themselves.
#include "common/domain/reconcile.h"

#include <memory>

#include "common/base/json_writer.h"
#include "parctl/inputs.h"
#include "parctl/report.h"
#include "parctl/text_width.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

std::string Number(const domain::Decimal& value) {
  return value.FormatShort(domain::NumberStyle::kPlain);
}

void WriteDifferences(JsonWriter& json, std::string_view name,
                      const std::vector<domain::Difference>& differences,
                      domain::Language language) {
  json.Key(name).BeginArray();
  for (const domain::Difference& difference : differences) {
    json.BeginObject();
    json.Key("check").String(domain::Name(difference.check));
    json.Key("where").String(difference.where);
    json.Key("text").String(domain::TextOf(difference, language));
    json.Key("stated").Decimal(Number(difference.stated));
    json.Key("computed").Decimal(Number(difference.computed));
    json.Key("difference").Decimal(Number(difference.apart));
    json.Key("tolerance").Decimal(Number(difference.allowed));
    json.EndObject();
  }
  json.EndArray();
}

std::string Json(const domain::PublishedTable& table, const domain::Reconciliation& result,
                 domain::Language language) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/reconciliation/1");
  json.Key("title").String(table.title);
  json.Key("unit").String(table.unit);
  json.Key("holds").Bool(result.Holds());
  WriteDifferences(json, "differences", result.differences, language);
  WriteDifferences(json, "roundings", result.roundings, language);
  json.EndObject();
  return json.Take();
}

std::string Text(const Session& session, const std::string& file,
                 const domain::PublishedTable& table, const domain::Reconciliation& result) {
  std::string text = OneLine(file + ": " + table.title) + "\n";
  for (const domain::Difference& difference : result.differences) {
    text += session.Say("  chênh lệch: ", "  difference: ");
    text += OneLine(domain::TextOf(difference, session.output.language)) + "\n";
  }
  for (const domain::Difference& rounding : result.roundings) {
    text += session.Say("  do làm tròn (không tính): ", "  by rounding (not counted): ");
    text += OneLine(domain::TextOf(rounding, session.output.language)) + "\n";
  }
  if (result.Holds()) {
    text +=
        session.Say("  mọi số liệu trong bảng khớp nhau\n", "  every number of the table agrees\n");
  }
  return text;
}

void RunReconcile(Session& session, const std::string& path) {
  const auto table = ReadTable(session, path);
  if (!table.has_value()) return;
  const domain::Reconciliation result = domain::Reconcile(*table);
  if (!result.Holds()) session.exit = kFindings;
  session.output.out << (session.output.format == Format::kJson
                             ? Json(*table, result, session.output.language)
                             : Text(session, path, *table, result));
}

}  // namespace

void AddReconcileCommand(Command app, Session& session) {
  auto file = std::make_shared<std::string>();
  const Command reconcile =
      app.Add("reconcile", session.Say("Đối chiếu các con số trong bảng điểm đã công bố",
                                       "Check whether the numbers of a published table agree"));
  Take(reconcile, session, "file", *file,
       {"Tệp bảng điểm: YAML, hoặc CSV nếu tên kết thúc bằng .csv",
        "File of the table: YAML, or CSV where the name ends in .csv"},
       session.Say("TỆP", "FILE"))
      .Required();
  reconcile.EndHelpWith(session.Say(
      "Cộng lại tiêu chí, lĩnh vực, nhóm và tổng; so điểm với điểm tối đa, tỷ lệ quy đổi, thứ "
      "hạng.\n"
      "Kết thúc với mã 0 nếu khớp, mã 1 nếu có chênh lệch, nêu từng chênh lệch.\n\n"
      "Ví dụ:\n  parctl reconcile criteria/published/quang-dien-2023.yaml\n",
      "Adds leaves, areas, groups and the total again; compares scores with maxima, the "
      "percentage\n"
      "and the ranks. Exit code 0 where all agrees, 1 otherwise, naming every difference.\n\n"
      "Example:\n  parctl reconcile criteria/published/quang-dien-2023.yaml\n"));
  reconcile.Does([file, &session] { RunReconcile(session, *file); });
}

}  // namespace par::parctl
