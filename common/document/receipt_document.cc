#include "common/document/receipt_document.h"

#include <utility>

#include "common/domain/vietnamese.h"

namespace par::document {

OfficialDocument ReceiptDocument(const ReceiptFacts& facts, const Particulars& particulars) {
  OfficialDocument document = WithParticulars(particulars);
  document.date = domain::Date::InVietnam(facts.signed_at);
  document.kind = "Giấy biên nhận";
  document.subject = "Về việc tiếp nhận hồ sơ của " + particulars.unit;
  const std::string received = domain::TimeInVietnameseWords(facts.received_at);
  document.blocks.emplace_back(
      Paragraph{.text = OneName(particulars.issuer) + " đã nhận của " + particulars.unit +
                        " hồ sơ gửi qua hệ thống chấm điểm cải cách hành chính, gồm các thông tin "
                        "sau:"});
  Table table;
  table.columns = {{.title = "Thông tin", .share = 32}, {.title = "Nội dung", .share = 68}};
  const std::pair<std::string_view, std::string> rows[] = {
      {"Số biên nhận trên hệ thống", facts.number},
      {"Đơn vị gửi", particulars.unit + " (mã " + facts.unit + ")"},
      {"Người gửi", facts.author},
      {"Đơn vị nhận", OneName(particulars.issuer) + " (mã " + facts.receiver + ")"},
      {"Thời điểm nhận", received},
      {"Thời điểm ký biên nhận", domain::TimeInVietnameseWords(facts.signed_at)},
      {"Số tệp kèm theo", domain::CountText(facts.files)},
      {"Mã yêu cầu", facts.submission},
      {"Mã băm SHA-256 của nội dung", facts.sha256},
      {"Máy chủ ký", facts.signer},
      {"Khóa công khai của máy chủ", facts.signer_key}};
  for (const auto& [name, value] : rows) {
    table.rows.push_back({.cells = {std::string(name), value}});
  }
  document.blocks.emplace_back(std::move(table));
  document.blocks.emplace_back(
      Paragraph{.text = "Chữ ký số của biên nhận điện tử số " + facts.number +
                        " kiểm tra được bằng chứng thư gốc của hệ thống mà không cần kết nối tới "
                        "máy chủ; biên nhận điện tử là bản có giá trị đối chiếu"});
  return document;
}

}  // namespace par::document
