// Whose request it is, from its headers, and what a browser is given to prove it with. The one
// place where the portal's way of signing in is known: everything behind it sees an account token.
//
// A program sends a token, or a session's secret, as `Authorization: Bearer`. A person's browser
// keeps the secret in a cookie that no page can read and that other sites cannot make it send; with
// every request that may change something the page sends the value that belongs to this secret
// (identity::CsrfOf) in the header Parnet-Csrf. So a page that was opened under one session does
// nothing under another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/gateway/http.h"

namespace par::gateway {

enum class Asks { kToRead, kToChange };

// Safe from many threads.
class Credentials {
 public:
  // The cookie bears the node's id: cookies know no ports, and two nodes may be reached under one
  // name. No node's id has the other's underscore.
  explicit Credentials(std::string_view node_id)
      : cookie_("__Host-parnet-" + std::string(node_id)),
        trip_cookie_("__Host-parnet_trip-" + std::string(node_id)) {}

  // The account token or session secret that the request carries; empty: none that is well-formed,
  // so it is nobody's, as is every SignIn. Beside an Authorization, which only a program or a page
  // of ours can have put there, cookies are not looked at. Whether the token is good is asked
  // behind the gateway, by the service. PERMISSION_DENIED gateway_csrf: a session's cookie without
  // its value, or with another session's.
  [[nodiscard]] absl::StatusOr<std::string> TokenOf(const RequestHead& head, Asks asks) const;

  // What comes behind the bytes of the request's message: for methods of somebody who is on his way
  // to a provider of sign-ins and back the field with the trip that his browser's cookie holds,
  // which counts in the place of whatever the page wrote there; for others nothing.
  [[nodiscard]] std::string Added(const RequestHead& head) const;

  // What the browser must keep or forget after this call, to be sent with the answer. Takes the
  // secret of a new session, or of a trip to the provider, out of the answer: no page sees it.
  [[nodiscard]] std::vector<Header> After(std::string_view method,
                                          absl::StatusOr<std::string>& answer) const;

 private:
  // Empty: the request has no such cookie, or two.
  [[nodiscard]] static std::string CookieOf(const RequestHead& head, std::string_view name);
  [[nodiscard]] static Header Cookie(std::string_view name, std::string_view value,
                                     std::string_view more);

  const std::string cookie_;
  const std::string trip_cookie_;
};

}  // namespace par::gateway
