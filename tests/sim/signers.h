// The keys that sign a simulated country's decisions, and the certificates over them: the same
// bytes in every process, so that a seed tells the same story everywhere.
#pragma once

#include <memory>
#include <string>

#include "common/identity/signing_key.h"

namespace par::sim {

struct DecisionSigner {
  std::unique_ptr<identity::SigningKey> key;
  std::string certificate;  // DER, for one unit; it holds in any year that a clock may show.
};

[[nodiscard]] const DecisionSigner& SignerOf(const std::string& node, const std::string& unit);
// The certificate of the authority that all nodes trust.
[[nodiscard]] const std::string& AuthorityPem();

}  // namespace par::sim
