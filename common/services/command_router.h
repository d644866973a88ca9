// The one state machine of a node: hands every entry to the part that owns its kind.
//
// Kinds are stored in the ledger for good: never renumber or reuse one. 1-99 node and identity,
// 100-199 exchange, from 200 the subjects (common/services/kinds.h).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/ledger/state_machine.h"
#include "common/services/command_kind.h"

namespace par::services {

// Changes rows or refuses; under the rules of common/ledger/state_machine.h (no clock, randomness,
// thread or hash order).
using ApplyFunction =
    std::function<absl::StatusOr<std::string>(const ledger::Entry&, ledger::Transaction&)>;

class CommandRouter final : public ledger::StateMachine {
 public:
  // `name` is for people (inspect, logs), such as "account.create". A kind that is already taken
  // is our own mistake. Register everything before the ledger opens.
  void On(CommandKind kind, std::string_view name, ApplyFunction apply);

  // The same for payloads and answers that are protobuf messages:
  //   router.OnMessages<CreateRequest, CreateResponse>(kCreate, "account.create",
  //       [this](const ledger::Entry& entry, const CreateRequest& request, ledger::Transaction& tx)
  //           -> absl::StatusOr<CreateResponse> { … });
  // A response must hold no map field: their order on the wire is not fixed.
  template <typename Request, typename Response, typename Function>
  void OnMessages(CommandKind kind, std::string_view name, Function apply) {
    On(kind, name,
       [apply = std::move(apply), name = std::string(name)](
           const ledger::Entry& entry,
           ledger::Transaction& transaction) -> absl::StatusOr<std::string> {
         Request request;
         if (!request.ParseFromString(entry.command.payload)) return BadPayload(name);
         absl::StatusOr<Response> response = apply(entry, std::as_const(request), transaction);
         if (!response.ok()) return std::move(response).status();
         return response->SerializeAsString();
       });
  }

  // FAILED_PRECONDITION command_kind_unknown: no part of this program owns the kind (the ledger was
  // written by a newer or another program).
  [[nodiscard]] absl::StatusOr<std::string> Apply(const ledger::Entry& entry,
                                                  ledger::Transaction& transaction) override;

  // The name given to `kind`, or "kind <number>".
  [[nodiscard]] std::string NameOf(std::uint32_t kind) const;

 private:
  struct Part {
    std::string name;
    ApplyFunction apply;
  };
  // INVALID_ARGUMENT command_payload_invalid.
  static absl::Status BadPayload(const std::string& name);

  std::map<std::uint32_t, Part> parts_;
};

}  // namespace par::services
