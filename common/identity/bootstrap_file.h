// The file of a node's first accounts (docs/formats/accounts.md): read once, when the node has no
// account. It holds hashes of tokens, never a token.
//
// Pure. Safe to call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/finding.h"
#include "par/account/v1/account.pb.h"

namespace par::identity {

struct BootstrapFile {
  // The payload of Kind::kBootstrap; only if there are no findings. Its request id comes from the
  // file's content, so that a node that starts again repeats the same command.
  std::optional<account::v1::BootstrapRequest> request;
  std::vector<domain::Finding> findings;  // In the order of the file.
};

// Findings have the reasons of yaml_reader.h, account_role_name_unknown and
// account_token_hash_text. The rules of ApplyBootstrap are its own business.
[[nodiscard]] BootstrapFile ReadBootstrapFile(std::string_view yaml, std::string file_name);

}  // namespace par::identity
