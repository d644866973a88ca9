// Goal: whatever happens around a machine reaches it one at a time and in order, and what it asks
// for is done in order.
// Method: a machine that writes down what it is given, on a pool of several threads; a ledger that
// answers when and in which order the test says.
#include "common/rpc/link_driver.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>

#include "common/rpc/local_pipe.h"
#include "tests/support/status_matchers.h"

namespace par::rpc {
namespace {

using exchange::v1::LinkMessage;

LinkMessage Numbered(std::uint64_t number) {
  LinkMessage message;
  message.mutable_hello()->set_free_disk_bytes(number);
  return message;
}

std::string TextOf(const exchange::LinkInput& input) {
  if (std::holds_alternative<exchange::Connected>(input)) return "connected";
  if (const auto* in = std::get_if<exchange::MessageIn>(&input)) {
    return "message " + std::to_string(in->message.hello().free_disk_bytes());
  }
  if (std::holds_alternative<exchange::Disconnected>(input)) return "disconnected";
  if (std::holds_alternative<exchange::Tick>(input)) return "tick";
  if (std::holds_alternative<exchange::StateChanged>(input)) return "changed";
  const auto& committed = std::get<exchange::Committed>(input);
  return "committed " + std::to_string(committed.ticket) +
         (committed.answer.ok() ? "" : " refused");
}

class LinkDriverTest : public ::testing::Test {
 protected:
  ~LinkDriverTest() override {
    driver_->Stop();
    pool_.Stop();
  }

  exchange::LinkActions Step(const exchange::LinkInput& input) {
    EXPECT_FALSE(stepping_.exchange(true)) << "two steps at once";
    const std::string text = TextOf(input);
    exchange::LinkActions actions;
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(text);
      const auto answer = answers_.find(text);
      if (answer != answers_.end()) actions = std::move(answer->second);
      if (answer != answers_.end()) answers_.erase(answer);
      changed_.notify_all();
    }
    stepping_ = false;
    return actions;
  }

  // The next time the machine is given `input` it does this.
  void On(const std::string& input, exchange::LinkActions actions) {
    const std::lock_guard lock(mutex_);
    answers_[input] = std::move(actions);
  }
  std::vector<std::string> WaitFor(const std::string& text) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return std::find(seen_.begin(), seen_.end(), text) != seen_.end(); });
    return seen_;
  }
  static exchange::Submit Submission(std::uint64_t ticket) {
    exchange::Submit submit;
    submit.ticket = ticket;
    submit.command.id = std::to_string(ticket);
    return submit;
  }

  WorkPool pool_{4, 64};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> seen_;
  std::map<std::string, exchange::LinkActions> answers_;
  std::atomic<bool> stepping_ = false;
  std::map<std::string, SubmitDone> submitted_;
  TakeLink other_end_;
  std::atomic<int> ended_ = 0;
  std::shared_ptr<LinkDriver> driver_ = std::make_shared<LinkDriver>(
      [this](exchange::LinkInput input) { return Step(input); },
      LinkDriver::Ports{
          .submit =
              [this](ledger::Command command, SubmitDone done) {
                const std::lock_guard lock(mutex_);
                submitted_[command.id] = std::move(done);
                changed_.notify_all();
              },
          .pool = &pool_,
          .dial = [this](const TakeLink& take) { LocalPipe<LinkMessage>::Join(take, other_end_); },
          .has_room = {},
          .ended = [this] { ++ended_; }});
};

TEST_F(LinkDriverTest, DialsSendsAndIsToldInOrder) {
  std::shared_ptr<LinkPipe> other;
  std::vector<std::uint64_t> arrived;
  other_end_ = [&](std::shared_ptr<LinkPipe> pipe) {
    other = std::move(pipe);
    return PipeEvents<LinkMessage>{
        .opened = {},
        .received =
            [&](const LinkMessage& message, const std::function<void()>& next) {
              arrived.push_back(message.hello().free_disk_bytes());
              next();
            },
        .closed = {}};
  };
  exchange::LinkActions dial;
  dial.emplace_back(exchange::Dial{});
  On("tick", std::move(dial));
  exchange::LinkActions send;
  send.emplace_back(exchange::Send{Numbered(1)});
  send.emplace_back(exchange::Send{Numbered(2)});
  On("connected", std::move(send));
  driver_->Tick();
  WaitFor("connected");
  other->Send(Numbered(7));
  other->Send(Numbered(8));
  WaitFor("message 8");
  other->Close(absl::OkStatus());
  const std::vector<std::string> want = {"tick", "connected", "message 7", "message 8",
                                         "disconnected"};
  EXPECT_EQ(WaitFor("disconnected"), want);
  EXPECT_EQ(arrived, (std::vector<std::uint64_t>{1, 2}));
}

TEST_F(LinkDriverTest, AnswersComeInTheOrderOfTheSubmissions) {
  exchange::LinkActions three;
  for (std::uint64_t ticket = 1; ticket <= 3; ++ticket) three.emplace_back(Submission(ticket));
  On("tick", std::move(three));
  driver_->Tick();
  std::map<std::string, SubmitDone> taken;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return submitted_.size() == 3; });
    taken = submitted_;
  }
  taken["3"](absl::ResourceExhaustedError("refused at once"));
  taken["2"](std::string("done"));
  taken["1"](std::string("done"));
  const std::vector<std::string> want = {"tick", "committed 1", "committed 2",
                                         "committed 3 refused"};
  EXPECT_EQ(WaitFor("committed 3 refused"), want);
}

TEST_F(LinkDriverTest, TheNewerOfTwoLinesCounts) {
  const auto join = [this](std::shared_ptr<LinkPipe>& end) {
    LocalPipe<LinkMessage>::Join(
        [&end](std::shared_ptr<LinkPipe> pipe) {
          end = std::move(pipe);
          return PipeEvents<LinkMessage>{
              .opened = {},
              .received = [](const LinkMessage&, const std::function<void()>& next) { next(); },
              .closed = {}};
        },
        driver_->Accept());
  };
  std::shared_ptr<LinkPipe> older;
  std::shared_ptr<LinkPipe> newer;
  join(older);
  join(newer);
  older->Send(Numbered(1));
  older->Close(absl::OkStatus());
  newer->Send(Numbered(2));
  const auto seen = WaitFor("message 2");
  EXPECT_EQ(std::count(seen.begin(), seen.end(), "message 1"), 0);
  EXPECT_EQ(std::count(seen.begin(), seen.end(), "disconnected"), 0);
  newer->Close(absl::OkStatus());
  WaitFor("disconnected");
}

// A newer line may end it on one thread while another is still handing it its stream.
TEST_F(LinkDriverTest, EndedBeforeItIsGivenItsLineItClosesIt) {
  class OnlyCloses final : public LinkPipe {
   public:
    void Send(LinkMessage /*message*/) override {}
    void Close(const absl::Status& closing) override { why = closing; }
    absl::Status why;
  };
  const TakeLink take = driver_->Accept();
  driver_->End(absl::AbortedError("a newer line"));
  const auto pipe = std::make_shared<OnlyCloses>();
  const PipeEvents<LinkMessage> events = take(pipe);
  EXPECT_EQ(pipe->why, absl::AbortedError("a newer line"));
  events.closed(pipe->why);
  WaitFor("disconnected");
}

// Each message makes a command; the ledger answers none of them for the time being.
TEST_F(LinkDriverTest, ReadsNoMoreWhileItsCommandsWait) {
  std::shared_ptr<LinkPipe> other;
  LocalPipe<LinkMessage>::Join(
      [&other](std::shared_ptr<LinkPipe> pipe) {
        other = std::move(pipe);
        return PipeEvents<LinkMessage>{
            .opened = {},
            .received = [](const LinkMessage&, const std::function<void()>& next) { next(); },
            .closed = {}};
      },
      driver_->Accept());
  constexpr std::uint64_t kMessages = 3 * kMostAwaited;
  for (std::uint64_t i = 1; i <= kMessages; ++i) {
    exchange::LinkActions submit;
    submit.emplace_back(Submission(i));
    On("message " + std::to_string(i), std::move(submit));
  }
  for (std::uint64_t i = 1; i <= kMessages; ++i) other->Send(Numbered(i));
  std::map<std::string, SubmitDone> taken;
  const auto take = [&](std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return submitted_.size() == count; });
    taken = submitted_;
  };
  take(kMostAwaited);
  driver_->Tick();  // Whatever else happens, nothing more is read.
  WaitFor("tick");
  take(kMostAwaited);
  taken["1"](std::string("done"));
  take(kMostAwaited + 1);
  for (std::uint64_t i = 2; i <= kMessages; ++i) {
    taken[std::to_string(i)](std::string("done"));
    take(std::min<std::size_t>(kMessages, kMostAwaited + i));
  }
  WaitFor("committed " + std::to_string(kMessages));
}

}  // namespace
}  // namespace par::rpc
