// Goal: what is written is JSON with exactly the digits given; misuse stops the process.
// Method: texts compared letter by letter; death tests for every misuse.
#include "common/base/json_writer.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace par {
namespace {

TEST(JsonWriter, WritesNestedValues) {
  JsonWriter json;
  json.BeginObject();
  json.Key("unit").String("Tư Nghĩa");
  json.Key("total").Decimal("86.2482");
  json.Key("leaves").BeginArray();
  json.BeginObject().EndObject();
  json.Int(-1).Bool(true).Null();
  json.EndArray();
  json.Key("none").BeginArray().EndArray();
  json.EndObject();
  EXPECT_EQ(json.Take(),
            "{\n"
            "  \"unit\": \"Tư Nghĩa\",\n"
            "  \"total\": 86.2482,\n"
            "  \"leaves\": [\n"
            "    {},\n"
            "    -1,\n"
            "    true,\n"
            "    null\n"
            "  ],\n"
            "  \"none\": []\n"
            "}\n");
}

TEST(JsonWriter, EscapesTexts) {
  const struct {
    std::string why, text, want;
  } kCases[] = {
      {"quotes", "a\"b\\c", "\"a\\\"b\\\\c\"\n"},
      {"line breaks", "a\nb\tc\rd", "\"a\\nb\\tc\\u000dd\"\n"},
      {"NUL and DEL", std::string("\0\x7f", 2), "\"\\u0000\\u007f\"\n"},
      {"not UTF-8", "a\xff\xc3z", "\"a\xef\xbf\xbd\xef\xbf\xbdz\"\n"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    JsonWriter json;
    json.String(c.text);
    EXPECT_EQ(json.Take(), c.want);
  }
}

TEST(JsonWriter, KeepsEveryDigit) {
  JsonWriter json;
  json.BeginArray();
  json.Int(std::numeric_limits<std::int64_t>::min());
  json.Decimal("0.10").Decimal("-0.0001").Decimal("99999999999999999999.9999");
  json.EndArray();
  EXPECT_EQ(json.Take(),
            "[\n  -9223372036854775808,\n  0.10,\n  -0.0001,\n  99999999999999999999.9999\n]\n");
}

TEST(JsonWriterDeathTest, RefusesWhatIsNoDecimal) {
  for (const std::string text : {"", "-", ".5", "1.", "1,5", "01", "1e3", "NaN", "1.5 ", "+1"}) {
    JsonWriter json;
    EXPECT_DEATH(json.Decimal(text), "check failed") << text;
  }
}

TEST(JsonWriterDeathTest, RefusesWrongNesting) {
  EXPECT_DEATH(JsonWriter().BeginObject().Int(1), "check failed");
  EXPECT_DEATH(JsonWriter().BeginArray().Key("a"), "check failed");
  EXPECT_DEATH(JsonWriter().BeginObject().Key("a").Key("b"), "check failed");
  EXPECT_DEATH(JsonWriter().BeginObject().Key("a").EndObject(), "check failed");
  EXPECT_DEATH(JsonWriter().BeginArray().EndObject(), "check failed");
  EXPECT_DEATH(JsonWriter().Int(1).Int(2), "check failed");
  EXPECT_DEATH((void)JsonWriter().BeginArray().Take(), "check failed");
}

}  // namespace
}  // namespace par
