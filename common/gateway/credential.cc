#include "common/gateway/credential.h"

#include <algorithm>

#include "common/domain/refusal.h"
#include "common/identity/sessions.h"
#include "par/account/v1/account.pb.h"

namespace par::gateway {
namespace {

constexpr std::size_t kLongestToken = 512;
constexpr std::size_t kSecretDigits = 64;
constexpr std::string_view kSignIn = "/par.account.v1.AccountService/SignIn";
constexpr std::string_view kSignOut = "/par.account.v1.AccountService/SignOut";

std::string BearerOf(const RequestHead& head) {
  constexpr std::string_view kBearer = "Bearer ";
  if (head.Count("Authorization") != 1) return {};
  std::string_view value = head.Find("Authorization");
  if (!value.starts_with(kBearer)) return {};
  value.remove_prefix(kBearer.size());
  // Metadata of gRPC takes visible ASCII; anything else is no token of ours.
  const bool visible =
      std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  return visible && value.size() <= kLongestToken ? std::string(value) : std::string();
}

// As MakeSessionSecret makes them: no account token gets into a cookie.
bool IsWholeSecret(std::string_view text) {
  if (!identity::IsSessionSecret(text)) return false;
  const std::string_view digits = text.substr(text.find('_') + 1);
  return digits.size() == kSecretDigits && std::all_of(digits.begin(), digits.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

// Two cookies of the name, which no browser sends, are none.
std::string Credentials::SecretIn(const RequestHead& head) const {
  std::string secret;
  int found = 0;
  for (const Header& header : head.headers) {
    if (!SameName(header.name, "Cookie")) continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = Trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != cookie_) continue;
      ++found;
      secret = pair.substr(equals + 1);
    }
  }
  return found == 1 && IsWholeSecret(secret) ? secret : std::string();
}

absl::StatusOr<std::string> Credentials::TokenOf(const RequestHead& head, Asks asks) const {
  // Whoever signs in may still have the cookie of a session that is over.
  if (head.path == kSignIn) return std::string();
  if (head.Count("Authorization") != 0) return BearerOf(head);
  std::string secret = SecretIn(head);
  if (secret.empty()) return secret;
  const bool proven =
      head.Count("Parnet-Csrf") == 1 && identity::IsCsrfOf(head.Find("Parnet-Csrf"), secret);
  if (asks == Asks::kToChange && !proven) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "gateway_csrf");
  }
  return secret;
}

Header Credentials::Cookie(std::string_view value, std::string_view more) const {
  return {"Set-Cookie", cookie_ + "=" + std::string(value) +
                            "; Path=/; Secure; HttpOnly; SameSite=Strict" + std::string(more)};
}

std::vector<Header> Credentials::After(std::string_view method,
                                       absl::StatusOr<std::string>& answer) const {
  // Whoever signs out is out, also where the ledger takes nothing any more.
  if (method == kSignOut) return {Cookie("", "; Max-Age=0")};
  if (method != kSignIn || !answer.ok()) return {};
  account::v1::SignInResponse begun;
  if (!begun.ParseFromString(*answer)) {
    answer = absl::InternalError("an answer cannot be read");
    return {};
  }
  Header cookie = Cookie(begun.secret(), "");
  begun.clear_secret();
  answer = begun.SerializeAsString();
  return {std::move(cookie)};
}

}  // namespace par::gateway
