// Evidence files over HTTP, for which a stream from the browser would not do
// (docs/formats/portal.md):
//   HEAD /evidence/<unit>/<sha256>/upload?size=<bytes>&name=<file name>   how much is here
//   PUT  /evidence/<unit>/<sha256>/upload   Content-Range: bytes <from>-<to>/<size>
//   GET  /evidence/<unit>/<sha256>          the file of a document, or a range of it
// Each is made of calls to EvidenceService in the name of whoever asks: who may do what, what is
// durable and what is refused is decided there and nowhere else.
#pragma once

#include <memory>

#include "common/gateway/body_budget.h"
#include "common/gateway/credential.h"
#include "common/gateway/http.h"
#include "common/gateway/inside_calls.h"

namespace par::gateway {

// Safe from many threads; must outlive its calls.
class EvidenceRoutes {
 public:
  EvidenceRoutes(InsideCalls& inside, const Credentials& credentials, BodyBudget& budget)
      : inside_(inside), credentials_(credentials), budget_(budget) {}

  [[nodiscard]] static bool Takes(const RequestHead& head);
  [[nodiscard]] Routed Route(const RequestHead& head, const std::shared_ptr<Wire>& wire);

 private:
  InsideCalls& inside_;
  const Credentials& credentials_;
  BodyBudget& budget_;
};

}  // namespace par::gateway
