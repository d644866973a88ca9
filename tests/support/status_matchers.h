// Matchers for absl::Status and absl::StatusOr, with upstream's names; Abseil 20220623 has none.
//
//   EXPECT_THAT(store.Get("k"), IsOkAndHolds(Optional(Eq("v"))));
//   EXPECT_THAT(desk.Submit(claim), ReasonIs("above_maximum"));
//   ASSERT_OK_AND_ASSIGN(const Points points, Points::Parse("1,5"));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/domain/refusal.h"

namespace par::testing {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& status) {
  return status.status();
}
// The message with its reason code, for a failing test's output.
[[nodiscard]] std::string Describe(const absl::Status& status);

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << Describe(StatusOf(arg));
  return StatusOf(arg).ok();
}

MATCHER_P(StatusIs, code, std::string("has code ") + absl::StatusCodeToString(code)) {
  *result_listener << Describe(StatusOf(arg));
  return StatusOf(arg).code() == code;
}

MATCHER_P(ReasonIs, reason, "has reason " + std::string(reason)) {
  *result_listener << Describe(StatusOf(arg));
  return domain::ReasonOf(StatusOf(arg)) == reason;
}

MATCHER_P2(ReasonIs, code, reason,
           std::string("has code ") + absl::StatusCodeToString(code) + " and reason " + reason) {
  *result_listener << Describe(StatusOf(arg));
  return StatusOf(arg).code() == code && domain::ReasonOf(StatusOf(arg)) == reason;
}

MATCHER_P(IsOkAndHolds, value, "is OK and holds what is expected") {
  *result_listener << Describe(StatusOf(arg));
  return arg.ok() && ::testing::ExplainMatchResult(value, *arg, result_listener);
}

}  // namespace par::testing

#define EXPECT_OK(expression) EXPECT_THAT(expression, ::par::testing::IsOk())
#define ASSERT_OK(expression) ASSERT_THAT(expression, ::par::testing::IsOk())
#define ASSERT_OK_AND_ASSIGN(left, expression) \
  ASSERT_OK_AND_ASSIGN_INNER(PAR_CONCAT(par_test_status_or_, __LINE__), left, expression)
#define ASSERT_OK_AND_ASSIGN_INNER(name, left, expression) \
  auto name = (expression);                                \
  ASSERT_OK(name);                                         \
  left = *std::move(name)
