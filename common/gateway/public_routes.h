// GET /public/data/…: published decisions and their open data, for whoever asks, without an account
// (docs/formats/portal.md, Public pages). The only part of the node that answers without one. What
// was made once is kept for a minute, and only few are made at a time: a crowd of readers is a
// crowd of copies, not of work.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/gateway/http.h"
#include "common/gateway/inside_calls.h"
#include "common/gateway/transcoder.h"

namespace par::gateway {

// That an answer is kept, here and by readers. The list is short and should name a new decision
// soon.
inline constexpr int kPublicSeconds = 60;
inline constexpr int kPublicListSeconds = 5;
inline constexpr std::size_t kPublicAtOnce = 4;                      // Answers that are being made.
inline constexpr std::size_t kPublicBytes = std::size_t{32} << 20u;  // Kept in all.

// Safe from many threads; must outlive its calls.
class PublicRoutes {
 public:
  // `open`: the configuration's portal.public; otherwise every path is 404 and nothing is asked of
  // the node.
  PublicRoutes(InsideCalls& inside, bool open) : inside_(inside), open_(open) {}

  [[nodiscard]] static bool Takes(const RequestHead& head);
  [[nodiscard]] Routed Route(const RequestHead& head, const std::shared_ptr<Wire>& wire);
  // Every second.
  void Tick();

 private:
  struct Page {
    std::string media_type = {};
    std::string etag = {};
    std::shared_ptr<const std::string> plain = {};
    std::shared_ptr<const std::string> packed = {};
    int most_seconds = kPublicSeconds;
    int seconds = kPublicSeconds;  // Left.
  };
  struct Reader {
    RequestHead head;
    std::shared_ptr<Wire> wire;
  };
  class Call;
  static Answer AnswerFrom(const Page& page, const RequestHead& head);
  void Make(const std::string& path, Reader reader);
  void Made(const std::string& path, absl::StatusOr<std::string> bytes);

  InsideCalls& inside_;
  const bool open_;
  const Transcoder transcoder_;
  std::mutex mutex_;  // Guards what follows.
  std::map<std::string, Page> kept_;
  std::size_t kept_bytes_ = 0;
  std::map<std::string, std::vector<Reader>> making_;
};

}  // namespace par::gateway
