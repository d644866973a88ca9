// Goal: what keeps a criterion from being scored is told as officials call it: criteria and figures
// by their titles, units by their names.
// Method: a district's and a commune's set; what is missing differs by the row.
#include "common/services/findings.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/criteria_yaml.h"
#include "common/domain/units_yaml.h"
#include "tests/support/read_text.h"

namespace par::services {
namespace {

domain::UnitTree Tree() {
  const domain::UnitsFile file = domain::ReadUnits(R"(format: parnet/units/1
units:
  - {id: quang-ngai, name: Tỉnh Quảng Ngãi, kind: tinh}
  - {id: tu-nghia, name: Huyện Tư Nghĩa, kind: huyen, parent: quang-ngai}
  - {id: la-ha, name: Thị trấn La Hà, kind: thi-tran, parent: tu-nghia}
)",
                                                   "units.yaml");
  EXPECT_TRUE(file.tree.has_value());
  return *file.tree;
}

void AddChild(domain::Answers& answers, const domain::CriteriaSet& set, const char* unit) {
  answers.children_known = true;
  answers.children.push_back(
      {.unit = domain::UnitId(unit), .index = {}, .score = {}, .figures = {}});
  answers.children.back().figures.resize(set.child_figures.ids().size());
}

TEST(FindingsOf, NameWhatIsMissingAsPeopleDo) {
  struct Row {
    std::string_view why;
    std::string file;
    std::string criterion;
    std::function<void(domain::Answers&, const domain::CriteriaSet&)> change;
    domain::Language language;
    std::string want;
  };
  const auto nothing = [](domain::Answers&, const domain::CriteriaSet&) {};
  const std::string district = "criteria/quang-ngai-district-2023.yaml";
  const std::string cases =
      "Tiêu chí 3.4.2 “Tỷ lệ hồ sơ TTHC do UBND cấp xã tiếp nhận trong năm "
      "được giải quyết trước hạn, đúng hạn” chưa chấm được vì còn thiếu: ";
  const Row kRows[] = {
      {"the units below altogether", district, "3.4.2", nothing, domain::Language::kVietnamese,
       cases + "kết quả của các đơn vị cấp dưới"},
      {"one of them, by its name", district, "3.4.2",
       [](auto& answers, const auto& set) { AddChild(answers, set, "la-ha"); },
       domain::Language::kVietnamese, cases + "số liệu “tthc.commune.resolved” của Thị trấn La Hà"},
      {"one that the tree does not know, by its id", district, "3.4.2",
       [](auto& answers, const auto& set) { AddChild(answers, set, "xa-cu"); },
       domain::Language::kVietnamese, cases + "số liệu “tthc.commune.resolved” của xa-cu"},
      {"in English", district, "3.4.2", nothing, domain::Language::kEnglish,
       "is not scored yet; missing: the results of the units below"},
      {"a figure, and the same of the year before", "criteria/commune-sample-2023.yaml", "6.4.2",
       nothing, domain::Language::kVietnamese,
       "còn thiếu: Thu nhập tăng thêm bình quân một người của năm trước; Thu nhập tăng thêm bình "
       "quân một người"},
  };
  const domain::UnitTree tree = Tree();
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    const auto set = domain::ParseCriteriaSet(testing::ReadText(row.file));
    ASSERT_TRUE(set.ok()) << set.status();
    domain::Answers answers = domain::EmptyAnswers(*set, domain::UnitId("tu-nghia"));
    row.change(answers, *set);
    std::string text;
    for (const auto& finding :
         FindingsOf(*set, answers, domain::Score(*set, answers), tree, row.language)) {
      if (finding.criterion() == row.criterion) text = finding.text();
    }
    EXPECT_NE(text.find(row.want), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace par::services
