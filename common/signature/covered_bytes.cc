#include "common/signature/covered_bytes.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "common/base/check.h"
#include "common/base/hex.h"

namespace par::signature {
namespace {

// "… /Contents " before the gap.
bool IsValueOfContents(std::string_view before) {
  const std::size_t last = before.find_last_not_of(kPdfSpaces);
  return last != std::string_view::npos && before.substr(0, last + 1).ends_with("/Contents");
}

bool IsGap(std::string_view before, std::string_view gap, std::string_view contents) {
  if (!IsValueOfContents(before) || gap.size() < 2) return false;
  if (gap.front() != '<' || gap.back() != '>') return false;
  const auto value = FromHex(gap.substr(1, gap.size() - 2));
  return value.has_value() && *value == contents;
}

int ReadParts(BIO* bio, char* to, std::size_t size, std::size_t* done) {
  auto& parts = *static_cast<std::array<std::string_view, 2>*>(BIO_get_data(bio));
  std::string_view& part = parts[0].empty() ? parts[1] : parts[0];
  *done = std::min(size, part.size());
  std::memcpy(to, part.data(), *done);
  part.remove_prefix(*done);
  return *done > 0 ? 1 : 0;
}

long ControlParts(BIO* bio, int command, long, void*) {
  const auto& parts = *static_cast<std::array<std::string_view, 2>*>(BIO_get_data(bio));
  if (command == BIO_CTRL_EOF) return parts[0].empty() && parts[1].empty() ? 1 : 0;
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

int FreeParts(BIO* bio) {
  delete static_cast<std::array<std::string_view, 2>*>(BIO_get_data(bio));
  return 1;
}

const BIO_METHOD* PartsMethod() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "covered bytes");
    PAR_CHECK(made != nullptr);
    PAR_CHECK(BIO_meth_set_read_ex(made, ReadParts) == 1);
    PAR_CHECK(BIO_meth_set_ctrl(made, ControlParts) == 1);
    PAR_CHECK(BIO_meth_set_destroy(made, FreeParts) == 1);
    return made;
  }();
  return method;
}

}  // namespace

CoveredBytes FindCoveredBytes(std::string_view file, const std::vector<std::int64_t>& range,
                              std::string_view contents) {
  CoveredBytes covered;
  covered.fault = "signature_range";
  const auto size = static_cast<std::int64_t>(file.size());
  if (range.size() != 4 || range[0] != 0) return covered;
  for (const std::int64_t number : range) {
    if (number < 0 || number > size) return covered;
  }
  const auto first = static_cast<std::size_t>(range[1]);
  const auto second = static_cast<std::size_t>(range[2]);
  const auto length = static_cast<std::size_t>(range[3]);
  if (first == 0 || second <= first || length == 0 || length > file.size() - second) return covered;
  covered.fault = "signature_gap";
  const std::string_view before = file.substr(0, first);
  if (!IsGap(before, file.substr(first, second - first), contents)) return covered;
  covered.fault = {};
  covered.parts = {before, file.substr(second, length)};
  covered.end = second + length;
  return covered;
}

Owned<BIO, BIO_free> Reader(const CoveredBytes& covered) {
  Owned<BIO, BIO_free> bio(BIO_new(PartsMethod()));
  PAR_CHECK(bio != nullptr);
  BIO_set_data(bio.get(), new std::array<std::string_view, 2>(covered.parts));
  BIO_set_init(bio.get(), 1);
  return bio;
}

}  // namespace par::signature
