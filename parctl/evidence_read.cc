// `parctl evidence list | get | verify`: the same commands for the unit's own people at its node
// and for a reviewer at a node above, who sees what was handed up.
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/base/hex.h"
#include "common/base/sha256.h"
#include "common/domain/document_number.h"
#include "common/domain/refusal.h"
#include "par/dossier/v1/dossier.grpc.pb.h"
#include "par/evidence/v1/evidence.grpc.pb.h"
#include "parctl/evidence_parts.h"
#include "parctl/node.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"

namespace par::parctl {
namespace {

using evidence::v1::EvidenceService;
using evidence::v1::ListedDocument;

struct EvidenceReadOptions {
  std::string document;
  std::string unit;
  std::string cycle;
  std::string file;
};

std::string StandingText(const Session& session, const ListedDocument& listed) {
  switch (listed.standing()) {
    case evidence::v1::FILE_STANDING_HERE:
      return session.Say("tại đây", "here");
    case evidence::v1::FILE_STANDING_ON_ITS_WAY:
      return session.Say("chưa về tới", "on its way") +
             (listed.received_at() == 0
                  ? std::string()
                  : session.Say(" từ ", " since ") + TimeText(listed.received_at())) +
             session.Say(", đã có ", ", ") + std::to_string(listed.bytes_here()) +
             session.Say(" byte", " bytes here");
    case evidence::v1::FILE_STANDING_MISSING:
      return session.Say("thiếu: nơi gửi không còn tệp", "missing: its sender has it no more");
    default:
      return session.Say("chỉ nêu tên", "only named");
  }
}

// "ký chậm 3 ngày"
std::string VerdictOfUse(const Session& session, const evidence::v1::EvidenceVerdict& use) {
  const auto verdict = domain::EvidenceVerdictOf(use.verdict());
  std::string text = verdict.has_value() ? VerdictText(session, *verdict) : use.verdict();
  if (verdict == domain::EvidenceVerdict::kSignedLate) {
    text += ' ' + std::to_string(use.days_late()) + session.Say(" ngày", " days");
  }
  return text;
}

// "đúng hạn" for every use, or "1.1.1: ký chậm 3 ngày; 1.1.3: hợp lệ".
std::string VerdictsText(const Session& session, const ListedDocument& listed) {
  if (listed.verdicts().empty()) {
    const bool here = listed.standing() == evidence::v1::FILE_STANDING_HERE;
    return here ? session.Say("chưa kiểm tra", "not checked yet") : "-";
  }
  const std::string first = VerdictOfUse(session, listed.verdicts(0));
  std::string each;
  bool all_alike = true;
  for (const evidence::v1::EvidenceVerdict& use : listed.verdicts()) {
    const std::string text = VerdictOfUse(session, use);
    all_alike = all_alike && text == first;
    each += (each.empty() ? "" : "; ") + use.criterion() + ": " + text;
  }
  return all_alike ? first : each;
}

// Below the table, each thing that is wrong with a document once.
void PrintFaults(Session& session, const std::vector<ListedDocument>& documents) {
  for (const ListedDocument& listed : documents) {
    const evidence::v1::Document& one = listed.document();
    std::set<std::string> said;
    for (const evidence::v1::EvidenceVerdict& use : listed.verdicts()) {
      for (const evidence::v1::EvidenceRemark& remark : use.findings()) {
        if (!said.insert(remark.text()).second) continue;
        session.output.out << "- " << (one.number().empty() ? one.file_name() : one.number())
                           << ": " << remark.text() << '\n';
      }
    }
  }
}

// "1.1 tr. 3; 2.4"
std::string PinsText(const Session& session, const ListedDocument& listed) {
  std::string text;
  // Where no dossier was asked for, of every cycle.
  const auto& pins = listed.pins().empty() ? listed.document().places() : listed.pins();
  for (const evidence::v1::EvidencePin& pin : pins) {
    if (!text.empty()) text += "; ";
    if (!pin.cycle().empty() && listed.pins().empty()) text += pin.cycle() + ": ";
    text += pin.criterion();
    if (!pin.section().empty()) text += session.Say(" mục ", " section ") + pin.section();
    if (pin.page() > 0) text += session.Say(" tr. ", " p. ") + std::to_string(pin.page());
  }
  return text;
}

std::optional<std::vector<ListedDocument>> Listed(Session& session,
                                                  const EvidenceReadOptions& options,
                                                  bool show_json) {
  if (options.cycle.empty()) {
    evidence::v1::ListDocumentsRequest request;
    request.set_unit(options.unit);
    request.set_language(session.vietnamese() ? "vi" : "en");
    const auto answer = Ask(session, &EvidenceService::Stub::ListDocuments, request);
    if (!answer.has_value() || (show_json && PrintedAsJson(session, *answer))) return std::nullopt;
    return std::vector<ListedDocument>(answer->documents().begin(), answer->documents().end());
  }
  dossier::v1::ListEvidenceRequest request;
  request.set_unit(options.unit);
  request.set_cycle(options.cycle);
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &dossier::v1::DossierService::Stub::ListEvidence, request);
  if (!answer.has_value() || (show_json && PrintedAsJson(session, *answer))) return std::nullopt;
  return std::vector<ListedDocument>(answer->documents().begin(), answer->documents().end());
}

void ListDocuments(Session& session, const EvidenceReadOptions& options) {
  const auto documents = Listed(session, options, true);
  if (documents.has_value()) PrintDocuments(session, *documents);
}

// The hash given, or that of the document with the id given. Nothing if the node refused or has no
// such document, which is then printed.
std::optional<std::string> HashOf(Session& session, const EvidenceReadOptions& options) {
  const auto bytes = FromHex(options.document);
  if (bytes.has_value() && bytes->size() == sizeof(Sha256::bytes)) return bytes;
  if (!options.document.starts_with("d-")) {
    BadArgument(
        "document",
        session.Say("cần mã tài liệu (d-…) hoặc SHA-256 gồm 64 chữ số thập lục phân",
                    "a document's id (d-…) or a SHA-256 of 64 hexadecimal digits is needed"));
  }
  const auto documents = Listed(session, options, false);
  if (!documents.has_value()) return std::nullopt;
  for (const ListedDocument& listed : *documents) {
    const evidence::v1::Document& document = listed.document();
    if (document.id() == options.document && !document.sha256().empty()) return document.sha256();
  }
  PrintRefusal(session, "",
               domain::Refusal(absl::StatusCode::kNotFound, "evidence_document_unknown",
                               {{"unit", options.unit}, {"sha256", options.document}}));
  return std::nullopt;
}

void GetDocument(Session& session, const EvidenceReadOptions& options) {
  const auto hash = HashOf(session, options);
  if (!hash.has_value()) return;
  const auto bytes = FetchDocument(session, options.unit, *hash, options.file);
  if (!bytes.has_value()) return;
  if (PrintedAsJson(session, {{"file", options.file}, {"bytes", std::to_string(*bytes)}})) return;
  session.output.out << options.file << ": " << *bytes << " byte\n";
}

void VerifyDocument(Session& session, const EvidenceReadOptions& options) {
  const auto hash = HashOf(session, options);
  if (!hash.has_value()) return;
  evidence::v1::VerifyDocumentRequest request;
  request.set_sha256(*hash);
  request.set_unit(options.unit);
  request.set_language(session.vietnamese() ? "vi" : "en");
  const auto answer = Ask(session, &EvidenceService::Stub::VerifyDocument, request);
  if (!answer.has_value()) return;
  if (!answer->intact()) session.exit = kFindings;
  if (PrintedAsJson(session, *answer)) return;
  session.output.out << (answer->intact()
                             ? session.Say("nguyên vẹn", "intact")
                             : session.Say("không nguyên vẹn: ", "not intact: ") + answer->text())
                     << '\n';
}

void TakeCycleIfGiven(Command verb, const Session& session, std::string& cycle) {
  Take(verb, session, "--cycle", cycle,
       {"Chỉ tài liệu của hồ sơ trong kỳ này", "Only those of the dossier in this cycle"}, "ID");
}

// As the number says it: "kế hoạch"; nothing where it says none.
std::string TypeText(const std::string& number) {
  const auto parsed = domain::DocumentNumber::Parse(number);
  return parsed.has_value() ? std::string(domain::DocumentType(*parsed)) : std::string();
}

}  // namespace

std::optional<std::uint64_t> FetchDocument(Session& session, const std::string& unit,
                                           const std::string& sha256, const std::string& path) {
  evidence::v1::ReadDocumentRequest request;
  request.set_sha256(sha256);
  request.set_unit(unit);
  const std::string part = path + ".part";
  std::ofstream file;
  Sha256Stream hasher;
  std::uint64_t done = 0;
  while (true) {
    request.set_offset(done);
    const auto piece = Ask(session, &EvidenceService::Stub::ReadDocument, request);
    if (!piece.has_value()) break;
    if (!file.is_open()) file.open(part, std::ios::binary | std::ios::trunc);
    file << piece->data();
    hasher.Add(piece->data());
    done += piece->data().size();
    if (!piece->data().empty()) continue;
    file.close();
    if (hasher.Finish().ToBytes() != sha256) {
      PrintRefusal(session, path, domain::Invalid("evidence_came_changed", {}));
    } else if (!file || std::rename(part.c_str(), path.c_str()) != 0) {
      PrintRefusal(session, "",
                   domain::Refusal(absl::StatusCode::kNotFound, "file_unreadable",
                                   {{"path", path}, {"reason", "write"}}));
    } else {
      return done;
    }
    break;
  }
  if (file.is_open()) file.close();
  std::remove(part.c_str());
  return std::nullopt;
}

std::optional<std::vector<ListedDocument>> DocumentsOfUnit(Session& session,
                                                           const std::string& unit,
                                                           const std::string& cycle) {
  EvidenceReadOptions options;
  options.unit = unit;
  options.cycle = cycle;
  return Listed(session, options, false);
}

void PrintDocuments(Session& session, const std::vector<ListedDocument>& documents) {
  Table table({{.title = session.Say("Tài liệu", "Document")},
               {.title = session.Say("Số, ký hiệu", "Number")},
               {.title = session.Say("Loại", "Type")},
               {.title = session.Say("Cơ quan ban hành", "Issuer"), .may_shrink = true},
               {.title = session.Say("Ngày", "Date")},
               {.title = session.Say("Trích yếu", "Subject"), .may_shrink = true},
               {.title = session.Say("Tệp", "File"), .may_shrink = true},
               {.title = session.Say("Số byte", "Bytes"), .to_the_right = true},
               {.title = session.Say("Tình trạng tệp", "File is")},
               {.title = session.Say("Tiêu chí", "Criteria"), .may_shrink = true},
               {.title = session.Say("Kiểm tra chữ ký", "Signatures"), .may_shrink = true},
               {.title = "SHA-256"}});
  for (const ListedDocument& listed : documents) {
    const evidence::v1::Document& one = listed.document();
    table.Add({one.id(), one.number(), TypeText(one.number()), one.issuer(),
               DayText(session, one.issue_date()), one.subject(), one.file_name(),
               std::to_string(one.size()), StandingText(session, listed), PinsText(session, listed),
               VerdictsText(session, listed), ToHex(one.sha256()).substr(0, 16)});
  }
  session.output.out << table.Text(session.output.width);
  PrintFaults(session, documents);
}

void AddEvidenceReading(Command group, Session& session) {
  auto options = std::make_shared<EvidenceReadOptions>();
  const Command list = AddVerb(
      group, session, "list",
      {"Tài liệu của đơn vị, máy chủ này kiểm tra chữ ký số thấy gì; cấp trên thấy tài liệu đã gửi "
       "lên "
       "và "
       "tệp đã về tới chưa",
       "Documents of a unit and what this node found of their signatures; a unit above sees those "
       "handed up and whether each file is here"},
      {"parctl evidence list --unit la-ha",
       "parctl evidence list --unit la-ha --cycle tu-nghia-communes-2023"});
  TakeUnit(list, session, options->unit, true);
  TakeCycleIfGiven(list, session, options->cycle);
  list.Does([options, &session] { ListDocuments(session, *options); });
  const Words which = {"Mã tài liệu (d-…) hoặc SHA-256", "Document id (d-…) or SHA-256"};
  const Command get =
      AddVerb(group, session, "get",
              {"Lấy tài liệu về, so lại SHA-256", "Fetch a document, check its hash"},
              {"parctl evidence get 9f86d081… --unit la-ha --to ke-hoach.pdf",
               "parctl evidence get d-9f86d081884c7d65 --unit la-ha "
               "--cycle tu-nghia-communes-2023 --to ke-hoach.pdf"});
  Take(get, session, "document", options->document, which, "DOCUMENT").Required();
  Take(get, session, "--to", options->file, {"Ghi vào tệp", "File to write"}, "FILE").Required();
  TakeUnit(get, session, options->unit, true);
  TakeCycleIfGiven(get, session, options->cycle);
  get.Does([options, &session] { GetDocument(session, *options); });
  const Command verify =
      AddVerb(group, session, "verify",
              {"Máy chủ đọc lại tệp và so SHA-256", "The node reads the file again"},
              {"parctl evidence verify 9f86d081… --unit la-ha"});
  Take(verify, session, "document", options->document, which, "DOCUMENT").Required();
  TakeUnit(verify, session, options->unit, true);
  TakeCycleIfGiven(verify, session, options->cycle);
  verify.Does([options, &session] { VerifyDocument(session, *options); });
}

}  // namespace par::parctl
