// GET of an evidence file: piece by piece from EvidenceService, as fast as the browser takes them.
#pragma once

#include <memory>
#include <string>

#include "common/gateway/http.h"
#include "common/gateway/inside_calls.h"

namespace par::gateway {

struct EvidenceFile {
  std::string unit;
  std::string sha256;  // 32 bytes.
  std::string hex;     // The same in digits.
};

// In the name of whom `token` proves.
[[nodiscard]] std::shared_ptr<HttpCall> NewDownload(const RequestHead& head, std::string token,
                                                    EvidenceFile file, std::shared_ptr<Wire> wire,
                                                    InsideCalls& inside);

}  // namespace par::gateway
