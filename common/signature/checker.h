// Checks a PDF file's signatures (common/signature/pdf_check.h) in a process of its own, the
// program pdf-check: with limits of memory and time, without environment, network, files or the
// right to open any. Whatever a file does to it, the caller gets an answer.
//
// Safe from many threads; each call is a process and waits for it, so never on a thread that may
// not wait.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "common/domain/signature.h"
#include "common/signature/sandbox.h"

namespace par::signature {

struct Checker {
  std::filesystem::path program;  // pdf-check.
  std::string anchors_pem = {};   // Trust anchors, as Anchors::FromPem reads them; empty: none.
  CheckLimits limits = {};
  // Once it is true, set by any thread, a check that runs is given up.
  const std::atomic<bool>* stop = nullptr;
};

// pdf-check in the folder of the program that runs.
[[nodiscard]] std::filesystem::path ProgramBeside();

// `now`: UTC seconds. A file on which the process crashed, ran out of its limits or said something
// senseless is a report with the refusal pdf_beyond_limits. NOT_FOUND file_unreadable {path,
// reason}; INTERNAL pdf_checker_missing {program, error}: it cannot be run; INVALID_ARGUMENT
// anchors_malformed; UNAVAILABLE node_stopping: it was given up.
[[nodiscard]] absl::StatusOr<domain::SignatureReport> CheckFile(const Checker& checker,
                                                                const std::filesystem::path& file,
                                                                std::int64_t now);

}  // namespace par::signature
