#include "common/signature/revocation.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "common/base/check.h"
#include "common/domain/refusal.h"
#include "common/signature/strength.h"
#include "common/signature/times.h"

namespace par::signature {
namespace {

using domain::Revocation;
using Scope = Owned<ISSUING_DIST_POINT, ISSUING_DIST_POINT_free>;

absl::Status MalformedList(std::string_view file) {
  return domain::Invalid("revocation_list_malformed", {{"file", std::string(file)}});
}

Owned<BIO, BIO_free> ReaderOf(std::string_view bytes) {
  Owned<BIO, BIO_free> bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
  PAR_CHECK(bio != nullptr);
  return bio;
}

Scope ScopeOf(X509_CRL* list) {
  return Scope(static_cast<ISSUING_DIST_POINT*>(
      X509_CRL_get_ext_d2i(list, NID_issuing_distribution_point, nullptr, nullptr)));
}

// Nothing in it changes what it says in a way that is not looked at here: no changes to another
// list, no other authority's certificates, no lists for some reasons only.
bool IsUnderstood(X509_CRL* list) {
  for (int i = 0; i < X509_CRL_get_ext_count(list); ++i) {
    X509_EXTENSION* const extension = X509_CRL_get_ext(list, i);
    const int kind = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    if (kind == NID_delta_crl) return false;
    if (kind == NID_issuing_distribution_point) {
      const Scope scope = ScopeOf(list);
      if (scope == nullptr || scope->indirectCRL > 0 || scope->onlyattr > 0 ||
          scope->onlysomereasons != nullptr) {
        return false;
      }
    } else if (X509_EXTENSION_get_critical(extension) != 0) {
      return false;
    }
  }
  return true;
}

bool IsSignedBy(X509_CRL* list, X509* issuer) {
  int digest = NID_undef;
  const int kind = X509_CRL_get_signature_nid(list);
  const bool by_curve = kind == NID_ED25519 || kind == NID_ED448;
  const bool strong =
      by_curve || (OBJ_find_sigid_algs(kind, &digest, nullptr) == 1 && IsStrongDigest(digest));
  return strong && (X509_get_key_usage(issuer) & KU_CRL_SIGN) != 0 &&
         X509_CRL_verify(list, X509_get0_pubkey(issuer)) == 1;
}

// Compared as they are written: an authority may write an end that lies far beyond our calendar.
bool IsInForce(const X509_CRL* list, std::int64_t now) {
  const ASN1_TIME* const until = X509_CRL_get0_nextUpdate(list);
  const int from = ASN1_TIME_cmp_time_t(X509_CRL_get0_lastUpdate(list), now);  // -2: no time.
  return (from == -1 || from == 0) && until != nullptr && ASN1_TIME_cmp_time_t(until, now) == 1;
}

// A list for some certificates only can say of one that it is revoked, and of none that it is not.
bool SpeaksOfAllLike(X509_CRL* list, X509* certificate) {
  const Scope scope = ScopeOf(list);
  if (scope == nullptr) return true;
  const bool authority = X509_check_ca(certificate) > 0;
  return scope->distpoint == nullptr && (authority ? scope->onlyuser : scope->onlyCA) <= 0;
}

RevocationWord AskOne(X509_CRL* list, X509* certificate, X509* issuer, std::int64_t now) {
  if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_issuer_name(certificate)) != 0) {
    return {Revocation::kNoList};
  }
  if (!IsUnderstood(list) || !IsSignedBy(list, issuer)) return {Revocation::kListBroken};
  if (!IsInForce(list, now)) return {Revocation::kListOutdated};
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_cert(list, &entry, certificate) == 1) {
    // Whose date cannot be read is taken for revoked since ever.
    const auto at = ReadAsn1Time(X509_REVOKED_get0_revocationDate(entry));
    return {Revocation::kRevoked, at.value_or(0) / kMicrosPerSecond};
  }
  return {SpeaksOfAllLike(list, certificate) ? Revocation::kNotRevoked : Revocation::kNoList};
}

// The lower the more it says.
int RankOf(Revocation revocation) {
  switch (revocation) {
    case Revocation::kRevoked:
      return 0;
    case Revocation::kNotRevoked:
      return 1;
    case Revocation::kListOutdated:
      return 2;
    case Revocation::kListBroken:
      return 3;
    case Revocation::kNoList:
      return 4;
    case Revocation::kNotAsked:
      return 5;
  }
  return 5;
}

}  // namespace

absl::StatusOr<std::string> RevocationPem(std::string_view bytes, std::string_view file) {
  if (bytes.find("-----BEGIN ") != std::string_view::npos) {
    const auto lists = ListsFromPem(bytes, file);
    if (!lists.ok()) return lists.status();
    if (lists->empty()) return MalformedList(file);
    return std::string(bytes);
  }
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const unsigned char* const end = at + bytes.size();
  const RevocationList list(d2i_X509_CRL(nullptr, &at, static_cast<long>(bytes.size())));
  ERR_clear_error();
  if (list == nullptr || at != end) return MalformedList(file);
  const Owned<BIO, BIO_free> out(BIO_new(BIO_s_mem()));
  PAR_CHECK(out != nullptr && PEM_write_bio_X509_CRL(out.get(), list.get()) == 1);
  char* data = nullptr;
  const long length = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<std::size_t>(length));
}

absl::StatusOr<std::vector<RevocationList>> ListsFromPem(std::string_view pem,
                                                         std::string_view file) {
  const auto bio = ReaderOf(pem);
  std::vector<RevocationList> lists;
  while (X509_CRL* const one = PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr)) {
    lists.emplace_back(one);
  }
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end) return MalformedList(file);
  return lists;
}

RevocationWord AskLists(const std::vector<RevocationList>& lists, X509* certificate, X509* issuer,
                        std::int64_t now) {
  RevocationWord best;
  for (const RevocationList& list : lists) {
    const RevocationWord word = AskOne(list.get(), certificate, issuer, now);
    const bool earlier = word.revocation == best.revocation && word.revoked_at < best.revoked_at;
    if (RankOf(word.revocation) < RankOf(best.revocation) || earlier) best = word;
  }
  ERR_clear_error();
  return best;
}

}  // namespace par::signature
