// Owners for objects of C libraries: std::unique_ptr<X509, Freed<X509_free>>.
#pragma once

#include <memory>

namespace par {

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

template <typename T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

}  // namespace par
