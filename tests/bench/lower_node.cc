#include "tests/bench/lower_node.h"

#include <cstdio>
#include <utility>

#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/exchange/hash.h"
#include "common/exchange/limits.h"
#include "common/rpc/client.h"
#include "common/services/kinds.h"

namespace par::bench {
namespace {

// Ends the program with the answer: a benchmark of refusals would look fast.
void MustBe(bool right, const exchange::v1::LinkMessage& answer) {
  if (!right) std::fprintf(stderr, "%s\n", answer.ShortDebugString().c_str());
  PAR_CHECK(right);
}

}  // namespace

LowerNode::LowerNode(const config::Config& own, const config::Config& upper, int port,
                     bool windowed, std::function<std::string(const std::string&, int)> body)
    : node_(own.node_id), body_(std::move(body)), windowed_(windowed) {
  auto signer = identity::SigningKey::OpenOrMake(own.signing_key, SystemRandom());
  PAR_CHECK(signer.ok());
  signer_ = *std::move(signer);
  for (const std::string& unit : own.units) {
    lines_.push_back({.stream = exchange::UpOf(unit), .session = {}});
  }
  const rpc::TlsFiles tls{.authority = own.certificates.authority,
                          .certificate = own.certificates.certificate,
                          .key = own.certificates.key};
  stub_ = exchange::v1::ExchangeService::NewStub(
      rpc::DialPeer("127.0.0.1:" + std::to_string(port), tls, upper.node_id));
  context_ = rpc::NewStreamContext();
  stream_ = stub_->Link(context_.get());
  SayHello();
}

LowerNode::~LowerNode() {
  context_->TryCancel();
  (void)stream_->Finish();
}

void LowerNode::SayHello() {
  exchange::v1::LinkMessage message;
  exchange::v1::Hello& hello = *message.mutable_hello();
  hello.set_node_id(node_);
  hello.set_machine_id(signer_->public_key());
  hello.set_boot_nonce(SystemRandom().Bytes(16));
  hello.set_protocol_minimum(exchange::kProtocolMinimum);
  hello.set_protocol_maximum(1);  // It unpacks nothing.
  for (const Line& line : lines_) {
    exchange::v1::HelloStream& up = *hello.add_streams();
    *up.mutable_stream() = exchange::ToWire(line.stream);
    *up.mutable_position() = exchange::ToWire(line.end);
  }
  exchange::v1::LinkMessage answer;
  PAR_CHECK(stream_->Write(message) && stream_->Read(&answer));
  MustBe(answer.hello_ack().status() == exchange::v1::HELLO_STATUS_OK, answer);
  MustBe(answer.hello_ack().grants_size() == static_cast<int>(lines_.size()), answer);
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    lines_[i].session = answer.hello_ack().grants(static_cast<int>(i)).session();
  }
}

void LowerNode::Prepare(std::size_t count) {
  while (prepared_.size() < count) {
    prepared_.push_back({.line = next_line_, .message = NextPush(lines_[next_line_])});
    if (++next_line_ < lines_.size()) continue;
    next_line_ = 0;
    ++cycle_;
  }
}

exchange::v1::LinkMessage LowerNode::NextPush(Line& line) {
  exchange::v1::LinkMessage message;
  exchange::v1::Push& push = *message.mutable_push();
  *push.mutable_stream() = exchange::ToWire(line.stream);
  *push.mutable_session() = line.session;
  *push.mutable_base() = exchange::ToWire(line.end);
  exchange::v1::Event& event = *push.add_events();
  event.set_seq(line.end.length + 1);
  exchange::v1::Item& item = *event.mutable_item();
  item.set_type(static_cast<std::uint32_t>(services::ItemType::kSubmission));
  item.set_body(body_(line.stream.unit, cycle_));
  item.set_unit(line.stream.unit);
  item.set_author("minh");
  item.set_origin_node(node_);
  item.set_submission_id(SystemRandom().Bytes(exchange::kSubmissionIdBytes));
  item.set_wall_time(SystemClock().WallMicros());
  const Sha256 body_sha256 = Sha256::Of(item.body());
  item.set_origin_signature(signer_->Sign(exchange::SignedBytes(item, body_sha256)));
  const Sha256 hash = exchange::EventHash(line.stream, line.end, item, body_sha256);
  event.set_hash(hash.ToBytes());
  line.end = {.length = line.end.length + 1, .head = hash};
  return message;
}

// As ChildLink::PumpLine.
bool LowerNode::MaySend() const {
  if (prepared_.empty()) return false;
  if (!windowed_) return in_flight_.empty();
  return lines_[prepared_.front().line].in_flight_bytes < exchange::kWindowBytes &&
         under_way_ < exchange::kLineWindowBytes;
}

// The node above ends a line only with a reason, which whoever measures has to see.
void LowerNode::MustGo(bool went) {
  if (went) return;
  const grpc::Status ended = stream_->Finish();
  std::fprintf(stderr, "the line ended: %s\n", ended.error_message().c_str());
  PAR_CHECK(went);
}

void LowerNode::PushOne() {
  while (MaySend()) {
    const Prepared next = std::move(prepared_.front());
    prepared_.pop_front();
    const exchange::v1::Event& event = next.message.push().events(0);
    in_flight_.push_back(
        {.line = next.line, .seq = event.seq(), .bytes = event.item().ByteSizeLong()});
    under_way_ += in_flight_.back().bytes;
    lines_[next.line].in_flight_bytes += in_flight_.back().bytes;
    MustGo(stream_->Write(next.message));
  }
  exchange::v1::LinkMessage answer;
  MustGo(stream_->Read(&answer));
  const InFlight oldest = in_flight_.front();
  in_flight_.pop_front();
  under_way_ -= oldest.bytes;
  lines_[oldest.line].in_flight_bytes -= oldest.bytes;
  MustBe(answer.has_ack(), answer);
  MustBe(answer.ack().durable().length() == oldest.seq, answer);
  MustBe(answer.ack().results(0).verdict() == exchange::v1::VERDICT_APPLIED, answer);
}

}  // namespace par::bench
