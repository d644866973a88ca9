// What `parctl ledger witnessed --format json` of the node above printed, held against a ledger:
// for whoever does not believe the node itself.
//
// Pure. Safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/domain/catalogue.h"
#include "par/node/v1/node.pb.h"

namespace par::node {

struct WitnessFile {
  std::string witness;  // The node above.
  v1::WitnessedLedger ledger;
};

// What `text`, read from `file`, says of `node`. INVALID_ARGUMENT witness_file_unreadable;
// NOT_FOUND witness_file_other_node.
[[nodiscard]] absl::StatusOr<WitnessFile> ReadWitnessFile(std::string_view text,
                                                          const std::string& file,
                                                          std::string_view node);

// The hash of an entry of the ledger, as hexadecimal digits; nothing beyond its end.
using HashOfEntry = std::function<absl::StatusOr<std::optional<std::string>>(std::uint64_t number)>;

struct WitnessCheck {
  std::uint64_t entries = 0;  // Of the present ledger, that were witnessed.
  std::int64_t since = 0;     // When the first of them was.
  // OK, or DATA_LOSS ledger_not_as_witnessed: the first that is another one, or is not there.
  absl::Status fault;
};
// Every entry of the present ledger: one who lies to the witness can have later ones that hold. The
// chain between them is `VerifyLedger`'s affair.
[[nodiscard]] absl::StatusOr<WitnessCheck> CheckWitnessed(const WitnessFile& file,
                                                          const HashOfEntry& hash_of);

// For people: what was compared, and that the node has had another ledger before, if it has.
[[nodiscard]] std::string WitnessText(const WitnessFile& file, const WitnessCheck& check,
                                      domain::Language language);

}  // namespace par::node
