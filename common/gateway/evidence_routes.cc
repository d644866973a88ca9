#include "common/gateway/evidence_routes.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/hex.h"
#include "common/domain/refusal.h"
#include "common/evidence/evidence_store.h"
#include "common/gateway/connect_protocol.h"
#include "common/gateway/evidence_download.h"
#include "common/gateway/head_check.h"
#include "common/gateway/ranges.h"
#include "common/rpc/status_mapping.h"
#include "par/evidence/v1/evidence.pb.h"

namespace par::gateway {
namespace {

constexpr std::string_view kPrefix = "/evidence/";
constexpr std::string_view kUpload = "/upload";
constexpr std::size_t kHexDigits = 64;
constexpr std::size_t kLongestUnit = 64;

std::string ServiceMethod(std::string_view name) {
  return "/par.evidence.v1.EvidenceService/" + std::string(name);
}

// Of "<unit>/<sha256>".
std::optional<EvidenceFile> FileOf(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash > kLongestUnit) return std::nullopt;
  EvidenceFile file{.unit = std::string(path.substr(0, slash)),
                    .sha256 = {},
                    .hex = std::string(path.substr(slash + 1))};
  const bool plain = std::all_of(file.unit.begin(), file.unit.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
  const auto bytes = file.hex.size() == kHexDigits ? FromHex(file.hex) : std::nullopt;
  if (!plain || !bytes.has_value() || ToHex(*bytes) != file.hex) return std::nullopt;
  file.sha256 = *bytes;
  return file;
}

Answer OffsetAnswer(std::uint64_t offset, bool complete) {
  return {.status = 200,
          .headers = {{"Upload-Offset", std::to_string(offset)},
                      {"Upload-Complete", complete ? "?1" : "?0"}},
          .code = "ok"};
}

Answer Refused(const absl::Status& status) {
  Answer answer = ErrorAnswer(status);
  // The sender asks anew where to go on.
  if (domain::ReasonOf(status) == "evidence_offset") answer.status = 409;
  return answer;
}

// PUT: the body is handed on in pieces, one at a time, while the next is being filled; each is
// durable before the one after it goes.
class Upload final : public HttpCall, public std::enable_shared_from_this<Upload> {
 public:
  Upload(std::string address, std::string token, EvidenceFile file, const SentRange& range,
         std::shared_ptr<Wire> wire, InsideCalls& inside, BodyBudget& budget)
      : held_(budget, std::move(address)),
        file_(std::move(file)),
        range_(range),
        token_(std::move(token)),
        wire_(std::move(wire)),
        inside_(inside),
        next_(range.first) {}

  // One piece that is being filled and one that is being put. False: there is no room for them.
  [[nodiscard]] bool Reserve() { return held_.Add(2 * evidence::kMaxPieceBytes); }

  std::size_t Take(std::string_view bytes) override {
    std::size_t taken = 0;
    while (taken < bytes.size()) {
      std::unique_lock lock(mutex_);
      if (failed_) return bytes.size();
      const std::size_t room = evidence::kMaxPieceBytes - filling_.size();
      if (room == 0) break;
      const std::string_view piece = bytes.substr(taken, room);
      filling_.append(piece);
      taken += piece.size();
      if (piece.size() == room) PutNext(lock);
    }
    return taken;
  }
  void End() override {
    std::unique_lock lock(mutex_);
    ended_ = true;
    PutNext(lock);
  }
  // What has come is worth keeping: the line may be slow, and the sender goes on behind it.
  void Cancel() override {
    std::unique_lock lock(mutex_);
    cancelled_ = true;
    PutNext(lock);
  }

 private:
  void PutNext(std::unique_lock<std::mutex>& lock) {
    if (failed_ || putting_) return;
    if (filling_.empty()) {
      if (!ended_) return;
      lock.unlock();
      wire_->Send(OffsetAnswer(next_, next_ == range_.size));
      return;
    }
    evidence::v1::PutChunkRequest request;
    request.set_unit(file_.unit);
    request.set_sha256(file_.sha256);
    request.set_size(range_.size);
    request.set_offset(next_);
    request.set_data(std::exchange(filling_, {}));
    putting_ = true;
    lock.unlock();
    inside_.Unary({.method = ServiceMethod("PutChunk"), .token = token_},
                  request.SerializeAsString(),
                  [self = shared_from_this()](const absl::StatusOr<std::string>& bytes) {
                    self->Put(bytes);
                  });
  }

  void Put(const absl::StatusOr<std::string>& bytes) {
    evidence::v1::PutChunkResponse put;
    std::unique_lock lock(mutex_);
    putting_ = false;
    if (!bytes.ok() || !put.ParseFromString(*bytes)) {
      failed_ = true;
      filling_.clear();
      lock.unlock();
      wire_->Send(
          Refused(bytes.ok() ? absl::InternalError("an answer cannot be read") : bytes.status()));
      wire_->Wake();
      return;
    }
    next_ = put.durable_offset();
    if (ended_ || cancelled_ || filling_.size() == evidence::kMaxPieceBytes) PutNext(lock);
    if (lock.owns_lock()) lock.unlock();
    wire_->Wake();
  }

  HeldBytes held_;
  const EvidenceFile file_;
  const SentRange range_;
  const std::string token_;
  const std::shared_ptr<Wire> wire_;
  InsideCalls& inside_;
  std::mutex mutex_;  // Guards what follows.
  std::string filling_;
  std::uint64_t next_;  // What is durable.
  bool putting_ = false;
  bool ended_ = false;
  bool cancelled_ = false;
  bool failed_ = false;
};

// HEAD: how much of the file is here.
class OffsetQuery final : public HttpCall, public std::enable_shared_from_this<OffsetQuery> {
 public:
  OffsetQuery(const RequestHead& head, std::string token, const EvidenceFile& file,
              std::shared_ptr<Wire> wire, InsideCalls& inside)
      : token_(std::move(token)), wire_(std::move(wire)), inside_(inside) {
    std::uint64_t size = 0;
    (void)absl::SimpleAtoi(head.Argument("size"), &size);
    request_.set_unit(file.unit);
    request_.set_sha256(file.sha256);
    request_.set_size(size);  // 0 is refused as an empty file.
    request_.set_file_name(head.Argument("name"));
  }

  std::size_t Take(std::string_view bytes) override { return bytes.size(); }
  void End() override {
    inside_.Unary({.method = ServiceMethod("BeginUpload"), .token = token_},
                  request_.SerializeAsString(),
                  [self = shared_from_this()](const absl::StatusOr<std::string>& bytes) {
                    evidence::v1::BeginUploadResponse begun;
                    if (!bytes.ok()) {
                      self->wire_->Send(Refused(bytes.status()));
                    } else if (!begun.ParseFromString(*bytes)) {
                      self->wire_->Send(Refused(absl::InternalError("an answer cannot be read")));
                    } else {
                      const bool all = begun.complete();
                      self->wire_->Send(
                          OffsetAnswer(all ? self->request_.size() : begun.durable_offset(), all));
                    }
                  });
  }
  void Cancel() override {}

 private:
  const std::string token_;
  const std::shared_ptr<Wire> wire_;
  InsideCalls& inside_;
  evidence::v1::BeginUploadRequest request_;
};

Answer NotAllowed(std::string_view methods) {
  Answer answer = PlainAnswer(405, "not a method of this path");
  answer.headers.push_back({"Allow", std::string(methods)});
  return answer;
}

}  // namespace

bool EvidenceRoutes::Takes(const RequestHead& head) { return head.path.starts_with(kPrefix); }

Routed EvidenceRoutes::Route(const RequestHead& head, const std::shared_ptr<Wire>& wire) {
  std::string_view path = head.path;
  path.remove_prefix(kPrefix.size());
  const bool uploads = path.ends_with(kUpload);
  if (uploads) path.remove_suffix(kUpload.size());
  auto file = FileOf(path);
  if (!file.has_value()) {
    wire->Send(PlainAnswer(404, "/evidence/<unit>/<sha256>"));
    return {nullptr, "evidence"};
  }
  const bool asks = head.method == "GET" || head.method == "HEAD";
  // A question how much is here begins the upload where there is none.
  absl::StatusOr<std::string> token =
      credentials_.TokenOf(head, uploads ? Asks::kToChange : Asks::kToRead);
  if (!token.ok()) {
    wire->Send(Refused(token.status()));
    return {nullptr, "evidence"};
  }
  if (!uploads) {
    if (asks) {
      return {NewDownload(head, *std::move(token), *std::move(file), wire, inside_),
              "evidence.download"};
    }
    wire->Send(NotAllowed("GET, HEAD"));
    return {nullptr, "evidence"};
  }
  if (asks) {
    return {std::make_shared<OffsetQuery>(head, *std::move(token), *file, wire, inside_),
            "evidence.offset"};
  }
  if (head.method != "PUT") {
    wire->Send(NotAllowed("GET, HEAD, PUT"));
    return {nullptr, "evidence"};
  }
  const auto range = ReadContentRange(head.Find("Content-Range"));
  if (head.Count("Content-Range") != 1 || !range.has_value() ||
      ContentLength(head) != range->bytes) {
    wire->Send(Refused(
        domain::Refusal(absl::StatusCode::kInvalidArgument, "gateway_content_range",
                        {{"value", std::string(head.Find("Content-Range").substr(0, 64))}})));
    return {nullptr, "evidence.upload"};
  }
  auto upload = std::make_shared<Upload>(head.address, *std::move(token), *std::move(file), *range,
                                         wire, inside_, budget_);
  if (!upload->Reserve()) {
    wire->Send(Refused(rpc::NodeBusy()));
    return {nullptr, "evidence.upload"};
  }
  return {std::move(upload), "evidence.upload"};
}

}  // namespace par::gateway
