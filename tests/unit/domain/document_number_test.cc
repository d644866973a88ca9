// Goal: the number of a document is read as the decree writes it, and nothing else is taken for one.
// Method: a table of texts, good and bad.
#include "common/domain/document_number.h"

#include <gtest/gtest.h>

namespace par::domain {
namespace {

TEST(DocumentNumbers, AreReadAsTheDecreeWritesThem) {
  struct NumberRow {
    const char* text;
    std::uint32_t number;
    const char* suffix;
    const char* symbol;
    const char* type;
  };
  for (const NumberRow& row : std::initializer_list<NumberRow>{
           {"12/KH-UBND", 12, "", "KH-UBND", "kế hoạch"},
           {"05/2023/QĐ-UBND", 5, "", "QĐ-UBND", "quyết định"},
           {"2766/UBND-NC", 2766, "", "UBND-NC", "công văn"},
           {"12a/BC-UBND", 12, "a", "BC-UBND", "báo cáo"},
           {"3030/UBND", 3030, "", "UBND", "công văn"},
           {"7/TTr-SNV", 7, "", "TTr-SNV", "tờ trình"},
       }) {
    const auto number = DocumentNumber::Parse(row.text);
    ASSERT_TRUE(number.has_value()) << row.text;
    EXPECT_EQ(number->number, row.number) << row.text;
    EXPECT_EQ(number->suffix, row.suffix) << row.text;
    EXPECT_EQ(number->symbol, row.symbol) << row.text;
    EXPECT_EQ(DocumentType(*number), row.type) << row.text;
  }
  for (const char* const bad : {"", "12", "/KH-UBND", "KH-UBND", "12/", "0/KH-UBND", "12ab/KH-UBND",
                                "1234567/KH", "12/KH UBND", "12-KH/UBND x", "-1/KH"}) {
    EXPECT_FALSE(DocumentNumber::Parse(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace par::domain
