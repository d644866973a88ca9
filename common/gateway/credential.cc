#include "common/gateway/credential.h"

#include <algorithm>
#include <span>
#include <utility>

#include "common/domain/refusal.h"
#include "common/identity/sessions.h"
#include "par/account/v1/account.pb.h"

namespace par::gateway {
namespace {

constexpr std::size_t kLongestToken = 512;
constexpr std::size_t kSecretDigits = 64;
constexpr std::string_view kSignOut = "/par.account.v1.AccountService/SignOut";
// What begins a session, ...
constexpr std::string_view kEntries[] = {"/par.account.v1.AccountService/SignIn",
                                         "/par.account.v1.AccountService/SignInByProvider"};
// ... a trip to the provider of sign-ins, ...
constexpr std::string_view kDepartures[] = {"/par.account.v1.AccountService/BeginProviderSignIn",
                                            "/par.account.v1.AccountService/BeginProviderLink"};
// ... and goes on with one.
constexpr std::string_view kOnTheWay[] = {"/par.account.v1.AccountService/ProveProvider",
                                          "/par.account.v1.AccountService/SignInByProvider",
                                          "/par.account.v1.AccountService/LinkProvider"};
// Of whoever is nobody yet.
constexpr std::string_view kNobodys[] = {kEntries[0], kEntries[1], kDepartures[0], kOnTheWay[0],
                                         "/par.account.v1.AccountService/GetSignInOptions"};
constexpr std::string_view kGone = "; Max-Age=0";
constexpr std::string_view kTripSeconds = "; Max-Age=600";  // oidc::kTripMicros.

bool IsOneOf(std::string_view method, std::span<const std::string_view> some) {
  return std::find(some.begin(), some.end(), method) != some.end();
}

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

bool IsHex(std::string_view digits) {
  return digits.size() == kSecretDigits && std::all_of(digits.begin(), digits.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}
// As MakeSessionSecret makes them: no account token gets into a cookie.
bool IsWholeSecret(std::string_view text) {
  return identity::IsSessionSecret(text) && IsHex(text.substr(text.find('_') + 1));
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

// Two cookies of the name, which no browser sends, are none.
std::string Credentials::CookieOf(const RequestHead& head, std::string_view name) {
  std::string value;
  int found = 0;
  for (const Header& header : head.headers) {
    if (!SameName(header.name, "Cookie")) continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const std::size_t end = std::min(rest.find(';'), rest.size());
      const std::string_view pair = Trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
      ++found;
      value = pair.substr(equals + 1);
    }
  }
  return found == 1 ? value : std::string();
}

absl::StatusOr<std::string> Credentials::TokenOf(const RequestHead& head, Asks asks) const {
  // Whoever signs in may still have the cookie of a session that is over.
  if (IsOneOf(head.path, kNobodys)) return std::string();
  if (head.Count("Authorization") != 0) return BearerOf(head);
  std::string secret = CookieOf(head, cookie_);
  if (!IsWholeSecret(secret)) return std::string();
  const bool proven =
      head.Count("Parnet-Csrf") == 1 && identity::IsCsrfOf(head.Find("Parnet-Csrf"), secret);
  if (asks == Asks::kToChange && !proven) {
    return domain::Refusal(absl::StatusCode::kPermissionDenied, "gateway_csrf");
  }
  return secret;
}

Header Credentials::Cookie(std::string_view name, std::string_view value, std::string_view more) {
  return {"Set-Cookie", std::string(name) + "=" + std::string(value) +
                            "; Path=/; Secure; HttpOnly; SameSite=Strict" + std::string(more)};
}

std::string Credentials::Added(const RequestHead& head) const {
  if (!IsOneOf(head.path, kOnTheWay)) return {};
  const std::string trip = CookieOf(head, trip_cookie_);
  // In the first of them the field's number is 1, in the others 2. An empty text would not be
  // written, and the page's would stand.
  account::v1::ProveProviderRequest first;
  account::v1::LinkProviderRequest other;
  first.set_trip(IsHex(trip) ? trip : "-");
  other.set_trip(first.trip());
  return head.path == kOnTheWay[0] ? first.SerializeAsString() : other.SerializeAsString();
}

std::vector<Header> Credentials::After(std::string_view method,
                                       absl::StatusOr<std::string>& answer) const {
  // Whoever signs out is out, also where the ledger takes nothing any more.
  if (method == kSignOut) {
    return {Cookie(cookie_, "", kGone), Cookie(trip_cookie_, "", kGone)};
  }
  const bool departs = IsOneOf(method, kDepartures);
  const bool enters = IsOneOf(method, kEntries);
  if (!answer.ok() || (!departs && !enters)) return {};
  // Both kinds of either have the same fields.
  account::v1::SignInResponse begun;
  account::v1::BeginProviderSignInResponse leaving;
  if (!(enters ? begun.ParseFromString(*answer) : leaving.ParseFromString(*answer))) {
    answer = absl::InternalError("an answer cannot be read");
    return {};
  }
  if (enters) {
    Header cookie = Cookie(cookie_, begun.secret(), "");
    begun.clear_secret();
    answer = begun.SerializeAsString();
    return {std::move(cookie), Cookie(trip_cookie_, "", kGone)};
  }
  Header cookie = Cookie(trip_cookie_, leaving.trip(), kTripSeconds);
  leaving.clear_trip();
  answer = leaving.SerializeAsString();
  return {std::move(cookie)};
}

}  // namespace par::gateway
