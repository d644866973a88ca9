// AccountHandler's methods for signing in and for what people sign in with.
#include <memory>

#include "common/base/hex.h"
#include "common/base/status_macros.h"
#include "common/identity/credentials.h"
#include "common/identity/enrolment.h"
#include "common/identity/kinds.h"
#include "common/rpc/caller.h"
#include "common/services/account_handler.h"
#include "common/services/account_handler_parts.h"
#include "common/services/command_handler.h"

namespace par::services {
namespace {

// What is told once (a secret, a code) is made for one entry: the same request id again is another
// entry and refused (command_id_reused), and the person does it anew.

namespace pb = account::v1;
using domain::Permission;

}  // namespace

rpc::CommandScope AccountHandler::OwnScope(const rpc::Caller& caller, std::string payload) {
  return {.unit = caller.unit.value(), .payload = std::move(payload)};
}

std::function<void()> AccountHandler::EndOthers(const rpc::Caller& caller,
                                                std::uint64_t epoch) const {
  return [this, caller, epoch] {
    calls_.sign_in->sessions.KeepOnly(caller.account.value(), caller.session, epoch, false);
  };
}

rpc::CommandScope AccountHandler::Entering(
    const identity::ProvenSignIn& proven,
    std::function<void(const std::string& secret)> tell) const {
  rpc::CommandScope scope;
  scope.actor = Himself(proven.account);
  scope.unit = proven.account.unit.value();
  scope.payload = proven.entry.SerializeAsString();
  scope.finish = [&state = *calls_.sign_in, tell = std::move(tell), secret = proven.secret,
                  session = proven.session] {
    state.throttle.Succeeded(session.account, session.address);
    state.sessions.Begin(secret.Reveal(), session);
    tell(secret.Reveal());
  };
  return scope;
}

absl::StatusOr<std::vector<std::string>> AccountHandler::NamesOf(const storage::Reader& state,
                                                                 const std::string& name) const {
  const absl::StatusOr<identity::Account> account = Existing(state, name);
  if (!account.ok()) return std::vector<std::string>();
  ASSIGN_OR_RETURN(std::string unit_name, ports_.units.NameOf(state, account->unit.value()));
  return std::vector<std::string>{name, account->full_name, account->unit.value(),
                                  std::move(unit_name)};
}

void AccountHandler::NoteRefusal(const std::string& name, const std::string& address,
                                 const absl::Status& refusal) const {
  const std::string reason = domain::ReasonOf(refusal);
  if (!absl::IsUnauthenticated(refusal) || reason == "second_factor_needed") return;
  record::v1::RefusedSignInEntry note;
  ledger::Command command;
  const auto account = Existing(*ports_.store.NewSnapshot(), name);
  if (account.ok()) {
    note.set_account(name);
    command.unit = account->unit.value();
    command.actor = Himself(*account);
  }
  note.set_address(address);
  note.set_reason(reason);
  command.id = calls_.sign_in->random.Bytes(rpc::kRequestIdBytes);
  command.kind = static_cast<std::uint32_t>(identity::Kind::kRefuseSignIn);
  command.payload = note.SerializeAsString();
  // Nobody waits for it; a ledger that takes nothing any more stops the node by itself.
  calls_.submit(std::move(command), [](const absl::StatusOr<std::string>&) {});
}

grpc::ServerUnaryReactor* AccountHandler::SignIn(grpc::CallbackServerContext* context,
                                                 const pb::SignInRequest* request,
                                                 pb::SignInResponse* response) {
  const auto prepare = [this, context, request, response]() -> absl::StatusOr<rpc::CommandScope> {
    identity::SignInState& state = *calls_.sign_in;
    const identity::Attempt attempt{.account = request->account(),
                                    .password = request->password(),
                                    .code = request->code(),
                                    .address = rpc::CallAddress(*context)};
    auto proven = identity::ProveSignIn(*ports_.store.NewSnapshot(), state, attempt);
    if (!proven.ok()) {
      NoteRefusal(attempt.account, attempt.address, proven.status());
      return std::move(proven).status();
    }
    return Entering(*proven, [response](const std::string& secret) {
      response->set_secret(secret);
      response->set_csrf(identity::CsrfOf(secret));
    });
  };
  return rpc::OpenCommandCall(hashing_, context, *request, response, identity::Kind::kSignIn,
                              prepare);
}

grpc::ServerUnaryReactor* AccountHandler::SetPassword(grpc::CallbackServerContext* context,
                                                      const pb::SetPasswordRequest* request,
                                                      pb::SetPasswordResponse* response) {
  const auto prepare = [this, context, request]() -> absl::StatusOr<rpc::CommandScope> {
    const identity::Attempt attempt{.account = request->account(),
                                    .password = request->password(),
                                    .code = request->code(),
                                    .address = rpc::CallAddress(*context)};
    const auto state = ports_.store.NewSnapshot();
    ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesOf(*state, attempt.account));
    const auto proven = identity::ProveCode(*state, *calls_.sign_in, attempt, names);
    if (!proven.ok()) {
      NoteRefusal(attempt.account, attempt.address, proven.status());
      return proven.status();
    }
    ASSIGN_OR_RETURN(const identity::Account account, Existing(*state, attempt.account));
    rpc::CommandScope scope;
    scope.actor = Himself(account);
    scope.unit = account.unit.value();
    scope.payload = proven->SerializeAsString();
    return scope;
  };
  return rpc::OpenCommandCall(hashing_, context, *request, response, identity::Kind::kSetPassword,
                              prepare);
}

grpc::ServerUnaryReactor* AccountHandler::ChangePassword(grpc::CallbackServerContext* context,
                                                         const pb::ChangePasswordRequest* request,
                                                         pb::ChangePasswordResponse* response) {
  const auto authorise = [this, context,
                          request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
    identity::SignInState& state = *calls_.sign_in;
    const identity::Attempt attempt{.account = caller.account.value(),
                                    .password = request->password(),
                                    .code = {},
                                    .address = rpc::CallAddress(*context)};
    const auto rows = ports_.store.NewSnapshot();
    ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesOf(*rows, attempt.account));
    const auto proven =
        identity::ProveChange(*rows, state, attempt, request->new_password(), names);
    if (!proven.ok()) {
      NoteRefusal(attempt.account, attempt.address, proven.status());
      return proven.status();
    }
    rpc::CommandScope scope = OwnScope(caller, proven->SerializeAsString());
    scope.finish = EndOthers(caller, proven->epoch() + 1);
    return scope;
  };
  return rpc::CommandCall(hashing_, context, *request, response, identity::Kind::kChangePassword,
                          authorise);
}

// The session ends first: whoever signs out is out, also where the ledger takes nothing any more.
grpc::ServerUnaryReactor* AccountHandler::SignOut(grpc::CallbackServerContext* context,
                                                  const pb::SignOutRequest* request,
                                                  pb::SignOutResponse* response) {
  const auto authorise = [this](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
    if (caller.session.empty()) return SessionNeeded();
    calls_.sign_in->sessions.End(caller.account.value(), caller.session);
    record::v1::EndSessionEntry entry;
    entry.set_account(caller.account.value());
    entry.set_session_id(caller.session);
    return OwnScope(caller, entry.SerializeAsString());
  };
  return rpc::CommandCall(calls_, context, *request, response, identity::Kind::kEndSession,
                          authorise);
}

grpc::ServerUnaryReactor* AccountHandler::ListSessions(grpc::CallbackServerContext* context,
                                                       const pb::ListSessionsRequest* request,
                                                       pb::ListSessionsResponse* response) {
  return rpc::QueryCall(
      calls_, context, [this, request, response](const rpc::Caller& caller) -> absl::Status {
        const std::string account =
            request->account().empty() ? caller.account.value() : request->account();
        RETURN_IF_ERROR(OwnOrManaged(caller, account).status());
        ASSIGN_OR_RETURN(const auto credential,
                         identity::FindCredential(*ports_.store.NewSnapshot(), account));
        if (!credential.has_value()) return absl::OkStatus();
        for (const identity::SessionInfo& one : calls_.sign_in->sessions.Of(account)) {
          if (one.epoch != credential->epoch()) continue;  // It is good no more.
          *response->add_sessions() = Encode(one, caller.session);
        }
        return absl::OkStatus();
      });
}

grpc::ServerUnaryReactor* AccountHandler::EndSession(grpc::CallbackServerContext* context,
                                                     const pb::EndSessionRequest* request,
                                                     pb::EndSessionResponse* response) {
  const auto authorise = [this,
                          request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
    ASSIGN_OR_RETURN(rpc::CommandScope scope, OwnOrManaged(caller, request->account()));
    if (!calls_.sign_in->sessions.End(request->account(), request->session_id())) {
      return domain::Refusal(absl::StatusCode::kNotFound, "session_unknown",
                             {{"account", request->account()}, {"session", request->session_id()}});
    }
    record::v1::EndSessionEntry entry;
    entry.set_account(request->account());
    entry.set_session_id(request->session_id());
    scope.payload = entry.SerializeAsString();
    return scope;
  };
  return rpc::CommandCall(calls_, context, *request, response, identity::Kind::kEndSession,
                          authorise);
}

grpc::ServerUnaryReactor* AccountHandler::EnrolSecondFactor(
    grpc::CallbackServerContext* context, const pb::EnrolSecondFactorRequest* request,
    pb::EnrolSecondFactorResponse* response) {
  const auto authorise =
      [this, response](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
    identity::SignInState& state = *calls_.sign_in;
    const identity::Secret secret = identity::MakeFactorSecret(state.random);
    record::v1::EnrolSecondFactorEntry entry;
    entry.set_account(caller.account.value());
    ASSIGN_OR_RETURN(*entry.mutable_sealed(),
                     identity::SealFactor(state.factor_keys, secret, state.random));
    rpc::CommandScope scope = OwnScope(caller, entry.SerializeAsString());
    const identity::Secret uri =
        identity::FactorUri(secret.Reveal(), caller.account.value(), state.node);
    scope.finish = [response, uri] { response->set_uri(uri.Reveal()); };
    return scope;
  };
  return rpc::CommandCall(calls_, context, *request, response, identity::Kind::kEnrolSecondFactor,
                          authorise);
}

grpc::ServerUnaryReactor* AccountHandler::ConfirmSecondFactor(
    grpc::CallbackServerContext* context, const pb::ConfirmSecondFactorRequest* request,
    pb::ConfirmSecondFactorResponse* response) {
  const auto authorise = [this, context, request, response](
                             const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
    identity::SignInState& state = *calls_.sign_in;
    const identity::Attempt attempt{.account = caller.account.value(),
                                    .password = {},
                                    .code = request->code(),
                                    .address = rpc::CallAddress(*context)};
    auto proven = identity::ProveFactor(*ports_.store.NewSnapshot(), state, attempt);
    if (!proven.ok()) {
      NoteRefusal(attempt.account, attempt.address, proven.status());
      return std::move(proven).status();
    }
    const std::vector<identity::Secret> codes = identity::MakeRecoveryCodes(state.random);
    for (const identity::Secret& code : codes) {
      proven->add_recovery_sha256(identity::HashOfCode(code.Reveal()).ToBytes());
    }
    rpc::CommandScope scope = OwnScope(caller, proven->SerializeAsString());
    scope.finish = [&state, response, caller, codes, epoch = proven->epoch() + 1] {
      state.sessions.KeepOnly(caller.account.value(), caller.session, epoch, true);
      for (const identity::Secret& code : codes) response->add_recovery_codes(code.Reveal());
    };
    return scope;
  };
  return rpc::CommandCall(calls_, context, *request, response, identity::Kind::kConfirmSecondFactor,
                          authorise);
}

grpc::ServerUnaryReactor* AccountHandler::IssueCode(grpc::CallbackServerContext* context,
                                                    const pb::IssueCodeRequest* request,
                                                    pb::IssueCodeResponse* response) {
  const auto authorise =
      [this, request, response](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
    ASSIGN_OR_RETURN(const identity::Account account,
                     Existing(*ports_.store.NewSnapshot(), request->account()));
    rpc::CommandScope scope;
    scope.unit = account.unit.value();
    ASSIGN_OR_RETURN(scope.actor, ports_.ActorFor(caller, Permission::kManageAccounts, scope.unit));
    const identity::Secret code(identity::MakeEnrolmentCode(calls_.sign_in->random));
    const Sha256 hash = identity::HashOfCode(code.Reveal());
    record::v1::IssueCodeEntry entry;
    entry.set_account(request->account());
    entry.set_code_sha256(hash.ToBytes());
    scope.payload = entry.SerializeAsString();
    scope.finish = [response, code] { response->set_code(code.Reveal()); };
    return scope;
  };
  return rpc::CommandCall(calls_, context, *request, response, identity::Kind::kIssueCode,
                          authorise);
}

grpc::ServerUnaryReactor* AccountHandler::ResetSecondFactor(
    grpc::CallbackServerContext* context, const pb::ResetSecondFactorRequest* request,
    pb::ResetSecondFactorResponse* response) {
  const auto authorise = [this,
                          request](const rpc::Caller& caller) -> absl::StatusOr<rpc::CommandScope> {
    ASSIGN_OR_RETURN(const identity::Account account,
                     Existing(*ports_.store.NewSnapshot(), request->account()));
    rpc::CommandScope scope;
    scope.unit = account.unit.value();
    ASSIGN_OR_RETURN(scope.actor, ports_.ActorFor(caller, Permission::kManageAccounts, scope.unit));
    return scope;
  };
  return rpc::CommandCall(calls_, context, *request, response, identity::Kind::kResetSecondFactor,
                          authorise);
}

}  // namespace par::services
