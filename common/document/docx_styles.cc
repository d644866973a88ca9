#include "common/document/docx_styles.h"

#include "common/document/docx_xml.h"

namespace par::document {
namespace {

constexpr unsigned kBold = 1;
constexpr unsigned kItalic = 2;
constexpr unsigned kWithNext = 4;  // Never the last line of a page.
constexpr unsigned kSetIn = 8;     // The first line, by a centimetre.

struct Look {
  Style style;
  const char* id;
  int half_points;
  unsigned traits;
  const char* align;
  int before;  // Twentieths of a point.
  int after;
};

// In the order of Style.
constexpr Look kLooks[] = {
    {Style::kPageNumber, "PageNumber", 26, 0, "center", 0, 0},
    {Style::kSuperior, "Superior", 26, 0, "center", 0, 0},
    {Style::kIssuer, "Issuer", 26, kBold, "center", 0, 0},
    {Style::kNation, "Nation", 26, kBold, "center", 0, 0},
    {Style::kMotto, "Motto", 26, kBold, "center", 0, 0},
    {Style::kNumber, "Number", 26, 0, "center", 120, 0},
    {Style::kPlaceAndDate, "PlaceAndDate", 26, kItalic, "center", 120, 0},
    {Style::kRule, "Rule", 4, 0, "center", 20, 0},
    {Style::kGap, "Gap", 4, 0, "left", 0, 0},
    {Style::kKind, "Kind", 28, kBold | kWithNext, "center", 360, 0},
    {Style::kSubject, "Subject", 28, kBold | kWithNext, "center", 0, 0},
    {Style::kAuthority, "Authority", 28, kBold | kWithNext, "center", 240, 120},
    {Style::kBasis, "Basis", 28, kItalic | kSetIn, "both", 120, 0},
    {Style::kResolution, "Resolution", 28, kBold | kWithNext, "center", 240, 120},
    {Style::kBody, "BodyText", 28, kSetIn, "both", 120, 0},
    {Style::kSection, "Section", 28, kBold | kSetIn | kWithNext, "both", 120, 0},
    {Style::kNote, "Note", 22, kItalic, "left", 60, 0},
    {Style::kTableTitle, "TableTitle", 24, kBold, "center", 40, 40},
    {Style::kTableCell, "TableCell", 24, 0, "left", 40, 40},
    {Style::kSmallTitle, "SmallTitle", 20, kBold, "center", 20, 20},
    {Style::kSmallCell, "SmallCell", 20, 0, "left", 20, 20},
    {Style::kSigner, "Signer", 26, kBold, "center", 0, 0},
    {Style::kSignerName, "SignerName", 28, kBold, "center", 1200, 0},
    {Style::kRecipients, "Recipients", 24, kBold | kItalic, "left", 0, 0},
    {Style::kRecipient, "Recipient", 22, 0, "left", 0, 0},
    {Style::kAppendix, "Appendix", 28, kBold | kWithNext, "center", 0, 0},
    {Style::kAppendixTitle, "AppendixTitle", 28, kBold | kWithNext, "center", 0, 0},
    {Style::kAppendixOf, "AppendixOf", 28, kItalic | kWithNext, "center", 0, 0},
};

constexpr bool InOrder() {
  std::size_t place = 0;
  for (const Look& look : kLooks) {
    if (static_cast<std::size_t>(look.style) != place++) return false;
  }
  return true;
}
static_assert(InOrder());

void AddSize(pugi::xml_node run, int half_points) {
  Child(run, "w:sz", {{"w:val", std::to_string(half_points)}});
  Child(run, "w:szCs", {{"w:val", std::to_string(half_points)}});
}

void AddDefaults(pugi::xml_node styles) {
  const pugi::xml_node defaults = Child(styles, "w:docDefaults");
  const pugi::xml_node run = Child(Child(defaults, "w:rPrDefault"), "w:rPr");
  const std::string font = "Times New Roman";
  Child(run, "w:rFonts",
        {{"w:ascii", font}, {"w:hAnsi", font}, {"w:eastAsia", font}, {"w:cs", font}});
  AddSize(run, 28);
  Child(run, "w:lang", {{"w:val", "vi-VN"}, {"w:eastAsia", "vi-VN"}});
  Child(Child(Child(defaults, "w:pPrDefault"), "w:pPr"), "w:spacing",
        {{"w:before", "0"}, {"w:after", "0"}, {"w:line", "240"}, {"w:lineRule", "auto"}});
  const pugi::xml_node normal = Child(
      styles, "w:style", {{"w:type", "paragraph"}, {"w:default", "1"}, {"w:styleId", "Normal"}});
  Child(normal, "w:name", {{"w:val", "Normal"}});
  Child(normal, "w:qFormat");
}

void AddStyle(pugi::xml_node styles, const Look& look) {
  const pugi::xml_node style = Child(
      styles, "w:style", {{"w:type", "paragraph"}, {"w:customStyle", "1"}, {"w:styleId", look.id}});
  Child(style, "w:name", {{"w:val", std::string("VB ") + look.id}});
  Child(style, "w:basedOn", {{"w:val", "Normal"}});
  const pugi::xml_node paragraph = Child(style, "w:pPr");
  if ((look.traits & kWithNext) != 0) Child(paragraph, "w:keepNext");
  pugi::xml_node spacing =
      Child(paragraph, "w:spacing",
            {{"w:before", std::to_string(look.before)}, {"w:after", std::to_string(look.after)}});
  if (look.style == Style::kRule || look.style == Style::kGap) {
    spacing.append_attribute("w:line").set_value("40");
    spacing.append_attribute("w:lineRule").set_value("exact");
  } else if (look.style == Style::kBody || look.style == Style::kBasis) {
    spacing.append_attribute("w:line").set_value("264");  // 1.1 lines.
    spacing.append_attribute("w:lineRule").set_value("auto");
  }
  if ((look.traits & kSetIn) != 0) Child(paragraph, "w:ind", {{"w:firstLine", "567"}});
  Child(paragraph, "w:jc", {{"w:val", look.align}});
  const pugi::xml_node run = Child(style, "w:rPr");
  if ((look.traits & kBold) != 0) Child(run, "w:b");
  if ((look.traits & kItalic) != 0) Child(run, "w:i");
  AddSize(run, look.half_points);
}

}  // namespace

const char* IdOf(Style style) { return kLooks[static_cast<std::size_t>(style)].id; }

std::string StylesXml() {
  pugi::xml_document part;
  const pugi::xml_node styles = Root(part, "w:styles", {{"xmlns:w", kWordNames}});
  AddDefaults(styles);
  for (const Look& look : kLooks) AddStyle(styles, look);
  return BytesOf(part);
}

}  // namespace par::document
