// What the ledger needs of the parts that own state: given an entry, change rows or refuse. The
// same function runs when a command is first decided and when the state is rebuilt from the
// entries, so it may look only at the entry and at rows it reads through the transaction: no clock,
// randomness, thread, hash order or pointer order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/sha256.h"
#include "common/storage/store.h"

namespace par::ledger {

// Who acts. For people: their unit, account and role as authorised. For other nodes: unit is the
// peer's node id and role is "node".
struct Actor {
  std::string unit;
  std::string account;
  std::string role;
  friend bool operator==(const Actor&, const Actor&) = default;
};

// A wish to change the state. `id` is 16 bytes made by whoever wished it; the same id again gets
// the same answer and changes nothing.
struct Command {
  std::string id;
  Actor actor;
  std::string unit;   // The unit whose affair it is.
  std::string cycle;  // Empty where no cycle is concerned.
  std::uint32_t kind = 0;
  std::string payload;
};

// A command that was carried out, in its place in the chain.
struct Entry {
  std::uint64_t number = 0;  // From 1, dense.
  std::int64_t time = 0;     // Wall clock of this node, UTC microseconds; for display only.
  Command command;
  Sha256 previous;  // Hash of entry number-1; all zero for the first.
  Sha256 hash;
};

// Reads see earlier entries of the same batch and this entry's own writes.
class Transaction : public storage::Reader {
 public:
  virtual void Put(std::string key, std::string value) = 0;
  virtual void Erase(std::string key) = 0;
};

class StateMachine {
 public:
  virtual ~StateMachine() = default;
  // Carries the entry out and returns the answer for its sender (at most 64 KiB, kept so that a
  // repeat gets it again). On an error nothing of the transaction is kept and no entry is written:
  // the error is the answer, and is not kept.
  [[nodiscard]] virtual absl::StatusOr<std::string> Apply(const Entry& entry,
                                                          Transaction& transaction) = 0;
};

}  // namespace par::ledger
