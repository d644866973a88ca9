#include "common/signature/report_bytes.h"

#include <utility>

#include "common/base/bytes.h"
#include "common/domain/date.h"
#include "common/signature/plain_text.h"

namespace par::signature {
namespace {

using domain::AfterSigning;
using domain::Signature;
using domain::SignatureReport;
using domain::SignerTrust;
using domain::SigningTimeSource;

constexpr std::uint8_t kVersion = 2;

void Write(ByteWriter& writer, const Signature& signature) {
  writer.Text16(signature.field);
  writer.U8(signature.document_timestamp ? 1 : 0);
  writer.Text16(signature.fault);
  writer.U8(static_cast<std::uint8_t>(signature.trust));
  writer.Text16(signature.signer);
  writer.Text16(signature.organisation);
  writer.Text16(signature.issuer);
  writer.Text16(signature.serial);
  writer.U64(static_cast<std::uint64_t>(signature.valid_from));
  writer.U64(static_cast<std::uint64_t>(signature.valid_to));
  writer.U8(static_cast<std::uint8_t>(signature.revocation));
  writer.U64(static_cast<std::uint64_t>(signature.revoked_at));
  writer.U8(static_cast<std::uint8_t>(signature.time_source));
  writer.U64(static_cast<std::uint64_t>(signature.time));
  writer.U64(signature.covered_end);
  writer.U8(static_cast<std::uint8_t>(signature.after));
}

// False if it is above the last of its kind.
template <typename Enum>
bool ReadEnum(ByteReader& reader, Enum last, Enum& into) {
  const std::uint8_t value = reader.U8();
  into = static_cast<Enum>(value);
  return value <= static_cast<std::uint8_t>(last);
}

// Days that can be shown; anything else would overflow further on.
bool IsShown(std::int64_t seconds) {
  constexpr std::int64_t kDay = 86'400;
  return seconds >= domain::Date::Earliest().days() * kDay &&
         seconds < (std::int64_t{domain::Date::Latest().days()} + 1) * kDay;
}

bool Read(ByteReader& reader, Signature& signature) {
  signature.field = PlainText(reader.Text16());
  signature.document_timestamp = reader.U8() != 0;
  signature.fault = reader.Text16();
  bool known = signature.fault.empty() || domain::IsSignatureFault(signature.fault);
  known &= ReadEnum(reader, SignerTrust::kRevoked, signature.trust);
  signature.signer = PlainText(reader.Text16());
  signature.organisation = PlainText(reader.Text16());
  signature.issuer = PlainText(reader.Text16());
  signature.serial = PlainText(reader.Text16());
  signature.valid_from = static_cast<std::int64_t>(reader.U64());
  signature.valid_to = static_cast<std::int64_t>(reader.U64());
  known &= ReadEnum(reader, domain::Revocation::kListBroken, signature.revocation);
  signature.revoked_at = static_cast<std::int64_t>(reader.U64());
  known &= ReadEnum(reader, SigningTimeSource::kTimestamp, signature.time_source);
  signature.time = static_cast<std::int64_t>(reader.U64());
  known &= IsShown(signature.valid_from) && IsShown(signature.valid_to) &&
           IsShown(signature.revoked_at) && IsShown(signature.time / 1'000'000);
  signature.covered_end = reader.U64();
  known &= ReadEnum(reader, AfterSigning::kUnreadable, signature.after);
  return known;
}

}  // namespace

std::string ReportBytes(const SignatureReport& report) {
  ByteWriter writer;
  writer.U8(kVersion);
  writer.Text16(report.refusal);
  writer.U64(report.file_bytes);
  writer.U8(static_cast<std::uint8_t>(report.signatures.size()));
  for (const Signature& signature : report.signatures) Write(writer, signature);
  return std::move(writer).Take();
}

std::optional<SignatureReport> ReadReport(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.U8() != kVersion) return std::nullopt;
  SignatureReport report;
  report.refusal = reader.Text16();
  report.file_bytes = reader.U64();
  const std::uint8_t count = reader.U8();
  if (count > domain::kMostSignatures) return std::nullopt;
  if (!report.refusal.empty() && (count > 0 || !domain::IsFileRefusal(report.refusal))) {
    return std::nullopt;
  }
  for (std::uint8_t i = 0; i < count; ++i) {
    if (!Read(reader, report.signatures.emplace_back())) return std::nullopt;
  }
  if (!reader.AtEnd()) return std::nullopt;
  return report;
}

}  // namespace par::signature
