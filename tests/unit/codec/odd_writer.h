// Writes messages as another program might, or a wrong one: numbers and lengths longer than they
// need be, fields that are unknown, twice, empty or of another type, texts that are not UTF-8. Some
// of it Protocol Buffers reads all the same, some of it it refuses.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/check.h"
#include "google/protobuf/message.h"

namespace par::codec::testing {

// With `more` bytes that say nothing behind the number's own.
inline void AppendVarint(std::uint64_t value, std::size_t more, std::string& out) {
  for (; value >= 0x80; value >>= 7u) out += static_cast<char>(value | 0x80u);
  out += static_cast<char>(value | (more == 0 ? 0u : 0x80u));
  for (std::size_t i = 1; i <= more; ++i) out += i < more ? '\x80' : '\0';
}

class OddWriter {
 public:
  // The same seed writes the same. Something odd about once in `usual` places.
  OddWriter(std::uint64_t seed, std::uint64_t usual) : random_(seed), usual_(usual) {}

  std::string Write(const google::protobuf::Message& message) {
    std::string out;
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    message.GetReflection()->ListFields(message, &fields);
    for (const google::protobuf::FieldDescriptor* field : fields) {
      const int size =
          field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
      for (int i = 0; i < size; ++i) {
        do {
          if (Rarely()) Stray(out);
          WriteField(message, *field, i, out);
        } while (Rarely());
      }
    }
    return out;
  }

  // How often something odd was written.
  [[nodiscard]] int odd() const { return odd_; }

 private:
  bool Rarely() {
    const bool now = random_() % usual_ == 0;
    if (now) ++odd_;
    return now;
  }

  void Varint(std::uint64_t value, std::string& out) {
    AppendVarint(value, Rarely() ? 1 + random_() % 9 : 0, out);
  }

  void Text(std::uint32_t number, std::string text, std::string& out) {
    if (!text.empty() && Rarely()) text[random_() % text.size()] = '\xff';
    if (Rarely()) text.clear();
    Varint((number << 3u) | 2u, out);
    Varint(text.size(), out);
    out += text;
  }

  // A field that our messages do not have, or of a type that it does not have there.
  void Stray(std::string& out) {
    constexpr std::string_view kStrays[] = {
        {"\x98\x06\x01", 3},                                   // Field 99: a number,
        {"\x9a\x06\x01x", 4},                                  // a text,
        {"\x9d\x06\0\0\0\0", 6},                               // four bytes,
        {"\x99\x06\0\0\0\0\0\0\0\0", 10},                      // eight bytes,
        {"\x9b\x06\x9c\x06", 4},                               // a group,
        {"\x9c\x06", 2},                                       // the end of none,
        {"\x9e\x06", 2},                                       // a type that does not exist.
        {"\x82\x80\x80\x80\x08\x01x", 7},                      // Field 2^28.
        {"\x82\x80\x80\x80\x80\x01\x01x", 8},                  // A tag of six bytes.
        {"\0", 1},                                             // Field 0: a number begun,
        {"\x02\x01x", 3},                                      // a text.
        {"\x08\x01", 2},                                       // Field 1, a number.
        {"\x1a\x00", 2},                                       // Field 3, empty.
        {"\x20\x81\x80\x80\x80\x80\x80\x80\x80\x80\x02", 11},  // Field 4, of more than 64 bits.
        {"\x10\x81\x80\x80\x80\x10", 6},                       // Field 2: 2^32 + 1,
        {"\x12\x01\x01", 3},                                   // a text.
        {"\x1a\xff\xff\xff\xff\x0f", 6},                       // A length of 2^32 - 1.
    };
    out += kStrays[random_() % std::size(kStrays)];
  }

  void WriteField(const google::protobuf::Message& message,
                  const google::protobuf::FieldDescriptor& field, int i, std::string& out) {
    using google::protobuf::FieldDescriptor;
    const google::protobuf::Reflection& of = *message.GetReflection();
    const auto number = static_cast<std::uint32_t>(field.number());
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return Text(number,
                  Write(field.is_repeated() ? of.GetRepeatedMessage(message, &field, i)
                                            : of.GetMessage(message, &field)),
                  out);
    }
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      return Text(number,
                  field.is_repeated() ? of.GetRepeatedString(message, &field, i)
                                      : of.GetString(message, &field),
                  out);
    }
    PAR_CHECK(!field.is_repeated());
    Varint(number << 3u, out);
    Varint(NumberIn(message, field), out);
  }

  static std::uint64_t NumberIn(const google::protobuf::Message& message,
                                const google::protobuf::FieldDescriptor& field) {
    using google::protobuf::FieldDescriptor;
    const google::protobuf::Reflection& of = *message.GetReflection();
    switch (field.type()) {
      case FieldDescriptor::TYPE_UINT32:
        return of.GetUInt32(message, &field);
      case FieldDescriptor::TYPE_UINT64:
        return of.GetUInt64(message, &field);
      case FieldDescriptor::TYPE_INT64:
        return static_cast<std::uint64_t>(of.GetInt64(message, &field));
      case FieldDescriptor::TYPE_SINT64: {
        const std::int64_t value = of.GetInt64(message, &field);
        return (static_cast<std::uint64_t>(value) << 1u) ^ static_cast<std::uint64_t>(value >> 63);
      }
      case FieldDescriptor::TYPE_BOOL:
        return of.GetBool(message, &field) ? 1 : 0;
      default:
        PAR_CHECK(field.type() == FieldDescriptor::TYPE_UINT32);  // No other type so far.
        return 0;
    }
  }

  std::mt19937_64 random_;
  const std::uint64_t usual_;
  int odd_ = 0;
};

}  // namespace par::codec::testing
