// What a person types and nobody else may see: passwords and codes. Never an argument, for others
// on the machine can read those.
#pragma once

#include <optional>
#include <string>

#include "parctl/app.h"
#include "parctl/verbs.h"

namespace par::parctl {

// The first line of `file`, which only its owner may read; without a file what is typed after
// `prompt` on the terminal, which does not show it. Nothing if that cannot be read (printed). A
// usage error naming `option` where there is neither a file nor a terminal.
[[nodiscard]] std::optional<std::string> ReadSecret(Session& session, const std::string& file,
                                                    const std::string& option, const Words& prompt);

// A new password: from a terminal it is asked for twice, and both must be the same.
[[nodiscard]] std::optional<std::string> ReadNewPassword(Session& session, const std::string& file,
                                                         const std::string& option);

}  // namespace par::parctl
