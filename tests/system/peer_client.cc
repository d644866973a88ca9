#include "tests/system/peer_client.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/base/status_macros.h"
#include "common/exchange/limits.h"
#include "common/rpc/client.h"

namespace par::testing {
namespace {

using exchange::v1::LinkMessage;

absl::Status Broken(const std::string& what, const google::protobuf::Message& message) {
  return absl::DataLossError(absl::StrCat(what, ": ", message.ShortDebugString().substr(0, 600)));
}

}  // namespace

PeerClient::PeerClient(const config::Config& own, std::string upper_node, MakeItem make)
    : own_(own), upper_node_(std::move(upper_node)), make_(std::move(make)) {
  auto signer = identity::SigningKey::OpenOrMake(own.signing_key, SystemRandom());
  PAR_CHECK(signer.ok());
  signer_ = *std::move(signer);
  for (const std::string& unit : own.units) {
    lines_.push_back({.unit = unit, .stream = exchange::UpOf(unit), .session = {}, .events = {}});
  }
}

PeerClient::~PeerClient() { Disconnect(); }

void PeerClient::Disconnect() {
  if (stream_ != nullptr) {
    context_->TryCancel();
    (void)stream_->Finish();
  }
  stream_.reset();
  context_.reset();
  stub_.reset();
}

exchange::Position PeerClient::EndOf(const Line& line, std::size_t length) {
  if (length == 0) return {};
  return {.length = length, .head = Sha256::FromBytes(line.events[length - 1].hash())};
}

absl::StatusOr<LinkMessage> PeerClient::Exchange(const LinkMessage& message) {
  LinkMessage answer;
  if (stream_ == nullptr || !stream_->Write(message)) return absl::UnavailableError("not sent");
  do {
    if (!stream_->Read(&answer)) return absl::UnavailableError("no answer");
  } while (answer.has_down_push());  // We host nothing that listens.
  return answer;
}

absl::Status PeerClient::Connect(int port) {
  Disconnect();
  const rpc::TlsFiles tls{.authority = own_.certificates.authority,
                          .certificate = own_.certificates.certificate,
                          .key = own_.certificates.key};
  stub_ = exchange::v1::ExchangeService::NewStub(
      rpc::DialPeer("127.0.0.1:" + std::to_string(port), tls, upper_node_));
  context_ = rpc::NewStreamContext();
  stream_ = stub_->Link(context_.get());
  LinkMessage message;
  exchange::v1::Hello& hello = *message.mutable_hello();
  hello.set_node_id(own_.node_id);
  hello.set_machine_id(signer_->public_key());
  hello.set_boot_nonce(SystemRandom().Bytes(16));
  hello.set_protocol_minimum(exchange::kProtocolMinimum);
  hello.set_protocol_maximum(1);  // It unpacks nothing.
  for (const Line& line : lines_) {
    exchange::v1::HelloStream& up = *hello.add_streams();
    *up.mutable_stream() = exchange::ToWire(line.stream);
    *up.mutable_position() = exchange::ToWire(EndOf(line, line.acknowledged));
  }
  ASSIGN_OR_RETURN(const LinkMessage answer, Exchange(message));
  const exchange::v1::HelloAck& ack = answer.hello_ack();
  if (ack.status() == exchange::v1::HELLO_STATUS_BUSY) return absl::UnavailableError("busy");
  if (ack.status() != exchange::v1::HELLO_STATUS_OK ||
      ack.grants_size() != static_cast<int>(lines_.size())) {
    return Broken("no session", answer);
  }
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    RETURN_IF_ERROR(TakeGrant(lines_[i], ack.grants(static_cast<int>(i))));
  }
  return absl::OkStatus();
}

// What was acknowledged is there, and nothing is that was not sent.
absl::Status PeerClient::TakeGrant(Line& line, const exchange::v1::StreamGrant& grant) const {
  const exchange::Position held = exchange::FromWire(grant.position());
  if (held.length < line.acknowledged) {
    return Broken(absl::StrCat(line.unit, ": lost what was acknowledged up to ", line.acknowledged),
                  grant);
  }
  if (held.length > line.sent || held != EndOf(line, held.length)) {
    return Broken(absl::StrCat(line.unit, ": holds what was never sent, of ", line.sent), grant);
  }
  line.session = grant.session();
  return absl::OkStatus();
}

void PeerClient::Make(Line& line) {
  const exchange::Position end = EndOf(line, line.events.size());
  PeerItem made = make_(line.unit, line.events.size());
  exchange::v1::Event event;
  event.set_seq(end.length + 1);
  exchange::v1::Item& item = *event.mutable_item();
  item.set_type(made.type);
  item.set_body(std::move(made.body));
  item.set_unit(line.unit);
  item.set_author(line.unit + ".leader");
  item.set_origin_node(own_.node_id);
  item.set_submission_id(SystemRandom().Bytes(exchange::kSubmissionIdBytes));
  item.set_wall_time(SystemClock().WallMicros());
  const Sha256 body_sha256 = Sha256::Of(item.body());
  item.set_origin_signature(signer_->Sign(exchange::SignedBytes(item, body_sha256)));
  event.set_hash(exchange::EventHash(line.stream, end, item, body_sha256).ToBytes());
  line.events.push_back(std::move(event));
}

absl::Status PeerClient::PushSome(std::size_t items) {
  Line& line = lines_[next_line_++ % lines_.size()];
  const std::size_t end = std::max(line.sent, line.acknowledged + items);
  while (line.events.size() < end) Make(line);
  LinkMessage message;
  exchange::v1::Push& push = *message.mutable_push();
  *push.mutable_stream() = exchange::ToWire(line.stream);
  *push.mutable_session() = line.session;
  *push.mutable_base() = exchange::ToWire(EndOf(line, line.acknowledged));
  for (std::size_t i = line.acknowledged; i < end; ++i) *push.add_events() = line.events[i];
  sent_again_ += line.sent - line.acknowledged;
  line.sent = end;
  ASSIGN_OR_RETURN(const LinkMessage answer, Exchange(message));
  if (!answer.has_ack()) return Broken("not acknowledged", answer);
  return TakeAck(line, end - line.acknowledged, answer.ack());
}

absl::Status PeerClient::TakeAck(Line& line, std::size_t pushed, const exchange::v1::Ack& ack) {
  const std::size_t upto = line.acknowledged + pushed;
  if (exchange::FromWire(ack.durable()) != EndOf(line, upto) ||
      static_cast<std::size_t>(ack.results_size()) != pushed) {
    return Broken("acknowledged something else", ack);
  }
  for (const exchange::v1::Result& result : ack.results()) {
    const exchange::v1::Event& event = line.events[line.acknowledged];
    if (result.verdict() != exchange::v1::VERDICT_APPLIED || result.seq() != event.seq() ||
        result.submission_id() != event.item().submission_id()) {
      return Broken("judged otherwise", result);
    }
    ++line.acknowledged;
    ++acknowledged_;
  }
  return absl::OkStatus();
}

absl::Status PeerClient::PushAgain() {
  Line& line = lines_[next_line_ % lines_.size()];
  if (line.acknowledged == 0 || line.sent != line.acknowledged) return absl::OkStatus();
  const exchange::Position end = EndOf(line, line.acknowledged);
  exchange::v1::Event event = line.events[SystemRandom().Uint64() % line.acknowledged];
  const std::uint64_t place = event.seq();
  event.set_seq(end.length + 1);
  event.set_hash(
      exchange::EventHash(line.stream, end, event.item(), Sha256::Of(event.item().body()))
          .ToBytes());
  LinkMessage message;
  exchange::v1::Push& push = *message.mutable_push();
  *push.mutable_stream() = exchange::ToWire(line.stream);
  *push.mutable_session() = line.session;
  *push.mutable_base() = exchange::ToWire(end);
  *push.add_events() = event;
  ASSIGN_OR_RETURN(const LinkMessage answer, Exchange(message));
  if (answer.ack().results_size() != 1 ||
      answer.ack().results(0).verdict() != exchange::v1::VERDICT_DUPLICATE ||
      answer.ack().results(0).seq() != place || exchange::FromWire(answer.ack().durable()) != end) {
    return Broken("taken twice", answer);
  }
  return absl::OkStatus();
}

std::vector<std::string> PeerClient::AcknowledgedOf(const std::string& unit) const {
  std::vector<std::string> ids;
  for (const Line& line : lines_) {
    if (line.unit != unit) continue;
    for (std::size_t i = 0; i < line.acknowledged; ++i) {
      ids.push_back(line.events[i].item().submission_id());
    }
  }
  return ids;
}

}  // namespace par::testing
