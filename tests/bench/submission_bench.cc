// How much of the rate of bare synced RocksDB writes is left when a submission comes in over the
// real line and is acknowledged only when it is durable: mutual TLS, the Link stream, signature and
// hash checks, parsing, the ledger with its threads, RocksDB and the high-water mark on the disk.
// Both sides take turns on the same disk in one run, so that a busy or slow machine burdens both;
// the senders share the machine with the node and burden only the node's side.
//
// Each sender is a node of its own certificate that waits for each Ack. Pushes are made before the
// clock runs. What the receiving desk makes of a submission is left out: it parses the message and
// notes one row (scoring: scoring_bench).
//
//   GRPC_VERBOSITY=NONE build/release/tests/bench/submission_bench     (30 seconds)
//
// TMPDIR chooses the disk. docs/benchmarks.md says what it printed.
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/base/check.h"
#include "common/base/hex.h"
#include "common/base/random.h"
#include "common/exchange/hash.h"
#include "common/exchange/limits.h"
#include "common/exchange/stream.h"
#include "common/identity/signing_key.h"
#include "common/node/node.h"
#include "common/rpc/client.h"
#include "common/services/kinds.h"
#include "common/storage/rocks/rocks_store.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/exchange/v1/exchange.grpc.pb.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/node/node_world.h"

namespace par::node {
namespace {

constexpr int kCriteria = 100;
constexpr std::size_t kExplanationBytes = 640;
constexpr int kSmallRows = 6;  // What the ledger and the exchange write beside the body.
constexpr std::size_t kSmallRowBytes = 150;
constexpr auto kSliceTime = std::chrono::seconds(1);
constexpr int kSlices = 3;               // Of each side, in turns, after one that is not counted.
constexpr int kPreparedPerSlice = 2000;  // A slice ends early where a sender has none left.

struct Setting {
  int clients;
  double aim;  // Node / bare.
};
constexpr Setting kSettings[] = {{1, 0.45}, {8, 0.60}, {32, 0.60}};

// About 80 KB, as a unit declares it: two figures, an explanation and its evidence per criterion.
std::string SubmissionBody(const std::string& unit) {
  SeededRandom random(1);
  assessment::v1::Submission submission;
  submission.set_cycle("2024");
  submission.set_unit(unit);
  submission.set_set_sha256(random.Bytes(32));
  submission.set_filled_by("lan");
  submission.set_approved_by("minh");
  submission.set_submitted_by("minh");
  assessment::v1::Answers& answers = *submission.mutable_answers();
  answers.set_set_id("bench");
  answers.set_set_version(1);
  answers.set_unit(unit);
  for (int i = 0; i < kCriteria; ++i) {
    const std::string number = std::to_string(i);
    for (const char* name : {"a", "b"}) {
      assessment::v1::FigureValue& figure = *answers.add_figures();
      figure.set_figure("f" + number + "." + name);
      figure.set_value("17310");
    }
    assessment::v1::Declaration& declared = *answers.add_declarations();
    declared.set_criterion(number);
    declared.set_explanation(ToHex(random.Bytes(kExplanationBytes / 2)));
    for (int page = 1; page <= 2; ++page) {
      assessment::v1::EvidenceUse& use = *declared.add_evidence();
      use.set_document("document-" + number);
      use.set_section("II");
      use.set_page(static_cast<std::uint32_t>(page));
      use.set_sha256(random.Bytes(32));
    }
  }
  return submission.SerializeAsString();
}

// Ends the program with the reason: a benchmark of refusals would look fast.
void Must(const absl::Status& status) {
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  PAR_CHECK(status.ok());
}

// A lower node as the peer port sees it.
class Sender {
 public:
  Sender(const config::Config& own, const config::Config& upper, int port)
      : node_(own.node_id), stream_id_(exchange::UpOf(own.units.front())) {
    auto signer = identity::SigningKey::OpenOrMake(own.signing_key, SystemRandom());
    Must(signer.status());
    signer_ = *std::move(signer);
    item_.set_type(static_cast<std::uint32_t>(services::ItemType::kSubmission));
    item_.set_body(SubmissionBody(stream_id_.unit));
    item_.set_unit(stream_id_.unit);
    item_.set_author("minh");
    item_.set_origin_node(node_);
    body_sha256_ = Sha256::Of(item_.body());
    const rpc::TlsFiles tls{.authority = own.certificates.authority,
                            .certificate = own.certificates.certificate,
                            .key = own.certificates.key};
    stub_ = exchange::v1::ExchangeService::NewStub(rpc::DialPeer(
        "127.0.0.1:" + std::to_string(port), tls, upper.node_id, rpc::Lane::kControl));
    context_ = rpc::NewStreamContext();
    stream_ = stub_->Link(context_.get());
    SayHello();
  }
  ~Sender() {
    context_->TryCancel();
    (void)stream_->Finish();
  }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // Makes pushes that follow one another until `count` wait.
  void Prepare(std::size_t count) {
    while (prepared_.size() < count) prepared_.push_back(NextPush());
  }
  [[nodiscard]] bool HasMore() const { return !prepared_.empty(); }

  // Sends one and returns when it is acknowledged.
  void PushOne() {
    const exchange::v1::LinkMessage message = std::move(prepared_.front());
    prepared_.pop_front();
    PAR_CHECK(stream_->Write(message));
    exchange::v1::LinkMessage answer;
    PAR_CHECK(stream_->Read(&answer));
    if (!answer.has_ack()) std::fprintf(stderr, "%s\n", answer.ShortDebugString().c_str());
    PAR_CHECK(answer.has_ack());
    PAR_CHECK(answer.ack().durable().length() == message.push().events(0).seq());
    PAR_CHECK(answer.ack().results(0).verdict() == exchange::v1::VERDICT_APPLIED);
  }

 private:
  void SayHello() {
    exchange::v1::LinkMessage message;
    exchange::v1::Hello& hello = *message.mutable_hello();
    hello.set_node_id(node_);
    hello.set_machine_id(signer_->public_key());
    hello.set_boot_nonce(SystemRandom().Bytes(16));
    hello.set_protocol_minimum(exchange::kProtocolMinimum);
    hello.set_protocol_maximum(exchange::kProtocolMaximum);
    exchange::v1::HelloStream& up = *hello.add_streams();
    *up.mutable_stream() = exchange::ToWire(stream_id_);
    *up.mutable_position() = exchange::ToWire(end_);
    exchange::v1::LinkMessage answer;
    PAR_CHECK(stream_->Write(message) && stream_->Read(&answer));
    if (answer.hello_ack().status() != exchange::v1::HELLO_STATUS_OK) {
      std::fprintf(stderr, "%s\n", answer.ShortDebugString().c_str());
    }
    PAR_CHECK(answer.hello_ack().status() == exchange::v1::HELLO_STATUS_OK);
    session_ = answer.hello_ack().grants(0).session();
  }

  // As common/exchange numbers, signs and hashes an item of one event.
  exchange::v1::LinkMessage NextPush() {
    exchange::v1::LinkMessage message;
    exchange::v1::Push& push = *message.mutable_push();
    *push.mutable_stream() = exchange::ToWire(stream_id_);
    *push.mutable_session() = session_;
    *push.mutable_base() = exchange::ToWire(end_);
    exchange::v1::Event& event = *push.add_events();
    event.set_seq(end_.length + 1);
    exchange::v1::Item& item = *event.mutable_item();
    item = item_;
    item.set_submission_id(SystemRandom().Bytes(exchange::kSubmissionIdBytes));
    item.set_wall_time(SystemClock().WallMicros());
    item.set_origin_signature(signer_->Sign(exchange::SignedBytes(item, body_sha256_)));
    const Sha256 hash = exchange::EventHash(stream_id_, end_, item, body_sha256_);
    event.set_hash(hash.ToBytes());
    end_ = {.length = end_.length + 1, .head = hash};
    return message;
  }

  const std::string node_;
  const exchange::StreamId stream_id_;
  std::unique_ptr<identity::SigningKey> signer_;
  exchange::v1::Item item_;
  Sha256 body_sha256_;
  std::unique_ptr<exchange::v1::ExchangeService::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReaderWriter<exchange::v1::LinkMessage, exchange::v1::LinkMessage>>
      stream_;
  exchange::v1::Session session_;
  exchange::Position end_;  // Of what was prepared.
  std::deque<exchange::v1::LinkMessage> prepared_;
};

// A province whose communes report to it without a district in between.
class NodeSide {
 public:
  explicit NodeSide(int clients) {
    config::Config upper = world_.NewConfig("nut-tinh", config::NodeLevel::kProvince, "tinh");
    std::string units = "format: parnet/units/1\nunits:\n  - {id: tinh, name: Tỉnh, kind: tinh}\n";
    std::vector<config::Config> lower;
    for (int i = 0; i < clients; ++i) {
      const std::string unit = "xa-" + std::to_string(i);
      lower.push_back(world_.NewConfig("nut-" + unit, config::NodeLevel::kCommune, unit));
      upper.children.push_back({.id = "nut-" + unit, .units = {unit}});
      units += "  - {id: " + unit + ", name: " + unit + ", kind: xa, parent: tinh}\n";
    }
    upper.peer_listen = "127.0.0.1:0";
    auto started = Node::Start(
        upper, testing::UnitProgram(upper.level, {.at_start = {}, .on_register = Register}));
    Must(started.status());
    node_ = *std::move(started);
    Must(world_.Import(*node_, "tinh", units, rpc::NewRequestId()).status());
    for (const config::Config& own : lower) {
      senders_.push_back(std::make_unique<Sender>(own, upper, node_->peer_port()));
    }
  }
  ~NodeSide() {
    senders_.clear();
    node_->Stop();
  }
  NodeSide(const NodeSide&) = delete;
  NodeSide& operator=(const NodeSide&) = delete;

  void Prepare() {
    for (auto& sender : senders_) sender->Prepare(kPreparedPerSlice / senders_.size());
  }
  Sender& sender(int client) { return *senders_[static_cast<std::size_t>(client)]; }

 private:
  static void Register(const NodePorts&, services::CommandRouter&, services::ItemRouter& items) {
    items.OnMessage<assessment::v1::Submission>(
        services::ItemType::kSubmission,
        [](const ledger::Entry& entry, const exchange::Arrival& arrival,
           const assessment::v1::Submission& submission, ledger::Transaction& transaction) {
          transaction.Put("\x7f" + submission.unit() + arrival.event.item().submission_id(),
                          std::to_string(entry.number));
          return absl::OkStatus();
        });
  }

  testing::World world_;
  std::unique_ptr<Node> node_;
  std::vector<std::unique_ptr<Sender>> senders_;
};

// Runs `once(client)` in a thread per client until the time is up or one of them returns false;
// returns the rate of those that returned true.
double Rate(int clients, const std::function<bool(int)>& once) {
  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> done = 0;
  std::vector<std::thread> threads;
  const auto start = std::chrono::steady_clock::now();
  for (int client = 0; client < clients; ++client) {
    threads.emplace_back([&, client] {
      while (!stop && std::chrono::steady_clock::now() - start < kSliceTime) {
        if (!once(client)) {
          stop = true;
          return;
        }
        ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return static_cast<double>(done) / took.count();
}

class BareSide {
 public:
  double Run(int clients) {
    return Rate(clients, [this](int) {
      storage::Batch batch = {{"\x03" + SystemRandom().Bytes(16), body_}};
      for (int row = 0; row < kSmallRows; ++row) {
        batch.push_back({"\x04" + SystemRandom().Bytes(16), small_});
      }
      PAR_CHECK(store_->Commit(batch, {}, storage::Durability::kSynced) == storage::Outcome::kOk);
      return true;
    });
  }

 private:
  const std::string body_ = SubmissionBody("xa");
  const std::string small_ = SeededRandom(2).Bytes(kSmallRowBytes);
  par::testing::TempDir dir_;
  std::unique_ptr<storage::RocksStore> store_ = *storage::RocksStore::Open(dir_ / "db");
};

void Measure(const Setting& setting) {
  BareSide bare_side;
  NodeSide node_side(setting.clients);
  double bare = 0;
  double node = 0;
  for (int slice = 0; slice <= kSlices; ++slice) {
    node_side.Prepare();
    const double bare_rate = bare_side.Run(setting.clients);
    const double node_rate = Rate(setting.clients, [&](int client) {
      Sender& sender = node_side.sender(client);
      if (!sender.HasMore()) return false;
      sender.PushOne();
      return true;
    });
    if (slice == 0) continue;  // Warming up.
    bare += bare_rate;
    node += node_rate;
  }
  const double ratio = node / bare;
  std::printf("%7d  %7.0f  %7.0f  %5.2f  %4.2f  %s\n", setting.clients, bare / kSlices,
              node / kSlices, ratio, setting.aim, ratio >= setting.aim ? "reached" : "below");
  std::fflush(stdout);
}

}  // namespace
}  // namespace par::node

int main() {
  std::printf("submission: %zu bytes, %d criteria\n", par::node::SubmissionBody("xa").size(),
              par::node::kCriteria);
  std::printf("clients   bare/s   node/s  ratio   aim\n");
  for (const par::node::Setting& setting : par::node::kSettings) par::node::Measure(setting);
}
