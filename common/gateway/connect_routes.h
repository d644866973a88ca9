// POST /par.<subject>.v1.<Service>/<Method>: the node's services as a browser calls them.
#pragma once

#include <cstddef>
#include <memory>

#include "common/gateway/body_budget.h"
#include "common/gateway/credential.h"
#include "common/gateway/http.h"
#include "common/gateway/inside_calls.h"
#include "common/gateway/transcoder.h"

namespace par::gateway {

// How long a call may take where the page does not say, and at most; of a stream both.
inline constexpr std::int64_t kStandardMillis = 30'000;
inline constexpr std::int64_t kMostMillis = 60'000;
inline constexpr std::int64_t kStreamMillis = 600'000;

// Safe from many threads; must outlive its calls.
class ConnectRoutes {
 public:
  // `most`: bytes of the largest request, as it comes and unpacked.
  ConnectRoutes(InsideCalls& inside, const Credentials& credentials, BodyBudget& budget,
                std::size_t most)
      : inside_(inside), credentials_(credentials), budget_(budget), most_(most) {}

  [[nodiscard]] static bool Takes(const RequestHead& head);
  [[nodiscard]] Routed Route(const RequestHead& head, const std::shared_ptr<Wire>& wire);

 private:
  InsideCalls& inside_;
  const Credentials& credentials_;
  BodyBudget& budget_;
  const std::size_t most_;
  const Transcoder transcoder_;
};

}  // namespace par::gateway
