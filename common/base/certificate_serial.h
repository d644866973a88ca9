// The serial number of a certificate as people write it. Pure.
#pragma once

#include <openssl/asn1.h>

#include <string>

namespace par {

// Hexadecimal, two digits to a byte; empty if it is no number, or one of more than 64 bytes.
[[nodiscard]] std::string SerialText(const ASN1_INTEGER* serial);

}  // namespace par
