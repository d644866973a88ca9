// `parctl evidence check`: what a file would be worth as evidence, before it is handed in and
// without a node: its digital signatures, held against what is stated of it and the deadline.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/json_writer.h"
#include "common/domain/document_number.h"
#include "common/domain/evidence_verdict.h"
#include "common/domain/refusal.h"
#include "common/signature/checker.h"
#include "parctl/evidence_parts.h"
#include "parctl/report.h"
#include "parctl/show.h"
#include "parctl/table.h"

namespace par::parctl {
namespace {

using domain::Signature;

struct EvidenceCheckOptions {
  std::string file;
  EvidenceTermsOptions terms;
  std::string number;
  std::string issuer;
  std::string issued;
  std::vector<std::string> others;  // "11/KH-UBND=2023-01-10"
};

struct CheckedEvidence {
  domain::DocumentParticulars document;
  domain::SignatureReport report;
  domain::EvidenceJudgement judgement;
};

domain::DocumentNumber NumberOf(const Session& session, const std::string& argument,
                                const std::string& text) {
  auto number = domain::DocumentNumber::Parse(text);
  if (!number.has_value()) {
    BadArgument(argument, session.Say("“" + text + "” không phải số, ký hiệu như 12/KH-UBND",
                                      "\"" + text + "\" is not a number like 12/KH-UBND"));
  }
  return *std::move(number);
}

// Only those are taken whose order can be compared: the same symbol in the same year.
std::vector<domain::DocumentParticulars> OthersOf(const Session& session,
                                                  const EvidenceCheckOptions& options,
                                                  const std::optional<domain::Date>& issued) {
  if (options.number.empty() && options.others.empty()) return {};
  const domain::DocumentNumber own = NumberOf(session, "--number", options.number);
  std::vector<domain::DocumentParticulars> others;
  for (const std::string& text : options.others) {
    const std::size_t at = text.rfind('=');
    if (at == std::string::npos || at + 1 == text.size()) {
      BadArgument("--other", session.Say("cần dạng SỐ=NGÀY, như 11/KH-UBND=2023-01-10",
                                         "NUMBER=DATE is needed, as 11/KH-UBND=2023-01-10"));
    }
    const domain::DocumentNumber number = NumberOf(session, "--other", text.substr(0, at));
    const auto day = DayOf(session, "--other", text.substr(at + 1));
    if (!issued.has_value() || number.symbol != own.symbol || day->year() != issued->year()) {
      BadArgument("--other",
                  session.Say("“" + text + "” không cùng ký hiệu và năm nên không so được thứ tự",
                              "\"" + text + "\" is of another symbol or year: there is no order"));
    }
    others.push_back({text.substr(0, at), options.issuer, day});
  }
  return others;
}

std::string TimeSourceText(const Session& session, const Signature& signature) {
  switch (signature.time_source) {
    case domain::SigningTimeSource::kNotSaid:
      return session.Say("không ghi", "nobody");
    case domain::SigningTimeSource::kEntry:
      return session.Say("phần mềm ký", "the program");
    case domain::SigningTimeSource::kSigningTime:
      return session.Say("máy người ký", "the signer");
    case domain::SigningTimeSource::kTimestamp:
      return session.Say("dấu thời gian", "a time stamp");
  }
  return {};
}

std::string TrustText(const Session& session, const Signature& signature) {
  if (!signature.fault.empty()) return session.Say("không hợp lệ", "invalid");
  switch (signature.trust) {
    case domain::SignerTrust::kTrusted:
      return session.Say("tin cậy", "trusted");
    case domain::SignerTrust::kNotAsked:
      return session.Say("chưa xác minh", "not verified");
    case domain::SignerTrust::kUnknown:
      return session.Say("nơi cấp lạ", "unknown issuer");
    case domain::SignerTrust::kOutsideValidity:
      return session.Say("ngoài hiệu lực", "outside validity");
    case domain::SignerTrust::kNotForSigning:
      return session.Say("không để ký", "not for signing");
    case domain::SignerTrust::kRevoked:
      return session.Say("đã thu hồi", "revoked");
  }
  return {};
}

std::string AfterText(const Session& session, const Signature& signature) {
  if (!signature.fault.empty()) return "-";
  switch (signature.after) {
    case domain::AfterSigning::kNothing:
      return session.Say("trọn tệp", "the whole file");
    case domain::AfterSigning::kSignatures:
      return session.Say("thêm chữ ký", "signatures added");
    case domain::AfterSigning::kContent:
      return session.Say("sửa nội dung", "content changed");
    case domain::AfterSigning::kUnreadable:
      return session.Say("không đọc được", "unreadable");
  }
  return {};
}

void PrintStatuses(Session& session, const std::string& mark,
                   const std::vector<absl::Status>& statuses) {
  for (const absl::Status& status : statuses) {
    session.output.out << mark << domain::TextOf(status, session.output.language) << '\n';
  }
}

void PrintCheckTable(Session& session, const std::string& file, const CheckedEvidence& checked) {
  std::ostream& out = session.output.out;
  out << file << ": " << VerdictText(session, checked.judgement.verdict) << '\n';
  if (const auto number = domain::DocumentNumber::Parse(checked.document.number)) {
    out << session.Say("Loại văn bản: ", "Type: ") << domain::DocumentType(*number) << '\n';
  }
  PrintStatuses(session, "- ", checked.judgement.findings);
  PrintStatuses(session, session.Say("- lưu ý: ", "- note: "), checked.judgement.notes);
  if (checked.report.signatures.empty()) return;
  Table table({{.title = session.Say("Chữ ký", "Signature")},
               {.title = session.Say("Người ký", "Signer"), .may_shrink = true},
               {.title = session.Say("Nơi cấp", "Issuer"), .may_shrink = true},
               {.title = session.Say("Ký lúc", "Signed at")},
               {.title = session.Say("Theo", "Says")},
               {.title = session.Say("Chứng thư", "Certificate")},
               {.title = session.Say("Phạm vi", "Covers")}});
  for (const Signature& one : checked.report.signatures) {
    const std::string kind =
        one.document_timestamp ? session.Say(" (dấu thời gian)", " (time stamp)") : std::string();
    table.Add({one.field + kind, one.signer, one.issuer, TimeText(one.time),
               TimeSourceText(session, one), TrustText(session, one), AfterText(session, one)});
  }
  out << '\n' << table.Text(session.output.width);
}

std::string DayIso(std::int64_t seconds) {
  return domain::Date::InVietnam(seconds * 1'000'000).Iso();
}

// Null where no certificate was read.
void WriteDay(JsonWriter& json, std::string_view key, std::int64_t seconds) {
  json.Key(key);
  if (seconds == 0) {
    json.Null();
  } else {
    json.String(DayIso(seconds));
  }
}

void WriteSignature(JsonWriter& json, const Signature& one, std::uint64_t file_bytes) {
  json.BeginObject();
  json.Key("field").String(one.field);
  json.Key("document_timestamp").Bool(one.document_timestamp);
  json.Key("fault").String(one.fault);
  json.Key("signer").String(one.signer);
  json.Key("organisation").String(one.organisation);
  json.Key("issuer").String(one.issuer);
  json.Key("serial").String(one.serial);
  WriteDay(json, "valid_from", one.valid_from);
  WriteDay(json, "valid_to", one.valid_to);
  json.Key("trust").String(domain::Name(one.trust));
  json.Key("revocation").String(domain::Name(one.revocation));
  WriteDay(json, "revoked_on", one.revoked_at);
  json.Key("time_source").String(domain::Name(one.time_source));
  json.Key("time_micros").Int(one.time);
  json.Key("covered_end").Int(static_cast<std::int64_t>(one.covered_end));
  json.Key("covers_whole_file").Bool(one.fault.empty() && one.covered_end == file_bytes);
  json.Key("after").String(domain::Name(one.after));
  json.EndObject();
}

void PrintCheckJson(Session& session, const std::string& file, const CheckedEvidence& checked) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String("parnet/evidence-check/1");
  json.Key("file").String(file);
  json.Key("bytes").Int(static_cast<std::int64_t>(checked.report.file_bytes));
  WriteJudgement(json, session, checked.judgement);
  json.Key("signatures").BeginArray();
  for (const Signature& one : checked.report.signatures) {
    WriteSignature(json, one, checked.report.file_bytes);
  }
  json.EndArray();
  json.EndObject();
  session.output.out << json.Take();
}

void CheckEvidence(Session& session, const EvidenceCheckOptions& options) {
  CheckedEvidence checked;
  checked.document = {options.number, options.issuer, DayOf(session, "--issued", options.issued)};
  const domain::EvidenceTerms terms = TermsOf(session, options.terms);
  const auto others = OthersOf(session, options, checked.document.issued);
  const auto checker = CheckerWith(session, options.terms);
  if (!checker.has_value()) return;
  auto report =
      signature::CheckFile(*checker, options.file, SystemClock().WallMicros() / 1'000'000);
  if (!report.ok()) return PrintRefusal(session, "", report.status());
  checked.report = *std::move(report);
  checked.judgement = domain::JudgeEvidence(checked.document, checked.report, terms, others);
  if (!domain::IsFine(checked.judgement.verdict)) session.exit = kFindings;
  if (session.output.format == Format::kJson) {
    return PrintCheckJson(session, options.file, checked);
  }
  PrintCheckTable(session, options.file, checked);
}

}  // namespace

void AddEvidenceCheck(Command group, Session& session) {
  auto options = std::make_shared<EvidenceCheckOptions>();
  const Command check = AddVerb(
      group, session, "check",
      {"Kiểm tra chữ ký số của tệp PDF trước khi nộp, không cần máy chủ: ai ký, lúc nào, có bị "
       "sửa, có "
       "đúng hạn",
       "Check the signatures of a PDF before it is handed in, without a node: who, when, changed "
       "since, on time"},
      {"parctl evidence check ke-hoach.pdf --trust ca-chinh-phu.pem --number 12/KH-UBND "
       "--issued 2023-01-13 --deadline 2023-01-31",
       "parctl evidence check bao-cao.pdf --number 13/BC-UBND --issued 2023-02-01 --other "
       "12/BC-UBND=2023-02-03"});
  Take(check, session, "file", options->file, {"Tệp PDF", "PDF file"}, "FILE").Required();
  const Argument number =
      Take(check, session, "--number", options->number, {"Số, ký hiệu", "Number"}, "TEXT");
  Take(check, session, "--issuer", options->issuer, {"Cơ quan ban hành", "Issuer"}, "TEXT");
  const Argument issued = Take(check, session, "--issued", options->issued,
                               {"Ngày ban hành", "Date of issue"}, "2023-01-13");
  TakeEvidenceTerms(check, session, options->terms);
  TakeMany(check, session, "--other", options->others,
           {"Văn bản khác cùng cơ quan, để so thứ tự số",
            "Another document of the same issuer, for the order of numbers"},
           "NUMBER=DATE")
      .Needs(number)
      .Needs(issued);
  check.Does([options, &session] { CheckEvidence(session, *options); });
}

}  // namespace par::parctl
