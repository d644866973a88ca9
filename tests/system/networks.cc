#include "tests/system/networks.h"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "common/base/check.h"

namespace par::testing {
namespace {

// As a cheap router: what does not fit is dropped, and TCP finds out.
constexpr std::int64_t kQueueBytes = std::int64_t{64} << 10u;

std::string Name() { return "par" + std::to_string(::getpid()); }

}  // namespace

bool Networks::Run(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;  // NOLINT: nothing of a user's.
}

std::string Networks::WhyNot() {
  if (::geteuid() != 0)
    return "network namespaces take root; run as root, or see the proxy's tests";
  const std::string name = Name() + "t";
  const std::string in = "/usr/sbin/ip netns exec " + name + " ";
  std::string why;
  if (!Run("/usr/sbin/ip netns add " + name)) return "`ip netns add` is not permitted here";
  if (!Run(in + "/usr/sbin/ip link add a type veth peer name b")) {
    why = "this kernel has no veth interfaces";
  } else if (!Run(in +
                  "/usr/sbin/tc qdisc add dev a root tbf rate 64kbit burst 4000 limit 65536")) {
    why = "this kernel's tc has no tbf";
  }
  (void)Run("/usr/sbin/ip netns del " + name);
  return why;
}

Networks::Networks(const std::vector<std::int64_t>& rates) : upper_(Name() + "u"), rates_(rates) {
  PAR_CHECK(Run("/usr/sbin/ip netns add " + upper_));
  const std::string above = "/usr/sbin/ip netns exec " + upper_ + " ";
  PAR_CHECK(Run(above + "/usr/sbin/ip link set lo up"));
  for (std::size_t line = 0; line < rates.size(); ++line) {
    const std::string lower = Lower(line);
    PAR_CHECK(Run("/usr/sbin/ip netns add " + lower));
    const std::string below = "/usr/sbin/ip netns exec " + lower + " ";
    const std::string end = UpperEnd(line);
    const std::string net = "10.213." + std::to_string(line) + ".";
    const std::string shape = " root tbf rate " + std::to_string(rates[line]) +
                              "bit burst 4000 limit " + std::to_string(kQueueBytes);
    PAR_CHECK(
        Run(above + "/usr/sbin/ip link add " + end + " type veth peer name v netns " + lower));
    PAR_CHECK(Run(above + "/usr/sbin/ip addr add " + net + "1/24 dev " + end));
    PAR_CHECK(Run(above + "/usr/sbin/tc qdisc add dev " + end + shape));
    PAR_CHECK(Run(above + "/usr/sbin/ip link set " + end + " up"));
    PAR_CHECK(Run(below + "/usr/sbin/ip addr add " + net + "2/24 dev v"));
    PAR_CHECK(Run(below + "/usr/sbin/tc qdisc add dev v" + shape));
    PAR_CHECK(Run(below + "/usr/sbin/ip link set v up"));
    PAR_CHECK(Run(below + "/usr/sbin/ip link set lo up"));
  }
}

Networks::~Networks() {
  for (std::size_t line = 0; line < rates_.size(); ++line) {
    (void)Run("/usr/sbin/ip netns del " + Lower(line));
  }
  (void)Run("/usr/sbin/ip netns del " + upper_);
}

std::string Networks::Lower(std::size_t line) const { return Name() + "l" + std::to_string(line); }
std::string Networks::UpperEnd(std::size_t line) const { return "v" + std::to_string(line); }
std::string Networks::AddressAbove(std::size_t line) const {
  return "10.213." + std::to_string(line) + ".1";
}

std::uint64_t Networks::PassedUp(std::size_t line) const {
  const std::string command = "/usr/sbin/ip netns exec " + upper_ + " cat /sys/class/net/" +
                              UpperEnd(line) + "/statistics/rx_bytes";
  FILE* pipe = ::popen(command.c_str(), "r");  // NOLINT: nothing of a user's.
  PAR_CHECK(pipe != nullptr);
  std::array<char, 64> text{};
  const bool read = std::fgets(text.data(), text.size(), pipe) != nullptr;
  PAR_CHECK(::pclose(pipe) == 0 && read);
  return std::strtoull(text.data(), nullptr, 10);
}

void Networks::Cut(std::size_t line) {
  PAR_CHECK(Run("/usr/sbin/ip netns exec " + upper_ + " /usr/sbin/ip link set " + UpperEnd(line) +
                " down"));
}
void Networks::Mend(std::size_t line) {
  PAR_CHECK(Run("/usr/sbin/ip netns exec " + upper_ + " /usr/sbin/ip link set " + UpperEnd(line) +
                " up"));
}

}  // namespace par::testing
