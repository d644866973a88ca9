#include "parctl/remediation_parts.h"

#include "common/base/clock.h"
#include "common/domain/refusal.h"
#include "parctl/report.h"

namespace par::parctl {

std::optional<domain::Date> DayOf(Session& session, const std::string& given) {
  const auto day = given.empty() ? domain::Date::InVietnam(SystemClock().WallMicros())
                                 : domain::Date::Parse(given);
  if (!day.has_value()) {
    PrintRefusal(session, "--on",
                 domain::Refusal(absl::StatusCode::kInvalidArgument, "yaml_not_date",
                                 {{"field", "--on"}, {"value", given}}));
  }
  return day;
}

void TakeDay(Command verb, const Session& session, std::string& on) {
  Take(verb, session, "--on", on,
       {"Ngày xét quá hạn (2024-12-20); mặc định hôm nay",
        "Day for which tasks are overdue (2024-12-20); default today"},
       session.Say("NGÀY", "DATE"));
}

}  // namespace par::parctl
