// One question to the provider over HTTPS, by libcurl: TLS 1.2 or newer with the authorities of one
// file and no others, no redirect followed, no proxy of the environment, bounds on time and bytes.
// Blocks: only on threads that are there for it (rpc::CallPorts::outbound).
#pragma once

#include <atomic>
#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace par::oidc {

inline constexpr std::size_t kMostAnswerBytes = std::size_t{256} << 10u;

struct Question {
  std::string url;
  std::string form = {};  // application/x-www-form-urlencoded, for a POST; empty: a GET.
  // For HTTP Basic, form-encoded as RFC 6749 2.3.1 says; empty: none.
  std::string user = {};
  std::string password = {};
};

struct Reply {
  int status = 0;
  std::string body;
};

struct FetchLimits {
  std::string ca_file;  // PEM.
  long seconds = 10;    // From looking up the name to the last byte in.
  // Once it is true, questions end within a second; outlives them. Null: never.
  const std::atomic<bool>* stop = nullptr;
};

// UNAVAILABLE provider_unreachable {fault}: no answer within the limits, whatever the reason; the
// fault is the library's word and holds nothing of the question.
[[nodiscard]] absl::StatusOr<Reply> Fetch(const Question& question, const FetchLimits& limits);

// For a part of a form or a query.
[[nodiscard]] std::string FormEncoded(std::string_view text);

}  // namespace par::oidc
