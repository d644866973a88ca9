#include "common/base/sha256.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>

#include "common/base/check.h"
#include "common/base/hex.h"

namespace par {

namespace {

// Looked up once: EVP_sha256() is looked up anew by every stream that begins.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  PAR_CHECK(algorithm != nullptr);
  return algorithm;
}

}  // namespace

// Short pieces are gathered before OpenSSL sees them: its call costs more than they do.
struct Sha256Stream::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  std::array<char, 512> gathered;
  std::size_t used = 0;
  bool ended = false;

  Context() = default;
  ~Context() { EVP_MD_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  void Flush() {
    if (ended) PAR_CHECK(EVP_DigestInit_ex(evp, nullptr, nullptr) == 1);
    ended = false;
    PAR_CHECK(EVP_DigestUpdate(evp, gathered.data(), used) == 1);
    used = 0;
  }
};

Sha256 Sha256::Of(std::string_view data) {
  Sha256 hash;
  unsigned int written = 0;
  PAR_CHECK(
      EVP_Digest(data.data(), data.size(), hash.bytes.data(), &written, Algorithm(), nullptr) == 1);
  PAR_CHECK(written == hash.bytes.size());
  return hash;
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
  PAR_CHECK(EVP_DigestInit_ex(context_->evp, Algorithm(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(std::string_view data) {
  Context& context = *context_;
  if (data.size() > context.gathered.size() - context.used) context.Flush();
  if (data.size() > context.gathered.size()) {
    PAR_CHECK(EVP_DigestUpdate(context.evp, data.data(), data.size()) == 1);
    return;
  }
  std::copy(data.begin(), data.end(), context.gathered.begin() + context.used);
  context.used += data.size();
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
  context_->Flush();
  Sha256 hash;
  unsigned int written = 0;
  PAR_CHECK(EVP_DigestFinal_ex(context_->evp, hash.bytes.data(), &written) == 1);
  PAR_CHECK(written == hash.bytes.size());
  context_->ended = true;
  return hash;
}

}  // namespace par
