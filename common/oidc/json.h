// JSON that a stranger sent, read by jansson: one value, UTF-8, no name twice in an object.
#pragma once

#include <jansson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace par::oidc {

// Null: it is no JSON object.
struct JsonDrop {
  void operator()(json_t* value) const { json_decref(value); }
};
using Json = std::unique_ptr<json_t, JsonDrop>;
[[nodiscard]] Json ReadObject(std::string_view text);

// The text of a member; empty: there is none, or it is no text.
[[nodiscard]] std::string TextIn(const json_t* object, const char* name);
// A whole number, or one with a fraction, which is cut off; nothing for anything else.
[[nodiscard]] std::optional<std::int64_t> SecondsIn(const json_t* object, const char* name);
// The texts of a list, or the one text that stands in its place; nothing: the member is there and
// is neither.
[[nodiscard]] std::optional<std::vector<std::string>> TextsIn(const json_t* object,
                                                              const char* name);

}  // namespace par::oidc
