#include "common/gateway/inside_calls.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include "common/rpc/caller.h"
#include "common/rpc/status_mapping.h"

namespace par::gateway {
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
}

class UnaryCall final : public UnderWay {
 public:
  void Cancel() override { context.TryCancel(); }
  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

// Lives until gRPC says that it is done with it: the call holds itself.
class StreamCall final : public UnderWay,
                         public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  StreamCall(const std::string& request, StreamEvents events)
      : request_(BufferOf(request)), events_(std::move(events)) {}

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
    const StreamEvents events = std::move(events_);
    events.done(rpc::FromGrpcStatus(status));
  }

  grpc::ClientContext context;

 private:
  const grpc::ByteBuffer request_;
  grpc::ByteBuffer message_;
  StreamEvents events_;
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
    : stub_(new Stub{grpc::GenericStub(std::move(channel))}), secret_(std::move(secret)) {}

InsideCalls::~InsideCalls() = default;

std::shared_ptr<UnderWay> InsideCalls::Unary(
    const InsideCall& call, const std::string& request,
    std::function<void(absl::StatusOr<std::string>)> done) {
  auto under_way = std::make_shared<UnaryCall>();
  Prepare(under_way->context, call, secret_);
  under_way->request = BufferOf(request);
  stub_->stub.UnaryCall(&under_way->context, call.method, {}, &under_way->request,
                        &under_way->response,
                        [under_way, done = std::move(done)](const grpc::Status& status) {
                          if (status.ok()) {
                            done(BytesOf(under_way->response));
                          } else {
                            done(rpc::FromGrpcStatus(status));
                          }
                        });
  return under_way;
}

std::shared_ptr<UnderWay> InsideCalls::Stream(const InsideCall& call, const std::string& request,
                                              StreamEvents events) {
  auto under_way = std::make_shared<StreamCall>(request, std::move(events));
  Prepare(under_way->context, call, secret_);
  stub_->stub.PrepareBidiStreamingCall(&under_way->context, call.method, {}, under_way.get());
  under_way->Start(under_way);
  return under_way;
}

}  // namespace par::gateway
