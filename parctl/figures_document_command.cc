// `parctl figures document`: a periodic report as an official document.
#include <memory>

#include "common/document/figures_document.h"
#include "parctl/document.h"
#include "parctl/figure_files.h"
#include "parctl/inputs.h"
#include "parctl/report.h"

namespace par::parctl {
namespace {

struct FigureDocumentOptions {
  FigureFileOptions files;
  std::string unit;
  std::string criteria;
  std::string answers;
  DocumentWish document;
};

// The document says the figures as they were reported; what is wrong with them is for whoever signs
// to know first.
void WriteFigureDocument(Session& session, const FigureDocumentOptions& options) {
  const auto files = ReadWholeFigureFiles(session, options.files);
  if (files == nullptr) return;
  const auto unit = RowAsked(session, *files, options.unit);
  if (!unit.has_value()) return;
  const auto particulars =
      ReadParticulars(session, options.document, document::DocumentKind::kReport);
  if (!particulars.has_value()) return;
  std::optional<domain::CriteriaSet> set;
  std::optional<domain::Forecast> forecast;
  if (!options.criteria.empty()) {
    set = ReadSet(session, options.criteria);
    if (!set.has_value()) return;
    forecast = ForecastOfReport(session, *files, *set, options.answers);
    if (!forecast.has_value()) return;
  }
  constexpr auto kStyle = domain::NumberStyle::kVietnamese;
  const domain::ShownFigures now(files->catalogue, *files->report, kStyle);
  const domain::ShownFigures year(files->catalogue, *files->report, kStyle,
                                  &domain::ReportUnit::year_before);
  std::optional<domain::ShownFigures> previous;
  if (files->past.previous != nullptr) {
    previous.emplace(files->catalogue, *files->past.previous, kStyle);
  }
  const document::FiguresFacts facts{.now = now,
                                     .previous = previous.has_value() ? &*previous : nullptr,
                                     .year_before = &year,
                                     .unit = *unit,
                                     .set = set.has_value() ? &*set : nullptr,
                                     .forecast = forecast.has_value() ? &*forecast : nullptr};
  WriteDocument(session, document::FiguresDocument(facts, *particulars), options.document);
  const auto findings = files->Check();
  if (!findings.empty()) session.output.err << FindingLines(session, *files, findings);
}

}  // namespace

void AddFigureDocument(Command figures, Session& session) {
  auto options = std::make_shared<FigureDocumentOptions>();
  const Command verb = AddVerb(
      figures, session, "document",
      {"Soạn báo cáo định kỳ theo thể thức văn bản hành chính (DOCX, PDF); chỗ sai in ra màn hình",
       "Write the periodic report as an official document (DOCX, PDF); faults are printed"},
      {"parctl figures document --indicators figures/indicators-district-2023.yaml "
       "figures/tu-nghia-2023-q3.yaml --criteria criteria/quang-ngai-district-2023-v2.yaml "
       "--particulars criteria/documents/report.yaml --out bao-cao.docx --pdf bao-cao.pdf"});
  const std::string file = session.Say("TỆP", "FILE");
  TakeFigureFiles(verb, session, options->files);
  Take(verb, session, "--unit", options->unit,
       {"Đơn vị báo cáo; mặc định là đơn vị đầu tiên", "The row; default the first one"}, "ID");
  const Argument criteria = Take(verb, session, "--criteria", options->criteria,
                                 {"Tệp bộ chỉ số: thêm mục dự báo tiêu chí mất điểm",
                                  "File of a criteria set: adds the forecast of lost points"},
                                 file);
  Take(verb, session, "--answers", options->answers,
       {"Tệp số liệu theo bộ chỉ số, cho phần báo cáo không có",
        "File of answers to the set, for what the report does not give"},
       file)
      .Needs(criteria);
  TakeDocument(verb, session, options->document);
  verb.Does([options, &session] { WriteFigureDocument(session, *options); });
}

}  // namespace par::parctl
