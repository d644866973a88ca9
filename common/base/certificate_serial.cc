#include "common/base/certificate_serial.h"

#include <openssl/bn.h>

#include <cstddef>

#include "common/base/hex.h"
#include "common/base/owned.h"

namespace par {

std::string SerialText(const ASN1_INTEGER* serial) {
  constexpr int kLongest = 64;
  const Owned<BIGNUM, BN_free> number(ASN1_INTEGER_to_BN(serial, nullptr));
  if (number == nullptr || BN_num_bytes(number.get()) > kLongest) return {};
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return ToHex(bytes);
}

}  // namespace par
