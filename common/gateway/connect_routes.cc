#include "common/gateway/connect_routes.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/gateway/connect_protocol.h"
#include "common/gateway/gzip.h"
#include "common/gateway/head_check.h"
#include "common/rpc/status_mapping.h"

namespace par::gateway {
namespace {

using google::protobuf::MethodDescriptor;

constexpr std::size_t kWorthPacking = 1024;
constexpr std::size_t kEnvelopeHead = 5;
// Writes a folder on the node's machine that the caller names: only for who is on that machine.
// What needs no account has paths of its own, which keep what they have made (public_routes.h).
constexpr std::string_view kNotFromHere[] = {"/par.node.v1.NodeService/Export",
                                             "/par.decision.v1.PublicService/ListPublished",
                                             "/par.decision.v1.PublicService/GetPublishedFile"};

absl::Status Invalid(std::string_view reason, std::vector<domain::Parameter> parameters = {}) {
  return domain::Refusal(absl::StatusCode::kInvalidArgument, reason, std::move(parameters));
}

absl::Status TooLarge(std::uint64_t size, std::size_t most) {
  return Invalid("request_too_large",
                 {{"size", std::to_string(size)}, {"maximum", std::to_string(most)}});
}

// What both kinds of calls are made of.
struct Asked {
  InsideCall call;
  const MethodDescriptor* method = nullptr;
  ConnectForm form;
  bool gzip_request = false;
  bool gzip_answer = false;
  std::size_t most = 0;    // Bytes of the body, unpacked too.
  std::string added = {};  // Behind the message (Credentials::Added).
};

class ConnectBase : public HttpCall {
 public:
  ConnectBase(Asked asked, std::shared_ptr<Wire> wire, BodyBudget& budget)
      : asked_(std::move(asked)), wire_(std::move(wire)), held_(budget, asked_.call.address) {}

  std::size_t Take(std::string_view bytes) override {
    if (refused_) return bytes.size();
    const std::size_t most = asked_.most + (asked_.form.streaming ? kEnvelopeHead : 0);
    const bool fits = body_.size() + bytes.size() <= most;
    if (fits && held_.Add(bytes.size())) {
      body_.append(bytes);
      return bytes.size();
    }
    refused_ = true;
    body_ = {};
    wire_->Send(ErrorAnswer(fits ? rpc::NodeBusy() : TooLarge(most + 1, asked_.most)));
    return bytes.size();
  }
  void Cancel() override {
    std::shared_ptr<UnderWay> under_way;
    {
      const std::lock_guard lock(mutex_);
      cancelled_ = true;
      under_way = under_way_;
    }
    if (under_way != nullptr) under_way->Cancel();
  }

 protected:
  [[nodiscard]] const Asked& asked() const { return asked_; }
  [[nodiscard]] Wire& wire() const { return *wire_; }
  [[nodiscard]] bool refused() const { return refused_; }
  std::string TakeBody() { return std::exchange(body_, {}); }
  // The call may have been cancelled before it was known.
  void Began(std::shared_ptr<UnderWay> under_way) {
    bool cancelled = false;
    {
      const std::lock_guard lock(mutex_);
      under_way_ = under_way;
      cancelled = cancelled_;
    }
    if (cancelled) under_way->Cancel();
  }
  std::shared_ptr<UnderWay> under_way() {
    const std::lock_guard lock(mutex_);
    return under_way_;
  }

 private:
  const Asked asked_;
  const std::shared_ptr<Wire> wire_;
  HeldBytes held_;
  std::string body_;
  bool refused_ = false;
  std::mutex mutex_;  // Guards what follows.
  bool cancelled_ = false;
  std::shared_ptr<UnderWay> under_way_;
};

class ConnectUnary final : public ConnectBase, public std::enable_shared_from_this<ConnectUnary> {
 public:
  ConnectUnary(Asked asked, std::shared_ptr<Wire> wire, BodyBudget& budget, InsideCalls& inside,
               const Credentials& credentials, const Transcoder& transcoder)
      : ConnectBase(std::move(asked), std::move(wire), budget),
        inside_(inside),
        credentials_(credentials),
        transcoder_(transcoder) {}

  void End() override {
    if (refused()) return;
    absl::StatusOr<std::string> request = Request();
    if (!request.ok()) {
      wire().Send(ErrorAnswer(request.status()));
      return;
    }
    *request += asked().added;
    Began(inside_.Unary(asked().call, *request,
                        [self = shared_from_this()](absl::StatusOr<std::string> answer) {
                          self->wire().Send(self->AnswerOf(std::move(answer)));
                        }));
  }

 private:
  absl::StatusOr<std::string> Request() {
    std::string body = TakeBody();
    if (asked().gzip_request) {
      ASSIGN_OR_RETURN(body, Unpacked(body, asked().most));
    }
    const google::protobuf::Descriptor& type = *asked().method->input_type();
    if (asked().form.json) return transcoder_.FromJson(type, body);
    // One that breaks off in the middle of a field would swallow what is added.
    if (!asked().added.empty() && !Transcoder::IsWhole(type, body)) {
      return Invalid("request_unreadable");
    }
    return body;
  }

  Answer AnswerOf(absl::StatusOr<std::string> bytes) const {
    const std::vector<Header> cookies = credentials_.After(asked().call.method, bytes);
    if (bytes.ok() && asked().form.json) {
      bytes = transcoder_.ToJson(*asked().method->output_type(), *bytes);
    }
    Answer answer = bytes.ok() ? Good(*std::move(bytes)) : ErrorAnswer(bytes.status());
    answer.headers.insert(answer.headers.end(), cookies.begin(), cookies.end());
    return answer;
  }

  Answer Good(std::string bytes) const {
    Answer answer{.headers = {{"Content-Type", std::string(ContentType(asked().form))}},
                  .body = std::move(bytes),
                  .code = CodeName(absl::StatusCode::kOk)};
    if (asked().gzip_answer && answer.body.size() >= kWorthPacking) {
      answer.body = Packed(answer.body);
      answer.headers.push_back({"Content-Encoding", "gzip"});
    }
    return answer;
  }

  InsideCalls& inside_;
  const Credentials& credentials_;
  const Transcoder& transcoder_;
};

// One message at a time is taken from the service: it waits for the browser.
class ConnectStream final : public ConnectBase,
                            public Source,
                            public std::enable_shared_from_this<ConnectStream> {
 public:
  ConnectStream(Asked asked, std::shared_ptr<Wire> wire, BodyBudget& budget, InsideCalls& inside,
                const Transcoder& transcoder)
      : ConnectBase(std::move(asked), std::move(wire), budget),
        inside_(inside),
        transcoder_(transcoder) {}

  void End() override {
    if (refused()) return;
    absl::StatusOr<std::string> request =
        OnlyMessage(TakeBody(), asked().gzip_request, asked().most);
    if (request.ok() && asked().form.json) {
      request = transcoder_.FromJson(*asked().method->input_type(), *request);
    }
    if (!request.ok()) {
      Finish(request.status());
    } else {
      const auto self = shared_from_this();
      Began(inside_.Stream(
          asked().call, *request,
          {.message = [self](std::string message) { self->Give(std::move(message)); },
           .done = [self](const absl::Status& status) { self->Finish(status); }}));
    }
    wire().Send({.headers = {{"Content-Type", std::string(ContentType(asked().form))}},
                 .source = shared_from_this()});
  }
  void Stop() override {
    Finish(domain::Refusal(absl::StatusCode::kUnavailable, "node_stopping"));
    Cancel();
  }

  std::ptrdiff_t Read(char* to, std::size_t room) override {
    bool next = false;
    {
      const std::lock_guard lock(mutex_);
      if (sent_ < ready_.size()) {
        const std::size_t count = std::min(room, ready_.size() - sent_);
        std::copy_n(ready_.data() + sent_, count, to);
        sent_ += count;
        return static_cast<std::ptrdiff_t>(count);
      }
      if (ended_) return kEnd;
      ready_.clear();
      sent_ = 0;
      next = std::exchange(given_, false);
    }
    if (next) under_way()->Next();
    return kLater;
  }
  std::string_view Code() const override {
    const std::lock_guard lock(mutex_);
    return code_;
  }

 private:
  void Give(std::string message) {
    absl::StatusOr<std::string> bytes = std::move(message);
    if (asked().form.json) bytes = transcoder_.ToJson(*asked().method->output_type(), *bytes);
    if (!bytes.ok()) {
      Finish(bytes.status());
      Cancel();
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      if (ended_) return;
      ready_ += Envelope(0, *bytes);
      given_ = true;
    }
    wire().Wake();
  }
  void Finish(const absl::Status& status) {
    {
      const std::lock_guard lock(mutex_);
      if (ended_) return;
      ended_ = true;
      code_ = CodeName(status.code());
      ready_ += EndOfStream(status);
    }
    wire().Wake();
  }

  InsideCalls& inside_;
  const Transcoder& transcoder_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::string ready_;
  std::size_t sent_ = 0;  // Of ready_.
  bool given_ = false;    // A message was given, and no other asked for since.
  bool ended_ = false;
  std::string_view code_ = "gone";
};

bool AcceptsGzip(std::string_view accepted) { return accepted.find("gzip") != accepted.npos; }

absl::StatusOr<bool> IsGzip(std::string_view coding) {
  if (coding.empty() || coding == "identity") return false;
  if (coding == "gzip") return true;
  return domain::Refusal(absl::StatusCode::kUnimplemented, "gateway_encoding_unknown",
                         {{"value", std::string(coding.substr(0, 64))}});
}

absl::StatusOr<Asked> Understand(const RequestHead& head, const Credentials& credentials,
                                 const MethodDescriptor& method, ConnectForm form,
                                 std::size_t most) {
  if (head.Count("Connect-Protocol-Version") != 0 && head.Find("Connect-Protocol-Version") != "1") {
    return Invalid("gateway_protocol_version");
  }
  // Every call counts as a change: which of them only read is the services' affair.
  ASSIGN_OR_RETURN(std::string token, credentials.TokenOf(head, Asks::kToChange));
  Asked asked{.call = {.method = head.path,
                       .token = std::move(token),
                       .address = head.address,
                       .watching = head.Find("Parnet-Watching") == "1"},
              .method = &method,
              .form = form,
              .most = most,
              .added = credentials.Added(head)};
  ASSIGN_OR_RETURN(asked.gzip_request, IsGzip(head.Find(form.streaming ? "Connect-Content-Encoding"
                                                                       : "Content-Encoding")));
  asked.gzip_answer = !form.streaming && AcceptsGzip(head.Find("Accept-Encoding"));
  ASSIGN_OR_RETURN(asked.call.timeout_millis,
                   TimeoutMillis(head, form.streaming ? kStreamMillis : kStandardMillis,
                                 form.streaming ? kStreamMillis : kMostMillis));
  if (asked.call.timeout_millis == 0) {
    return domain::Refusal(absl::StatusCode::kDeadlineExceeded, "deadline_passed");
  }
  const std::uint64_t length = ContentLength(head).value_or(0);
  if (length > most + (form.streaming ? kEnvelopeHead : 0)) return TooLarge(length, most);
  return asked;
}

Answer Unknown(const RequestHead& head) {
  Answer answer = ErrorAnswer(domain::Refusal(absl::StatusCode::kUnimplemented,
                                              "gateway_method_unknown", {{"method", head.path}}));
  answer.status = 404;
  return answer;
}

}  // namespace

bool ConnectRoutes::Takes(const RequestHead& head) { return head.path.starts_with("/par."); }

Routed ConnectRoutes::Route(const RequestHead& head, const std::shared_ptr<Wire>& wire) {
  const MethodDescriptor* method = Transcoder::Method(head.path);
  const bool elsewhere = std::find(std::begin(kNotFromHere), std::end(kNotFromHere), head.path) !=
                         std::end(kNotFromHere);
  if (method == nullptr || method->client_streaming() || elsewhere) {
    wire->Send(Unknown(head));
    return {nullptr, "unknown"};
  }
  const std::string_view label = method->full_name();
  if (head.method != "POST") {
    Answer answer = PlainAnswer(405, "POST only");
    answer.headers.push_back({"Allow", "POST"});
    wire->Send(std::move(answer));
    return {nullptr, label};
  }
  const auto form = FormOf(head.Find("Content-Type"));
  if (!form.has_value() || form->streaming != method->server_streaming()) {
    Answer answer = PlainAnswer(415, "not a type that this method takes");
    answer.headers.push_back(
        {"Accept-Post", method->server_streaming()
                            ? "application/connect+proto, application/connect+json"
                            : "application/proto, application/json"});
    wire->Send(std::move(answer));
    return {nullptr, label};
  }
  absl::StatusOr<Asked> asked = Understand(head, credentials_, *method, *form, most_);
  if (!asked.ok()) {
    wire->Send(ErrorAnswer(asked.status()));
    return {nullptr, label};
  }
  if (form->streaming) {
    return {std::make_shared<ConnectStream>(*std::move(asked), wire, budget_, inside_, transcoder_),
            label};
  }
  return {std::make_shared<ConnectUnary>(*std::move(asked), wire, budget_, inside_, credentials_,
                                         transcoder_),
          label};
}

}  // namespace par::gateway
