// gRPC streams as pipes. Rules that gRPC's reactors need and that are kept here once: one write at
// a time, one Finish, nothing started after it, the object lives until OnDone, and a hold on client
// streams while others than gRPC start operations. Includes gRPC; only common/rpc includes it.
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "common/rpc/line_error.h"
#include "common/rpc/pipe.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/unreadable_request.h"
#include "common/rpc/unsent.h"

namespace par::rpc {

template <typename Message>
class ServerPipe final : public grpc::ServerBidiReactor<Message, Message>,
                         public Pipe<Message>,
                         public std::enable_shared_from_this<ServerPipe<Message>> {
 public:
  // For a service method to return.
  static grpc::ServerBidiReactor<Message, Message>* Serve(const TakePipe<Message>& take) {
    auto pipe = std::make_shared<ServerPipe>();
    pipe->self_ = pipe;
    pipe->events_ = take(pipe);
    const std::lock_guard lock(pipe->mutex_);
    if (pipe->finished_) return pipe.get();  // Closed while it was being taken.
    pipe->StartSendInitialMetadata();        // Tells the client that someone is there.
    pipe->StartRead(&pipe->incoming_);
    return pipe.get();
  }

  void Send(Message message) override {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    outgoing_.Add(std::move(message));
    if (outgoing_.alone()) this->StartWrite(&outgoing_.first());
  }

  void Close(const absl::Status& why) override { End(why, why); }

  void OnReadDone(bool ok) override {
    // The other side went, which then hears nothing any more, or sent what is no message.
    if (!ok) return End(absl::OkStatus(), RequestUnreadable());
    events_.received(std::move(incoming_), [pipe = this->shared_from_this()] { pipe->ReadNext(); });
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Close(OtherSideGone());
    const std::lock_guard lock(mutex_);
    outgoing_.Remove();
    if (finished_) return;
    if (!outgoing_.empty()) this->StartWrite(&outgoing_.first());
    if (read_held_ && !outgoing_.full()) StartReading();
  }

  void OnCancel() override { Close(OtherSideGone()); }

  void OnDone() override {
    const std::shared_ptr<ServerPipe> last = std::move(self_);
    if (events_.closed) events_.closed(why_);
    events_ = {};
  }

 private:
  // `told`: what the other side hears.
  void End(const absl::Status& why, const absl::Status& told) {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    finished_ = true;
    why_ = why;
    this->Finish(ToGrpcStatus(told));
  }
  void ReadNext() {
    const std::lock_guard lock(mutex_);
    if (finished_) return;
    read_held_ = outgoing_.full();
    if (!read_held_) StartReading();
  }
  void StartReading() {
    read_held_ = false;
    incoming_.Clear();
    this->StartRead(&incoming_);
  }

  std::mutex mutex_;
  std::shared_ptr<ServerPipe> self_;  // Until OnDone.
  PipeEvents<Message> events_;
  Message incoming_;
  Unsent<Message> outgoing_;
  bool read_held_ = false;  // Until the other side has read.
  bool finished_ = false;
  absl::Status why_;
};

// Reads bytes: gRPC would end the reading at bytes that are no message, and leave the stream open
// without a word, for as long as the other side likes.
template <typename Message>
class ClientPipe final : public grpc::ClientBidiReactor<Message, grpc::ByteBuffer>,
                         public Pipe<Message>,
                         public std::enable_shared_from_this<ClientPipe<Message>> {
 public:
  using Stub = grpc::TemplatedGenericStub<Message, grpc::ByteBuffer>;

  // Opens a stream of `method`, by its whole name; `keep` is let go when the stream is over, on a
  // gRPC thread: it must not be the last to hold a channel, whose end waits for those threads.
  static void Open(const std::shared_ptr<grpc::Channel>& channel, const char* method,
                   std::unique_ptr<grpc::ClientContext> context, std::shared_ptr<void> keep,
                   const TakePipe<Message>& take) {
    auto pipe = std::make_shared<ClientPipe>();
    pipe->self_ = pipe;
    pipe->keep_ = std::move(keep);
    pipe->context_ = std::move(context);
    pipe->events_ = take(pipe);
    Stub(channel).PrepareBidiStreamingCall(pipe->context_.get(), method, {}, pipe.get());
    const std::lock_guard lock(pipe->mutex_);
    pipe->started_ = true;
    pipe->AddHold();
    pipe->StartRead(&pipe->incoming_);
    if (!pipe->outgoing_.empty()) pipe->StartWrite(&pipe->outgoing_.first());
    pipe->StartCall();
    if (pipe->released_) pipe->LetGo();  // Closed while it was being taken.
  }

  void Send(Message message) override {
    const std::lock_guard lock(mutex_);
    if (released_) return;
    outgoing_.Add(std::move(message));
    if (started_ && outgoing_.alone()) this->StartWrite(&outgoing_.first());
  }

  void Close(const absl::Status& why) override {
    const std::lock_guard lock(mutex_);
    if (released_) return;
    released_ = true;
    why_ = why;
    if (started_) LetGo();
  }

  void OnReadInitialMetadataDone(bool ok) override {
    if (ok && events_.opened) events_.opened();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Release();
    Message message;
    if (!grpc::SerializationTraits<Message>::Deserialize(&incoming_, &message).ok()) {
      return Close(LineUnreadable());
    }
    events_.received(std::move(message), [pipe = this->shared_from_this()] { pipe->ReadNext(); });
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Release();
    const std::lock_guard lock(mutex_);
    outgoing_.Remove();
    if (released_) return;
    if (!outgoing_.empty()) this->StartWrite(&outgoing_.first());
    if (read_held_ && !outgoing_.full()) StartReading();
  }

  void OnDone(const grpc::Status& status) override {
    const std::shared_ptr<ClientPipe> last = std::move(self_);
    absl::Status why = why_.ok() ? FromGrpcStatus(status) : why_;
    if (why.ok()) why = OtherSideGone();
    if (events_.closed) events_.closed(why);
    events_ = {};
    context_.reset();  // It holds the channel too.
    keep_.reset();
  }

 private:
  // The hold goes once, and with it the right to start anything from outside the reactions.
  void LetGo() {
    context_->TryCancel();
    this->RemoveHold();
  }

  void Release() {
    const std::lock_guard lock(mutex_);
    if (released_) return;
    released_ = true;
    this->RemoveHold();
  }

  void ReadNext() {
    const std::lock_guard lock(mutex_);
    if (released_) return;
    read_held_ = outgoing_.full();
    if (!read_held_) StartReading();
  }
  void StartReading() {
    read_held_ = false;
    incoming_.Clear();
    this->StartRead(&incoming_);
  }

  std::mutex mutex_;
  std::shared_ptr<ClientPipe> self_;  // Until OnDone.
  std::shared_ptr<void> keep_;
  std::unique_ptr<grpc::ClientContext> context_;
  PipeEvents<Message> events_;
  grpc::ByteBuffer incoming_;
  Unsent<Message> outgoing_;
  bool read_held_ = false;  // Until the other side has read.
  bool started_ = false;
  bool released_ = false;
  absl::Status why_;
};

}  // namespace par::rpc
