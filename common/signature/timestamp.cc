#include "common/signature/timestamp.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/ts.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "common/base/check.h"
#include "common/signature/strength.h"
#include "common/signature/times.h"

namespace par::signature {
namespace {

using TimeStampInfo = Owned<TS_TST_INFO, TS_TST_INFO_free>;

// Null unless it is one.
TimeStampInfo InfoOf(BIO* content) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(content, &data);
  const auto* at = reinterpret_cast<const unsigned char*>(data);
  return TimeStampInfo(d2i_TS_TST_INFO(nullptr, &at, length));
}

std::optional<std::string> DigestOf(BIO* bytes, const EVP_MD* kind) {
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  if (EVP_DigestInit_ex(context.get(), kind, nullptr) != 1) return std::nullopt;
  std::array<char, 65536> piece;
  std::size_t count = 0;
  while (BIO_read_ex(bytes, piece.data(), piece.size(), &count) == 1) {
    PAR_CHECK(EVP_DigestUpdate(context.get(), piece.data(), count) == 1);
  }
  std::string digest(static_cast<std::size_t>(EVP_MD_get_size(kind)), '\0');
  auto* const to = reinterpret_cast<unsigned char*>(digest.data());
  PAR_CHECK(EVP_DigestFinal_ex(context.get(), to, nullptr) == 1);
  return digest;
}

bool IsOver(TS_TST_INFO* info, BIO* stamped) {
  TS_MSG_IMPRINT* const imprint = TS_TST_INFO_get_msg_imprint(info);
  const ASN1_OBJECT* name = nullptr;
  X509_ALGOR_get0(&name, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
  const int nid = OBJ_obj2nid(name);
  const EVP_MD* const kind = EVP_get_digestbynid(nid);
  if (kind == nullptr || !IsStrongDigest(nid)) return false;
  return DigestOf(stamped, kind) == BytesOf(TS_MSG_IMPRINT_get_msg(imprint));
}

}  // namespace

Stamp CheckStamp(std::string_view der, BIO* stamped, const Anchors& anchors, std::int64_t now) {
  Stamp stamp;
  const Owned<BIO, BIO_free> content(BIO_new(BIO_s_mem()));
  PAR_CHECK(content != nullptr);
  stamp.message = CheckMessage(der, nullptr, content.get());
  stamp.fault = stamp.message.fault;
  if (!stamp.fault.empty()) return stamp;
  stamp.fault = "signature_stamp_broken";
  const ASN1_OBJECT* const kind = CMS_get0_eContentType(stamp.message.cms.get());
  const TimeStampInfo info = InfoOf(content.get());
  if (OBJ_obj2nid(kind) == NID_id_smime_ct_TSTInfo && info != nullptr &&
      IsBoundToCertificate(stamp.message) && IsOver(info.get(), stamped)) {
    const auto time = ReadAsn1Time(TS_TST_INFO_get_time(info.get()));
    if (time.has_value()) {
      stamp.fault = {};
      stamp.time = *time;
      stamp.authority =
          anchors.JudgeStamp(stamp.message.certificate, stamp.message.certificates.get(),
                             {.signed_at = *time / kMicrosPerSecond, .now = now});
    }
  }
  ERR_clear_error();
  return stamp;
}

}  // namespace par::signature
