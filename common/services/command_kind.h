// The number of a kind of command, given as the enumerator that names it.
#pragma once

#include <cstdint>
#include <type_traits>

namespace par::services {

class CommandKind {
 public:
  template <typename Enum>
    requires(std::is_enum_v<Enum> && std::is_same_v<std::underlying_type_t<Enum>, std::uint32_t>)
  CommandKind(Enum kind) : number_(static_cast<std::uint32_t>(kind)) {}  // NOLINT: meant implicit
  [[nodiscard]] std::uint32_t number() const { return number_; }

 private:
  std::uint32_t number_;
};

}  // namespace par::services
