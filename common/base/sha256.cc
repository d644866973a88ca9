#include "common/base/sha256.h"

#include <openssl/evp.h>

#include <cstring>

#include "common/base/check.h"
#include "common/base/hex.h"

namespace par {

struct Sha256Stream::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(evp); }
};

Sha256 Sha256::Of(std::string_view data) {
  Sha256Stream stream;
  stream.Add(data);
  return stream.Finish();
}

Sha256 Sha256::FromBytes(std::string_view raw) {
  Sha256 hash;
  PAR_CHECK(raw.size() == hash.bytes.size());
  std::memcpy(hash.bytes.data(), raw.data(), raw.size());
  return hash;
}

std::string Sha256::ToBytes() const {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string Sha256::Hex() const { return ToHex(ToBytes()); }

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  PAR_CHECK(EVP_DigestInit_ex(context_->evp, EVP_sha256(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(std::string_view data) {
  PAR_CHECK(EVP_DigestUpdate(context_->evp, data.data(), data.size()) == 1);
}

void Sha256Stream::AddField(std::string_view data) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<char>((data.size() >> (8 * i)) & 0xffu);
  }
  Add({length.data(), length.size()});
  Add(data);
}

Sha256 Sha256Stream::Finish() {
  Sha256 hash;
  unsigned int written = 0;
  PAR_CHECK(EVP_DigestFinal_ex(context_->evp, hash.bytes.data(), &written) == 1);
  PAR_CHECK(written == hash.bytes.size());
  return hash;
}

}  // namespace par
