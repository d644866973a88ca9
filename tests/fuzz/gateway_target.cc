// A request to the port for browsers, as the library that reads sockets hands it on: a head in
// lines, an empty line, a body. Promised: what is refused is refused with a 4xx or 5xx; what passes
// has one meaning; a cookie proves nothing without its value; nothing that comes out is larger than
// what was allowed; what can be read as a message can be said again.
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <string>

#include "common/base/check.h"
#include "common/base/unicode.h"
#include "common/gateway/connect_protocol.h"
#include "common/gateway/credential.h"
#include "common/gateway/gzip.h"
#include "common/gateway/head_check.h"
#include "common/gateway/ranges.h"
#include "common/gateway/transcoder.h"
#include "common/identity/sessions.h"
#include "par/account/v1/account.pb.h"
#include "par/assessment/v1/assessment.pb.h"
#include "par/node/v1/node.pb.h"
#include "tests/fuzz/targets.h"

namespace par::fuzz {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 10u;

std::string_view LineOf(std::string_view& rest) {
  const std::size_t end = std::min(rest.find("\r\n"), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 2, rest.size()));
  return line;
}

std::pair<std::string, std::string> Halves(std::string_view text, char at) {
  const std::size_t middle = std::min(text.find(at), text.size());
  return {std::string(text.substr(0, middle)),
          std::string(text.substr(std::min(middle + 1, text.size())))};
}

struct WholeRequest {
  gateway::RequestHead head;
  std::string version;
  std::string_view body;
};

WholeRequest Read(std::string_view input) {
  WholeRequest request;
  auto [method, rest] = Halves(LineOf(input), ' ');
  auto [target, version] = Halves(rest, ' ');
  request.head.method = method;
  request.version = version;
  auto [path, query] = Halves(target, '?');
  request.head.path = path;
  while (!query.empty()) {
    auto [argument, more] = Halves(query, '&');
    auto [name, value] = Halves(argument, '=');
    request.head.query.push_back({name, value});
    query = more;
  }
  for (std::string_view line = LineOf(input); !line.empty(); line = LineOf(input)) {
    auto [name, value] = Halves(line, ':');
    value.erase(0, value.find_first_not_of(' '));
    request.head.headers.push_back({name, value});
  }
  request.body = input;
  return request;
}

void CheckCredential(const gateway::RequestHead& head) {
  static const gateway::Credentials credentials("nut");
  // Whatever stands in cookies, what is put behind a message is one field of one length.
  const std::string added = credentials.Added(head);
  PAR_CHECK(added.empty() || added.size() == 3 || added.size() == 66);
  const auto token = credentials.TokenOf(head, gateway::Asks::kToChange);
  const auto reading = credentials.TokenOf(head, gateway::Asks::kToRead);
  PAR_CHECK(reading.ok());
  if (!token.ok()) {
    PAR_CHECK(gateway::HttpStatus(token.status().code()) == 403);
    return;
  }
  PAR_CHECK(*token == *reading && token->size() <= 512);
  for (const char c : *token) PAR_CHECK(c > 0x20 && c < 0x7F);
  if (token->empty() || head.Count("Authorization") != 0) return;
  PAR_CHECK(head.path != "/par.account.v1.AccountService/SignIn");
  PAR_CHECK(identity::IsSessionSecret(*token));
  PAR_CHECK(identity::IsCsrfOf(head.Find("Parnet-Csrf"), *token));
}

void CheckRanges(const gateway::RequestHead& head) {
  const auto sent = gateway::ReadContentRange(head.Find("Content-Range"));
  if (sent.has_value()) {
    PAR_CHECK(sent->bytes > 0 && sent->first < sent->size &&
              sent->bytes <= sent->size - sent->first);
  }
  const auto asked = gateway::ReadRange(head.Find("Range"));
  if (!asked.has_value()) return;
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000}}) {
    const auto piece = gateway::PieceOf(*asked, size);
    if (!piece.has_value()) continue;
    PAR_CHECK(piece->bytes > 0 && piece->first < size && piece->bytes <= size - piece->first);
  }
}

// The message that the body is, in the form that the head says.
absl::StatusOr<std::string> MessageOf(const WholeRequest& request, gateway::ConnectForm form) {
  const auto& head = request.head;
  const bool gzip =
      head.Find(form.streaming ? "Connect-Content-Encoding" : "Content-Encoding") == "gzip";
  if (form.streaming) return gateway::OnlyMessage(request.body, gzip, kMostBytes);
  if (gzip) return gateway::Unpacked(request.body, kMostBytes);
  return std::string(request.body);
}

void CheckBody(const WholeRequest& request, gateway::ConnectForm form) {
  static const gateway::Transcoder transcoder;
  const absl::StatusOr<std::string> message = MessageOf(request, form);
  if (!message.ok()) {
    PAR_CHECK(gateway::HttpStatus(message.status().code()) == 400);
    PAR_CHECK(!gateway::ErrorJson(message.status()).empty());
    return;
  }
  PAR_CHECK(message->size() <= std::max(kMostBytes, request.body.size()));
  // Known to this program by their headers; the path chooses among them.
  const google::protobuf::MethodDescriptor* method = gateway::Transcoder::Method(request.head.path);
  const google::protobuf::Descriptor& type =
      method != nullptr ? *method->input_type() : *assessment::v1::FillAnswersRequest::descriptor();
  if (!form.json) {
    (void)transcoder.ToJson(type, *message);
    return;
  }
  const auto bytes = transcoder.FromJson(type, *message);
  if (!bytes.ok()) return;
  const auto said = transcoder.ToJson(type, *bytes);
  PAR_CHECK(said.ok());
  const auto again = transcoder.FromJson(type, *said);
  PAR_CHECK(again.ok());
  const auto same = transcoder.ToJson(type, *again);
  PAR_CHECK(same.ok() && *same == *said);
}

}  // namespace

void FuzzGateway(std::string_view input) {
  // Linked in, so that their methods are there.
  PAR_CHECK(account::v1::SignInRequest::descriptor() != nullptr);
  PAR_CHECK(node::v1::WatchRequest::descriptor() != nullptr);
  const WholeRequest request = Read(input);
  const gateway::RequestHead& head = request.head;
  CheckCredential(head);
  CheckRanges(head);
  for (const gateway::Header& argument : head.query) {
    PAR_CHECK(!FirstInvalidUtf8(head.Argument(argument.name)).has_value());
    const std::string encoded = gateway::Encoded(argument.value);
    PAR_CHECK(gateway::Decoded(encoded) == argument.value);
  }
  if (const auto refused = gateway::RefuseHead(head, request.version, {.secure = true})) {
    PAR_CHECK(refused->status >= 400 && refused->status < 600 && refused->close);
    return;
  }
  PAR_CHECK(head.path.starts_with('/') && head.path.size() <= gateway::kLongestPath);
  PAR_CHECK(head.headers.size() <= gateway::kMostHeaders && head.Count("Host") == 1);
  PAR_CHECK(head.Count("Content-Length") + head.Count("Transfer-Encoding") <= 1);
  const auto millis = gateway::TimeoutMillis(head, 30'000, 60'000);
  PAR_CHECK(!millis.ok() || (*millis >= 0 && *millis <= 60'000));
  if (const auto form = gateway::FormOf(head.Find("Content-Type"))) CheckBody(request, *form);
}

}  // namespace par::fuzz
