// Writes JSON exactly: no number ever passes through binary floating point; decimals are written as
// the text they are. Misuse (a value without its key, an unclosed list) is our own mistake and
// stops the process.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace par {

class JsonWriter {
 public:
  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  // Before every value in an object.
  JsonWriter& Key(std::string_view name);

  // Bytes that are not UTF-8 become U+FFFD.
  JsonWriter& String(std::string_view text);
  JsonWriter& Int(std::int64_t value);
  // A decimal such as "86.2482" or "-0.5", written as a number with the same digits.
  JsonWriter& Decimal(std::string_view text);
  JsonWriter& Bool(bool value);
  JsonWriter& Null();

  // The whole text, ended with a line break; everything begun must have been ended.
  [[nodiscard]] std::string Take();

 private:
  enum class Place { kObject, kArray };
  struct Level {
    Place place;
    bool empty = true;
    bool has_key = false;
  };
  void BeforeValue();
  void NewLine();
  void End(Place place, char bracket);
  void Quote(std::string_view text);

  std::string text_;
  std::vector<Level> levels_;
};

}  // namespace par
