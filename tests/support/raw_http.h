// HTTP as bytes on a socket, for requests that no library would send.
#pragma once

#include <string>
#include <string_view>

namespace par::testing {

struct RawAnswer {
  int status = 0;    // 0: the other side closed without an answer.
  std::string head;  // The status line and the header fields.
  std::string body;
  bool closed = false;  // The other side closed behind it.

  // The value of the first header field of that name; empty: none.
  [[nodiscard]] std::string Field(std::string_view name) const;
};

// One connection to a port of the loopback. Whatever the machine refuses ends the test.
class RawHttp {
 public:
  explicit RawHttp(int port);
  ~RawHttp();
  RawHttp(const RawHttp&) = delete;
  RawHttp& operator=(const RawHttp&) = delete;

  // False: the other side has closed.
  bool Send(std::string_view bytes);
  // One answer whose body has a length. Waits at most half a minute.
  RawAnswer Read(bool head_only = false);
  RawAnswer Ask(std::string_view bytes, bool head_only = false) {
    Send(bytes);
    return Read(head_only);
  }
  // Whether the other side closes, within half a minute.
  bool Closes();

 private:
  bool More();

  int socket_ = -1;
  std::string read_;
};

}  // namespace par::testing
