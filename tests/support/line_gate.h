// A TCP line that a test can hold: what one node sends to another goes through it, on every
// connection up to a number of bytes, and not a byte further until the test lets it.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace par::testing {

// Listens on the loopback. Safe from many threads.
class LineGate {
 public:
  LineGate();
  ~LineGate();
  LineGate(const LineGate&) = delete;
  LineGate& operator=(const LineGate&) = delete;

  [[nodiscard]] int port() const { return port_; }
  // Where connections made from now on lead.
  void LeadTo(int port);
  // Each connection passes this many bytes from its maker, then holds. UINT64_MAX: all.
  void HoldAfter(std::uint64_t bytes);
  // How many connections are held now.
  [[nodiscard]] int held();

 private:
  struct Way {
    int from = -1;
    int to = -1;
    std::string waiting;
  };
  struct Connection {
    Way up, down;
    std::uint64_t passed = 0;
    bool over = false;
  };

  void Run();
  void Accept();
  // With the lock held.
  void Pass(Connection& connection);
  [[nodiscard]] bool Move(Way& way, std::uint64_t limit, std::uint64_t* passed);
  void Wake();

  int listener_ = -1;
  int wake_[2] = {-1, -1};
  int port_ = 0;

  std::mutex mutex_;  // Guards what follows.
  bool stopping_ = false;
  int leads_to_ = 0;
  std::uint64_t limit_ = UINT64_MAX;
  std::list<Connection> connections_;

  std::thread thread_;
};

}  // namespace par::testing
