#include "common/signature/pdf_check.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/signature/cms.h"
#include "common/signature/covered_bytes.h"
#include "common/signature/plain_text.h"
#include "common/signature/qpdf.h"
#include "common/signature/revisions.h"
#include "common/signature/signature_fields.h"
#include "common/signature/times.h"
#include "common/signature/timestamp.h"

namespace par::signature {
namespace {

using domain::AfterSigning;
using domain::Signature;
using domain::SigningTimeSource;

constexpr std::string_view kHeader = "%PDF-";
constexpr std::size_t kHeaderWithin = 1024;

// Nothing is mended: where a reader has to guess, two readers guess differently.
void Open(QPDF& pdf, std::string_view bytes) {
  pdf.setSuppressWarnings(true);
  pdf.setAttemptRecovery(false);
  pdf.processMemoryFile("file", bytes.data(), bytes.size());
  // Real files have small faults in what only helps to find objects. Warnings from here on are
  // about objects that qpdf could not read and takes for nothing.
  (void)pdf.getWarnings();
}

void Take(const Anchors::Judgement& judgement, Signature& signature) {
  signature.trust = judgement.trust;
  signature.revocation = judgement.word.revocation;
  signature.revoked_at = judgement.word.revoked_at;
}

void CheckStampOfFile(const StatedSignature& stated, const CoveredBytes& covered,
                      const Anchors& anchors, std::int64_t now, Signature& signature) {
  const auto reader = Reader(covered);
  const Stamp stamp = CheckStamp(stated.contents, reader.get(), anchors, now);
  signature.fault = stamp.fault;
  if (stamp.message.certificate != nullptr) Describe(stamp.message.certificate, signature);
  if (!stamp.fault.empty()) return;
  Take(stamp.authority, signature);
  signature.time = stamp.time;
  signature.time_source = SigningTimeSource::kTimestamp;
}

// The best word there is. A stamp that is wrong or of an unknown authority is none: anybody can
// attach one.
void FindTime(const StatedSignature& stated, const SignedMessage& message, const Anchors& anchors,
              std::int64_t now, Signature& signature) {
  if (const std::string_view token = StampOf(message); !token.empty()) {
    const std::string_view value = ValueOf(message);
    const Owned<BIO, BIO_free> reader(
        BIO_new_mem_buf(value.data(), static_cast<int>(value.size())));
    const Stamp stamp = CheckStamp(token, reader.get(), anchors, now);
    if (stamp.fault.empty() && stamp.authority.trust == domain::SignerTrust::kTrusted) {
      signature.time = stamp.time;
      signature.time_source = SigningTimeSource::kTimestamp;
      return;
    }
  }
  if (const auto time = SigningTimeOf(message); time.has_value()) {
    signature.time = *time;
    signature.time_source = SigningTimeSource::kSigningTime;
  } else if (const auto entry = ReadPdfTime(stated.time); entry.has_value()) {
    signature.time = *entry;
    signature.time_source = SigningTimeSource::kEntry;
  }
}

void CheckPersonsSignature(const StatedSignature& stated, const CoveredBytes& covered,
                           const Anchors& anchors, std::int64_t now, Signature& signature) {
  const auto reader = Reader(covered);
  const SignedMessage message = CheckMessage(stated.contents, reader.get(), nullptr);
  signature.fault = message.fault;
  if (message.certificate != nullptr) Describe(message.certificate, signature);
  if (!message.fault.empty()) return;
  if (stated.kind == "/ETSI.CAdES.detached" && !IsBoundToCertificate(message)) {
    signature.fault = "signature_not_bound";
    return;
  }
  FindTime(stated, message, anchors, now, signature);
  const bool timed = signature.time_source != SigningTimeSource::kNotSaid;
  Take(anchors.JudgeSigner(
           message.certificate, message.certificates.get(),
           {.signed_at = timed ? signature.time / kMicrosPerSecond : now, .now = now}),
       signature);
}

Signature CheckOne(std::string_view file, const StatedSignature& stated, const Anchors& anchors,
                   std::int64_t now) {
  Signature signature;
  signature.field = stated.field;
  signature.document_timestamp = stated.kind == "/ETSI.RFC3161";
  const CoveredBytes covered = FindCoveredBytes(file, stated.range, stated.contents);
  signature.fault = covered.fault;
  if (!covered.fault.empty()) return signature;
  signature.covered_end = covered.end;
  if (signature.document_timestamp) {
    CheckStampOfFile(stated, covered, anchors, now, signature);
  } else if (stated.kind == "/adbe.pkcs7.detached" || stated.kind == "/ETSI.CAdES.detached") {
    CheckPersonsSignature(stated, covered, anchors, now, signature);
  } else {
    signature.fault = "signature_kind";
  }
  return signature;
}

// Fields whose signature says that it covers bytes behind `end`.
std::set<QPDFObjGen> SignedBehind(std::size_t end, const std::vector<StatedSignature>& stated) {
  std::set<QPDFObjGen> fields;
  for (const StatedSignature& one : stated) {
    if (one.range.size() != 4 || one.range[2] < 0 || one.range[3] < 0) continue;
    const auto until =
        static_cast<std::uint64_t>(one.range[2]) + static_cast<std::uint64_t>(one.range[3]);
    if (until > end) fields.insert(one.object);
  }
  return fields;
}

AfterSigning AfterOf(std::string_view file, QPDF& now, const std::vector<StatedSignature>& stated,
                     const Signature& signature) {
  const std::string_view added = file.substr(signature.covered_end);
  if (added.find_first_not_of(kPdfSpaces) == std::string_view::npos) return AfterSigning::kNothing;
  if (!IsUpdate(file, signature.covered_end)) return AfterSigning::kContent;
  try {
    QPDF then;
    Open(then, file.substr(0, signature.covered_end));
    return Compare(then, now, SignedBehind(signature.covered_end, stated));
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    return AfterSigning::kUnreadable;
  }
}

std::string Check(std::string_view file, const Anchors& anchors, std::int64_t now,
                  std::vector<Signature>& signatures) {
  QPDF pdf;
  Open(pdf, file);
  if (pdf.isEncrypted()) return "pdf_encrypted";
  const auto stated = SignaturesOf(pdf, domain::kMostSignatures);
  if (pdf.anyWarnings()) return "pdf_damaged";
  if (stated.size() > domain::kMostSignatures) return "pdf_many_signatures";
  for (const StatedSignature& one : stated) {
    signatures.push_back(CheckOne(file, one, anchors, now));
    Signature& signature = signatures.back();
    if (signature.fault.empty()) signature.after = AfterOf(file, pdf, stated, signature);
  }
  std::stable_sort(
      signatures.begin(), signatures.end(),
      [](const Signature& a, const Signature& b) { return a.covered_end < b.covered_end; });
  return {};
}

}  // namespace

domain::SignatureReport CheckPdf(std::string_view file, const Anchors& anchors, std::int64_t now) {
  domain::SignatureReport report;
  report.file_bytes = file.size();
  if (file.substr(0, kHeaderWithin).find(kHeader) == std::string_view::npos) {
    report.refusal = "pdf_not_pdf";
    return report;
  }
  std::vector<Signature> signatures;
  try {
    report.refusal = Check(file, anchors, now, signatures);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const QPDFExc& error) {
    report.refusal = error.getErrorCode() == qpdf_e_password ? "pdf_encrypted" : "pdf_damaged";
  } catch (const std::exception&) {
    report.refusal = "pdf_damaged";
  }
  if (report.refusal.empty()) report.signatures = std::move(signatures);
  return report;
}

}  // namespace par::signature
