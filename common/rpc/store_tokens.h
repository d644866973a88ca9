// Account tokens as the store knows them now.
#pragma once

#include <string_view>

#include "common/base/clock.h"
#include "common/identity/accounts.h"
#include "common/rpc/caller.h"
#include "common/storage/store.h"

namespace par::rpc {

// Safe from many threads. The store must outlive it.
class StoreTokens final : public TokenVerifier {
 public:
  explicit StoreTokens(const storage::Store& store) : store_(store) {}
  absl::StatusOr<Caller> Verify(std::string_view token) override {
    return identity::VerifyToken(*store_.NewSnapshot(), token, SystemClock().WallMicros());
  }

 private:
  const storage::Store& store_;
};

}  // namespace par::rpc
