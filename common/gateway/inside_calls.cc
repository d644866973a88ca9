#include "common/gateway/inside_calls.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "common/rpc/caller.h"
#include "common/rpc/status_mapping.h"

namespace par::gateway {

// The calls that have not been told of their end.
class InsideCalls::Open {
 public:
  // False: nothing may begin any more, and the call is to be cancelled.
  [[nodiscard]] bool Add(const std::shared_ptr<UnderWay>& call) {
    const std::lock_guard lock(mutex_);
    calls_.insert(call);
    return !stopped_;
  }
  void Remove(const std::shared_ptr<UnderWay>& call) {
    const std::lock_guard lock(mutex_);
    calls_.erase(call);
    if (calls_.empty()) none_.notify_all();
  }
  void Stop() {
    std::unique_lock lock(mutex_);
    stopped_ = true;
    const std::set<std::shared_ptr<UnderWay>> calls = calls_;
    lock.unlock();
    for (const std::shared_ptr<UnderWay>& call : calls) call->Cancel();
    lock.lock();
    none_.wait(lock, [this] { return calls_.empty(); });
  }

 private:
  std::mutex mutex_;  // Guards what follows.
  std::condition_variable none_;
  bool stopped_ = false;
  std::set<std::shared_ptr<UnderWay>> calls_;
};

namespace {

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

void Prepare(grpc::ClientContext& context, const InsideCall& call, const std::string& secret) {
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(call.timeout_millis));
  rpc::SetGatewayProof(context, secret, call.token);
  if (!call.address.empty()) context.AddMetadata(rpc::kAddressMetadata, call.address);
  if (call.watching) context.AddMetadata(rpc::kWatchingMetadata, "1");
}

class UnaryCall final : public UnderWay {
 public:
  void Cancel() override { context.TryCancel(); }
  // Lets go of `done`, and what it holds, before anybody may believe that the call is over.
  void End(const grpc::Status& status) {
    const auto told = std::exchange(done, nullptr);
    told(status.ok() ? absl::StatusOr<std::string>(BytesOf(response))
                     : rpc::FromGrpcStatus(status));
  }
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  std::function<void(absl::StatusOr<std::string>)> done;
};

// Lives until gRPC says that it is done with it: the call holds itself.
class StreamCall final : public UnderWay,
                         public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // `over` comes last: nothing of the events is held any more.
  StreamCall(const std::string& request, StreamEvents events,
             std::function<void(const std::shared_ptr<UnderWay>&)> over)
      : request_(BufferOf(request)), events_(std::move(events)), over_(std::move(over)) {}

  void Start(std::shared_ptr<StreamCall> self) {
    self_ = std::move(self);
    // Without it the end may be told before the last message was taken.
    AddHold();
    StartWriteLast(&request_, grpc::WriteOptions());
    StartRead(&message_);
    StartCall();
  }
  void Cancel() override {
    context.TryCancel();
    Next();  // A read finds out.
  }
  void Next() override {
    const std::lock_guard lock(mutex_);
    if (reading_ || ended_) return;
    reading_ = true;
    StartRead(&message_);
  }
  void OnReadDone(bool ok) override {
    std::string bytes = ok ? BytesOf(message_) : std::string();
    {
      const std::lock_guard lock(mutex_);
      reading_ = false;
      ended_ = !ok;
    }
    if (ok) {
      events_.message(std::move(bytes));
    } else {
      RemoveHold();
    }
  }
  void OnDone(const grpc::Status& status) override {
    const std::shared_ptr<StreamCall> self = std::move(self_);
    std::exchange(events_, {}).done(rpc::FromGrpcStatus(status));
    over_(self);
  }

  grpc::ClientContext context;

 private:
  const grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
  StreamEvents events_;
  const std::function<void(const std::shared_ptr<UnderWay>&)> over_;
  std::shared_ptr<StreamCall> self_;
  std::mutex mutex_;  // Guards what follows.
  bool reading_ = true;
  bool ended_ = false;
};

}  // namespace

struct InsideCalls::Stub {
  grpc::GenericStub stub;
};

InsideCalls::InsideCalls(std::shared_ptr<grpc::Channel> channel, std::string secret)
    : open_(std::make_shared<Open>()),
      stub_(new Stub{grpc::GenericStub(std::move(channel))}),
      secret_(std::move(secret)) {}

InsideCalls::~InsideCalls() { Stop(); }

void InsideCalls::Stop() { open_->Stop(); }

std::shared_ptr<UnderWay> InsideCalls::Unary(
    const InsideCall& call, const std::string& request,
    std::function<void(absl::StatusOr<std::string>)> done) {
  auto under_way = std::make_shared<UnaryCall>();
  Prepare(under_way->context, call, secret_);
  under_way->request = BufferOf(request);
  under_way->done = std::move(done);
  const bool may_begin = open_->Add(under_way);
  stub_->stub.UnaryCall(&under_way->context, call.method, {}, &under_way->request,
                        &under_way->response,
                        [under_way, open = open_](const grpc::Status& status) {
                          under_way->End(status);
                          open->Remove(under_way);
                        });
  if (!may_begin) under_way->Cancel();
  return under_way;
}

std::shared_ptr<UnderWay> InsideCalls::Stream(const InsideCall& call, const std::string& request,
                                              StreamEvents events) {
  auto under_way = std::make_shared<StreamCall>(
      request, std::move(events),
      [open = open_](const std::shared_ptr<UnderWay>& over) { open->Remove(over); });
  Prepare(under_way->context, call, secret_);
  stub_->stub.PrepareBidiStreamingCall(&under_way->context, call.method, {}, under_way.get());
  const bool may_begin = open_->Add(under_way);
  under_way->Start(under_way);
  if (!may_begin) under_way->Cancel();
  return under_way;
}

}  // namespace par::gateway
