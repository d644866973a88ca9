// `parctl review enter`: points that nobody declares (survey, external, leadership, bonus,
// penalty), each with the document it comes from.
#include <memory>
#include <optional>
#include <string>

#include "common/domain/finding.h"
#include "common/domain/yaml_reader.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/review_parts.h"
#include "parctl/show.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

constexpr std::size_t kLongestSource = 1000;

struct EnterOptions {
  std::string cycle;
  std::string unit;
  std::string criterion;
  std::string points;
  std::string source;
  std::string file;
};

// The file's map of criterion to {points, source}; its findings are printed.
bool ReadPoints(Session& session, const std::string& path,
                dossier::v1::EnterPointsRequest& request) {
  const auto text = ReadFile(path);
  if (!text.ok()) {
    PrintRefusal(session, "", text.status());
    return false;
  }
  domain::FindingList list(path);
  const auto tree = domain::ReadYaml(*text, list);
  const domain::YamlValue* points = tree.has_value() ? tree->root.Find("points") : nullptr;
  if (points != nullptr) {
    for (std::size_t i = 0; i < points->keys.size(); ++i) {
      const domain::YamlValue& row = points->items[i];
      const domain::YamlValue* value = row.Find("points");
      const domain::YamlValue* source = row.Find("source");
      if (value == nullptr || source == nullptr) continue;
      const std::string criterion(points->keys[i]);
      const auto number = domain::YamlPoints(*value, criterion + ".points", list);
      const auto name = domain::YamlText(*source, criterion + ".source", kLongestSource, list);
      if (!number.has_value() || !name.has_value()) continue;
      dossier::v1::NewPoints& entered = *request.add_points();
      entered.set_criterion(criterion);
      entered.set_points(number->FormatShort(domain::NumberStyle::kPlain));
      entered.set_source(*name);
    }
  }
  const bool whole =
      points != nullptr && static_cast<std::size_t>(request.points_size()) == points->keys.size();
  const std::size_t count = list.count();
  PrintFindings(session, std::move(list).TakeSorted(), count);
  if (!whole && count == 0) {
    session.exit = kFindings;
    session.output.err << path << ": "
                       << session.Say("cần: points: {mã tiêu chí: {points: …, source: …}}",
                                      "needed: points: {criterion: {points: …, source: …}}")
                       << '\n';
  }
  return whole && count == 0;
}

void Enter(Session& session, const EnterOptions& options) {
  dossier::v1::EnterPointsRequest request;
  request.set_cycle(options.cycle);
  request.set_unit(options.unit);
  if (!options.file.empty() && !ReadPoints(session, options.file, request)) return;
  if (!options.criterion.empty()) {
    dossier::v1::NewPoints& entered = *request.add_points();
    entered.set_criterion(options.criterion);
    entered.set_points(options.points);
    entered.set_source(options.source);
  }
  const auto answer =
      Change(session, &dossier::v1::DossierService::Stub::EnterPoints, std::move(request));
  if (!answer.has_value() || PrintedAsJson(session, *answer)) return;
  session.output.out << options.unit
                     << session.Say(": đã nhập điểm, phiên bản ", ": points entered, version ")
                     << answer->version() << '\n';
}

}  // namespace

void AddReviewEnter(Command review, Session& session) {
  auto options = std::make_shared<EnterOptions>();
  const Command enter = AddVerb(
      review, session, "enter",
      {"Nhập điểm điều tra xã hội học, đánh giá bên ngoài, lãnh đạo đánh giá, thưởng, trừ",
       "Enter points of survey, external, leadership, bonus and penalty criteria"},
      {"parctl review enter --cycle K --unit la-ha --file diem.yaml",
       "parctl review enter --cycle K --unit la-ha --criterion 8.1 --points 7.9662 "
       "--source \"Báo cáo số 124/BC-SNV\"",
       "", "# diem.yaml", "points:", "  \"8.1\": {points: 7.9662, source: Báo cáo số 124/BC-SNV}"});
  TakeCycle(enter, session, options->cycle);
  TakeUnit(enter, session, options->unit, true);
  const Argument file =
      Take(enter, session, "--file", options->file, {"Tệp YAML", "YAML file"}, "FILE");
  const Argument criterion = Take(enter, session, "--criterion", options->criterion,
                                  {"Mã tiêu chí", "Id of the criterion"}, "ID");
  const Argument points =
      Take(enter, session, "--points", options->points, {"Điểm", "Points"}, "7.9662");
  const Argument source = Take(enter, session, "--source", options->source,
                               {"Văn bản nguồn", "Document they come from"}, "TEXT");
  criterion.Needs(points).Needs(source).Excludes(file);
  enter.Does([options, &session] {
    if (options->file.empty() && options->criterion.empty()) {
      MissingArgument("--file, --criterion");
    }
    Enter(session, *options);
  });
}

}  // namespace par::parctl
