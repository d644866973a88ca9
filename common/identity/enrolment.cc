#include "common/identity/enrolment.h"

#include "absl/strings/ascii.h"
#include "common/domain/refusal.h"

namespace par::identity {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kGroup = 5;

std::string Normal(std::string_view code) {
  std::string normal;
  for (const char given : code) {
    if (given == '-' || given == ' ') continue;
    const char c = absl::ascii_toupper(static_cast<unsigned char>(given));
    normal.push_back(c == 'O' ? '0' : (c == 'I' || c == 'L') ? '1' : c);
  }
  return normal;
}

absl::Status Denied(std::string_view reason, std::string_view node_id) {
  return domain::Refusal(absl::StatusCode::kPermissionDenied, reason,
                         {{"node", std::string(node_id)}});
}

}  // namespace

std::string MakeCode(Random& random, std::size_t count) {
  const std::string bytes = random.Bytes(count);
  std::string code;
  unsigned int bits = 0;
  unsigned int held = 0;
  std::size_t digits = 0;
  const auto add = [&](unsigned int value) {
    if (digits != 0 && digits % kGroup == 0) code.push_back('-');
    code.push_back(kDigits[value & 31u]);
    ++digits;
  };
  for (const char byte : bytes) {
    bits = ((bits << 8u) | static_cast<unsigned char>(byte)) & 0xfffu;
    for (held += 8; held >= 5; held -= 5) add(bits >> (held - 5));
  }
  if (held > 0) add(bits << (5 - held));
  return code;
}

std::string MakeEnrolmentCode(Random& random) { return MakeCode(random, 16); }

Sha256 HashOfCode(std::string_view code) { return Sha256::Of("parnet enrolment " + Normal(code)); }

absl::Status MayEnrol(const Enrolment& enrolment, std::string_view node_id,
                      std::int64_t now_micros) {
  if (enrolment.node_id != node_id) return Denied("enrolment_other_node", node_id);
  if (enrolment.used) return Denied("enrolment_used", node_id);
  if (now_micros - enrolment.made_micros > kEnrolmentMicros) {
    return Denied("enrolment_expired", node_id);
  }
  return absl::OkStatus();
}

}  // namespace par::identity
