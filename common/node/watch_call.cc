#include "common/node/watch_call.h"

#include <chrono>
#include <map>
#include <mutex>
#include <utility>

#include "common/base/status_macros.h"
#include "common/domain/refusal.h"
#include "common/rpc/status_mapping.h"
#include "common/rpc/work_pool.h"

namespace par::node {
namespace {

// Before the deadline, which would be an error: longer than from one sign of life to the next.
constexpr auto kInTime = std::chrono::seconds(20);
// Told one by one; beyond it the page is told that everything may have changed.
constexpr std::size_t kMostChanges = 200;

class WatchCall final : public grpc::ServerWriteReactor<v1::WatchResponse>,
                        public Changes::Watcher,
                        public std::enable_shared_from_this<WatchCall> {
 public:
  WatchCall(const rpc::CallPorts& calls, const services::HandlerPorts& ports, Changes& changes,
            grpc::CallbackServerContext* context)
      : calls_(calls), ports_(ports), changes_(changes), context_(context) {}

  void Start(std::uint64_t after) {
    self_ = shared_from_this();
    if (absl::Status late = rpc::CheckDeadline(*context_); !late.ok()) {
      End(late);
      Release();
    } else if (!calls_.pool->TryPost([self = self_, after] { self->Begin(after); })) {
      End(rpc::NodeBusy());
      Release();
    }
  }

  void Told(bool sign_of_life) override {
    if (!Claim()) return;
    if (!sign_of_life || MayGoOn()) {
      Write(sign_of_life);
    } else {
      Release();
    }
  }
  void Stopped() override { End(domain::Refusal(absl::StatusCode::kUnavailable, "node_stopping")); }
  void OnWriteDone(bool ok) override {
    if (!ok) End(absl::CancelledError());
    Release();
    {
      const std::lock_guard lock(mutex_);
      if (finishing_ || !missed_) return;
    }
    // Where the pool is full the next sign of life brings what was missed.
    (void)calls_.pool->TryPost([self = shared_from_this()] { self->Told(false); });
  }
  void OnCancel() override { End(absl::CancelledError()); }
  void OnDone() override {
    changes_.Remove(shared_from_this());
    const std::shared_ptr<WatchCall> self = std::move(self_);
  }

 private:
  // Claimed from the beginning.
  void Begin(std::uint64_t after) {
    absl::StatusOr<rpc::Caller> caller = Look();
    if (!caller.ok()) {
      End(caller.status());
    } else if (!changes_.Add(shared_from_this(), after, &position_)) {
      End(rpc::NodeBusy());
    } else {
      caller_ = *std::move(caller);
      Write(true);  // The page learns where it stands.
      return;
    }
    Release();
  }

  // Whoever has the claim may use the context, the caller, the position and the response: the call
  // does not end before it is released. At most one has it; a write keeps it until it is done.
  bool Claim() {
    const std::lock_guard lock(mutex_);
    missed_ = claimed_;
    if (finishing_ || claimed_) return false;
    return claimed_ = true;
  }
  void Release() {
    const std::lock_guard lock(mutex_);
    claimed_ = false;
    if (finishing_) FinishNow();
  }

  // Whose call it is. A page watches by itself, also after its person has gone: that does not use
  // the session.
  absl::StatusOr<rpc::Caller> Look() {
    ASSIGN_OR_RETURN(const std::string token, rpc::CallToken(*context_, calls_.gateway_secret));
    return calls_.tokens->Look(token);
  }

  // The account may have lost its token since; and the deadline comes.
  bool MayGoOn() {
    absl::Status status = Look().status();
    const bool soon = context_->deadline() - std::chrono::system_clock::now() < kInTime;
    if (status.ok() && !soon) return true;
    End(status);
    return false;
  }

  // With the claim, which it hands on or releases.
  void Write(bool even_if_none) {
    const ChangesSince since = changes_.Since(position_);
    const bool none = since.position == position_;
    position_ = since.position;
    if (!none || even_if_none) {
      Fill(since);
      const std::lock_guard lock(mutex_);
      if (!finishing_) {
        StartWrite(&response_);
        return;
      }
    }
    Release();
  }

  void Fill(const ChangesSince& since) {
    response_.Clear();
    response_.set_position(since.position);
    response_.set_all(since.all || since.changes.size() > kMostChanges);
    if (response_.all()) return;
    const auto state = ports_.store.NewSnapshot();
    std::map<std::string, bool> seen;  // By unit.
    for (const Change& change : since.changes) {
      const auto [at, is_new] = seen.emplace(change.unit, true);
      if (is_new && !change.unit.empty()) {
        at->second =
            ports_.MaySee(*state, *caller_, domain::Permission::kViewDossier, change.unit).ok();
      }
      if (!at->second) continue;
      v1::Change* told = response_.add_changes();
      told->set_subject(change.subject);
      told->set_unit(change.unit);
      told->set_cycle(change.cycle);
    }
  }

  void End(const absl::Status& status) {
    const std::lock_guard lock(mutex_);
    if (finishing_) return;
    end_ = status;
    finishing_ = true;
    if (!claimed_) FinishNow();
  }
  // With the lock held, once.
  void FinishNow() {
    if (!std::exchange(finished_, true)) Finish(rpc::ToGrpcStatus(end_));
  }

  const rpc::CallPorts& calls_;
  const services::HandlerPorts ports_;
  Changes& changes_;
  grpc::CallbackServerContext* const context_;
  std::shared_ptr<WatchCall> self_;  // Until gRPC is done with it.
  std::optional<rpc::Caller> caller_;
  std::uint64_t position_ = 0;
  v1::WatchResponse response_;
  std::mutex mutex_;  // Guards what follows.
  bool claimed_ = true;
  bool missed_ = false;
  bool finishing_ = false;
  bool finished_ = false;
  absl::Status end_;
};

}  // namespace

grpc::ServerWriteReactor<v1::WatchResponse>* NewWatch(const rpc::CallPorts& calls,
                                                      const services::HandlerPorts& ports,
                                                      Changes& changes,
                                                      grpc::CallbackServerContext* context,
                                                      const v1::WatchRequest* request) {
  const auto call = std::make_shared<WatchCall>(calls, ports, changes, context);
  call->Start(request->after());
  return call.get();
}

}  // namespace par::node
