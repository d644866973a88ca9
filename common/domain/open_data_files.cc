#include "common/domain/open_data_files.h"

#include <charconv>
#include <cstdint>
#include <utility>

#include "common/base/check.h"
#include "common/base/json_writer.h"
#include "common/base/sha256.h"
#include "common/domain/csv.h"

namespace par::domain {
namespace {

std::string CsvOf(const OpenTable& table, CsvStart start) {
  std::string text = start == CsvStart::kByteOrderMark ? "\xef\xbb\xbf" : "";
  std::vector<std::string> cells;
  for (const OpenColumn& column : table.columns) cells.emplace_back(column.name);
  text += CsvLineOf(cells);
  for (const std::vector<std::string>& row : table.rows) {
    PAR_CHECK(row.size() == table.columns.size());
    cells = row;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const OpenType type = table.columns[i].type;
      const bool by_people = type == OpenType::kText || type == OpenType::kId;
      if (by_people) cells[i] = GuardedCsvText(cells[i]);
    }
    text += CsvLineOf(cells);
  }
  return text;
}

// Decimals and times are texts, so that no reader rounds them.
void WriteValue(JsonWriter& json, OpenType type, const std::string& text) {
  if (text.empty()) {
    json.Null();
  } else if (type == OpenType::kInteger) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    PAR_CHECK(read.ec == std::errc() && read.ptr == text.data() + text.size());
    json.Int(value);
  } else if (type == OpenType::kYesNo) {
    json.Bool(text == "true");
  } else {
    json.String(text);
  }
}

void WriteRows(JsonWriter& json, const OpenTable& table) {
  json.BeginArray();
  for (const std::vector<std::string>& row : table.rows) {
    json.BeginObject();
    for (std::size_t i = 0; i < row.size(); ++i) {
      WriteValue(json.Key(table.columns[i].name), table.columns[i].type, row[i]);
    }
    json.EndObject();
  }
  json.EndArray();
}

std::string JsonOf(const std::vector<OpenTable>& tables) {
  JsonWriter json;
  json.BeginObject();
  json.Key("format").String(kOpenDataFormat);
  for (const OpenTable& table : tables) WriteRows(json.Key(table.name), table);
  json.EndObject();
  return json.Take();
}

// In a cell of a Markdown table.
std::string InCell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  return cell;
}

std::string MarkdownOf(const std::vector<OpenTable>& tables) {
  std::string text =
      "# Từ điển dữ liệu · Data dictionary\n\n"
      "Kết quả đánh giá cải cách hành chính đã công bố. Các tệp CSV theo RFC 4180, UTF-8; ô trống "
      "là không có giá "
      "trị; số thập phân\nviết bằng dấu chấm, đúng từng chữ số. Ô chữ bắt đầu bằng `'` có thêm một "
      "dấu `'` ở đầu "
      "để bảng tính không hiểu thành\ncông thức: bỏ đi một dấu. Kiểm tra tệp: `sha256sum -c "
      "SHA256SUMS`. Kiểm tra "
      "chữ ký: `parctl decision verify --file\ndecision.bin --authority ca.crt`.\n\n"
      "Published results of administrative reform. The CSV files follow RFC 4180, UTF-8; an empty "
      "cell is no "
      "value; decimals have a\ndot and every digit. A text cell that begins with `'` has one `'` "
      "put before it, so "
      "that no spreadsheet takes it for a formula:\ntake one away. Check the files with `sha256sum "
      "-c SHA256SUMS`, "
      "the signature with `parctl decision verify --file decision.bin\n--authority ca.crt`.\n";
  for (const OpenTable& table : tables) {
    text += "\n## " + std::string(table.name) + ".csv\n\n" + std::string(table.vietnamese) + " · " +
            std::string(table.english) + "\n\n";
    text +=
        "| cột · column | tên | name | kiểu · type | đơn vị tính · unit | miền · range | nguồn · "
        "source |\n|---|---|---|---|---|---|---|\n";
    for (const OpenColumn& column : table.columns) {
      text += "| `" + std::string(column.name) + "` | " + InCell(column.vietnamese) + " | " +
              InCell(column.english) + " | " + std::string(Name(column.type)) + " | " +
              InCell(column.unit) + " | " + InCell(column.range) + " | " + InCell(column.source) +
              " |\n";
    }
  }
  return text;
}

}  // namespace

std::vector<NamedFile> OpenDataFiles(const std::vector<OpenTable>& tables, CsvStart start,
                                     std::vector<NamedFile> beside) {
  std::vector<NamedFile> files;
  for (const OpenTable& table : tables) {
    files.push_back({std::string(table.name) + ".csv", CsvOf(table, start)});
  }
  files.push_back({"open-data.json", JsonOf(tables)});
  const OpenTable dictionary = DictionaryOf(tables);
  files.push_back({"dictionary.csv", CsvOf(dictionary, start)});
  files.push_back({"dictionary.json", JsonOf({dictionary})});
  files.push_back({"README.md", MarkdownOf(tables)});
  for (NamedFile& file : beside) files.push_back(std::move(file));
  std::string sums;
  for (const NamedFile& file : files) {
    sums += Sha256::Of(file.bytes).Hex() + "  " + file.name + "\n";
  }
  files.push_back({"SHA256SUMS", std::move(sums)});
  return files;
}

}  // namespace par::domain
