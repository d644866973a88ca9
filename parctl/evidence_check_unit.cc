// `parctl evidence check-unit`: what each document that a unit has on the node is worth as
// evidence. The files are fetched and checked here, one after the other, each in a process of its
// own; their numbers are held against each other.
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <stdlib.h>

#include "absl/strings/str_join.h"
#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/json_writer.h"
#include "common/base/temporary_folder.h"
#include "common/domain/refusal.h"
#include "common/services/evidence_checks.h"
#include "parctl/evidence_parts.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"

namespace par::parctl {
namespace {

using evidence::v1::ListedDocument;

struct CheckUnitOptions {
  std::string unit;
  std::string cycle;
  std::string criterion;
  EvidenceTermsOptions terms;
};

struct JudgedDocument {
  evidence::v1::Document document;
  std::optional<domain::EvidenceJudgement> judgement;  // Nothing: its file is not here.
};

bool IsPinnedTo(const ListedDocument& listed, const std::string& criterion) {
  for (const evidence::v1::EvidencePin& pin : listed.pins()) {
    if (pin.criterion() == criterion) return true;
  }
  return criterion.empty();
}

// Nothing if the file could not be fetched or checked, which is then printed.
std::optional<domain::SignatureReport> ReportOf(Session& session, const signature::Checker& checker,
                                                const evidence::v1::Document& document,
                                                const TemporaryFolder& folder) {
  const std::filesystem::path path = folder.path() / "document";
  if (!FetchDocument(session, document.unit(), document.sha256(), path.string()).has_value()) {
    return std::nullopt;
  }
  auto report = signature::CheckFile(checker, path, SystemClock().WallMicros() / 1'000'000);
  if (report.ok()) return *std::move(report);
  PrintRefusal(session, document.file_name(), report.status());
  return std::nullopt;
}

// Nothing if something could not be fetched or checked.
std::optional<std::vector<JudgedDocument>> JudgeAll(Session& session,
                                                    const CheckUnitOptions& options,
                                                    const domain::EvidenceTerms& terms,
                                                    const std::vector<ListedDocument>& listed) {
  const auto checker = CheckerWith(session, options.terms);
  if (!checker.has_value()) return std::nullopt;
  const TemporaryFolder folder("parctl-");
  if (folder.path().empty()) {
    const std::string why = std::strerror(errno);
    std::error_code none;
    PrintRefusal(session, "",
                 domain::Refusal(absl::StatusCode::kInternal, "folder_not_made",
                                 {{"folder", std::filesystem::temp_directory_path(none).string()},
                                  {"why", why}}));
    return std::nullopt;
  }
  std::vector<JudgedDocument> judged;
  for (const ListedDocument& one : listed) {
    if (!IsPinnedTo(one, options.criterion)) continue;
    JudgedDocument& result = judged.emplace_back();
    result.document = one.document();
    if (one.standing() != evidence::v1::FILE_STANDING_HERE) continue;
    const auto report = ReportOf(session, *checker, one.document(), folder);
    if (!report.has_value()) return std::nullopt;
    std::vector<domain::DocumentParticulars> others;
    for (const ListedDocument& other : listed) {
      if (other.document().sha256() != one.document().sha256()) {
        others.push_back(services::ParticularsOf(other.document()));
      }
    }
    result.judgement =
        domain::JudgeEvidence(services::ParticularsOf(one.document()), *report, terms, others);
  }
  return judged;
}

void PrintJudgedAsJson(Session& session, const std::vector<JudgedDocument>& judged) {
  JsonWriter json;
  json.BeginObject();
  json.Key("documents").BeginArray();
  for (const JudgedDocument& one : judged) {
    json.BeginObject();
    json.Key("document").String(one.document.id());
    json.Key("sha256").String(ToHex(one.document.sha256()));
    json.Key("number").String(one.document.number());
    json.Key("file_is_here").Bool(one.judgement.has_value());
    if (one.judgement.has_value()) WriteJudgement(json, session, *one.judgement);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  session.output.out << json.Take();
}

void PrintJudged(Session& session, const std::vector<JudgedDocument>& judged) {
  Table table({{.title = session.Say("Tài liệu", "Document")},
               {.title = session.Say("Số, ký hiệu", "Number")},
               {.title = session.Say("Ngày", "Date")},
               {.title = session.Say("Ký ngày", "Signed on")},
               {.title = session.Say("Kết luận", "Verdict")},
               {.title = session.Say("Nội dung", "Findings"), .may_shrink = true}});
  for (const JudgedDocument& one : judged) {
    if (!one.judgement.has_value()) {
      table.Add({one.document.id(), one.document.number(),
                 DayText(session, one.document.issue_date()), "-", "-",
                 session.Say("tệp chưa có tại máy chủ", "the file is not on the node")});
      continue;
    }
    const domain::EvidenceJudgement& judgement = *one.judgement;
    table.Add({one.document.id(), one.document.number(),
               DayText(session, one.document.issue_date()),
               judgement.signed_on.has_value() ? DayText(session, judgement.signed_on->Iso()) : "-",
               VerdictText(session, judgement.verdict),
               absl::StrJoin(judgement.findings, "; ",
                             [&session](std::string* out, const absl::Status& finding) {
                               out->append(domain::TextOf(finding, session.output.language));
                             })});
  }
  session.output.out << table.Text(session.output.width);
}

void CheckUnit(Session& session, const CheckUnitOptions& options) {
  const domain::EvidenceTerms terms = TermsOf(session, options.terms);
  const auto listed = DocumentsOfUnit(session, options.unit, options.cycle);
  if (!listed.has_value()) return;
  const auto judged = JudgeAll(session, options, terms, *listed);
  if (!judged.has_value()) return;
  for (const JudgedDocument& one : *judged) {
    if (!one.judgement.has_value() || !domain::IsFine(one.judgement->verdict))
      session.exit = kFindings;
  }
  if (session.output.format == Format::kJson) return PrintJudgedAsJson(session, *judged);
  PrintJudged(session, *judged);
}

}  // namespace

void AddEvidenceCheckUnit(Command group, Session& session) {
  auto options = std::make_shared<CheckUnitOptions>();
  const Command check = AddVerb(
      group, session, "check-unit",
      {"Kiểm tra chữ ký số và thứ tự số của mọi tài liệu của một đơn vị có tại máy chủ",
       "Check the signatures and the order of numbers of all documents that a unit has on the "
       "node"},
      {"parctl evidence check-unit --unit la-ha --cycle tu-nghia-communes-2023 --criterion 1.7 "
       "--deadline 2023-01-31 --trust ca-chinh-phu.pem"});
  TakeUnit(check, session, options->unit, true);
  const Argument cycle = Take(
      check, session, "--cycle", options->cycle,
      {"Chỉ tài liệu của hồ sơ trong kỳ này", "Only those of the dossier in this cycle"}, "ID");
  Take(check, session, "--criterion", options->criterion,
       {"Chỉ tài liệu viện dẫn cho tiêu chí này", "Only those that this criterion relies on"}, "ID")
      .Needs(cycle);
  TakeEvidenceTerms(check, session, options->terms);
  check.Does([options, &session] { CheckUnit(session, *options); });
}

}  // namespace par::parctl
