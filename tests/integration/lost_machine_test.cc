// Goal: a machine that is lost loses nothing that was received above or told below, an old machine
// is shut out, and a backup brings back exactly what it was made of.
// Method: a province, a district and two communes as real nodes. What a country that lost machines
// knows is compared, word by word, with one in which the same was done and nothing was lost.
#include <gtest/gtest.h>

#include <filesystem>

#include "common/domain/refusal.h"
#include "common/identity/sealed.h"
#include "common/ledger/entry.h"
#include "common/node/backup.h"
#include "common/node/inspection.h"
#include "common/node/sealed_backup.h"
#include "tests/support/cycle_world.h"
#include "tests/support/four_nodes.h"
#include "tests/support/status_matchers.h"

namespace par::testing {
namespace {

void WaitFor(const std::string& what, const std::function<bool()>& holds) {
  CycleWorld::WaitFor(what, holds);
}

// la-ha's dossier is under review, song-ve has just begun.
void UntilTheLoss(FourNodes& country) {
  country.HandIn(kLaHa);
  WaitFor("la-ha's dossier at the district",
          [&] { return country.HeldState(kLaHa) == "submitted"; });
  country.Review(kLaHa, "accept", "reviewer");
  country.Review(kLaHa, "begin_review", "reviewer");
  WaitFor("the review at la-ha", [&] { return country.OwnState(kLaHa) == "in_review"; });
}

void Settle(FourNodes& country) {
  WaitFor("song-ve's dossier at the district",
          [&] { return country.HeldState(kSongVe) == "submitted"; });
  WaitFor("that nothing waits anywhere", [&] {
    for (const char* unit : {kProvince, kDistrict, kLaHa, kSongVe}) {
      for (const node::LineStatus& line : country.node(unit).Lines()) {
        if (!line.link.in_session || line.link.items_waiting != 0) return false;
        if (line.direction == node::Direction::kUp && !line.link.in_step) return false;
      }
    }
    return country.OwnState(kSongVe) == "submitted";
  });
}

TEST(LostMachine, ADistrictLostWhileItsCommunesWereOfflineLosesNothing) {
  std::string without_loss[4];
  const char* const kAll[] = {kProvince, kDistrict, kLaHa, kSongVe};
  {
    FourNodes country;
    UntilTheLoss(country);
    country.HandIn(kSongVe);
    Settle(country);
    for (int i = 0; i < 4; ++i) {
      country.Stop(kAll[i]);
      without_loss[i] = country.Knows(kAll[i]);
    }
  }
  FourNodes country;
  UntilTheLoss(country);
  // Nobody above hears of it before the district is gone.
  country.Stop(kDistrict);
  country.HandIn(kSongVe);
  country.LoseDisk(kDistrict);
  country.NewMachine(kDistrict);
  country.Start(kDistrict);
  Settle(country);
  EXPECT_EQ(country.HeldState(kLaHa), "in_review");
  for (const char* unit : kAll) country.Stop(unit);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(country.Knows(kAll[i]), without_loss[i]) << kAll[i];
}

TEST(LostMachine, WhatTheDistrictHadTakenButNotHandedOnCountsOnce) {
  FourNodes country;
  country.Stop(kProvince);
  UntilTheLoss(country);  // The province has none of it.
  country.LoseDisk(kDistrict);
  country.NewMachine(kDistrict);
  country.Start(kProvince);
  country.Start(kDistrict);
  country.HandIn(kSongVe);
  Settle(country);
  ASSERT_EQ(country.HeldState(kLaHa), "in_review");
  country.Review(kLaHa, "return", "council");  // The dossier is at work, not only shown.
  WaitFor("the return at la-ha", [&] { return country.OwnState(kLaHa) == "returned"; });
  dossier::v1::OpenDossierRequest open;
  open.set_cycle(kCommuneCycle);
  open.set_unit(kLaHa);
  ASSERT_OK_AND_ASSIGN(
      const auto opened,
      country.Call(kDistrict, "reviewer", &dossier::v1::DossierService::Stub::OpenDossier, open));
  EXPECT_GT(opened.answers().figures_size(), 0);
  for (const char* unit : {kLaHa, kDistrict, kProvince}) country.Stop(unit);
  for (const char* unit : {kDistrict, kProvince}) {
    const std::string knows = country.Knows(unit);
    EXPECT_EQ(knows.find("verdict 3"), std::string::npos) << unit << "\n" << knows;
  }
}

TEST(LostMachine, ACommuneComesBackFromItsDistrictAndItsOldMachineIsShutOut) {
  FourNodes country;
  UntilTheLoss(country);
  country.Stop(kLaHa);
  const std::string before = country.Knows(kLaHa);
  const config::Config old = country.config(kLaHa);
  const TempDir attic;
  std::filesystem::rename(std::filesystem::path(old.data_directory).parent_path(),
                          attic / "old-machine");
  country.NewMachine(kLaHa);
  country.Start(kLaHa);
  WaitFor("la-ha's dossier on the new machine",
          [&] { return country.OwnState(kLaHa) == "in_review"; });
  WaitFor("the line", [&] { return country.node(kLaHa).Lines().front().link.in_session; });

  // The old machine wakes up beside it, with its keys and its certificate.
  config::Config woken = old;
  const std::filesystem::path at = attic / "old-machine";
  woken.data_directory = at / "data";
  woken.mark_directory = at / "mark";
  woken.signing_key = at / "signing.key";
  woken.signing_certificate.clear();
  woken.certificates = {
      .authority = at / "ca.crt", .certificate = at / "node.crt", .key = at / "node.key"};
  woken.client_listen = "127.0.0.1:0";
  woken.bootstrap_accounts.clear();
  ASSERT_OK_AND_ASSIGN(const auto zombie, node::Node::Start(woken, country.ProgramOf(kLaHa)));
  WaitFor("the refusal", [&] {
    const auto lines = zombie->Lines();
    if (lines.empty()) return false;
    const absl::Status& error = lines.front().link.last_error;
    return domain::ReasonOf(error) == "exchange_fenced" || error.message() == "exchange_fenced";
  });
  EXPECT_FALSE(zombie->Lines().front().link.in_session);
  zombie->Stop();
  country.Stop(kLaHa);
  EXPECT_EQ(country.Knows(kLaHa), before);
}

TEST(LostMachine, ABackupAndTheStreamsBringBackADistrict) {
  FourNodes country;
  UntilTheLoss(country);
  SeededRandom random(7);
  const identity::SealKeys keys = identity::MakeSealKeys(random);
  ASSERT_OK_AND_ASSIGN(const std::string recipient, identity::ReadSealPublicKey(keys.public_pem));
  const TempDir place;
  country.Stop(kDistrict);
  const std::string at_backup = country.Knows(kDistrict);
  {
    ASSERT_OK_AND_ASSIGN(const auto opened,
                         node::OpenStorage(country.config(kDistrict), node::IfMissing::kRefuse));
    ASSERT_OK_AND_ASSIGN(const auto head, ledger::ReadHead(*opened.store));
    ASSERT_OK(node::MakeBackup(*opened.store, country.config(kDistrict), head, 1700000000000000,
                               place / "copy"));
  }
  ASSERT_OK(node::SealBackup(place / "copy", recipient, place / "huyen.parbak", random, {}));

  // Life goes on after the backup; then the disk is gone.
  country.Start(kDistrict);
  country.HandIn(kSongVe);
  Settle(country);
  country.LoseDisk(kDistrict);
  ASSERT_OK(node::RestoreBackup(place / "huyen.parbak", keys.private_pem, country.config(kDistrict),
                                random, {}));
  EXPECT_EQ(country.Knows(kDistrict), at_backup);
  {
    ASSERT_OK_AND_ASSIGN(const auto opened,
                         node::OpenStorage(country.config(kDistrict), node::IfMissing::kRefuse));
    ASSERT_OK_AND_ASSIGN(const auto head, ledger::ReadHead(*opened.store));
    EXPECT_TRUE(node::CheckLedger(*opened.store, head, nullptr).fault.ok());
  }
  country.Start(kDistrict);
  Settle(country);
  EXPECT_FALSE(std::filesystem::exists(
      std::filesystem::path(country.config(kDistrict).data_directory) / node::kRestoredFile));
  for (const char* unit : {kSongVe, kDistrict}) country.Stop(unit);
  EXPECT_NE(country.Knows(kDistrict).find("held song-ve submitted"), std::string::npos);
}

}  // namespace
}  // namespace par::testing
