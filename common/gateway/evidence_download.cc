#include "common/gateway/evidence_download.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/evidence/file_kind.h"
#include "common/gateway/connect_protocol.h"
#include "common/gateway/ranges.h"
#include "par/evidence/v1/evidence.pb.h"

namespace par::gateway {
namespace {

// For browsers that do not know filename*.
std::string PlainName(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool stays = absl::ascii_isalnum(byte) || c == '.' || c == '-' || c == '_';
    // One mark for each letter, not for each byte of it.
    if (stays || (byte & 0xC0u) != 0x80u) plain += stays ? c : '_';
  }
  return plain;
}

class Download final : public HttpCall,
                       public Source,
                       public std::enable_shared_from_this<Download> {
 public:
  Download(const RequestHead& head, std::string token, EvidenceFile file,
           std::shared_ptr<Wire> wire, InsideCalls& inside)
      : file_(std::move(file)),
        etag_("\"" + file_.hex + "\""),
        token_(std::move(token)),
        known_(head.Find("If-None-Match") == etag_),
        wire_(std::move(wire)),
        inside_(inside) {
    const bool same = head.Count("If-Range") == 0 || head.Find("If-Range") == etag_;
    if (same && head.Count("Range") == 1) asked_ = ReadRange(head.Find("Range"));
  }

  std::size_t Take(std::string_view bytes) override { return bytes.size(); }
  void End() override { Fetch(asked_.has_value() ? asked_->first.value_or(0) : 0); }
  void Cancel() override {
    std::shared_ptr<UnderWay> under_way;
    {
      const std::lock_guard lock(mutex_);
      cancelled_ = true;
      under_way = under_way_;
    }
    if (under_way != nullptr) under_way->Cancel();
  }

  std::ptrdiff_t Read(char* to, std::size_t room) override {
    std::unique_lock lock(mutex_);
    if (broken_) return kBroken;
    if (sent_ < ready_.size()) {
      const std::size_t count = std::min(room, ready_.size() - sent_);
      std::copy_n(ready_.data() + sent_, count, to);
      sent_ += count;
      return static_cast<std::ptrdiff_t>(count);
    }
    if (next_ == end_) return kEnd;
    if (std::exchange(fetching_, true)) return kLater;
    const std::uint64_t from = next_;
    lock.unlock();
    Fetch(from);
    return kLater;
  }
  std::string_view Code() const override {
    const std::lock_guard lock(mutex_);
    return broken_ ? "broken" : sent_ == ready_.size() && next_ == end_ ? "ok" : "gone";
  }

 private:
  void Fetch(std::uint64_t from) {
    evidence::v1::ReadDocumentRequest request;
    request.set_unit(file_.unit);
    request.set_sha256(file_.sha256);
    request.set_offset(from);
    auto under_way =
        inside_.Unary({.method = "/par.evidence.v1.EvidenceService/ReadDocument", .token = token_},
                      request.SerializeAsString(),
                      [self = shared_from_this(), from](const absl::StatusOr<std::string>& bytes) {
                        evidence::v1::ReadDocumentResponse piece;
                        if (!bytes.ok()) {
                          self->Failed(bytes.status());
                        } else if (!piece.ParseFromString(*bytes)) {
                          self->Failed(absl::InternalError("an answer cannot be read"));
                        } else {
                          self->Came(from, piece);
                        }
                      });
    const std::lock_guard lock(mutex_);
    under_way_ = std::move(under_way);
    if (cancelled_) under_way_->Cancel();
  }

  void Failed(const absl::Status& status) {
    bool begun = false;
    {
      const std::lock_guard lock(mutex_);
      begun = begun_;
      broken_ = true;
    }
    if (begun) {
      wire_->Wake();
    } else {
      wire_->Send(ErrorAnswer(status));
    }
  }

  void Came(std::uint64_t from, evidence::v1::ReadDocumentResponse& piece) {
    std::unique_lock lock(mutex_);
    if (begun_) {
      fetching_ = false;
      Keep(from, *piece.mutable_data());
      lock.unlock();
      wire_->Wake();
      return;
    }
    const std::optional<Piece> wanted = asked_.has_value()
                                            ? PieceOf(*asked_, piece.size())
                                            : Piece{.first = 0, .bytes = piece.size()};
    Answer answer{.status = asked_.has_value() ? 206 : 200, .headers = Headers(piece.file_name())};
    if (known_ || !wanted.has_value()) {
      answer.status = known_ ? 304 : 416;
      if (!known_) {
        answer.headers.push_back({"Content-Range", "bytes */" + std::to_string(piece.size())});
      }
      lock.unlock();
      wire_->Send(std::move(answer));
      return;
    }
    begun_ = true;
    next_ = wanted->first;
    end_ = wanted->first + wanted->bytes;
    if (from == next_) Keep(from, *piece.mutable_data());
    if (asked_.has_value()) {
      answer.headers.push_back({"Content-Range", "bytes " + std::to_string(wanted->first) + "-" +
                                                     std::to_string(end_ - 1) + "/" +
                                                     std::to_string(piece.size())});
    }
    answer.source = shared_from_this();
    answer.source_bytes = wanted->bytes;
    lock.unlock();
    wire_->Send(std::move(answer));
  }

  // With the lock held.
  void Keep(std::uint64_t from, std::string& data) {
    if (from != next_ || data.empty()) {
      broken_ = true;
      return;
    }
    data.resize(std::min<std::uint64_t>(data.size(), end_ - next_));
    next_ += data.size();
    ready_ = std::move(data);
    sent_ = 0;
  }

  // The file is somebody's: a browser saves it and neither guesses what it is nor runs it.
  std::vector<Header> Headers(const std::string& name) const {
    const auto kind = evidence::KindOfName(name);
    return {{"Content-Type", kind.has_value() ? std::string(evidence::MediaType(*kind))
                                              : "application/octet-stream"},
            {"Content-Disposition",
             "attachment; filename=\"" + PlainName(name) + "\"; filename*=UTF-8''" + Encoded(name)},
            {"Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'"},
            {"Accept-Ranges", "bytes"},
            {"Cache-Control", "private, no-store"},
            {"ETag", etag_}};
  }

  const EvidenceFile file_;
  const std::string etag_;
  const std::string token_;
  const bool known_;
  std::optional<AskedRange> asked_;
  const std::shared_ptr<Wire> wire_;
  InsideCalls& inside_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::shared_ptr<UnderWay> under_way_;
  bool cancelled_ = false;
  bool begun_ = false;  // The head of the answer is sent.
  bool fetching_ = false;
  bool broken_ = false;
  std::uint64_t next_ = 0;  // The first byte that has not come.
  std::uint64_t end_ = 0;
  std::string ready_;
  std::size_t sent_ = 0;  // Of ready_.
};

}  // namespace

std::shared_ptr<HttpCall> NewDownload(const RequestHead& head, std::string token, EvidenceFile file,
                                      std::shared_ptr<Wire> wire, InsideCalls& inside) {
  return std::make_shared<Download>(head, std::move(token), std::move(file), std::move(wire),
                                    inside);
}

}  // namespace par::gateway
