#include "common/gateway/head_check.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace par::gateway {
namespace {

constexpr std::size_t kMostLengthDigits = 18;

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

bool IsName(std::string_view name) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool IsValue(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

std::string_view Framing(const RequestHead& head) {
  const std::size_t lengths = head.Count("Content-Length");
  const std::size_t codings = head.Count("Transfer-Encoding");
  if (lengths > 1 || codings > 1 || (lengths == 1 && codings == 1)) {
    return "the body must have one length";
  }
  const std::string_view length = head.Find("Content-Length");
  if (lengths == 1 && (!IsDigits(length) || length.size() > kMostLengthDigits)) {
    return "Content-Length must be digits";
  }
  if (codings == 1 && !SameName(head.Find("Transfer-Encoding"), "chunked")) {
    return "Transfer-Encoding must be chunked";
  }
  return {};
}

// A page of another origin asks: its browser says so. Links from elsewhere may lead here.
bool FromElsewhere(const RequestHead& head, const OurOrigin& ours) {
  if (head.Count("Origin") != 0) {
    const std::string here =
        !ours.named.empty()
            ? ours.named
            : std::string(ours.secure ? "https://" : "http://") + std::string(head.Find("Host"));
    if (head.Count("Origin") != 1 || !SameName(head.Find("Origin"), here)) return true;
  }
  if (head.method == "GET" || head.method == "HEAD") return false;
  const std::string_view site = head.Find("Sec-Fetch-Site");
  return !site.empty() && site != "same-origin" && site != "none";
}

Answer Refused(int status, std::string_view text) {
  Answer answer = PlainAnswer(status, text);
  answer.close = true;
  return answer;
}

}  // namespace

std::optional<Answer> RefuseHead(const RequestHead& head, std::string_view version,
                                 const OurOrigin& ours) {
  if (version != "HTTP/1.1") return Refused(505, "HTTP/1.1 only");
  constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT"};
  if (std::find(std::begin(kMethods), std::end(kMethods), head.method) == std::end(kMethods)) {
    Answer answer = Refused(405, "GET, HEAD, POST and PUT only");
    answer.headers.push_back({"Allow", "GET, HEAD, POST, PUT"});
    return answer;
  }
  if (head.path.size() > kLongestPath || head.path.empty() || head.path[0] != '/') {
    return Refused(head.path.size() > kLongestPath ? 414 : 400, "no path of ours");
  }
  if (head.headers.size() > kMostHeaders) return Refused(431, "too many header fields");
  for (const Header& header : head.headers) {
    if (!IsName(header.name) || !IsValue(header.value)) return Refused(400, "malformed header");
  }
  if (head.Count("Host") != 1) return Refused(400, "one Host is needed");
  if (const auto fault = Framing(head); !fault.empty()) return Refused(400, fault);
  const bool asks = head.method == "GET" || head.method == "HEAD";
  if (asks && HasBody(head)) return Refused(400, "no body belongs to this method");
  if (FromElsewhere(head, ours)) return Refused(403, "asked by a page of another origin");
  return std::nullopt;
}

std::optional<std::uint64_t> ContentLength(const RequestHead& head) {
  const std::string_view text = head.Find("Content-Length");
  std::uint64_t length = 0;
  if (text.empty() || !absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &length)) {
    return std::nullopt;
  }
  return length;
}

bool HasBody(const RequestHead& head) {
  return head.Count("Transfer-Encoding") != 0 || ContentLength(head).value_or(0) != 0;
}

}  // namespace par::gateway
