// Writes the samples that the search starts from: a real conversation of two nodes, a real
// submission, files of the repository. Run it again when a message or a format has changed:
//   build/dev/tests/fuzz/make_corpus tests/fuzz/corpus
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "common/base/check.h"
#include "common/codec/answers_codec.h"
#include "common/domain/answers_yaml.h"
#include "common/domain/criteria_yaml.h"
#include "common/domain/decision_file.h"
#include "common/exchange/blob.h"
#include "common/gateway/connect_protocol.h"
#include "common/gateway/gzip.h"
#include "common/identity/sessions.h"
#include "common/rpc/packing.h"
#include "common/services/kinds.h"
#include "par/account/v1/account.pb.h"
#include "tests/fuzz/link_conversation.h"
#include "tests/fuzz/submission_world.h"
#include "tests/support/pdf_writer.h"
#include "tests/support/read_text.h"
#include "tests/support/signing_office.h"

namespace par::fuzz {
namespace {

using exchange::v1::BlobMessage;
using exchange::v1::LinkMessage;
using testing::ReadText;

std::filesystem::path root;

void Write(const std::string& target, const std::string& name, const std::string& bytes) {
  std::filesystem::create_directories(root / target);
  std::ofstream file(root / target / name, std::ios::binary);
  PAR_CHECK(file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).good());
}

std::string Conversation(unsigned how, const std::vector<LinkMessage>& messages) {
  std::string input;
  for (const LinkMessage& message : messages) input += PieceOf(how, message.SerializeAsString());
  return input;
}

std::vector<LinkMessage> Packed(std::vector<LinkMessage> messages) {
  bool any = false;
  for (LinkMessage& message : messages) {
    auto packed = rpc::Pack(message);
    if (!packed.has_value()) continue;
    message = *std::move(packed);
    any = true;
  }
  PAR_CHECK(any);
  return messages;
}

// The machines of both nodes, and all that they say to each other.
class Line {
 public:
  explicit Line(const std::string& down = "for the unit below", const std::string& up = "one")
      : upper_(UpperNode()),
        lower_(LowerNode()),
        parent_(UpperConfig(), upper_.ports()),
        child_(LowerConfig(), lower_.ports()) {
    OpenCycleOfP(upper_);
    KnowTheSet(lower_);
    SendDown(upper_, down);
    (void)SaveItem(lower_, up);
    (void)SaveItem(lower_, "two");
    Hand(lower_.Step(child_, exchange::Tick{}), true);
    Hand(upper_.Step(parent_, exchange::Connected{}), false);
    Hand(lower_.Step(child_, exchange::Connected{}), true);
  }

  void HandInAndTakeBack() {
    for (auto& [kind, actor, payload] : SubmissionOfC()) {
      lower_.EnterAs(actor, kind, payload);
    }
    Hand(lower_.Step(child_, exchange::StateChanged{}), true);
    lower_.EnterAs({.unit = "c", .account = "chu-tich", .role = "leader"},
                   static_cast<std::uint32_t>(services::Kind::kAct),
                   sim::Act(sim::CycleOf("p"), "c", "withdraw").SerializeAsString());
    Hand(lower_.Step(child_, exchange::StateChanged{}), true);
  }

  void WriteAll() const {
    Write("parent_link", "conversation", Conversation(kFit | kChain | kSign, up_));
    Write("parent_link", "as_it_was", Conversation(0, up_));
    Write("child_link", "conversation", Conversation(kFit, down_));
    Write("child_link", "as_it_was", Conversation(0, down_));
    std::string bodies;
    for (const LinkMessage& message : up_) {
      for (const exchange::v1::Event& event : message.push().events()) {
        using services::ItemType;
        const std::uint32_t type = event.item().type();
        if (type == static_cast<std::uint32_t>(ItemType::kSubmission)) {
          bodies += PieceOf(0, event.item().body());
        }
        if (type == static_cast<std::uint32_t>(ItemType::kAction)) {
          bodies += PieceOf(1, event.item().body());
        }
      }
    }
    PAR_CHECK(!bodies.empty());
    Write("submission", "handed_in_and_taken_back", bodies);
  }

  void WritePacked() const {
    Write("parent_link", "packed", Conversation(kFit | kChain | kSign, Packed(up_)));
    Write("child_link", "packed", Conversation(kFit, Packed(down_)));
  }

 private:
  void Hand(const std::vector<LinkMessage>& said, bool from_lower) {
    for (const LinkMessage& message : said) {
      (from_lower ? up_ : down_).push_back(message);
      if (from_lower) {
        Hand(upper_.Step(parent_, exchange::MessageIn{message}), false);
      } else {
        Hand(lower_.Step(child_, exchange::MessageIn{message}), true);
      }
    }
    if (from_lower || said.empty()) return;
    Hand(lower_.Step(child_, exchange::StateChanged{}), true);
    Hand(upper_.Step(parent_, exchange::StateChanged{}), false);
  }

  exchange::testing::HandSpokenNode upper_;
  exchange::testing::HandSpokenNode lower_;
  exchange::ParentLink parent_;
  exchange::ChildLink child_;
  std::vector<LinkMessage> up_;
  std::vector<LinkMessage> down_;
};

void WriteBlobs() {
  BlobMessage chunk;
  const std::string file = "%PDF-1.7 a file";
  chunk.mutable_chunk()->set_data(file);
  chunk.mutable_chunk()->set_crc32c(exchange::Crc32c(file));
  BlobMessage half = chunk;
  half.mutable_chunk()->set_data(file.substr(0, 8));
  Write("blob_receiver", "a_file", PieceOf(4, file) + PieceOf(3, chunk.SerializeAsString()));
  Write("blob_receiver", "broken_in_the_middle",
        PieceOf(4, file) + PieceOf(3, half.SerializeAsString()) + PieceOf(0x80, "") +
            PieceOf(4, file) + PieceOf(3, half.SerializeAsString()));
  Write("blob_receiver", "another_file_s_bytes",
        PieceOf(4, "%PDF-1.7 A file") + PieceOf(3, chunk.SerializeAsString()));
  BlobMessage state;
  state.mutable_state()->set_durable_offset(8);
  BlobMessage ack;
  ack.mutable_ack()->set_durable_offset(40'000);
  BlobMessage done;
  done.mutable_done()->set_outcome(exchange::v1::BLOB_OUTCOME_VERIFIED);
  Write("blob_sender", "both_files",
        PieceOf(1, state.SerializeAsString()) + PieceOf(1, done.SerializeAsString()) +
            PieceOf(1, state.SerializeAsString()) + PieceOf(1, ack.SerializeAsString()) +
            PieceOf(1, done.SerializeAsString()));
}

domain::Decision SmallDecision() {
  domain::Decision decision;
  decision.number = domain::DecisionId("1/QĐ-UBND");
  decision.lines.resize(2);
  decision.lines[0].unit = domain::UnitId("a");
  decision.lines[1].unit = domain::UnitId("b");
  return decision;
}

std::string TextCell(const char* place, const std::string& text) {
  return std::string("<c r=\"") + place + "\" t=\"str\"><v>" + text + "</v></c>";
}

// Parts of a workbook of answers (workbook_target.cc), and a whole one.
void WriteWorkbooks() {
  const std::string head = "<worksheet><sheetData>";
  const std::string end = "</sheetData></worksheet>";
  const std::string info =
      head + "<row r=\"1\">" + TextCell("A1", "Khóa") + TextCell("B1", "Nội dung") +
      TextCell("C1", "Giá trị") + "</row><row r=\"2\">" + TextCell("A2", "format") +
      TextCell("C2", "parnet/answers/1") + "</row><row r=\"3\">" + TextCell("A3", "set") +
      TextCell("C3", "commune-sample-2023@1") + "</row><row r=\"4\">" + TextCell("A4", "unit") +
      TextCell("C4", "la-ha") + "</row>" + end;
  const std::string criteria =
      head + "<row r=\"1\">" + TextCell("A1", "Mã") + TextCell("B1", "Tiêu chí") +
      TextCell("C1", "Tối đa") + TextCell("D1", "Số liệu cần khai") + TextCell("E1", "Khai") +
      TextCell("F1", "Điểm") + TextCell("G1", "Lý do, căn cứ") + TextCell("H1", "Giải trình") +
      TextCell("I1", "Tài liệu kiểm chứng") + "</row><row r=\"2\">" + TextCell("A2", "1.1.2") +
      TextCell("E2", "Tự chấm điểm") + "<c r=\"F2\"><v>0.5</v></c>" + TextCell("G2", "lý do") +
      TextCell("I2", "a.pdf\nb.pdf") + "</row>" + end;
  const std::string figures =
      head + "<row r=\"1\">" + TextCell("A1", "Mã") + TextCell("B1", "Số liệu") +
      TextCell("C1", "Đơn vị tính") + TextCell("D1", "Dùng cho tiêu chí") +
      TextCell("E1", "Nguồn, thời điểm") + TextCell("F1", "Giá trị") + TextCell("G1", "Năm trước") +
      "</row><row r=\"2\">" + TextCell("A2", "1.1.1.d") +
      "<c r=\"F2\" s=\"1\"><v>44939</v></c></row><row r=\"3\">" + TextCell("A3", "1.2.1.n") +
      "<c r=\"F3\"><v>3.0000000000000004</v></c></row>" + end;
  const std::string styles =
      "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
  Write("workbook", "parts",
        PieceOf(0, info) + PieceOf(1, criteria) + PieceOf(2, figures) + PieceOf(4, styles));
  Write("workbook", "cells.xlsx", ReadText("tests/data/spreadsheet/libreoffice-cells.xlsx"));
}

void WriteFiles() {
  const std::string set_text = ReadText("criteria/commune-sample-2023.yaml");
  const std::string answers_text = ReadText("criteria/answers/tu-nghia/la-ha.yaml");
  const domain::CriteriaSetFile set = domain::ReadCriteriaSet(set_text, "");
  PAR_CHECK(set.set.has_value());
  const domain::AnswersFile answers = domain::ReadAnswers(answers_text, *set.set, "");
  PAR_CHECK(answers.answers.has_value());
  Write("criteria", "commune.yaml", set_text);
  Write("answers", "la-ha.yaml", answers_text);
  Write("answers", "la-ha.message",
        std::string(1, '\0') + codec::Encode(*set.set, *answers.answers).SerializeAsString());
  Write("published", "quang-tri.yaml", ReadText("criteria/published/quang-tri-2023.yaml"));
  Write("published", "table.csv",
        "kind,id,parent,title,maximum,score,not_applicable\n"
        "total,,,Tổng,100,\"85,5\",5\narea,1,,Chỉ đạo,60,50,\nleaf,1.1,1,Kế hoạch,60,50,\n");
  Write("published", "years.yaml", ReadText("criteria/history/published.yaml"));
  Write("published", "ranks.csv",
        "STT,Đơn vị,Thể chế,Tổng điểm,Xếp hạng\n1,Xã Nghĩa Lâm,\"40,5\",\"40,5\",1/2\n"
        "2,TT. La Hà,30,30,2\n");
  Write("survey", "sipas.yaml", ReadText("criteria/surveys/sipas-commune-sample-2023.yaml"));
  Write("survey", "results.yaml",
        ReadText("criteria/surveys/results/commune-sample-sipas-2023.yaml"));
  Write("survey", "results.csv",
        "survey,sipas-commune-sample-2023\nsource.number,45/BC-UBND\nsource.issuer,UBND huyện\n"
        "source.date,2023-11-10\nsource.sha256," +
            std::string(64, 'a') +
            "\nunit,wave,component,asked,answers,index\nsong-ve,dot-1,tiep-can,120,100,80.0\n");
  Write("survey", "council.yaml",
        "format: parnet/council/1\ntitle: Hội đồng\ncycle: ky\nbasis: 12/QĐ-UBND\nmembers:\n"
        "  - {account: an, name: An, role: Chủ tịch, unit: tu-nghia}\nquorum: 2/3\n"
        "method: trimmed_mean\ntrim: 1\ndeadline: 2023-12-10\n");
  Write("plan", "phu-linh.yaml", ReadText("criteria/plans/phu-linh-2024.yaml"));
  for (const char* node : {"commune", "district", "province"}) {
    Write("config", std::string(node) + ".yaml",
          ReadText(std::string(node) + "-node/example.yaml"));
  }
  Write("indicators", "district.yaml", ReadText("figures/indicators-district-2023.yaml"));
  Write("figures", "tu-nghia.yaml", ReadText("figures/tu-nghia-2023-q3.yaml"));
  Write("decision", "two_units", domain::DecisionFile(SmallDecision()));
}

// Requests as a browser's page sends them.
void WriteRequests() {
  const std::string secret = "session_" + std::string(64, '7');
  const auto request = [&](const std::string& first, const std::string& more,
                           const std::string& body) {
    return first +
           " HTTP/1.1\r\nHost: nut\r\nOrigin: https://nut\r\nSec-Fetch-Site: same-origin\r\n" +
           "Cookie: __Host-parnet-nut=" + secret + "\r\nParnet-Csrf: " + identity::CsrfOf(secret) +
           "\r\n" + more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const std::string account = "POST /par.account.v1.AccountService/";
  const std::string fill = "POST /par.assessment.v1.AssessmentService/FillAnswers";
  const std::string json =
      R"({"requestId":"AAAAAAAAAAAAAAAAAAAAAA==","cycle":"ky","unit":"la-ha","baseVersion":"3",)"
      R"("answers":{"unit":"la-ha","figures":[{"figure":"f1","value":"33"}],)"
      R"("declarations":[{"criterion":"1.1","judged":"0.5","evidence":[{"page":2}]}]}})";
  Write("gateway", "json", request(fill, "Content-Type: application/json\r\n", json));
  Write("gateway", "json_gzip",
        request(fill,
                "Content-Type: application/json; charset=utf-8\r\nContent-Encoding: gzip\r\n"
                "Connect-Timeout-Ms: 20000\r\nConnect-Protocol-Version: 1\r\n",
                gateway::Packed(json)));
  account::v1::SignInRequest entering;
  entering.set_request_id(std::string(16, 'i'));
  entering.set_account("binh");
  entering.set_password("một câu dễ nhớ");
  Write("gateway", "binary",
        request(account + "SignIn", "Content-Type: application/proto\r\n",
                entering.SerializeAsString()));
  const std::string watch = "POST /par.node.v1.NodeService/Watch";
  Write("gateway", "stream",
        request(watch, "Content-Type: application/connect+json\r\n",
                gateway::Envelope(0, R"({"after":"7"})")));
  Write(
      "gateway", "stream_gzip",
      request(watch, "Content-Type: application/connect+json\r\nConnect-Content-Encoding: gzip\r\n",
              gateway::Envelope(1, gateway::Packed(R"({"after":"7"})"))));
  Write("gateway", "bearer",
        account +
            "WhoAmI HTTP/1.1\r\nHost: nut\r\nAuthorization: Bearer parnet_00\r\n"
            "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  const std::string path = "/evidence/song-ve/" + std::string(64, 'a');
  Write("gateway", "upload",
        request("PUT " + path + "/upload", "Content-Range: bytes 0-3/4\r\n", "%PDF"));
  Write("gateway", "offset",
        "HEAD " + path + "/upload?size=4&name=B%C3%A1o+c%C3%A1o.pdf HTTP/1.1\r\nHost: nut\r\n\r\n");
  Write("gateway", "download",
        "GET " + path + " HTTP/1.1\r\nHost: nut\r\nRange: bytes=-500\r\nIf-Range: \"a\"\r\n\r\n");
}

// A signature, a seal, and validation data after them.
void WritePdf() {
  const testing::SigningOffice office;
  const testing::Certified chairman = office.Certify({});
  const std::int64_t at = testing::InVietnam("2023-10-19");
  testing::PdfWriter pdf;
  pdf.Sign({.reserved = 3000}, office.By(chairman, {.at = at, .stamped_at = at}));
  Write("pdf", "signed", pdf.bytes());
  pdf.Sign({.name = "seal", .kind = "/adbe.pkcs7.detached", .reserved = 1500},
           office.By(chairman, {.at = at}));
  pdf.AddToCatalogue(" /DSS << >>");
  pdf.Write();
  Write("pdf", "signed_twice", pdf.bytes());
  pdf.SetText("another text");
  pdf.Write();
  Write("pdf", "swapped", pdf.bytes());
}

}  // namespace
}  // namespace par::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_corpus FOLDER\n";
    return 2;
  }
  par::fuzz::root = argv[1];
  par::fuzz::Line line;
  line.HandInAndTakeBack();
  line.WriteAll();
  const std::string text = par::testing::ReadText("docs/guide/commune-clerk.md").substr(0, 4000);
  par::fuzz::Line(text, text).WritePacked();
  par::fuzz::WriteBlobs();
  par::fuzz::WriteFiles();
  par::fuzz::WriteRequests();
  par::fuzz::WritePdf();
  par::fuzz::WriteWorkbooks();
  return 0;
}
