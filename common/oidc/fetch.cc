#include "common/oidc/fetch.h"

#include <curl/curl.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/base/check.h"
#include "common/base/owned.h"
#include "common/domain/refusal.h"

namespace par::oidc {
namespace {

constexpr long kConnectSeconds = 5;

struct Taken {
  std::string body;
  bool too_large = false;
};

std::size_t Take(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& taken = *static_cast<Taken*>(into);
  taken.too_large = taken.body.size() + size * count > kMostAnswerBytes;
  if (taken.too_large) return 0;
  taken.body.append(bytes, size * count);
  return size * count;
}

// libcurl asks at least once a second.
int IsStopped(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto* stop = static_cast<const std::atomic<bool>*>(flag);
  return stop != nullptr && *stop ? 1 : 0;
}

absl::Status Unreachable(std::string_view fault) {
  return domain::Refusal(absl::StatusCode::kUnavailable, "provider_unreachable",
                         {{"fault", std::string(fault)}});
}

// Once in the process, before any thread uses the library.
void StartLibrary() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  PAR_CHECK(started == CURLE_OK);
}

void SetTransport(CURL* curl, const FetchLimits& limits) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(curl, CURLOPT_CAINFO, limits.ca_file.c_str());
  curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, std::min(limits.seconds, kConnectSeconds));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, limits.seconds);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &IsStopped);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(limits.stop));
  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, static_cast<long>(kMostAnswerBytes));
}

}  // namespace

absl::StatusOr<Reply> Fetch(const Question& question, const FetchLimits& limits) {
  if (limits.stop != nullptr && *limits.stop) return Unreachable("stopping");
  StartLibrary();
  const Owned<CURL, curl_easy_cleanup> curl(curl_easy_init());
  const Owned<curl_slist, curl_slist_free_all> headers(
      curl_slist_append(nullptr, "Accept: application/json"));
  PAR_CHECK(curl != nullptr && headers != nullptr);
  Taken taken;
  SetTransport(curl.get(), limits);
  curl_easy_setopt(curl.get(), CURLOPT_URL, question.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &taken);
  if (!question.form.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(question.form.size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, question.form.c_str());
  }
  if (!question.user.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(curl.get(), CURLOPT_USERNAME, question.user.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, question.password.c_str());
  }
  const CURLcode went = curl_easy_perform(curl.get());
  if (taken.too_large) return Unreachable("answer too large");
  if (went != CURLE_OK) return Unreachable(curl_easy_strerror(went));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  return Reply{.status = static_cast<int>(status), .body = std::move(taken.body)};
}

std::string FormEncoded(std::string_view text) {
  const Owned<char, curl_free> encoded(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
  PAR_CHECK(encoded != nullptr);
  return encoded.get();
}

}  // namespace par::oidc
