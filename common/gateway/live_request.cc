#include "common/gateway/live_request.h"

#include <microhttpd.h>

#include <utility>

#include "common/base/clock.h"

namespace par::gateway {
namespace {

constexpr std::size_t kSourceBlock = std::size_t{64} << 10u;
// What is still read of a body when the answer is already known, so that it can be sent.
constexpr std::uint64_t kMostDiscarded = std::uint64_t{2} << 20u;

std::int64_t Now() { return SystemClock().MonotonicMicros(); }

bool IsSet(const Answer& answer, std::string_view name) {
  for (const Header& header : answer.headers) {
    if (SameName(header.name, name)) return true;
  }
  return false;
}

void AddHeaders(MHD_Response* response, const Answer& answer, bool secure) {
  static constexpr std::pair<const char*, const char*> kAlways[] = {
      {"Cache-Control", "no-store"},
      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"}};
  for (const auto& [name, value] : kAlways) {
    if (!IsSet(answer, name)) MHD_add_response_header(response, name, value);
  }
  if (secure) {
    MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
  }
  for (const Header& header : answer.headers) {
    MHD_add_response_header(response, header.name.c_str(), header.value.c_str());
  }
  if (answer.close) MHD_add_response_header(response, "Connection", "close");
}

using Shared = std::shared_ptr<const std::string>;
void ForgetShared(void* held) { delete static_cast<Shared*>(held); }

MHD_Response* ResponseOf(Shared bytes) {
  auto* held = new Shared(std::move(bytes));
  MHD_Response* response = MHD_create_response_from_buffer_with_free_callback_cls(
      (*held)->size(), const_cast<char*>((*held)->data()), &ForgetShared, held);
  if (response == nullptr) delete held;
  return response;
}

using Holder = std::shared_ptr<LiveRequest>;
ssize_t ReadHeld(void* held, uint64_t /*position*/, char* to, size_t room) {
  return (*static_cast<Holder*>(held))->ReadSource(to, room);
}
void ForgetHeld(void* held) { delete static_cast<Holder*>(held); }

}  // namespace

LiveRequest::LiveRequest(RequestPorts& ports, MHD_Connection* connection, Connections::Track* track)
    : ports_(ports), connection_(connection), track_(track), began_(Now()) {}

void LiveRequest::Send(Answer answer) {
  const std::lock_guard lock(mutex_);
  if (connection_ == nullptr || answered_) return;
  answered_ = true;
  answer_ = std::move(answer);
  Resume();
}

void LiveRequest::Wake() {
  const std::lock_guard lock(mutex_);
  if (connection_ != nullptr) Resume();
}

void LiveRequest::Cancel() {
  if (const auto call = Call()) call->Cancel();
}

void LiveRequest::Stop() {
  if (const auto call = Call()) call->Stop();
}

bool LiveRequest::Begin(const RequestHead& head, std::string_view version) {
  if (auto refused = RefuseHead(head, version, ports_.origin)) {
    Send(*std::move(refused));
  } else if (ports_.closing) {
    Answer answer = PlainAnswer(503, "the node is stopping");
    answer.close = true;
    Send(std::move(answer));
  } else {
    Routed routed = ports_.router(head, shared_from_this());
    label_ = routed.label;
    const std::lock_guard lock(mutex_);
    call_ = std::move(routed.call);
  }
  {
    const std::lock_guard lock(mutex_);
    // An answer that is known waits for a small body, so that the connection may go on; for a large
    // one it does not, and the connection ends with it.
    const bool large = ContentLength(head).value_or(0) > kMostDiscarded;
    if (answered_ && (answer_.close || large)) return Queue();
  }
  ports_.connections.Enter(track_, Connections::Phase::kBody, Now());
  return true;
}

bool LiveRequest::Body(const char* bytes, std::size_t* size) {
  std::string_view rest(bytes, *size);
  *size = 0;
  ports_.connections.CountBody(track_, rest.size());
  while (!rest.empty()) {
    std::shared_ptr<HttpCall> call;
    {
      const std::lock_guard lock(mutex_);
      if (answered_) {
        discarded_ += rest.size();
        return discarded_ <= kMostDiscarded;
      }
      woken_ = false;
      call = call_;
    }
    rest.remove_prefix(call->Take(rest));
    const std::lock_guard lock(mutex_);
    if (rest.empty() || woken_) continue;
    if (ports_.aborting) return false;
    Suspend();
    break;
  }
  *size = rest.size();
  return true;
}

bool LiveRequest::End() {
  std::shared_ptr<HttpCall> ending;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(ended_, true)) ending = call_;
  }
  if (ending != nullptr) {
    ports_.connections.Enter(track_, Connections::Phase::kWork, Now(), WhenGone());
    ending->End();
  }
  const std::lock_guard lock(mutex_);
  if (answered_) return Queue();
  if (ports_.aborting) return false;
  Suspend();
  return true;
}

ssize_t LiveRequest::ReadSource(char* to, std::size_t room) {
  for (;;) {
    std::shared_ptr<Source> source;
    {
      const std::lock_guard lock(mutex_);
      if (ports_.aborting) return MHD_CONTENT_READER_END_WITH_ERROR;
      woken_ = false;
      source = answer_.source;
    }
    const std::ptrdiff_t read = source->Read(to, room);
    if (read > 0) return read;
    if (read == Source::kEnd) return MHD_CONTENT_READER_END_OF_STREAM;
    if (read == Source::kBroken) return MHD_CONTENT_READER_END_WITH_ERROR;
    const std::lock_guard lock(mutex_);
    if (woken_) continue;
    if (ports_.aborting) return MHD_CONTENT_READER_END_WITH_ERROR;
    Suspend();
    return 0;
  }
}

void LiveRequest::Over(bool complete) {
  std::shared_ptr<HttpCall> call;
  Answer answer;
  {
    const std::lock_guard lock(mutex_);
    connection_ = nullptr;
    call = std::move(call_);
    answer = std::move(answer_);
  }
  ports_.connections.Enter(track_, Connections::Phase::kHead, Now());
  if (!complete && call != nullptr) call->Cancel();
  std::string code(answer.source != nullptr ? answer.source->Code() : answer.code);
  if (code.empty()) code = answered_ ? std::to_string(answer.status) : "gone";
  if (answer.source != nullptr) ports_.metrics.Streams(-1);
  ports_.metrics.Count(label_, code, Now() - began_);
}

std::shared_ptr<HttpCall> LiveRequest::Call() {
  const std::lock_guard lock(mutex_);
  return call_;
}

std::function<void()> LiveRequest::WhenGone() {
  return [weak = weak_from_this()] {
    if (const auto live = weak.lock()) live->Cancel();
  };
}

void LiveRequest::Resume() {
  woken_ = true;
  if (!std::exchange(suspended_, false)) return;
  using Phase = Connections::Phase;
  ports_.connections.Enter(track_, ended_ ? Phase::kWork : Phase::kBody, Now(), WhenGone());
  MHD_resume_connection(connection_);
}

void LiveRequest::Suspend() {
  suspended_ = true;
  ports_.connections.Enter(track_, Connections::Phase::kWork, Now(), WhenGone());
  MHD_suspend_connection(connection_);
}

bool LiveRequest::Queue() {
  MHD_Response* response = nullptr;
  if (answer_.source != nullptr) {
    auto* held = new Holder(shared_from_this());
    response = MHD_create_response_from_callback(
        answer_.source_bytes == Answer::kUnknown ? MHD_SIZE_UNKNOWN : answer_.source_bytes,
        kSourceBlock, &ReadHeld, held, &ForgetHeld);
    if (response == nullptr) delete held;
    ports_.metrics.Streams(1);
  } else if (answer_.shared != nullptr) {
    response = ResponseOf(answer_.shared);
  } else {
    response = ResponseOf(std::make_shared<const std::string>(std::move(answer_.body)));
  }
  if (response == nullptr) return false;
  if (*track_->retired) answer_.close = true;
  AddHeaders(response, answer_, ports_.origin.secure);
  const MHD_Result queued =
      MHD_queue_response(connection_, static_cast<unsigned int>(answer_.status), response);
  MHD_destroy_response(response);
  return queued == MHD_YES;
}

}  // namespace par::gateway
