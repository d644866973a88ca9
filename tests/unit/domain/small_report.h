// A small catalogue of indicators and reports made of it, for tests of figures.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "common/domain/figure_report_yaml.h"
#include "common/domain/indicators_yaml.h"

namespace par::domain {

inline constexpr std::string_view kSmallIndicators = R"(format: parnet/indicators/1
id: small
title: Chỉ tiêu nhỏ
groups:
  files: {title: Hồ sơ, owner: Văn phòng, cutoff_days: 5}
  plan: {title: Kế hoạch}
indicators:
  received: {title: Tiếp nhận, kind: count, unit: hồ sơ, group: files, over_time: carried + fresh}
  carried: {title: Chuyển qua, kind: count, group: files, part_of: received, over_time: first}
  fresh: {title: Nhận mới, kind: count, group: files}
  resolved: {title: Đã giải quyết, kind: count, group: files}
  on_time: {title: Đúng hạn, kind: count, group: files, part_of: resolved, owner: Một cửa}
  open: {title: Đang giải quyết, kind: count, group: files, over_time: last}
  money: {title: Thu, kind: signed, group: plan}
  plan: {title: Kế hoạch đạt, kind: percent, group: plan, over_time: last, most: 200}
  sent: {title: Ngày gửi, kind: date}
rates:
  rate: {title: Tỷ lệ đúng hạn, group: files, of: on_time / resolved, places: 2}
  in_hand: {title: Tỷ lệ còn lại, of: open / (received - 10)}
identities:
  - {id: received, title: tiếp nhận, holds: received = carried + fresh}
  - {id: balance, holds: received = resolved + open}
  - {id: carried, title: chuyển qua, holds: carried = previous.open}
  - {id: less, holds: resolved <= received}
targets:
  - {of: plan, at_least: 75}
  - {of: rate, at_least: 98, level: commune}
  - {of: received, at_least: 3}
)";

// Stops the test where the text has findings.
inline IndicatorCatalogue SmallCatalogue(std::string_view text = kSmallIndicators) {
  FindingList findings("indicators.yaml");
  auto catalogue = ReadIndicators(text, findings);
  for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return catalogue.value_or(IndicatorCatalogue());
}

// `rest` begins with the units.
inline FigureReport SmallReport(const IndicatorCatalogue& catalogue, const std::string& period,
                                const std::string& rest) {
  FindingList findings(period + ".yaml");
  auto report = ReadFigureReport(
      "format: parnet/figures/1\nindicators: small\ntitle: T\nperiod: " + period + "\n" + rest,
      catalogue, findings);
  for (const Finding& f : findings.findings()) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return report.value_or(FigureReport());
}

// "line:column reason", sorted by place.
inline std::vector<std::string> Places(FindingList findings) {
  std::vector<std::string> places;
  for (const Finding& f : std::move(findings).TakeSorted()) {
    places.push_back(std::to_string(f.at.line) + ":" + std::to_string(f.at.column) + " " +
                     ReasonOf(f.refusal));
  }
  return places;
}

}  // namespace par::domain
