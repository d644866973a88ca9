// Goal: a scratch folder goes however the command ends.
// Method: a process of its own for every way of ending, and a look at the disk afterwards.
#include "parctl/work_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/support/temp_dir.h"

namespace par::parctl {
namespace {

namespace fs = std::filesystem;

void Fill(const fs::path& folder) {
  fs::create_directories(folder / "db");
  std::ofstream(folder / "db" / "CURRENT") << "unsealed";
}

TEST(WorkFolder, GoesWithWhoeverHoldsIt) {
  const par::testing::TempDir place;
  Fill(place / "work");
  {
    WorkFolder nothing;
    WorkFolder work;
    work.Hold(place / "work");
  }
  EXPECT_FALSE(fs::exists(place / "work"));
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  EXPECT_EQ(sigismember(&blocked, SIGINT), 0) << "the signals are as they were";
}

TEST(WorkFolderDeathTest, GoesWhenASignalEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const fs::path work = fs::path(::testing::TempDir()) / "parnet-work-folder-signal";
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Fill(work);
    EXPECT_EXIT(
        {
          ::signal(signal, SIG_DFL);  // A background job may have inherited another.
          WorkFolder held;
          held.Hold(work);
          ::kill(::getpid(), signal);
          while (true) ::pause();
        },
        ::testing::ExitedWithCode(128 + signal), "");
    EXPECT_FALSE(fs::exists(work)) << signal;
  }
}

TEST(WorkFolderDeathTest, WhatWasIgnoredStillIs) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        ::signal(SIGHUP, SIG_IGN);
        const WorkFolder held;
        ::kill(::getpid(), SIGHUP);
        ::kill(::getpid(), SIGTERM);
        while (true) ::pause();
      },
      ::testing::ExitedWithCode(128 + SIGTERM), "");
}

}  // namespace
}  // namespace par::parctl
