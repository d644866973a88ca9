// What a signature must be made with to count at all.
#pragma once

namespace par::signature {

inline constexpr int kLeastStrength = 112;  // Bits: RSA of 2048, P-224.

// SHA-2 or SHA-3, by OpenSSL's number.
[[nodiscard]] bool IsStrongDigest(int nid);

}  // namespace par::signature
