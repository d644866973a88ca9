#include "common/domain/evidence_verdict.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/domain/document_number.h"
#include "common/domain/refusal.h"

namespace par::domain {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

struct VerdictNames {
  std::string_view name;
  std::string_view vietnamese;
};
constexpr std::array<VerdictNames, 9> kVerdictNames = {{
    {"unsigned", "không có chữ ký số"},
    {"invalid", "chữ ký không hợp lệ"},
    {"modified", "bị sửa sau khi ký"},
    {"undetermined", "không xác định được"},
    {"back_dated", "hợp thức hóa ngày ban hành"},
    {"signed_late", "ký chậm"},
    {"number_out_of_order", "số văn bản không theo thứ tự"},
    {"on_time", "đúng hạn"},
    {"sound", "hợp lệ"},
}};

std::string Days(std::int32_t days) { return std::to_string(days); }

// Collects findings; the verdict is the worst of theirs.
class Judging {
 public:
  Judging(const DocumentParticulars& document, const SignatureReport& report,
          const EvidenceTerms& terms)
      : document_(document), report_(report), terms_(terms) {}

  EvidenceJudgement Judge(std::span<const DocumentParticulars> others) {
    if (!report_.refusal.empty()) {
      // What is no PDF carries no signature of one; anything else may, and cannot be read.
      const bool other_kind = report_.refusal == "pdf_not_pdf";
      Find(other_kind ? EvidenceVerdict::kUnsigned : EvidenceVerdict::kUndetermined,
           report_.refusal, {});
    } else {
      JudgeSignatures();
    }
    JudgeNumber(others);
    EvidenceJudgement judgement = std::move(judgement_);
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Found& a, const Found& b) { return a.verdict < b.verdict; });
    judgement.verdict =
        terms_.deadline.has_value() ? EvidenceVerdict::kOnTime : EvidenceVerdict::kSound;
    if (!found_.empty()) judgement.verdict = found_.front().verdict;
    for (Found& found : found_) judgement.findings.push_back(std::move(found.refusal));
    return judgement;
  }

 private:
  struct Found {
    EvidenceVerdict verdict;
    absl::Status refusal;
  };

  void Find(EvidenceVerdict verdict, std::string_view reason, std::vector<Parameter> parameters) {
    found_.push_back(
        {verdict, Refusal(absl::StatusCode::kFailedPrecondition, reason, std::move(parameters))});
  }
  void Note(std::string_view reason, std::vector<Parameter> parameters) {
    const absl::Status note =
        Refusal(absl::StatusCode::kFailedPrecondition, reason, std::move(parameters));
    std::vector<absl::Status>& notes = judgement_.notes;  // One who signed twice is noted once.
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  }

  void JudgeSignatures() {
    const Signature* last = nullptr;
    for (const Signature& signature : report_.signatures) {
      if (!signature.document_timestamp) last = &signature;
    }
    if (last == nullptr) return Find(EvidenceVerdict::kUnsigned, "evidence_unsigned", {});
    for (const Signature& signature : report_.signatures) {
      if (!signature.fault.empty()) {
        Find(EvidenceVerdict::kInvalid, signature.fault, {{"signature", NameOf(signature)}});
      } else if (!signature.document_timestamp) {
        JudgeSigner(signature);
        JudgeChanges(signature, *last);
      }
    }
    if (last->fault.empty()) JudgeTime(*last);
  }

  static std::string NameOf(const Signature& signature) {
    return signature.signer.empty() ? signature.field : signature.signer;
  }

  void JudgeSigner(const Signature& signature) {
    const auto day = [](std::int64_t seconds) {
      return Date::InVietnam(seconds * kMicrosPerSecond).Vietnamese();
    };
    const Parameter signer{"signature", NameOf(signature)};
    switch (signature.trust) {
      case SignerTrust::kTrusted:
        return NoteRevocation(signature, day(signature.revoked_at));
      case SignerTrust::kNotAsked:
        return Note("evidence_signer_not_asked", {signer});
      case SignerTrust::kUnknown:
        return Find(EvidenceVerdict::kInvalid, "evidence_signer_unknown",
                    {signer, {"issuer", signature.issuer}});
      case SignerTrust::kOutsideValidity:
        return Find(EvidenceVerdict::kInvalid, "evidence_certificate_outside",
                    {signer, {"from", day(signature.valid_from)}, {"to", day(signature.valid_to)}});
      case SignerTrust::kNotForSigning:
        return Find(EvidenceVerdict::kInvalid, "evidence_certificate_unfit", {signer});
      case SignerTrust::kRevoked:
        return Find(EvidenceVerdict::kInvalid, "evidence_certificate_revoked",
                    {signer, {"revoked", day(signature.revoked_at)}});
    }
  }

  // Of one whom an anchor vouches for, and whose certificate was not revoked before it signed.
  void NoteRevocation(const Signature& signature, const std::string& revoked) {
    const Parameter signer{"signature", NameOf(signature)};
    const Parameter issuer{"issuer", signature.issuer};
    switch (signature.revocation) {
      case Revocation::kNotAsked:
      case Revocation::kNotRevoked:
        return;
      case Revocation::kRevoked:
        return Note("evidence_revoked_later", {signer, {"revoked", revoked}});
      case Revocation::kNoList:
        return Note("evidence_revocation_no_list", {signer, issuer});
      case Revocation::kListOutdated:
        return Note("evidence_revocation_outdated", {signer, issuer});
      case Revocation::kListBroken:
        return Note("evidence_revocation_broken", {signer, issuer});
    }
  }

  void JudgeChanges(const Signature& signature, const Signature& last) {
    const Parameter signer{"signature", NameOf(signature)};
    if (signature.after == AfterSigning::kUnreadable) {
      Find(EvidenceVerdict::kUndetermined, "evidence_update_unreadable", {signer});
    } else if (signature.after == AfterSigning::kContent) {
      // The number and the date are put in between the leader's and the office's signature; who
      // signs last vouches for them.
      if (&signature == &last) {
        Find(EvidenceVerdict::kModified, "evidence_modified", {signer});
      } else if (last.fault.empty() && last.after != AfterSigning::kContent) {
        Note("evidence_changed_between", {signer});
      }
    }
  }

  void JudgeTime(const Signature& last) {
    const Parameter signer{"signature", NameOf(last)};
    if (last.time_source == SigningTimeSource::kNotSaid) {
      return Find(EvidenceVerdict::kUndetermined, "evidence_time_not_said", {signer});
    }
    if (last.time_source != SigningTimeSource::kTimestamp) {
      Note("evidence_time_by_signer", {signer});
    }
    const Date signed_on = Date::InVietnam(last.time);
    judgement_.signed_on = signed_on;
    if (document_.issued.has_value()) JudgeDate(*document_.issued, signed_on);
    if (terms_.deadline.has_value() && signed_on > *terms_.deadline) {
      judgement_.days_late = signed_on.days() - terms_.deadline->days();
      Find(EvidenceVerdict::kSignedLate, "evidence_signed_late",
           {{"days", Days(judgement_.days_late)},
            {"signed", signed_on.Vietnamese()},
            {"deadline", terms_.deadline->Vietnamese()}});
    }
  }

  void JudgeDate(Date issued, Date signed_on) {
    const std::int32_t days = signed_on.days() - issued.days();
    std::vector<Parameter> dates = {{"issued", issued.Vietnamese()},
                                    {"signed", signed_on.Vietnamese()},
                                    {"days", Days(days < 0 ? -days : days)}};
    if (days > terms_.days_to_sign) {
      Find(EvidenceVerdict::kBackDated, "evidence_back_dated", std::move(dates));
    } else if (days < 0) {
      Note("evidence_dated_ahead", std::move(dates));
    }
  }

  void JudgeNumber(std::span<const DocumentParticulars> others) {
    const auto number = DocumentNumber::Parse(document_.number);
    if (!number.has_value() || !document_.issued.has_value()) return;
    for (const DocumentParticulars& other : others) {
      if (!other.issued.has_value() || other.issuer != document_.issuer) continue;
      if (other.issued->year() != document_.issued->year()) continue;
      const auto its_number = DocumentNumber::Parse(other.number);
      if (!its_number.has_value() || its_number->symbol != number->symbol) continue;
      const auto by_number = number->Compare(*its_number);
      const auto by_date = *document_.issued <=> *other.issued;
      const bool repeated = by_number == 0;
      const bool crossed = (by_number < 0 && by_date > 0) || (by_number > 0 && by_date < 0);
      if (!repeated && !crossed) continue;
      Find(EvidenceVerdict::kNumberOutOfOrder,
           repeated ? "evidence_number_repeated" : "evidence_number_order",
           {{"number", document_.number},
            {"issued", document_.issued->Vietnamese()},
            {"other", other.number},
            {"other_issued", other.issued->Vietnamese()}});
      return;  // One witness is enough, and a wrong number crosses many.
    }
  }

  const DocumentParticulars& document_;
  const SignatureReport& report_;
  const EvidenceTerms& terms_;
  EvidenceJudgement judgement_;
  std::vector<Found> found_;
};

}  // namespace

EvidenceJudgement JudgeEvidence(const DocumentParticulars& document, const SignatureReport& report,
                                const EvidenceTerms& terms,
                                std::span<const DocumentParticulars> others) {
  return Judging(document, report, terms).Judge(others);
}

std::string_view Name(EvidenceVerdict verdict) {
  return kVerdictNames.at(static_cast<std::size_t>(verdict)).name;
}

std::string_view VietnameseName(EvidenceVerdict verdict) {
  return kVerdictNames.at(static_cast<std::size_t>(verdict)).vietnamese;
}

std::optional<EvidenceVerdict> EvidenceVerdictOf(std::string_view name) {
  for (std::size_t i = 0; i < kVerdictNames.size(); ++i) {
    if (kVerdictNames[i].name == name) return static_cast<EvidenceVerdict>(i);
  }
  return std::nullopt;
}

bool IsFine(EvidenceVerdict verdict) {
  return verdict == EvidenceVerdict::kOnTime || verdict == EvidenceVerdict::kSound;
}

}  // namespace par::domain
