#include "common/identity/token.h"

#include "common/base/hex.h"

namespace par::identity {

Secret MakeToken(Random& random) { return Secret("parnet_" + ToHex(random.Bytes(32))); }

Sha256 HashOfToken(std::string_view token) { return Sha256::Of(token); }

std::string TokenId(const Sha256& hash) { return hash.Hex().substr(0, 16); }

}  // namespace par::identity
