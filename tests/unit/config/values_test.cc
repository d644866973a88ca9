// Goal: single values mean exactly what the format's page says.
// Method: tables of texts with what they must give.
#include "common/config/values.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace par::config {
namespace {

TEST(ParseNumber, TakesWholeNumbersAndSizes) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const struct {
    std::string_view why, text;
    bool is_size;
    std::optional<std::int64_t> want;
  } kCases[] = {
      {"plain", "42", false, 42},
      {"zero", "0", false, 0},
      {"no sign", "-1", false, std::nullopt},
      {"no fraction", "1.5", false, std::nullopt},
      {"no comma", "1,5", false, std::nullopt},
      {"no units on a plain number", "1KiB", false, std::nullopt},
      {"units of 1024", "200 MiB", true, 209715200},
      {"without the space", "1KiB", true, 1024},
      {"units alone are nothing", "MiB", true, std::nullopt},
      {"no decimal units: 1000 or 1024 would be a guess", "1 MB", true, std::nullopt},
      {"the largest", "9223372036854775807", false, kMost},
      {"one more", "9223372036854775808", false, std::nullopt},
      {"overflow through the unit", "9223372036854775807 GiB", true, std::nullopt},
      {"nothing", "", false, std::nullopt},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(ParseNumber(c.text, c.is_size), c.want);
  }
}

TEST(FaultOf, NamesWhatIsWrongWithAnAddress) {
  const std::string longest(107, 'p');
  const struct {
    std::string_view why;
    Form form;
    std::string text;
    std::string_view want;
  } kCases[] = {
      {"a name", Form::kPeerAddress, "tinh.example.vn:7443", ""},
      {"an IPv6 address in brackets", Form::kPeerAddress, "[2001:db8::1]:7443", ""},
      {"IPv6 without brackets is ambiguous", Form::kPeerAddress, "2001:db8::1:7443",
       "config_address_malformed"},
      {"nobody can dial port 0", Form::kPeerAddress, "a:0", "config_address_malformed"},
      {"but one may listen on any free port", Form::kListen, "127.0.0.1:0", ""},
      {"the last port", Form::kListen, "a:65535", ""},
      {"one more", Form::kListen, "a:65536", "config_listen_malformed"},
      {"no port", Form::kListen, "a", "config_listen_malformed"},
      {"no host", Form::kListen, ":7443", "config_listen_malformed"},
      {"a socket", Form::kClientAddress, "unix:/run/p.sock", ""},
      {"the longest socket path", Form::kClientAddress, "unix:" + longest, ""},
      {"one byte more", Form::kClientAddress, "unix:" + longest + "p", "config_socket_malformed"},
      {"no path", Form::kClientAddress, "unix:", "config_socket_malformed"},
      {"loopback", Form::kClientAddress, "127.0.0.1:7080", ""},
      {"the network must not reach administration", Form::kClientAddress, "0.0.0.0:7080",
       "config_client_not_local"},
      {"an id", Form::kId, "quang-ngai-2", ""},
      {"capitals", Form::kId, "Quang", "config_id_malformed"},
      {"Vietnamese letters", Form::kId, "quảng", "config_id_malformed"},
      {"a line", Form::kLine, "Cổng định danh", ""},
      {"two lines on a button", Form::kLine, "Cổng\nđịnh danh", "config_line_malformed"},
      {"a tab", Form::kLine, "a\tb", "config_line_malformed"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.why);
    EXPECT_EQ(FaultOf(c.form, c.text), c.want);
  }
}

TEST(LiesIn, ComparesFoldersAndNotLetters) {
  EXPECT_TRUE(LiesIn("/a/b", "/a"));
  EXPECT_TRUE(LiesIn("/a", "/a/"));
  EXPECT_TRUE(LiesIn("/a/x/../b", "/a/b"));
  EXPECT_FALSE(LiesIn("/ab", "/a")) << "a name that begins alike is another folder";
  EXPECT_FALSE(LiesIn("/a", "/a/b"));
}

}  // namespace
}  // namespace par::config
