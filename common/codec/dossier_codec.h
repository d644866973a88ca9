// Dossiers and actions between the domain and their messages. Decoding takes nothing for granted:
// unknown names and enum numbers, wrong hash lengths and points out of range are refused with
// INVALID_ARGUMENT message_field_invalid, naming the field.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/dossier.h"
#include "common/domain/dossier_ways.h"
#include "common/domain/refusal.h"
#include "par/dossier/v1/dossier.pb.h"

namespace par::codec {

[[nodiscard]] dossier::v1::Mark Encode(const domain::Mark& mark);
[[nodiscard]] dossier::v1::LeafClaim Encode(const domain::LeafClaim& claim);
[[nodiscard]] dossier::v1::Action Encode(const domain::Action& action);
[[nodiscard]] dossier::v1::Dossier Encode(const domain::Dossier& dossier);
[[nodiscard]] assessment::v1::Way Encode(const domain::Way& way, domain::Language language);

[[nodiscard]] absl::StatusOr<domain::Mark> Decode(const dossier::v1::Mark& mark);
[[nodiscard]] absl::StatusOr<domain::LeafClaim> Decode(const dossier::v1::LeafClaim& claim);
// An absent base_version becomes `present_version`.
[[nodiscard]] absl::StatusOr<domain::Action> Decode(const dossier::v1::Action& action,
                                                    std::uint64_t present_version);
[[nodiscard]] absl::StatusOr<domain::Dossier> Decode(const dossier::v1::Dossier& dossier);
[[nodiscard]] absl::StatusOr<domain::Appeal> Decode(const dossier::v1::Appeal& appeal);

// The document that entered points come from, and how they were worked out where that is said.
[[nodiscard]] std::string SourceOf(const dossier::v1::EnteredPoints& entered);

// INVALID_ARGUMENT message_field_invalid.
[[nodiscard]] absl::Status BadField(std::string_view field, std::string_view value);
[[nodiscard]] absl::StatusOr<Sha256> DecodeHash(std::string_view field, std::string_view bytes);

}  // namespace par::codec
