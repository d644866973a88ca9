// Goal: the evidence files that items refer to go up, level by level, whole and only once; a
// transfer that was cut goes on where it stopped, and what nobody referred to is not taken.
// Method: real nodes on the loopback (RocksDB, mutual TLS). A transfer is cut by a gate in the line
// that holds every connection after some bytes, so that nothing depends on how fast the disk is.
#include "common/node/file_lines.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "common/domain/refusal.h"
#include "tests/support/patience.h"
#include "tests/support/slow_line.h"
#include "tests/support/status_matchers.h"
#include "tests/unit/node/file_world.h"

namespace par::node {
namespace {

using config::NodeLevel;
using exchange::v1::BlobMessage;
using par::testing::Eventually;
using par::testing::IsOk;
using par::testing::ReasonIs;
using par::testing::SlowLine;
using testing::Pdf;
using testing::RefTo;
using testing::Site;
using testing::World;

constexpr std::size_t kMiB = std::size_t{1} << 20u;

std::uint64_t PartBytes(const config::Config& config, const std::string& file) {
  std::error_code missing;
  const std::uintmax_t bytes =
      std::filesystem::file_size(std::filesystem::path(config.data_directory) / "evidence" /
                                     "intake" / (Sha256::Of(file).Hex() + ".part"),
                                 missing);
  return missing ? 0 : bytes;
}

class FileLinesTest : public ::testing::Test {
 protected:
  FileLinesTest() {
    province_.config().peer_listen = "127.0.0.1:0";
    province_.config().children = {{.id = "nut-huyen", .units = {"huyen"}},
                                   {.id = "nut-xa", .units = {"xa"}}};
    district_.config().peer_listen = "127.0.0.1:0";
    district_.config().children = {{.id = "nut-xa", .units = {"xa"}}};
    district_.config().upper = {.id = "nut-tinh", .address = {}, .unit = "tinh"};
    commune_.config().upper = {.id = "nut-huyen", .address = {}, .unit = "huyen"};
  }

  void StartProvince() {
    ASSERT_NO_FATAL_FAILURE(province_.Start());
    gate_.LeadTo(province_.node().peer_port());
    district_.config().upper.address = "127.0.0.1:" + std::to_string(gate_.port());
    const std::string units =
        std::string(testing::kUnitsYaml) + "  - {id: xa, name: Xã, kind: xa, parent: huyen}\n";
    ASSERT_THAT(world_.Import(province_.node(), "tinh", units, std::string(16, 'u')), IsOk());
  }
  void Start(Site& site) {
    ASSERT_NO_FATAL_FAILURE(site.Start());
    ASSERT_TRUE(Eventually([&] {
      const auto units = world_.List(site.node(), world_.token());
      return units.ok() && units->units_size() == 3;
    })) << "the units did not come down";
  }

  World world_;
  SlowLine gate_;
  Site province_{world_, "nut-tinh", NodeLevel::kProvince, "tinh"};
  Site district_{world_, "nut-huyen", NodeLevel::kDistrict, "huyen"};
  Site commune_{world_, "nut-xa", NodeLevel::kCommune, "xa"};
};

TEST_F(FileLinesTest, AFileGoesUpThreeLevels) {
  ASSERT_NO_FATAL_FAILURE(StartProvince());
  ASSERT_NO_FATAL_FAILURE(Start(district_));
  commune_.config().upper.address = "127.0.0.1:" + std::to_string(district_.node().peer_port());
  ASSERT_NO_FATAL_FAILURE(Start(commune_));
  const std::string file = Pdf(3 * kMiB, "three levels");
  const Sha256 sha256 = Sha256::Of(file);
  ASSERT_NO_FATAL_FAILURE(commune_.Put(file));
  ASSERT_NO_FATAL_FAILURE(commune_.Send({RefTo(file)}));
  ASSERT_TRUE(Eventually([&] { return province_.files().Has(sha256); }));
  for (Site* site : {&district_, &province_}) {
    EXPECT_OK(site->files().Verify(sha256));
    // The file is seen a moment before the line has noted it.
    EXPECT_TRUE(
        Eventually([&] { return site->Files(Direction::kDown).bytes_moved == file.size(); }));
    EXPECT_EQ(site->Files(Direction::kDown).files_waiting, 0u);
  }
  ASSERT_TRUE(Eventually([&] { return commune_.Files(Direction::kUp).files_waiting == 0; }));
  EXPECT_EQ(commune_.Files(Direction::kUp).bytes_moved, file.size()) << "each byte once";

  // What is there already costs a question, no bytes: a second item names the same file.
  ASSERT_NO_FATAL_FAILURE(commune_.Stop());
  ASSERT_NO_FATAL_FAILURE(Start(commune_));
  const std::string next = Pdf(1000, "after a restart");
  ASSERT_NO_FATAL_FAILURE(commune_.Put(next));
  ASSERT_NO_FATAL_FAILURE(commune_.Send({RefTo(file), RefTo(next)}));
  ASSERT_TRUE(Eventually([&] { return province_.files().Has(Sha256::Of(next)); }));
  EXPECT_EQ(commune_.Files(Direction::kUp).bytes_moved, next.size());
}

TEST_F(FileLinesTest, AFileThatIsDamagedHereComesBackFromAbove) {
  ASSERT_NO_FATAL_FAILURE(StartProvince());
  ASSERT_NO_FATAL_FAILURE(Start(district_));
  const std::string file = Pdf(kMiB, "damaged");
  const Sha256 sha256 = Sha256::Of(file);
  ASSERT_NO_FATAL_FAILURE(district_.Put(file));
  ASSERT_NO_FATAL_FAILURE(district_.Send({RefTo(file)}));
  ASSERT_TRUE(Eventually([&] { return province_.files().Has(sha256); }));
  ASSERT_TRUE(Eventually([&] { return district_.Files(Direction::kUp).files_waiting == 0; }));

  std::fstream(district_.files().PathOf(sha256), std::ios::in | std::ios::out).seekp(500).put('~');
  EXPECT_THAT(district_.files().Verify(sha256), ReasonIs("evidence_damaged"));
  EXPECT_TRUE(Eventually([&] { return district_.files().Has(sha256); }));
  EXPECT_OK(district_.files().Verify(sha256));
  EXPECT_TRUE(district_.files().Damaged().empty());
  EXPECT_FALSE(province_.files().IsLost(sha256));
}

TEST_F(FileLinesTest, ACutTransferGoesOnWhereTheDiskAboveEnds) {
  ASSERT_NO_FATAL_FAILURE(StartProvince());
  ASSERT_NO_FATAL_FAILURE(Start(district_));
  const std::string file = Pdf(8 * kMiB, "cut");
  ASSERT_NO_FATAL_FAILURE(district_.Put(file));
  gate_.HoldAfter(3 * kMiB);
  ASSERT_NO_FATAL_FAILURE(district_.Send({RefTo(file)}));
  ASSERT_TRUE(
      Eventually([&] { return gate_.held() == 1 && PartBytes(province_.config(), file) > 0; }));
  EXPECT_EQ(province_.Files(Direction::kDown).files_waiting, 1u);
  ASSERT_NO_FATAL_FAILURE(province_.Stop());
  const std::uint64_t durable = PartBytes(province_.config(), file);
  ASSERT_GT(durable, 0u);
  ASSERT_LT(durable, 3 * kMiB);
  ASSERT_TRUE(Eventually([&] { return !district_.Files(Direction::kUp).last_error.ok(); }));
  const std::uint64_t sent_before = district_.Files(Direction::kUp).bytes_moved;

  gate_.HoldAfter(UINT64_MAX);
  ASSERT_NO_FATAL_FAILURE(province_.Start());
  ASSERT_TRUE(Eventually([&] { return province_.files().Has(Sha256::Of(file)); }));
  EXPECT_OK(province_.files().Verify(Sha256::Of(file)));
  EXPECT_EQ(district_.Files(Direction::kUp).bytes_moved - sent_before, file.size() - durable);
  RecordProperty("durable_before_restart", static_cast<int>(durable));
}

TEST_F(FileLinesTest, ItemsDoNotWaitBehindAFile) {
  ASSERT_NO_FATAL_FAILURE(StartProvince());
  ASSERT_NO_FATAL_FAILURE(Start(district_));
  const std::string file = Pdf(4 * kMiB, "slow");
  ASSERT_NO_FATAL_FAILURE(district_.Put(file));
  gate_.HoldAfter(2 * kMiB);
  ASSERT_NO_FATAL_FAILURE(district_.Send({RefTo(file)}));
  ASSERT_TRUE(Eventually([&] { return gate_.held() == 1; }));
  ASSERT_NO_FATAL_FAILURE(district_.Send({}));
  EXPECT_TRUE(Eventually([&] { return province_.received() == 2; }));
  EXPECT_FALSE(province_.files().Has(Sha256::Of(file)));
  gate_.HoldAfter(UINT64_MAX);
  EXPECT_TRUE(Eventually([&] { return province_.files().Has(Sha256::Of(file)); }));
}

TEST_F(FileLinesTest, AKindThatIsNotKeptIsRefusedAndTheNextFileGoesOn) {
  ASSERT_NO_FATAL_FAILURE(StartProvince());
  ASSERT_NO_FATAL_FAILURE(Start(district_));
  const std::string odd = Pdf(5000, "odd");
  const std::string good = Pdf(6000, "good");
  ASSERT_NO_FATAL_FAILURE(district_.Put(odd));
  ASSERT_NO_FATAL_FAILURE(district_.Put(good));
  ASSERT_NO_FATAL_FAILURE(district_.Send({RefTo(odd, "application/x-msdownload"), RefTo(good)}));
  ASSERT_TRUE(Eventually([&] { return province_.files().Has(Sha256::Of(good)); }));
  EXPECT_FALSE(province_.files().Has(Sha256::Of(odd)));
  const exchange::BlobTraffic up = district_.Files(Direction::kUp);
  EXPECT_EQ(domain::ReasonOf(up.last_error), "exchange_blob_refused");
  EXPECT_EQ(domain::ParametersOf(up.last_error).at(1).value, "evidence_kind_unknown");
}

// Speaks to the province as the district's node would, with offers of its own.
class Offering {
 public:
  Offering(const std::string& address, const config::Config& as)
      : upper_(address,
               {.authority = as.certificates.authority,
                .certificate = as.certificates.certificate,
                .key = as.certificates.key},
               "nut-tinh") {
    upper_.OpenBlob([this](std::shared_ptr<rpc::BlobPipe> pipe) {
      pipe_ = std::move(pipe);
      return rpc::PipeEvents<BlobMessage>{
          .opened = {},
          .received =
              [this](const BlobMessage& message, const std::function<void()>& next) {
                answers_.set_value(message);
                next();
              },
          .closed = {}};
    });
  }
  BlobMessage Ask(BlobMessage message) {
    answers_ = {};
    auto answer = answers_.get_future();
    pipe_->Send(std::move(message));
    return answer.get();
  }

 private:
  std::promise<BlobMessage> answers_;
  std::shared_ptr<rpc::BlobPipe> pipe_;
  rpc::UpperNode upper_;
};

TEST_F(FileLinesTest, OnlyWhatAnItemNamesIsTaken) {
  ASSERT_NO_FATAL_FAILURE(StartProvince());
  ASSERT_NO_FATAL_FAILURE(Start(district_));
  const std::string named = Pdf(5000, "named");
  const std::string strange = Pdf(5000, "strange");
  const std::string huge = Pdf(5000, "huge");
  exchange::v1::BlobRef huge_ref = RefTo(huge);
  huge_ref.set_size(evidence::kMaxFileBytes + 1);
  ASSERT_NO_FATAL_FAILURE(district_.Send({RefTo(named), RefTo(strange, "no/such-kind"), huge_ref}));
  // Committed, not only received: three files are missed.
  ASSERT_TRUE(Eventually([&] { return province_.Files(Direction::kDown).files_waiting == 3; }));
  Offering district("127.0.0.1:" + std::to_string(province_.node().peer_port()),
                    district_.config());
  struct Row {
    const char* why;
    exchange::v1::BlobRef ref;
    const char* want;
  };
  exchange::v1::BlobRef longer = RefTo(named);
  longer.set_size(5001);
  const Row rows[] = {
      {"no item names it", RefTo(Pdf(5000, "unknown")), "exchange_blob_not_wanted"},
      {"not the size the item says", longer, "exchange_blob_differs"},
      {"not the kind the item says", RefTo(named, "image/png"), "exchange_blob_differs"},
      {"a kind nobody knows", RefTo(strange, "no/such-kind"), "evidence_kind_unknown"},
      {"over 200 MiB", huge_ref, "evidence_too_large"},
      {"what the item names", RefTo(named), ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    BlobMessage offer;
    offer.mutable_offer()->set_sha256(row.ref.sha256());
    offer.mutable_offer()->set_size(row.ref.size());
    offer.mutable_offer()->set_media_type(row.ref.media_type());
    offer.mutable_offer()->set_unit("huyen");
    const BlobMessage answer = district.Ask(std::move(offer));
    EXPECT_EQ(answer.state().sha256(), row.ref.sha256());
    EXPECT_EQ(answer.state().refused(), row.want);
    EXPECT_FALSE(answer.state().complete());
  }
}

}  // namespace
}  // namespace par::node
