// Network namespaces with a line of a given rate between each of them and the first, made by the
// kernel: real interfaces, real queues, cables that can be pulled. They go with the object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace par::testing {

// One thread at a time.
class Networks {
 public:
  // Why no namespaces can be made here (not root, no veth or tbf in the kernel); empty: they can.
  [[nodiscard]] static std::string WhyNot();

  // One line for every rate, in bits a second each way.
  explicit Networks(const std::vector<std::int64_t>& rates);
  ~Networks();
  Networks(const Networks&) = delete;
  Networks& operator=(const Networks&) = delete;

  [[nodiscard]] const std::string& upper() const { return upper_; }
  [[nodiscard]] std::string Lower(std::size_t line) const;
  // Of the upper end, as the lower end reaches it.
  [[nodiscard]] std::string AddressAbove(std::size_t line) const;
  // Bytes that came out of the line at the upper end, headers and all.
  [[nodiscard]] std::uint64_t PassedUp(std::size_t line) const;
  // Pulls the cable out at the far end: what is sent from below is lost without a word.
  void Cut(std::size_t line);
  void Mend(std::size_t line);

 private:
  [[nodiscard]] static bool Run(const std::string& command);
  [[nodiscard]] std::string UpperEnd(std::size_t line) const;

  std::string upper_;
  std::vector<std::int64_t> rates_;
};

}  // namespace par::testing
