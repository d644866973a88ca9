// An open file of the operating system, closed with its owner. One thread at a time.
#pragma once

#include <chrono>
#include <string_view>
#include <utility>

namespace par {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool ok() const { return number_ >= 0; }
  void Close();

 private:
  int number_;  // Below 0: none.
};

// All of it, where it stands. False if the system took less; errno says why.
[[nodiscard]] bool WriteAll(int descriptor, std::string_view bytes);

// Whether 4096 bytes (PIPE_BUF) can be written to it without waiting for whoever reads, or writing
// fails at once. Waits for that no longer than `most`.
[[nodiscard]] bool TakesBytes(int descriptor, std::chrono::milliseconds most);

}  // namespace par
