#include "common/signature/strength.h"

#include <openssl/obj_mac.h>

namespace par::signature {

bool IsStrongDigest(int nid) {
  switch (nid) {
    case NID_sha224:
    case NID_sha256:
    case NID_sha384:
    case NID_sha512:
    case NID_sha3_256:
    case NID_sha3_384:
    case NID_sha3_512:
      return true;
    default:
      return false;
  }
}

}  // namespace par::signature
