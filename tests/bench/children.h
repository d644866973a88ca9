// Many children of one node in one process, each with a TLS connection and a Link stream of its
// own.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "common/exchange/hash.h"

namespace par::bench {

struct Child {
  std::string node;
  std::string unit;
  std::string certificate;  // PEM.
  std::string key;          // PEM.
  exchange::Position down;  // What it has of down:<unit>.
};

struct Outcome {
  std::size_t in_session = 0;
  std::size_t told_to_wait = 0;  // Hellos answered BUSY.
  std::size_t broken = 0;        // Connections that ended, or that came to nothing.
  double seconds = 0;            // From the first dial until the last session.
};

// Dials all at once, as nodes do not (exchange::ChildLink spreads its return); a connection that
// breaks is dialled anew as a node would. Waits until all are in session or nothing changed for a
// minute, and calls `while_open`, which may look again, before the connections are closed.
void ConnectAll(const std::string& address, const std::string& authority_pem,
                const std::vector<Child>& children,
                const std::function<void(const std::function<Outcome()>& look)>& while_open);

}  // namespace par::bench
