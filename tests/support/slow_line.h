// A TCP line between two nodes, as bad as a test wants it: slow, far, losing, forgetful, held, cut
// or deaf. Real sockets on the loopback; what is drawn comes from a seed.
//
// One bottleneck each way with one queue for all connections, as a cheap router has it: what is
// sent first goes first, whoever sent it, and a sender that fills the queue delays everyone.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <thread>

#include "common/base/random.h"

namespace par::testing {

struct LineShape {
  std::int64_t bits_per_second = 0;    // Each way, for all connections together; 0: no limit.
  std::chrono::milliseconds delay{0};  // One way.
  // Up to this much more for every piece: what travels on two connections overtakes each other.
  std::chrono::milliseconds jitter{0};
  // Of a hundred pieces so many are lost. Seen from a TCP socket that is a stall of its connection
  // until the piece has come again, which takes the line a second time.
  std::uint32_t loss_percent = 0;
  std::size_t queue_bytes = std::size_t{4} << 20u;  // That a slow line takes before it pushes back.
  // A connection on which nothing moved for so long is forgotten, as routers do; 0: never.
  std::chrono::milliseconds forgets_after{0};
};

struct LinePassed {
  std::uint64_t sent_up = 0;  // Bytes that the maker of a connection has put on the line,
  std::uint64_t up = 0;       // and those of them that the node it dialled was given.
  std::uint64_t down = 0;
  std::uint64_t connections = 0;  // Made so far.
  std::uint64_t forgotten = 0;    // Of these, by the router or by Forget.
};

// Listens on the loopback. Safe from many threads.
class SlowLine {
 public:
  explicit SlowLine(std::uint64_t seed = 1);
  ~SlowLine();
  SlowLine(const SlowLine&) = delete;
  SlowLine& operator=(const SlowLine&) = delete;

  [[nodiscard]] int port() const { return port_; }
  // Where connections made from now on lead; 0: they are turned away.
  void LeadTo(int port);
  void Shape(const LineShape& shape);
  // Each connection passes this many bytes from its maker, then holds. UINT64_MAX: all.
  void HoldAfter(std::uint64_t bytes);
  // How many connections are held now.
  [[nodiscard]] int held();
  // Resets every connection, in the middle of whatever it was carrying.
  void Cut();
  // Connections that are there stay open and carry nothing any more: each side believes the other
  // is there. Those made later are not touched.
  void Forget();
  [[nodiscard]] LinePassed passed();

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Piece {
    Time arrives;
    std::string bytes;
  };
  struct Way {
    int from = -1;
    int to = -1;
    std::size_t bottleneck = 0;
    std::deque<Piece> under_way;
    Time last_arrival;
    bool blocked = false;   // The receiver's socket is full.
    bool finished = false;  // Its maker sends no more.
    bool told = false;      // And the receiver knows.
  };
  struct Connection {
    std::array<Way, 2> ways;
    std::uint64_t taken = 0;  // From its maker.
    Time last_moved;
    bool forgotten = false;
    bool over = false;
  };

  void Run();
  void Wake();
  void Accept();
  // All below with the lock held.
  void Reset(Connection& connection);
  [[nodiscard]] bool MayRead(const Connection& connection, const Way& way, Time now) const;
  [[nodiscard]] std::size_t Room(const Connection& connection, const Way& way, Time now) const;
  void Read(Connection& connection, Way& way, Time now);
  void Deliver(Connection& connection, Way& way, Time now);
  [[nodiscard]] Time ArrivalOf(Way& way, std::size_t bytes, Time now);
  void Step(Connection& connection, Time now);
  [[nodiscard]] int WaitFor(Time now) const;

  int listener_ = -1;
  int wake_[2] = {-1, -1};
  int port_ = 0;

  std::mutex mutex_;  // Guards what follows.
  SeededRandom random_;
  bool stopping_ = false;
  int leads_to_ = 0;
  LineShape shape_;
  std::uint64_t limit_ = UINT64_MAX;
  std::array<Time, 2> free_at_;  // When each way's bottleneck has sent all it holds.
  LinePassed passed_;
  std::list<Connection> connections_;

  std::thread thread_;
};

}  // namespace par::testing
