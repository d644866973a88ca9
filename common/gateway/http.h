// A request and its answer as HTTP has them, whatever library carries them. What answers requests
// (connect_routes.h, evidence_routes.h, static_files.h) sees only this page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace par::gateway {

struct Header {
  std::string name;
  std::string value;
};

// As it was sent: the path is not decoded, names of headers keep their capitals.
struct RequestHead {
  std::string method;
  std::string path;
  std::vector<Header> query = {};  // Names and values as sent.
  std::vector<Header> headers = {};
  bool local = false;  // Came from this machine.
  std::string address =
      {};  // Of the other side, "10.1.2.3"; a server in front of the node is that side.

  // The value of the first header of that name (in any capitals); empty: none.
  [[nodiscard]] std::string_view Find(std::string_view name) const;
  [[nodiscard]] std::size_t Count(std::string_view name) const;
  // The first argument of that name, decoded; empty: none, or it is no valid encoding of UTF-8.
  [[nodiscard]] std::string Argument(std::string_view name) const;
};

// Bytes of an answer that come one after the other. Used by one thread at a time.
class Source {
 public:
  virtual ~Source() = default;
  static constexpr std::ptrdiff_t kLater = 0;    // Wire::Wake says when.
  static constexpr std::ptrdiff_t kEnd = -1;     // That was all.
  static constexpr std::ptrdiff_t kBroken = -2;  // Ends the connection: it cannot go on.
  // Copies at most `room` bytes, more than none; or one of the above. Never blocks.
  virtual std::ptrdiff_t Read(char* to, std::size_t room) = 0;
  // How it went, for what is counted; asked when the answer is over.
  [[nodiscard]] virtual std::string_view Code() const = 0;
};

struct Answer {
  int status = 200;
  std::vector<Header> headers = {};
  std::string body = {};
  // In place of `body`: bytes that others hold too, or that come later.
  std::shared_ptr<const std::string> shared = {};
  std::shared_ptr<Source> source = {};
  std::uint64_t source_bytes = kUnknown;  // Of the source in all; unknown: sent in chunks.
  std::string_view code = {};             // For what is counted; empty: the status.
  bool close = false;                     // The connection ends with this answer.
  static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};
};

// The way back to whoever asked. Safe from any thread; after the browser has gone nothing happens.
class Wire {
 public:
  virtual ~Wire() = default;
  // Once; a second answer is dropped.
  virtual void Send(Answer answer) = 0;
  // The source has bytes again, or the body may go on (HttpCall::Take).
  virtual void Wake() = 0;
};

// One request under way. Take and End come on the server's thread and must not block.
class HttpCall {
 public:
  virtual ~HttpCall() = default;
  // Bytes of the body, in order; how many were taken. The rest is offered again after a Wake.
  virtual std::size_t Take(std::string_view bytes) = 0;
  // The body is complete.
  virtual void End() = 0;
  // Nobody waits for the answer any more, or the gateway stops. From any thread, perhaps twice.
  virtual void Cancel() = 0;
  // The gateway stops: what would go on and on ends; what is nearly done may finish.
  virtual void Stop() {}
};

struct Routed {
  std::shared_ptr<HttpCall> call;  // None: it was answered on the wire.
  std::string_view label;          // For what is counted; one of few, and it lives on.
};
using Router = std::function<Routed(const RequestHead&, const std::shared_ptr<Wire>&)>;

// ASCII letters only.
[[nodiscard]] bool SameName(std::string_view a, std::string_view b);
// `text` with its %XX replaced; empty if one is not complete.
[[nodiscard]] std::string Decoded(std::string_view text);
[[nodiscard]] std::string Encoded(std::string_view text);  // RFC 5987's attr-char stay.

// A plain answer with a line of text.
[[nodiscard]] Answer PlainAnswer(int status, std::string_view text);

}  // namespace par::gateway
