// A criteria set small enough to add up by hand, for tests: six points of the unit's own (one leaf
// by ratio, one judged, one by cases), four from a survey, and a bonus and a penalty of 2 each.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"

namespace par::domain {

inline constexpr std::string_view kSmallSet = R"(format: parnet/criteria-set/1
id: small
version: 1
title: Bộ chỉ số nhỏ
level: commune
year: 2023
basis:
  - {number: 1/QĐ-UBND, date: 2023-01-02, issuer: UBND tỉnh}
effective: {from: 2023-01-01, to: 2023-12-31}
maximum: 10
not_applicable: reduced_max
ranking: {ties: gap, tie_break: ["1"]}
classes:
  - {id: good, title: Tốt, from: 80}
  - {id: weak, title: Yếu, from: 0}
figures:
  files: {title: Hồ sơ, kind: count, unit: hồ sơ, most: 100000}
areas:
  - id: "1"
    title: Thủ tục
    maximum: 6
    criteria:
      - id: "1.1"
        title: Đúng hạn
        maximum: 3
        inputs:
          a: {figure: files}
          b: {title: Đúng hạn, kind: count, part_of: a}
        nothing_arises: {when: a = 0, then: not_applicable}
        rule: (b/a) * max
      - {id: "1.2", title: Chất lượng, maximum: 2, rule: {judged: [0, 1, 2]}, may_be_declared_not_applicable: true}
      - id: "1.3"
        title: Công khai
        maximum: 1
        inputs:
          c: {title: Niêm yết, kind: yes_no}
        rule:
          - {when: c, score: max}
          - {otherwise: 0}
  - id: "2"
    title: Điều tra
    maximum: 4
    source: survey
  - {id: "T", title: Thưởng, maximum: 2, source: bonus, rule: given}
  - {id: "P", title: Trừ, maximum: 2, source: penalty, rule: given}
)";

inline constexpr std::string_view kSmallAnswers = R"(format: parnet/answers/1
set: small@1
unit: xa-a
figures: {files: 300, "1.1.b": 200, "1.3.c": yes}
criteria:
  "1.2": {judged: 1, reason: theo biên bản}
  "2": {points: 3.1234, source: Báo cáo 5}
  "T": {points: 0.5, source: Quyết định 6}
  "P": {points: 1, source: Quyết định 7}
)";

// `text` with the one place where `from` stands replaced.
inline std::string With(std::string_view text, std::string_view from, std::string_view to) {
  std::string changed(text);
  const std::size_t at = changed.find(from);
  EXPECT_NE(at, std::string::npos) << "not in the text: " << from;
  if (at != std::string::npos) changed.replace(at, from.size(), to);
  return changed;
}

inline CriteriaSet SetOf(std::string_view text) {
  CriteriaSetFile file = ReadCriteriaSet(text, "set.yaml");
  for (const Finding& f : file.findings) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return file.set.has_value() ? *std::move(file.set) : CriteriaSet();
}

inline Answers AnswersOf(const CriteriaSet& set, std::string_view text) {
  AnswersFile file = ReadAnswers(text, set, "answers.yaml");
  for (const Finding& f : file.findings) ADD_FAILURE() << TextOf(f, Language::kEnglish);
  return file.answers.has_value() ? *std::move(file.answers) : EmptyAnswers(set, UnitId());
}

// "line reason field", one for each finding.
inline std::string Brief(const std::vector<Finding>& findings) {
  std::string brief;
  for (const Finding& finding : findings) {
    const auto parameters = ParametersOf(finding.refusal);
    brief += (brief.empty() ? "" : "; ") + std::to_string(finding.at.line) + ' ' +
             ReasonOf(finding.refusal) + ' ' +
             (parameters.empty() ? std::string() : parameters.front().value);
  }
  return brief;
}

}  // namespace par::domain
