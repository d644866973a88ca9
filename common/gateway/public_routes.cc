#include "common/gateway/public_routes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/gateway/connect_protocol.h"
#include "common/gateway/gzip.h"
#include "common/rpc/status_mapping.h"
#include "par/decision/v1/decision.pb.h"

namespace par::gateway {
namespace {

constexpr std::string_view kPublicPrefix = "/public/data/";
constexpr std::string_view kPublicList = "decisions.json";
constexpr std::size_t kIdDigits = 64;
constexpr std::size_t kLongestFileName = 32;
constexpr std::size_t kWorthGzip = 1024;
constexpr std::int64_t kMakingMillis = 30'000;

struct PublicFile {
  std::string id;
  std::string name;
};

bool IsFileLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

// Of "<id>/<name>".
std::optional<PublicFile> ReadPublicPath(std::string_view path) {
  if (path.size() <= kIdDigits + 1 || path[kIdDigits] != '/') return std::nullopt;
  const std::string_view id = path.substr(0, kIdDigits);
  const std::string_view name = path.substr(kIdDigits + 1);
  const bool hex = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (!hex || name.size() > kLongestFileName ||
      !std::all_of(name.begin(), name.end(), IsFileLetter)) {
    return std::nullopt;
  }
  return PublicFile{.id = std::string(id), .name = std::string(name)};
}

std::string PublicTypeOf(std::string_view path) {
  if (path.ends_with(".csv")) return "text/csv; charset=utf-8";
  if (path.ends_with(".json")) return "application/json";
  if (path.ends_with(".bin")) return "application/octet-stream";
  return "text/plain; charset=utf-8";
}

Answer NoSuchPage() { return PlainAnswer(404, "not found"); }

Answer TooManyNow() {
  Answer answer = ErrorAnswer(rpc::NodeBusy());
  answer.headers.push_back({"Retry-After", "1"});
  return answer;
}

}  // namespace

// A reader for whom it has to be made.
class PublicRoutes::Call final : public HttpCall {
 public:
  Call(PublicRoutes& routes, std::string path, Reader reader)
      : routes_(routes), path_(std::move(path)), reader_(std::move(reader)) {}
  std::size_t Take(std::string_view bytes) override { return bytes.size(); }
  void End() override { routes_.Make(path_, reader_); }
  void Cancel() override {}  // Others may wait for it, and it is kept.

 private:
  PublicRoutes& routes_;
  const std::string path_;
  const Reader reader_;
};

bool PublicRoutes::Takes(const RequestHead& head) { return head.path.starts_with(kPublicPrefix); }

Answer PublicRoutes::AnswerFrom(const Page& page, const RequestHead& head) {
  const bool packed =
      page.packed != nullptr && head.Find("Accept-Encoding").find("gzip") != std::string_view::npos;
  const std::string etag = "\"" + page.etag + (packed ? "-gz\"" : "\"");
  Answer answer{
      .headers = {{"Content-Type", page.media_type},
                  {"Cache-Control", "public, max-age=" + std::to_string(page.most_seconds)},
                  {"Content-Security-Policy", "default-src 'none'; sandbox"},
                  {"Vary", "Accept-Encoding"},
                  {"ETag", etag}},
      .shared = packed ? page.packed : page.plain};
  if (packed) answer.headers.push_back({"Content-Encoding", "gzip"});
  if (head.Find("If-None-Match").find(etag) != std::string_view::npos) {
    answer.status = 304;
    answer.shared = nullptr;
  }
  return answer;
}

Routed PublicRoutes::Route(const RequestHead& head, const std::shared_ptr<Wire>& wire) {
  const std::string path = head.path.substr(kPublicPrefix.size());
  if (!open_ || (path != kPublicList && !ReadPublicPath(path).has_value())) {
    wire->Send(NoSuchPage());
    return {nullptr, "public"};
  }
  if (head.method != "GET" && head.method != "HEAD") {
    Answer answer = PlainAnswer(405, "GET only");
    answer.headers.push_back({"Allow", "GET, HEAD"});
    wire->Send(std::move(answer));
    return {nullptr, "public"};
  }
  Page page;
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = kept_.find(path); at != kept_.end()) page = at->second;
  }
  if (page.plain == nullptr) {
    return {std::make_shared<Call>(*this, path, Reader{.head = head, .wire = wire}), "public"};
  }
  wire->Send(AnswerFrom(page, head));
  return {nullptr, "public"};
}

void PublicRoutes::Make(const std::string& path, Reader reader) {
  bool busy = false;
  {
    const std::lock_guard lock(mutex_);
    const auto at = making_.find(path);
    if (at != making_.end()) {
      at->second.push_back(std::move(reader));
      return;
    }
    busy = making_.size() >= kPublicAtOnce;
    if (!busy) making_[path].push_back(reader);
  }
  if (busy) {
    reader.wire->Send(TooManyNow());
    return;
  }
  const auto file = ReadPublicPath(path);
  InsideCall call{.method = "/par.decision.v1.PublicService/ListPublished",
                  .token = {},
                  .timeout_millis = kMakingMillis};
  std::string request;
  if (file.has_value()) {
    call.method = "/par.decision.v1.PublicService/GetPublishedFile";
    decision::v1::GetPublishedFileRequest get;
    get.set_id(file->id);
    get.set_name(file->name);
    request = get.SerializeAsString();
  }
  inside_.Unary(call, request,
                [this, path](absl::StatusOr<std::string> bytes) { Made(path, std::move(bytes)); });
}

void PublicRoutes::Made(const std::string& path, absl::StatusOr<std::string> bytes) {
  decision::v1::GetPublishedFileResponse file;
  if (bytes.ok() && path == kPublicList) {
    bytes = transcoder_.ToJson(*decision::v1::ListPublishedResponse::descriptor(), *bytes);
  } else if (bytes.ok()) {
    bytes = file.ParseFromString(*bytes)
                ? absl::StatusOr<std::string>(std::move(*file.mutable_content()))
                : absl::InternalError("an answer cannot be read");
  }
  Page page;
  if (bytes.ok()) {
    page.media_type = PublicTypeOf(path);
    if (path == kPublicList) page.most_seconds = page.seconds = kPublicListSeconds;
    page.etag = Sha256::Of(*bytes).Hex().substr(0, 32);
    if (bytes->size() >= kWorthGzip && !path.ends_with(".bin")) {
      page.packed = std::make_shared<const std::string>(Packed(*bytes));
    }
    page.plain = std::make_shared<const std::string>(*std::move(bytes));
  }
  std::vector<Reader> readers;
  {
    const std::lock_guard lock(mutex_);
    readers = std::move(making_.extract(path).mapped());
    if (page.plain != nullptr && kept_bytes_ + page.plain->size() <= kPublicBytes &&
        kept_.emplace(path, page).second) {
      kept_bytes_ += page.plain->size();
    }
  }
  for (const Reader& reader : readers) {
    reader.wire->Send(page.plain != nullptr ? AnswerFrom(page, reader.head)
                                            : ErrorAnswer(bytes.status()));
  }
}

void PublicRoutes::Tick() {
  const std::lock_guard lock(mutex_);
  for (auto at = kept_.begin(); at != kept_.end();) {
    if (--at->second.seconds > 0) {
      ++at;
      continue;
    }
    kept_bytes_ -= at->second.plain->size();
    at = kept_.erase(at);
  }
}

}  // namespace par::gateway
