// What `parctl evidence check` and `check-unit` share: the checker, days, and how a judgement is
// said.
#include <algorithm>

#include "common/base/json_writer.h"
#include "common/domain/refusal.h"
#include "common/signature/trust.h"
#include "parctl/evidence_parts.h"
#include "parctl/report.h"

namespace par::parctl {

namespace {

void WriteStatuses(JsonWriter& json, const Session& session,
                   const std::vector<absl::Status>& statuses) {
  json.BeginArray();
  for (const absl::Status& status : statuses) {
    json.BeginObject();
    json.Key("reason").String(domain::ReasonOf(status));
    json.Key("text").String(domain::TextOf(status, session.output.language));
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

std::optional<signature::Checker> CheckerWith(Session& session,
                                              const EvidenceTermsOptions& options) {
  signature::Checker checker{.program = signature::ProgramBeside()};
  if (options.trust.empty()) return checker;
  auto pem = signature::ReadTrust(options.trust, options.revoked);
  if (!pem.ok()) {
    PrintRefusal(session, "", pem.status());
    return std::nullopt;
  }
  checker.anchors_pem = *std::move(pem);
  return checker;
}

domain::EvidenceTerms TermsOf(const Session& session, const EvidenceTermsOptions& options) {
  return {.deadline = DayOf(session, "--deadline", options.deadline),
          .days_to_sign = static_cast<std::int32_t>(
              std::min<std::uint32_t>(options.days_to_sign, domain::kMostDaysToSign))};
}

std::optional<domain::Date> DayOf(const Session& session, const std::string& argument,
                                  const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto date = domain::Date::Parse(text);
  if (!date.has_value()) {
    BadArgument(argument, session.Say("“" + text + "” không phải ngày có thật dạng 2023-12-20",
                                      "\"" + text + "\" is not a day like 2023-12-20"));
  }
  return date;
}

std::string VerdictText(const Session& session, domain::EvidenceVerdict verdict) {
  std::string english(domain::Name(verdict));
  std::replace(english.begin(), english.end(), '_', ' ');
  return session.Say(domain::VietnameseName(verdict), english);
}

void TakeEvidenceTerms(Command verb, const Session& session, EvidenceTermsOptions& options) {
  const Argument trust =
      Take(verb, session, "--trust", options.trust,
           {"Chứng thư gốc tin cậy (PEM); không có thì không xác minh người ký là ai",
            "Trust anchors (PEM); without them nobody is asked who the signer is"},
           "FILE");
  TakeMany(verb, session, "--revoked", options.revoked,
           {"Danh sách thu hồi chứng thư (CRL, PEM hoặc DER); phải do nơi cấp chứng thư ký",
            "Revocation list (CRL, PEM or DER), signed by who issued the certificate"},
           "FILE")
      .Needs(trust);
  Take(verb, session, "--deadline", options.deadline,
       {"Hạn của tiêu chí: ngày cuối cùng còn đúng hạn", "The criterion's deadline: the last day"},
       "2023-01-31");
  Take(verb, session, "--days-to-sign", options.days_to_sign,
       {"Số ngày được phép từ ngày ban hành đến khi ký (mặc định 0)",
        "Days that may lie between the date of issue and the signature (0)"},
       "N");
}

void WriteJudgement(JsonWriter& json, const Session& session,
                    const domain::EvidenceJudgement& judgement) {
  json.Key("verdict").String(domain::Name(judgement.verdict));
  json.Key("signed_on");
  judgement.signed_on.has_value() ? json.String(judgement.signed_on->Iso()) : json.Null();
  json.Key("days_late").Int(judgement.days_late);
  json.Key("findings");
  WriteStatuses(json, session, judgement.findings);
  json.Key("notes");
  WriteStatuses(json, session, judgement.notes);
}

}  // namespace par::parctl
