#include "parctl/node.h"

#include "common/base/hex.h"
#include "common/base/sha256.h"
#include "common/config/values.h"
#include "common/domain/refusal.h"
#include "common/identity/secret_file.h"
#include "par/account/v1/account.grpc.pb.h"
#include "parctl/command_line.h"
#include "parctl/report.h"

namespace par::parctl {
namespace {

std::string WithoutLineEnd(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// What is said on the line is plain, the token too: it never leaves this machine.
bool IsOnThisMachine(const std::string& address) {
  if (config::UnixPath(address).has_value()) return true;
  const auto place = config::ParseHostPort(address);
  return place.has_value() && config::IsLoopback(*place);
}

std::string GivenRequestId(const Session& session) {
  const auto bytes = FromHex(session.node.request_id);
  if (!bytes.has_value() || bytes->size() != 16) {
    BadArgument("--request-id", "\"" + session.node.request_id + "\": 32 x 0-9 a-f");
  }
  return *bytes;
}

}  // namespace

const NodeLine* LineOf(Session& session) {
  if (session.line != nullptr) return session.line.get();
  if (session.node.address.empty()) {
    MissingArgument(session.Say("--node (hoặc biến môi trường PARNET_NODE)",
                                "--node (or the variable PARNET_NODE)"));
  }
  if (!IsOnThisMachine(session.node.address)) {
    PrintRefusal(session, "",
                 domain::Refusal(absl::StatusCode::kInvalidArgument, "client_address_not_local",
                                 {{"address", session.node.address}}));
    return nullptr;
  }
  auto line = std::make_shared<NodeLine>();
  line->address = session.node.address;
  if (!session.node.token_file.empty()) {
    auto token = identity::ReadWholeFile(session.node.token_file, identity::Secrecy::kSecret);
    if (!token.ok()) {
      PrintRefusal(session, "", token.status());
      return nullptr;
    }
    line->token = WithoutLineEnd(*std::move(token));
  }
  line->channel = rpc::DialLocal(line->address);
  session.line = std::move(line);
  return session.line.get();
}

void PrintNodeRefusal(Session& session, const absl::Status& refusal) {
  const bool silent =
      domain::ReasonOf(refusal).empty() && (refusal.code() == absl::StatusCode::kUnavailable ||
                                            refusal.code() == absl::StatusCode::kDeadlineExceeded);
  if (!silent) return PrintRefusal(session, "", refusal);
  if (session.output.format == Format::kJson) {
    PrintRefusal(session, session.node.address, refusal);
    session.exit = kUnreachable;
    return;
  }
  session.exit = kUnreachable;
  session.output.err << session.Say("không kết nối được với máy chủ ", "cannot reach the node ")
                     << session.node.address
                     << session.Say(
                            "; máy chủ có đang chạy không, địa chỉ (--node, PARNET_NODE) có "
                            "đúng không? (",
                            "; does it run, and is the address (--node, PARNET_NODE) right? (")
                     << std::string(refusal.message()) << ")\n";
}

std::string NextRequestId(Session& session, const google::protobuf::Message& request) {
  if (session.node.request_id.empty()) return rpc::NewRequestId();
  const std::string given = GivenRequestId(session);
  if (!session.node.request_id_taken) {
    session.node.request_id_taken = true;
    return given;
  }
  Sha256Stream hasher;
  hasher.AddField(given);
  hasher.AddField(request.GetTypeName());
  hasher.AddField(request.SerializeAsString());
  return hasher.Finish().ToBytes().substr(0, given.size());
}

void CheckRequestId(const Session& session) {
  if (!session.node.request_id.empty()) (void)GivenRequestId(session);
}

std::optional<std::string> ActingUnit(Session& session, const std::string& given) {
  if (!given.empty()) return given;
  const auto who =
      Ask(session, &account::v1::AccountService::Stub::WhoAmI, account::v1::WhoAmIRequest());
  if (!who.has_value()) return std::nullopt;
  return who->account().unit();
}

}  // namespace par::parctl
