// An official document (văn bản hành chính) as Decree 30/2020/NĐ-CP, annex I, lays it out: what
// stands in it, not how it looks. Everything that people read is Vietnamese. Names are given as
// they stand in a sentence ("Ủy ban nhân dân", "huyện Tư Nghĩa"); the writer sets capitals where
// the decree wants them, the punctuation of bases, recipients and of the end, and the numbers of
// articles and appendices.
//
// Pure data. Reading it is safe from any thread.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/domain/date.h"

namespace par::document {

enum class Align { kLeft, kCentre, kRight };

struct Paragraph {
  enum class Look {
    kBody,     // Justified, first line set in.
    kSection,  // A bold heading: "I. …", "1. …"; stays with what follows.
    kNote,     // Small, below a table.
  };
  std::string lead = {};  // Bold, before the text: "Điều 1."; may be empty.
  std::string text = {};
  Look look = Look::kBody;
};

struct Column {
  std::string title;
  int share = 1;  // Of the width, against the other columns.
  Align align = Align::kLeft;
};

struct Row {
  std::vector<std::string> cells =
      {};                // One for each column; of a heading row, one for all of them.
  bool heading = false;  // Bold, over the whole width: the name of a group.
  bool bold = false;
};

// The row of titles is repeated on every page; no row is torn in two.
struct Table {
  std::vector<Column> columns = {};
  std::vector<Row> rows = {};
  bool small = false;  // Many columns: 10 points instead of 12.
};

using Block = std::variant<Paragraph, Table>;

// On pages of its own, numbered by themselves.
struct Appendix {
  std::string title = {};
  std::vector<Block> blocks = {};
  bool landscape = false;
};

// Who signs (chữ ký, thẩm quyền): the lines above the name, the name below them.
struct Signer {
  std::vector<std::string> lines;  // "TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch"
  std::string name;
};

struct OfficialDocument {
  std::vector<std::string> superior;  // Lines; empty where the body stands alone.
  std::vector<std::string> issuer;    // Lines of the issuing body's name.
  std::string number;                 // "2873/QĐ-UBND"
  std::string place;
  domain::Date date;

  std::string kind;     // "Quyết định"
  std::string subject;  // Trích yếu.
  // Of a decision: who decides, on what bases, and the word that it decides with.
  std::string authority;
  std::vector<std::string> bases;  // Whole sentences without their punctuation: "Căn cứ …".
  std::string resolution;          // "Quyết định": set in capitals with a colon.

  std::vector<Block> blocks;
  // Two stand beside each other and the recipients below; one stands beside the recipients.
  std::vector<Signer> signers;
  std::vector<std::string> recipients;
  std::vector<Appendix> appendices;
};

// The lines as one name: "Ủy ban nhân dân huyện Tư Nghĩa".
[[nodiscard]] std::string OneName(const std::vector<std::string>& lines);

}  // namespace par::document
