#include "tests/bench/bench_set.h"

namespace par::bench {

std::string SetText() {
  std::string text =
      "format: parnet/criteria-set/1\nid: bench\nversion: 1\ntitle: t\nlevel: commune\n"
      "year: 2023\nbasis:\n  - {number: 1, date: 2023-01-02, issuer: i}\n"
      "effective: {from: 2023-01-01, to: 2023-12-31}\nmaximum: 100\nareas:\n";
  const std::string rules[] = {
      "(b/a) * max",
      "[{when: a >= 1000, score: (b/a) * max}, {when: a < 1000 and b/a >= 0.97, score: (b/a) * "
      "max}, "
      "{when: a < 1000 and 0.95 <= b/a < 0.97, score: 0.9}, {when: a < 1000 and b/a < 0.95, score: "
      "0}]",
      "[{when: b/a >= 1, score: max}, {when: 0.5 <= b/a < 1, score: 0.5}, {otherwise: 0}]",
      "(b/a) * 0.6 + (b/a) * 0.4",
      "min(b/a / 0.8 * max, max)",
  };
  for (int area = 0; area < kCriteria / 10; ++area) {
    const std::string id = std::to_string(area + 1);
    text += "  - id: \"" + id + "\"\n    title: t\n    maximum: 10\n    criteria:\n";
    for (int i = 0; i < 10; ++i) {
      text += "      - id: \"" + id + '.' + std::to_string(i + 1) + "\"\n" +
              "        title: t\n        maximum: 1\n        inputs:\n" +
              "          a: {title: a, kind: count}\n" +
              "          b: {title: b, kind: count, part_of: a}\n" +
              "        nothing_arises: {when: a = 0, then: not_applicable}\n" +
              "        rule: " + rules[i % 5] + "\n";
    }
  }
  return text;
}

}  // namespace par::bench
