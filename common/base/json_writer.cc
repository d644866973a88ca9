#include "common/base/json_writer.h"

#include <cstdio>
#include <utility>

#include "common/base/check.h"
#include "common/base/unicode.h"

namespace par {
namespace {

bool IsDecimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto digits = [&text] {
    const std::size_t end = text.find_first_not_of("0123456789");
    const std::size_t count = end == std::string_view::npos ? text.size() : end;
    text.remove_prefix(count);
    return count;
  };
  const bool leading_zero = text.size() > 1 && text[0] == '0' && text[1] != '.';
  if (leading_zero || digits() == 0) return false;
  if (text.empty()) return true;
  if (text[0] != '.') return false;
  text.remove_prefix(1);
  return digits() > 0 && text.empty();
}

}  // namespace

void JsonWriter::NewLine() {
  text_ += '\n';
  text_.append(2 * levels_.size(), ' ');
}

void JsonWriter::BeforeValue() {
  if (levels_.empty()) {
    PAR_CHECK(text_.empty());
    return;
  }
  Level& level = levels_.back();
  if (level.place == Place::kObject) {
    PAR_CHECK(level.has_key);
    level.has_key = false;
    return;
  }
  if (!level.empty) text_ += ',';
  level.empty = false;
  NewLine();
}

void JsonWriter::End(Place place, char bracket) {
  PAR_CHECK(!levels_.empty() && levels_.back().place == place && !levels_.back().has_key);
  const bool empty = levels_.back().empty;
  levels_.pop_back();
  if (!empty) NewLine();
  text_ += bracket;
}

JsonWriter& JsonWriter::BeginObject() {
  BeforeValue();
  text_ += '{';
  levels_.push_back({.place = Place::kObject});
  return *this;
}

JsonWriter& JsonWriter::EndObject() {
  End(Place::kObject, '}');
  return *this;
}

JsonWriter& JsonWriter::BeginArray() {
  BeforeValue();
  text_ += '[';
  levels_.push_back({.place = Place::kArray});
  return *this;
}

JsonWriter& JsonWriter::EndArray() {
  End(Place::kArray, ']');
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  PAR_CHECK(!levels_.empty() && levels_.back().place == Place::kObject && !levels_.back().has_key);
  Level& level = levels_.back();
  if (!level.empty) text_ += ',';
  level.empty = false;
  level.has_key = true;
  NewLine();
  Quote(name);
  text_ += ": ";
  return *this;
}

void JsonWriter::Quote(std::string_view text) {
  text_ += '"';
  while (!text.empty()) {
    const std::size_t good = FirstInvalidUtf8(text).value_or(text.size());
    for (const char c : text.substr(0, good)) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        text_ += '\\';
        text_ += c;
      } else if (c == '\n') {
        text_ += "\\n";
      } else if (c == '\t') {
        text_ += "\\t";
      } else if (byte < 0x20 || byte == 0x7f) {
        char escaped[8];
        std::snprintf(escaped, sizeof(escaped), "\\u%04x", static_cast<unsigned>(byte));
        text_ += escaped;
      } else {
        text_ += c;
      }
    }
    text.remove_prefix(good);
    if (text.empty()) break;
    text_ += "\xef\xbf\xbd";
    text.remove_prefix(1);
  }
  text_ += '"';
}

JsonWriter& JsonWriter::String(std::string_view text) {
  BeforeValue();
  Quote(text);
  return *this;
}

JsonWriter& JsonWriter::Int(std::int64_t value) {
  BeforeValue();
  text_ += std::to_string(value);
  return *this;
}

JsonWriter& JsonWriter::Decimal(std::string_view text) {
  PAR_CHECK(IsDecimal(text));
  BeforeValue();
  text_ += text;
  return *this;
}

JsonWriter& JsonWriter::Bool(bool value) {
  BeforeValue();
  text_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::Null() {
  BeforeValue();
  text_ += "null";
  return *this;
}

std::string JsonWriter::Take() {
  PAR_CHECK(levels_.empty() && !text_.empty());
  text_ += '\n';
  return std::move(text_);
}

}  // namespace par
