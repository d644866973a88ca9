#include "common/domain/signature.h"

#include <algorithm>
#include <array>

namespace par::domain {
namespace {

constexpr std::array<std::string_view, 9> kFaults = {
    "signature_range",     "signature_gap",        "signature_kind",
    "signature_malformed", "signature_one_signer", "signature_weak",
    "signature_broken",    "signature_not_bound",  "signature_stamp_broken"};
constexpr std::array<std::string_view, 5> kRefusals = {
    "pdf_not_pdf", "pdf_encrypted", "pdf_damaged", "pdf_many_signatures", "pdf_beyond_limits"};
constexpr std::array<std::string_view, 2> kNotMade = {"pdf_check_not_run", "pdf_check_no_anchors"};

}  // namespace

bool IsSignatureFault(std::string_view reason) {
  return std::find(kFaults.begin(), kFaults.end(), reason) != kFaults.end();
}

bool IsFileRefusal(std::string_view reason) {
  return std::find(kRefusals.begin(), kRefusals.end(), reason) != kRefusals.end() ||
         IsCheckNotMade(reason);
}

bool IsCheckNotMade(std::string_view refusal) {
  return std::find(kNotMade.begin(), kNotMade.end(), refusal) != kNotMade.end();
}

std::string_view Name(SigningTimeSource source) {
  constexpr std::array<std::string_view, 4> kNames = {"not_said", "entry", "signing_time",
                                                      "timestamp"};
  return kNames.at(static_cast<std::size_t>(source));
}

std::string_view Name(SignerTrust trust) {
  constexpr std::array<std::string_view, 6> kNames = {
      "trusted", "not_asked", "unknown", "outside_validity", "not_for_signing", "revoked"};
  return kNames.at(static_cast<std::size_t>(trust));
}

std::string_view Name(Revocation revocation) {
  constexpr std::array<std::string_view, 6> kNames = {"not_asked", "not_revoked",   "revoked",
                                                      "no_list",   "list_outdated", "list_broken"};
  return kNames.at(static_cast<std::size_t>(revocation));
}

std::string_view Name(AfterSigning after) {
  constexpr std::array<std::string_view, 4> kNames = {"nothing", "signatures", "content",
                                                      "unreadable"};
  return kNames.at(static_cast<std::size_t>(after));
}

}  // namespace par::domain
