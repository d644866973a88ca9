// AccountHandler's methods for signing in by a provider and for linking an account with whom it
// proves. Three steps, each on threads of its kind: to the provider and back (outbound), then the
// account (the ordinary pool), or its password (hashing).
#include "common/oidc/provider.h"

#include "common/base/status_macros.h"
#include "common/identity/credentials.h"
#include "common/identity/kinds.h"
#include "common/rpc/caller.h"
#include "common/services/account_handler.h"
#include "common/services/account_handler_parts.h"

namespace par::services {
namespace {

namespace pb = account::v1;

// Nobody who knows neither the account nor its second factor has come so far, and what the person
// sent may still become right.
bool MayTryAgain(const absl::Status& refusal) {
  const std::string reason = domain::ReasonOf(refusal);
  return absl::IsResourceExhausted(refusal) || reason == "second_factor_needed" ||
         reason == "second_factor_wrong" || reason == "sign_in_refused";
}

template <typename Response>
absl::Status Depart(oidc::Provider& provider, const std::string& account,
                    const grpc::CallbackServerContext& context, Response* response) {
  ASSIGN_OR_RETURN(oidc::Departure leaving, provider.Begin(account, rpc::CallAddress(context)));
  response->set_url(std::move(leaving.url));
  response->set_trip(std::move(leaving.trip));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<oidc::Provider*> AccountHandler::Offered() const {
  if (calls_.provider != nullptr) return calls_.provider;
  return domain::Refusal(absl::StatusCode::kFailedPrecondition, "provider_not_offered");
}

grpc::ServerUnaryReactor* AccountHandler::GetSignInOptions(grpc::CallbackServerContext* context,
                                                           const pb::GetSignInOptionsRequest*,
                                                           pb::GetSignInOptionsResponse* response) {
  return rpc::OpenQueryCall(calls_, context, [this, response] {
    if (calls_.provider == nullptr) return absl::OkStatus();
    response->set_provider(true);
    response->set_label_vi(calls_.provider->settings().label_vi);
    response->set_label_en(calls_.provider->settings().label_en);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* AccountHandler::BeginProviderSignIn(
    grpc::CallbackServerContext* context, const pb::BeginProviderSignInRequest*,
    pb::BeginProviderSignInResponse* response) {
  return rpc::OpenQueryCall(outbound_, context, [this, context, response]() -> absl::Status {
    ASSIGN_OR_RETURN(oidc::Provider * provider, Offered());
    return Depart(*provider, "", *context, response);
  });
}

grpc::ServerUnaryReactor* AccountHandler::BeginProviderLink(
    grpc::CallbackServerContext* context, const pb::BeginProviderLinkRequest*,
    pb::BeginProviderLinkResponse* response) {
  return rpc::QueryCall(outbound_, context,
                        [this, context, response](const rpc::Caller& caller) -> absl::Status {
                          ASSIGN_OR_RETURN(oidc::Provider * provider, Offered());
                          if (caller.session.empty()) return SessionNeeded();
                          return Depart(*provider, caller.account.value(), *context, response);
                        });
}

// Counted as a guess before the provider is asked: whoever sends made-up codes makes the node ask.
grpc::ServerUnaryReactor* AccountHandler::ProveProvider(grpc::CallbackServerContext* context,
                                                        const pb::ProveProviderRequest* request,
                                                        pb::ProveProviderResponse* response) {
  return rpc::OpenQueryCall(
      outbound_, context, [this, context, request, response]() -> absl::Status {
        ASSIGN_OR_RETURN(oidc::Provider * provider, Offered());
        identity::SignInThrottle& throttle = calls_.sign_in->throttle;
        const std::string address = rpc::CallAddress(*context);
        // A space stands in no account's name; whoever brings no trip shares one key with those of
        // his own machine only.
        const std::string counted = "trip " + address + " " + request->trip();
        RETURN_IF_ERROR(throttle.Admit(counted, address));
        const absl::StatusOr<oidc::Trip> proven = provider->Prove({.trip = request->trip(),
                                                                   .state = request->state(),
                                                                   .code = request->code(),
                                                                   .issuer = request->issuer(),
                                                                   .error = request->error()});
        if (proven.ok()) throttle.Succeeded(counted, address);
        if (!proven.ok()) {
          // Not reached, or the person has thought better of it.
          if (!absl::IsUnauthenticated(proven.status())) throttle.TakeBack(counted, address);
          NoteRefusal("", address, proven.status());
          return proven.status();
        }
        if (!proven->account.empty()) response->set_subject(proven->subject);
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* AccountHandler::SignInByProvider(
    grpc::CallbackServerContext* context, const pb::SignInByProviderRequest* request,
    pb::SignInByProviderResponse* response) {
  const auto prepare = [this, context, request, response]() -> absl::StatusOr<rpc::CommandScope> {
    ASSIGN_OR_RETURN(oidc::Provider * provider, Offered());
    ASSIGN_OR_RETURN(const oidc::Trip trip, provider->Take(request->trip(), ""));
    const identity::ProviderAttempt attempt{.issuer = provider->settings().issuer,
                                            .subject = trip.subject,
                                            .two_factors = trip.two_factors,
                                            .code = request->code(),
                                            .address = rpc::CallAddress(*context)};
    const auto rows = ports_.store.NewSnapshot();
    auto proven = identity::ProveProviderSignIn(*rows, *calls_.sign_in, attempt);
    if (proven.ok()) {
      return Entering(*proven, [response](const std::string& secret) {
        response->set_secret(secret);
        response->set_csrf(identity::CsrfOf(secret));
      });
    }
    if (MayTryAgain(proven.status())) provider->PutBack(request->trip(), trip);
    ASSIGN_OR_RETURN(const std::string account,
                     identity::LinkedAccount(*rows, attempt.issuer, attempt.subject));
    NoteRefusal(account, attempt.address, proven.status());
    return std::move(proven).status();
  };
  return rpc::OpenCommandCall(calls_, context, *request, response, identity::Kind::kSignIn,
                              prepare);
}

grpc::ServerUnaryReactor* AccountHandler::LinkProvider(grpc::CallbackServerContext* context,
                                                       const pb::LinkProviderRequest* request,
                                                       pb::LinkProviderResponse* response) {
  const auto authorise = [this, context,
                          request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
    ASSIGN_OR_RETURN(oidc::Provider * provider, Offered());
    if (caller.session.empty()) return SessionNeeded();
    ASSIGN_OR_RETURN(const oidc::Trip trip,
                     provider->Take(request->trip(), caller.account.value()));
    identity::SignInState& state = *calls_.sign_in;
    const identity::Attempt attempt{.account = caller.account.value(),
                                    .password = request->password(),
                                    .code = {},
                                    .address = rpc::CallAddress(*context)};
    const auto proven = identity::ProveLink(*ports_.store.NewSnapshot(), state, attempt,
                                            provider->settings().issuer, trip.subject);
    if (!proven.ok()) {
      if (MayTryAgain(proven.status())) provider->PutBack(request->trip(), trip);
      NoteRefusal(attempt.account, attempt.address, proven.status());
      return proven.status();
    }
    rpc::CommandScope scope = OwnScope(caller, proven->SerializeAsString());
    scope.finish = EndOthers(caller, proven->epoch() + 1);
    return scope;
  };
  return rpc::CommandCall(hashing_, context, *request, response, identity::Kind::kLinkProvider,
                          authorise);
}

grpc::ServerUnaryReactor* AccountHandler::UnlinkProvider(grpc::CallbackServerContext* context,
                                                         const pb::UnlinkProviderRequest* request,
                                                         pb::UnlinkProviderResponse* response) {
  const auto authorise = [this,
                          request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
    ASSIGN_OR_RETURN(rpc::CommandScope scope, OwnOrManaged(caller, request->account()));
    ASSIGN_OR_RETURN(const auto credential,
                     identity::FindCredential(*ports_.store.NewSnapshot(), request->account()));
    if (caller.account.value() != request->account() || !credential.has_value()) return scope;
    scope.finish = EndOthers(caller, credential->epoch() + 1);
    return scope;
  };
  return rpc::CommandCall(calls_, context, *request, response, identity::Kind::kUnlinkProvider,
                          authorise);
}

}  // namespace par::services
