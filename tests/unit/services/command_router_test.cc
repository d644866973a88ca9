// Goal: every entry reaches the part that owns its kind, and no kind has two owners.
// Method: two parts, entries of known and unknown kinds, payloads that can and cannot be read.
#include "common/services/command_router.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace par::services {
namespace {

using testing::IsOkAndHolds;
using testing::ReasonIs;

enum class RoutedKind : std::uint32_t { kEcho = 900, kPair = 901, kNobody = 902 };

class NoTransaction final : public ledger::Transaction {
 public:
  absl::StatusOr<std::optional<std::string>> Get(std::string_view) const override {
    return std::nullopt;
  }
  absl::StatusOr<storage::Page> Scan(const storage::Range&,
                                     const storage::PageLimit&) const override {
    return storage::Page{};
  }
  void Put(std::string, std::string) override {}
  void Erase(std::string) override {}
};

// Read and written the way protobuf messages are: "a=<text>".
struct Text {
  std::string value;
  bool ParseFromString(const std::string& bytes) {
    if (bytes.rfind("a=", 0) != 0) return false;
    value = bytes.substr(2);
    return true;
  }
  [[nodiscard]] std::string SerializeAsString() const { return "a=" + value; }
};

ledger::Entry EntryOf(RoutedKind kind, std::string payload) {
  ledger::Entry entry;
  entry.command.kind = static_cast<std::uint32_t>(kind);
  entry.command.payload = std::move(payload);
  return entry;
}

CommandRouter Router() {
  CommandRouter router;
  router.On(RoutedKind::kEcho, "test.echo",
            [](const ledger::Entry& entry, ledger::Transaction&) -> absl::StatusOr<std::string> {
              return entry.command.payload;
            });
  router.OnMessages<Text, Text>(
      RoutedKind::kPair, "test.pair",
      [](const ledger::Entry&, const Text& text, ledger::Transaction&) -> absl::StatusOr<Text> {
        return Text{text.value + text.value};
      });
  return router;
}

TEST(CommandRouter, HandsEachKindToItsOwner) {
  CommandRouter router = Router();
  NoTransaction transaction;
  EXPECT_THAT(router.Apply(EntryOf(RoutedKind::kEcho, "xã"), transaction), IsOkAndHolds("xã"));
  EXPECT_THAT(router.Apply(EntryOf(RoutedKind::kPair, "a=1"), transaction), IsOkAndHolds("a=11"));
}

TEST(CommandRouter, RefusesWhatNobodyOwnsOrCanRead) {
  CommandRouter router = Router();
  NoTransaction transaction;
  EXPECT_THAT(router.Apply(EntryOf(RoutedKind::kNobody, ""), transaction),
              ReasonIs(absl::StatusCode::kFailedPrecondition, "command_kind_unknown"));
  EXPECT_THAT(router.Apply(EntryOf(RoutedKind::kPair, "b"), transaction),
              ReasonIs(absl::StatusCode::kInvalidArgument, "command_payload_invalid"));
}

TEST(CommandRouter, NamesKindsForPeople) {
  const CommandRouter router = Router();
  EXPECT_EQ(router.NameOf(900), "test.echo");
  EXPECT_EQ(router.NameOf(902), "kind 902");
}

TEST(CommandRouterDeathTest, OneOwnerPerKind) {
  CommandRouter router = Router();
  EXPECT_DEATH(router.On(RoutedKind::kEcho, "again",
                         [](const ledger::Entry&,
                            ledger::Transaction&) -> absl::StatusOr<std::string> { return ""; }),
               "check failed: added");
}

}  // namespace
}  // namespace par::services
