// Times as PDF files and certificates write them. Pure.
#pragma once

#include <openssl/asn1.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace par::signature {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;

// UTC microseconds of "D:20231019083000+07'00'"; what follows the year may be missing, and so may
// the zone, which is then Vietnam's: programs that leave it out write the clock on their wall.
// Nothing if it is no such time.
[[nodiscard]] std::optional<std::int64_t> ReadPdfTime(std::string_view text);

// UTC microseconds. Nothing if it is no time, or outside the years 1900 to 2199.
[[nodiscard]] std::optional<std::int64_t> ReadAsn1Time(const ASN1_TIME* time);

}  // namespace par::signature
