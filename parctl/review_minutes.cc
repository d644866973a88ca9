// `parctl review minutes`: the minutes of a review as an official document, from the node or from a
// dossier that `review open --save` kept.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/domain/refusal.h"
#include "common/services/papers.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "parctl/document.h"
#include "parctl/files.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/review_parts.h"
#include "parctl/verbs.h"

namespace par::parctl {
namespace {

using dossier::v1::OpenDossierResponse;

struct MinutesOptions {
  std::string cycle;
  std::string unit;
  std::string file;
  DocumentWish document;
};

std::optional<OpenDossierResponse> DossierFromFile(Session& session, const std::string& path) {
  const auto bytes = ReadFile(path);
  if (!bytes.ok()) {
    PrintRefusal(session, "", bytes.status());
    return std::nullopt;
  }
  OpenDossierResponse saved;
  if (saved.ParseFromString(*bytes) && saved.has_dossier()) return saved;
  PrintRefusal(session, "",
               domain::Refusal(absl::StatusCode::kInvalidArgument, "dossier_file_unreadable",
                               {{"file", path}}));
  return std::nullopt;
}

std::optional<OpenDossierResponse> DossierFromNode(Session& session,
                                                   const MinutesOptions& options) {
  dossier::v1::OpenDossierRequest request;
  request.set_cycle(options.cycle);
  request.set_unit(options.unit);
  return Ask(session, &dossier::v1::DossierService::Stub::OpenDossier, request);
}

void MakeMinutes(Session& session, const MinutesOptions& options) {
  const auto particulars =
      ReadParticulars(session, options.document, document::DocumentKind::kMinutes);
  if (!particulars.has_value()) return;
  const auto dossier = options.file.empty() ? DossierFromNode(session, options)
                                            : DossierFromFile(session, options.file);
  if (!dossier.has_value()) return;
  const auto paper = services::MinutesPaper(*dossier, *particulars);
  if (!paper.ok()) return PrintRefusal(session, "", paper.status());
  WriteDocument(session, *paper, options.document);
}

}  // namespace

void AddReviewMinutes(Command review, Session& session) {
  auto options = std::make_shared<MinutesOptions>();
  const Command minutes = AddVerb(
      review, session, "minutes",
      {"Lập biên bản thẩm định theo thể thức Nghị định 30/2020/NĐ-CP (DOCX, PDF)",
       "The minutes of a review as an official document after Decree 30/2020 (DOCX, PDF)"},
      {"parctl review minutes --cycle K --unit la-ha --particulars the-thuc.yaml --out bb.docx",
       "parctl review minutes --file la-ha.bin --particulars the-thuc.yaml --out bb.docx "
       "--pdf bb.pdf"});
  const Argument cycle =
      Take(minutes, session, "--cycle", options->cycle, {"Mã kỳ", "Id of the cycle"}, "ID");
  const Argument unit =
      Take(minutes, session, "--unit", options->unit, {"Mã đơn vị", "Id of the unit"}, "ID");
  Take(minutes, session, "--file", options->file,
       {"Tệp đã lưu (review open --save), không cần máy chủ",
        "A saved file (review open --save); needs no node"},
       "FILE")
      .Excludes(cycle)
      .Excludes(unit);
  TakeDocument(minutes, session, options->document);
  minutes.Does([options, &session] {
    if (options->file.empty() && (options->cycle.empty() || options->unit.empty())) {
      MissingArgument("--cycle, --unit | --file");
    }
    MakeMinutes(session, *options);
  });
}

}  // namespace par::parctl
