#include "tests/support/raw_http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "absl/strings/match.h"
#include "common/base/check.h"

namespace par::testing {

std::string RawAnswer::Field(std::string_view name) const {
  for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at)) {
    at += 2;
    const std::size_t colon = head.find(':', at);
    if (colon == std::string::npos) break;
    if (absl::EqualsIgnoreCase(head.substr(at, colon - at), std::string(name))) {
      return head.substr(colon + 2, head.find("\r\n", colon) - colon - 2);
    }
  }
  return {};
}

RawHttp::RawHttp(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  PAR_CHECK(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
}

RawHttp::~RawHttp() { ::close(socket_); }

bool RawHttp::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawHttp::More() {
  char buffer[16384];
  const ssize_t count = ::recv(socket_, buffer, sizeof(buffer), 0);
  if (count > 0) read_.append(buffer, static_cast<std::size_t>(count));
  return count > 0;
}

RawAnswer RawHttp::Read(bool head_only) {
  RawAnswer answer;
  std::size_t end = 0;
  while ((end = read_.find("\r\n\r\n")) == std::string::npos) {
    if (More()) continue;
    answer.closed = true;
    return answer;
  }
  answer.head = read_.substr(0, end + 2);
  read_.erase(0, end + 4);
  answer.status = std::atoi(answer.head.c_str() + answer.head.find(' '));
  const std::size_t length =
      head_only ? 0 : std::strtoull(answer.Field("Content-Length").c_str(), nullptr, 10);
  while (read_.size() < length && More()) continue;
  answer.body = read_.substr(0, length);
  read_.erase(0, length);
  answer.closed = absl::EqualsIgnoreCase(answer.Field("Connection"), "close");
  return answer;
}

bool RawHttp::Closes() {
  char byte = 0;
  const ssize_t count = ::recv(socket_, &byte, 1, 0);
  return count == 0 || (count < 0 && errno == ECONNRESET);
}

}  // namespace par::testing
