#include "tests/system/office.h"

#include <algorithm>
#include <utility>

#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/evidence/evidence_store.h"
#include "par/criteria/v1/criteria.grpc.pb.h"
#include "par/cycle/v1/cycle.grpc.pb.h"
#include "par/unit/v1/unit.grpc.pb.h"

namespace par::testing {
namespace {

using assessment::v1::AssessmentService;
using criteria::v1::CriteriaService;
using cycle::v1::CycleService;
using evidence::v1::EvidenceService;

}  // namespace

std::string PdfOf(std::size_t bytes, const std::string& seed) {
  std::string text = "%PDF-1.7\n% " + seed + "\n";
  SeededRandom random(std::hash<std::string>{}(seed));
  const std::string filler = random.Bytes(std::size_t{1} << 16u);
  while (text.size() < bytes) {
    text += std::to_string(text.size());
    text.append(filler, 0, std::min(filler.size(), bytes - std::min(bytes, text.size())));
  }
  text.resize(bytes);
  return text;
}

absl::Status Office::ImportUnits(const std::string& node, const std::string& top,
                                 const std::string& units, const std::string& request_id) {
  unit::v1::ImportUnitsRequest request =
      ImportUnitsAs(top, "format: parnet/units/1\nunits:\n" + units);
  request.set_request_id(request_id);
  return country_
      .Insist(node, top + ".administrator", &unit::v1::UnitService::Stub::ImportUnits, request)
      .status();
}

bool Office::KnowsUnit(const std::string& node, const std::string& top, const std::string& unit) {
  const auto listed =
      country_.Ask(node, top + ".administrator", &unit::v1::UnitService::Stub::ListUnits,
                   unit::v1::ListUnitsRequest{});
  return listed.ok() &&
         std::any_of(listed->units().begin(), listed->units().end(),
                     [&](const unit::v1::Unit& known) { return known.id() == unit; });
}

absl::Status Office::PublishSet(const std::string& node, const std::string& unit) {
  const std::string publisher = unit + ".publisher";
  criteria::v1::ImportSetRequest set = ImportSampleSetAs(unit);
  set.set_request_id(rpc::NewRequestId());
  RETURN_IF_ERROR(
      country_.Insist(node, publisher, &CriteriaService::Stub::ImportSet, set).status());
  criteria::v1::PublishSetRequest publish = PublishSampleSetAs(unit);
  publish.set_request_id(rpc::NewRequestId());
  return country_.Insist(node, publisher, &CriteriaService::Stub::PublishSet, publish).status();
}

absl::Status Office::OpenCycle(const std::string& node, const std::string& owner,
                               const std::string& cycle, const std::vector<std::string>& communes) {
  cycle::v1::OpenCycleRequest open =
      Open({.id = cycle, .owner = owner, .units = communes, .deadlines_in = "2090"});
  open.set_request_id(rpc::NewRequestId());
  RETURN_IF_ERROR(
      country_.Insist(node, owner + ".administrator", &CycleService::Stub::OpenCycle, open)
          .status());
  cycle::v1::AdvanceCycleRequest advance = Advance(owner, cycle, "self_assessing");
  advance.set_request_id(rpc::NewRequestId());
  return country_.Insist(node, owner + ".council", &CycleService::Stub::AdvanceCycle, advance)
      .status();
}

absl::Status Office::OpenProvince(const std::string& node, std::size_t communes,
                                  const std::vector<std::string>& cycles) {
  std::string units = "  - {id: tinh, name: Tỉnh, kind: tinh}\n";
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < communes; ++i) {
    ids.push_back(CommuneOf(i));
    units += "  - {id: " + ids.back() + ", name: Xã, kind: xa, parent: tinh}\n";
  }
  RETURN_IF_ERROR(ImportUnits(node, "tinh", units, rpc::NewRequestId()));
  RETURN_IF_ERROR(PublishSet(node, "tinh"));
  for (const std::string& cycle : cycles) RETURN_IF_ERROR(OpenCycle(node, "tinh", cycle, ids));
  return absl::OkStatus();
}

bool Office::HasCycle(const std::string& node, const std::string& unit, const std::string& cycle) {
  assessment::v1::GetAssessmentRequest request;
  request.set_cycle(cycle);
  request.set_unit(unit);
  return country_.Ask(node, unit + ".clerk", &AssessmentService::Stub::GetAssessment, request).ok();
}

assessment::v1::Answers Office::AnswersOf(const std::string& unit,
                                          const std::vector<std::string>& documents) const {
  assessment::v1::Answers answers = SampleAnswers(unit);
  for (auto& declared : *answers.mutable_declarations()) {
    if (declared.criterion() != "1.1.1") continue;
    for (const std::string& document : documents) declared.add_evidence()->set_document(document);
    return answers;
  }
  assessment::v1::Declaration& declared = *answers.add_declarations();
  declared.set_criterion("1.1.1");
  for (const std::string& document : documents) declared.add_evidence()->set_document(document);
  return answers;
}

absl::Status Office::Fill(const std::string& node, const std::string& unit,
                          const std::string& cycle, const std::vector<std::string>& documents,
                          const std::string& request_id) {
  assessment::v1::FillAnswersRequest request;
  request.set_request_id(request_id);
  request.set_cycle(cycle);
  request.set_unit(unit);
  *request.mutable_answers() = AnswersOf(unit, documents);
  return country_.Insist(node, unit + ".clerk", &AssessmentService::Stub::FillAnswers, request)
      .status();
}

absl::Status Office::Act(const std::string& node, const std::string& unit, const std::string& cycle,
                         const std::string& kind, const std::string& request_id) {
  dossier::v1::ActRequest request;
  request.set_request_id(request_id);
  request.mutable_action()->set_cycle(cycle);
  request.mutable_action()->set_unit(unit);
  request.mutable_action()->set_kind(kind);
  return country_.Insist(node, unit + ".leader", &dossier::v1::DossierService::Stub::Act, request)
      .status();
}

absl::StatusOr<evidence::v1::Document> Office::AddDocument(const std::string& node,
                                                           const std::string& unit,
                                                           std::size_t bytes,
                                                           const std::string& seed) {
  const std::string file = PdfOf(bytes, seed);
  evidence::v1::AddDocumentRequest add;
  add.set_request_id(rpc::NewRequestId());
  evidence::v1::Document& document = *add.mutable_document();
  document.set_unit(unit);
  document.set_file_name(seed + ".pdf");
  document.set_media_type("application/pdf");
  document.set_size(file.size());
  document.set_sha256(Sha256::Of(file).ToBytes());
  document.set_number("12/KH-UBND");
  document.set_issuer("UBND");
  document.set_issue_date("2023-01-13");
  const std::string clerk = unit + ".clerk";
  for (std::size_t at = 0; at < file.size(); at += evidence::kMaxPieceBytes) {
    evidence::v1::PutChunkRequest piece;
    piece.set_unit(unit);
    piece.set_sha256(document.sha256());
    piece.set_size(file.size());
    piece.set_offset(at);
    piece.set_data(file.substr(at, evidence::kMaxPieceBytes));
    RETURN_IF_ERROR(country_.Ask(node, clerk, &EvidenceService::Stub::PutChunk, piece).status());
  }
  ASSIGN_OR_RETURN(const auto added,
                   country_.Insist(node, clerk, &EvidenceService::Stub::AddDocument, add));
  return added.document();
}

}  // namespace par::testing
