// Account tokens as the store knows them now, and the sessions of people who have signed in.
#pragma once

#include <string_view>

#include "common/base/clock.h"
#include "common/identity/accounts.h"
#include "common/identity/sessions.h"
#include "common/rpc/caller.h"
#include "common/storage/store.h"

namespace par::rpc {

// Safe from many threads. The store and the sessions must outlive it.
class StoreTokens final : public TokenVerifier {
 public:
  StoreTokens(const storage::Store& store, identity::SessionBook& sessions)
      : store_(store), sessions_(sessions) {}
  absl::StatusOr<Caller> Verify(std::string_view token) override {
    return CallerBy(token, identity::VerifySession);
  }
  absl::StatusOr<Caller> Look(std::string_view token) override {
    return CallerBy(token, identity::LookAtSession);
  }

 private:
  absl::StatusOr<Caller> CallerBy(std::string_view token,
                                  decltype(identity::VerifySession)& of_session) {
    const std::unique_ptr<storage::Snapshot> rows = store_.NewSnapshot();
    if (identity::IsSessionSecret(token)) return of_session(*rows, sessions_, token);
    return identity::VerifyToken(*rows, token, SystemClock().WallMicros());
  }

  const storage::Store& store_;
  identity::SessionBook& sessions_;
};

}  // namespace par::rpc
