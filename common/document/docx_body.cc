#include "common/document/docx_body.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "common/base/check.h"
#include "common/base/unicode.h"
#include "common/document/docx_styles.h"
#include "common/document/docx_xml.h"
#include "common/document/text.h"
#include "common/domain/vietnamese.h"

namespace par::document {
namespace {

// Twentieths of a point. A4; 30 mm at the left, 15 at the right, 20 above and below.
constexpr int kShortSide = 11906;
constexpr int kLongSide = 16838;
constexpr int kLeftMargin = 1701;
constexpr int kRightMargin = 851;
constexpr int kUpperMargin = 1134;
constexpr int kTextWidth = kShortSide - kLeftMargin - kRightMargin;
constexpr int kWideTextWidth = kLongSide - kLeftMargin - kRightMargin;
// The nation's title at 13 points bold needs some 10 cm: in less it would wrap.
constexpr int kNationWidth = 5950;
constexpr int kIssuerWidth = kTextWidth - kNationWidth;
constexpr int kMottoRule = 3190;  // As long as the motto at 13 points bold.
constexpr int kSubjectRule = 2400;
constexpr int kCellMargin = 85;

constexpr std::string_view kNation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
constexpr std::string_view kMotto = "Độc lập - Tự do - Hạnh phúc";

void AddText(pugi::xml_node paragraph, std::string_view text, const char* trait = nullptr) {
  const pugi::xml_node run = Child(paragraph, "w:r");
  if (trait != nullptr) Child(Child(run, "w:rPr"), trait);
  Text(run, "w:t", std::string(text)).append_attribute("xml:space").set_value("preserve");
}

// Returns the paragraph's properties, for what goes beyond its style.
pugi::xml_node AddParagraph(pugi::xml_node parent, Style style, std::string_view text) {
  const pugi::xml_node paragraph = Child(parent, "w:p");
  const pugi::xml_node properties = Child(paragraph, "w:pPr");
  Child(properties, "w:pStyle", {{"w:val", IdOf(style)}});
  if (!text.empty()) AddText(paragraph, text);
  return properties;
}

// Space that stays with what follows.
void AddGap(pugi::xml_node parent, int height) {
  const pugi::xml_node properties = AddParagraph(parent, Style::kGap, "");
  Child(properties, "w:keepNext");
  Child(properties, "w:spacing",
        {{"w:before", std::to_string(height)}, {"w:line", "40"}, {"w:lineRule", "exact"}});
}

// A line in the middle of what is `width` wide.
void AddRule(pugi::xml_node parent, int width, int length) {
  const pugi::xml_node properties = AddParagraph(parent, Style::kRule, "");
  Child(Child(properties, "w:pBdr"), "w:bottom",
        {{"w:val", "single"}, {"w:sz", "6"}, {"w:space", "0"}, {"w:color", "auto"}});
  const std::string side = std::to_string((width - length) / 2);
  Child(properties, "w:ind", {{"w:left", side}, {"w:right", side}});
}

pugi::xml_node AddTable(pugi::xml_node parent, const std::vector<int>& widths, bool lines) {
  const pugi::xml_node table = Child(parent, "w:tbl");
  const pugi::xml_node properties = Child(table, "w:tblPr");
  int width = 0;
  for (const int one : widths) width += one;
  Child(properties, "w:tblW", {{"w:w", std::to_string(width)}, {"w:type", "dxa"}});
  Child(properties, "w:jc", {{"w:val", "center"}});
  if (lines) {
    const pugi::xml_node borders = Child(properties, "w:tblBorders");
    for (const char* side : {"w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"}) {
      Child(borders, side,
            {{"w:val", "single"}, {"w:sz", "4"}, {"w:space", "0"}, {"w:color", "auto"}});
    }
  }
  Child(properties, "w:tblLayout", {{"w:type", "fixed"}});
  const pugi::xml_node margins = Child(properties, "w:tblCellMar");
  for (const char* side : {"w:left", "w:right"}) {
    Child(margins, side, {{"w:w", std::to_string(lines ? kCellMargin : 0)}, {"w:type", "dxa"}});
  }
  const pugi::xml_node grid = Child(table, "w:tblGrid");
  for (const int one : widths) Child(grid, "w:gridCol", {{"w:w", std::to_string(one)}});
  return table;
}

pugi::xml_node AddRow(pugi::xml_node table, bool repeated) {
  const pugi::xml_node row = Child(table, "w:tr");
  const pugi::xml_node properties = Child(row, "w:trPr");
  Child(properties, "w:cantSplit");
  if (repeated) Child(properties, "w:tblHeader");
  return row;
}

pugi::xml_node AddCell(pugi::xml_node row, int width, std::size_t span, bool middle) {
  const pugi::xml_node cell = Child(row, "w:tc");
  const pugi::xml_node properties = Child(cell, "w:tcPr");
  Child(properties, "w:tcW", {{"w:w", std::to_string(width)}, {"w:type", "dxa"}});
  if (span > 1) Child(properties, "w:gridSpan", {{"w:val", std::to_string(span)}});
  if (middle) Child(properties, "w:vAlign", {{"w:val", "center"}});
  return cell;
}

// `width` split as the columns' shares say; the last takes what division leaves.
std::vector<int> WidthsOf(const Table& table, int width) {
  int shares = 0;
  for (const Column& column : table.columns) shares += column.share;
  std::vector<int> widths;
  int left = width;
  for (const Column& column : table.columns) {
    widths.push_back(width * column.share / shares);
    left -= widths.back();
  }
  widths.back() += left;
  return widths;
}

const char* Name(Align align) {
  switch (align) {
    case Align::kLeft:
      return "left";
    case Align::kCentre:
      return "center";
    case Align::kRight:
      return "right";
  }
  return "left";
}

void WriteRow(pugi::xml_node node, const Table& table, const std::vector<int>& widths,
              const Row& row) {
  const Style style = table.small ? Style::kSmallCell : Style::kTableCell;
  if (row.heading) {
    PAR_CHECK(row.cells.size() == 1);
    int width = 0;
    for (const int one : widths) width += one;
    const pugi::xml_node cell = AddCell(AddRow(node, false), width, widths.size(), true);
    const pugi::xml_node properties = AddParagraph(cell, style, "");
    Child(properties, "w:keepNext");  // A group's name stays with its first row.
    AddText(properties.parent(), row.cells[0], "w:b");
    return;
  }
  PAR_CHECK(row.cells.size() == table.columns.size());
  const pugi::xml_node out = AddRow(node, false);
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const pugi::xml_node properties = AddParagraph(AddCell(out, widths[i], 1, true), style, "");
    Child(properties, "w:jc", {{"w:val", Name(table.columns[i].align)}});
    if (!row.cells[i].empty()) {
      AddText(properties.parent(), row.cells[i], row.bold ? "w:b" : nullptr);
    }
  }
}

void WriteTable(pugi::xml_node body, const Table& table, int width) {
  const std::vector<int> widths = WidthsOf(table, width);
  AddGap(body, 100);  // Two tables without it would be one.
  const pugi::xml_node node = AddTable(body, widths, true);
  const pugi::xml_node titles = AddRow(node, true);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    AddParagraph(AddCell(titles, widths[i], 1, true),
                 table.small ? Style::kSmallTitle : Style::kTableTitle, table.columns[i].title);
  }
  for (const Row& row : table.rows) WriteRow(node, table, widths, row);
}

Style StyleOf(Paragraph::Look look) {
  switch (look) {
    case Paragraph::Look::kBody:
      return Style::kBody;
    case Paragraph::Look::kSection:
      return Style::kSection;
    case Paragraph::Look::kNote:
      return Style::kNote;
  }
  return Style::kBody;
}

// `signed_below`: the last paragraph stays with the signature, which never stands alone on a page.
void WriteBlocks(pugi::xml_node body, const std::vector<Block>& blocks, int width,
                 bool signed_below) {
  for (const Block& block : blocks) {
    if (const auto* table = std::get_if<Table>(&block)) {
      WriteTable(body, *table, width);
      continue;
    }
    const auto& one = std::get<Paragraph>(block);
    const pugi::xml_node properties = AddParagraph(body, StyleOf(one.look), "");
    if (signed_below && &block == &blocks.back()) Child(properties, "w:keepNext");
    if (!one.lead.empty()) AddText(properties.parent(), one.lead + " ", "w:b");
    AddText(properties.parent(), one.text);
  }
}

// Between a third and a half of the line it stands below: letters in bold capitals at 13 points
// are some 180 wide.
int IssuerRule(const std::vector<std::string>& lines) {
  const int width = static_cast<int>(CodePoints(lines.back())) * 180;
  return std::clamp(width * 2 / 5, 800, kIssuerWidth / 2);
}

void WriteHead(pugi::xml_node body, const OfficialDocument& document) {
  const pugi::xml_node table = AddTable(body, {kIssuerWidth, kNationWidth}, false);
  const pugi::xml_node names = AddRow(table, false);
  const pugi::xml_node left = AddCell(names, kIssuerWidth, 1, false);
  for (const std::string& line : document.superior) {
    AddParagraph(left, Style::kSuperior, Capitals(line));
  }
  for (const std::string& line : document.issuer) {
    AddParagraph(left, Style::kIssuer, Capitals(line));
  }
  AddRule(left, kIssuerWidth, IssuerRule(document.issuer));
  const pugi::xml_node right = AddCell(names, kNationWidth, 1, false);
  AddParagraph(right, Style::kNation, kNation);
  AddParagraph(right, Style::kMotto, kMotto);
  AddRule(right, kNationWidth, kMottoRule);
  const pugi::xml_node below = AddRow(table, false);
  AddParagraph(AddCell(below, kIssuerWidth, 1, false), Style::kNumber,
               document.number.empty() ? "" : "Số: " + document.number);
  AddParagraph(AddCell(below, kNationWidth, 1, false), Style::kPlaceAndDate,
               document.place + ", " + document.date.InVietnameseWords());
}

// Without the marks at its end.
std::string_view Bare(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" .;,");
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

void WriteTitle(pugi::xml_node body, const OfficialDocument& document) {
  AddParagraph(body, Style::kKind, Capitals(document.kind));
  AddParagraph(body, Style::kSubject, document.subject);
  AddRule(body, kTextWidth, kSubjectRule);
  if (!document.authority.empty()) {
    AddParagraph(body, Style::kAuthority, Capitals(document.authority));
  }
  for (const std::string& basis : document.bases) {
    const bool last = &basis == &document.bases.back();
    AddParagraph(body, Style::kBasis, std::string(Bare(basis)) + (last ? "." : ";"));
  }
  if (!document.resolution.empty()) {
    AddParagraph(body, Style::kResolution, Capitals(document.resolution) + ":");
  }
}

void WriteSigner(pugi::xml_node cell, const Signer& signer) {
  for (const std::string& line : signer.lines) {
    AddParagraph(cell, Style::kSigner, Capitals(line));
  }
  AddParagraph(cell, Style::kSignerName, signer.name);
}

void WriteRecipients(pugi::xml_node parent, const std::vector<std::string>& recipients) {
  AddParagraph(parent, Style::kRecipients, recipients.empty() ? "" : "Nơi nhận:");
  for (const std::string& one : recipients) {
    const bool last = &one == &recipients.back();
    AddParagraph(parent, Style::kRecipient, "- " + std::string(Bare(one)) + (last ? "." : ";"));
  }
}

void WriteEnd(pugi::xml_node body, const OfficialDocument& document) {
  AddGap(body, 160);
  const pugi::xml_node table = AddTable(body, {kTextWidth / 2, kTextWidth - kTextWidth / 2}, false);
  const pugi::xml_node row = AddRow(table, false);
  const pugi::xml_node left = AddCell(row, kTextWidth / 2, 1, false);
  const pugi::xml_node right = AddCell(row, kTextWidth - kTextWidth / 2, 1, false);
  PAR_CHECK(document.signers.size() == 1 || document.signers.size() == 2);
  WriteSigner(right, document.signers.back());
  if (document.signers.size() == 1) return WriteRecipients(left, document.recipients);
  WriteSigner(left, document.signers.front());
  if (document.recipients.empty()) return;
  AddGap(body, 160);
  WriteRecipients(body, document.recipients);
}

void AddSection(pugi::xml_node parent, bool landscape) {
  const pugi::xml_node section = Child(parent, "w:sectPr");
  Child(section, "w:headerReference", {{"w:type", "default"}, {"r:id", "rId1"}});
  Child(section, "w:type", {{"w:val", "nextPage"}});
  pugi::xml_node page = Child(section, "w:pgSz",
                              {{"w:w", std::to_string(landscape ? kLongSide : kShortSide)},
                               {"w:h", std::to_string(landscape ? kShortSide : kLongSide)}});
  if (landscape) page.append_attribute("w:orient").set_value("landscape");
  Child(section, "w:pgMar",
        {{"w:top", std::to_string(kUpperMargin)},
         {"w:right", std::to_string(kRightMargin)},
         {"w:bottom", std::to_string(kUpperMargin)},
         {"w:left", std::to_string(kLeftMargin)},
         {"w:header", "567"},
         {"w:footer", "567"},
         {"w:gutter", "0"}});
  Child(section, "w:pgNumType", {{"w:start", "1"}});
  Child(section, "w:titlePg");  // Its first page has no number.
}

void WriteAppendix(pugi::xml_node body, const OfficialDocument& document, std::size_t index) {
  const Appendix& appendix = document.appendices[index];
  const int width = appendix.landscape ? kWideTextWidth : kTextWidth;
  const std::string number = document.appendices.size() == 1
                                 ? ""
                                 : " " + domain::RomanNumeral(static_cast<int>(index) + 1);
  AddParagraph(body, Style::kAppendix, "Phụ lục" + number);
  AddParagraph(body, Style::kAppendixTitle, Capitals(appendix.title));
  AddParagraph(body, Style::kAppendixOf,
               "(Kèm theo " + document.kind + " " +
                   (document.number.empty() ? "" : "số " + document.number + " ") +
                   document.date.InVietnameseWords() + " của " + OneName(document.issuer) + ")");
  AddRule(body, width, kSubjectRule);
  AddGap(body, 100);
  WriteBlocks(body, appendix.blocks, width, false);
}

}  // namespace

std::string BodyXml(const OfficialDocument& document) {
  pugi::xml_document part;
  const pugi::xml_node body = Child(
      Root(part, "w:document", {{"xmlns:w", kWordNames}, {"xmlns:r", kRelationNames}}), "w:body");
  WriteHead(body, document);
  WriteTitle(body, document);
  std::vector<Block> blocks = document.blocks;
  if (!blocks.empty()) {
    if (auto* last = std::get_if<Paragraph>(&blocks.back())) {
      last->text = std::string(Bare(last->text)) + "./.";  // Nothing follows.
    }
  }
  WriteBlocks(body, blocks, kTextWidth, true);
  WriteEnd(body, document);
  bool landscape = false;  // Of the section that ends next.
  for (std::size_t i = 0; i < document.appendices.size(); ++i) {
    AddSection(AddParagraph(body, Style::kGap, ""), landscape);
    landscape = document.appendices[i].landscape;
    WriteAppendix(body, document, i);
  }
  AddParagraph(body, Style::kGap, "");  // A table may not be the last thing.
  AddSection(body, landscape);
  return BytesOf(part);
}

}  // namespace par::document
