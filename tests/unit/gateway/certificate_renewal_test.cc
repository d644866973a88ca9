// Goal: a renewed certificate is shown as soon as it can be, also where the first attempt fails,
// and until then the node can say why not. Method: a gateway with TLS on a socket whose files are
// written anew; the machine has no file to spare when it is looked at first, or the files are half
// written.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "common/base/clock.h"
#include "common/config/config.h"
#include "common/gateway/gateway.h"
#include "common/identity/ca.h"
#include "common/identity/secret_file.h"
#include "tests/support/patience.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace par::gateway {
namespace {

using identity::Secrecy;
using testing::ReasonIs;

struct Pair {
  std::string certificate;
  std::string key;
  std::string serial;
};

// Leaves this process one free descriptor of a file, and no more, for as long as it lives.
class OneFileLeft {
 public:
  OneFileLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int free = ::open("/dev/null", O_RDONLY);
    ::close(free);
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(free) + 1;
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~OneFileLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_ = {};
};

std::size_t OpenFiles() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

class CertificateRenewalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(authority_, identity::Authority::Create(root_.path(), "ours", now_));
    config_.node_id = "nut";
    config_.portal.listen = "127.0.0.1:0";
    config_.portal.certificate = root_ / "web.crt";
    config_.portal.key = root_ / "web.key";
    first_ = NewPair();
    Write(first_);
    ASSERT_OK_AND_ASSIGN(
        gateway_,
        Gateway::Start({.config = config_, .inside = nullptr, .secret = "secret", .node = [] {
                          return NodeGauges{};
                        }}));
    quiet_ = OpenFiles();
    ASSERT_EQ(Shown(), first_.serial);
  }

  // Connections of before are closed on both sides, and nothing else is open that was not.
  bool IsQuiet() {
    return testing::Eventually([this] { return OpenFiles() == quiet_; });
  }

  Pair NewPair() {
    const identity::KeyAndRequest made = identity::MakeKeyAndRequest();
    const auto issued = authority_->IssueNode(
        made.request_pem, {"nut", {"localhost"}, {"127.0.0.1"}}, {.from_micros = now_, .days = 90});
    EXPECT_OK(issued);
    return {.certificate = issued->pem, .key = made.key_pem, .serial = issued->serial};
  }
  void Write(const Pair& pair) {
    EXPECT_OK(identity::WriteFileDurably(config_.portal.key, pair.key, Secrecy::kSecret));
    EXPECT_OK(
        identity::WriteFileDurably(config_.portal.certificate, pair.certificate, Secrecy::kPublic));
  }

  // The serial number of the certificate that a new connection is shown.
  std::string Shown() {
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> settings(SSL_CTX_new(TLS_client_method()),
                                                                &SSL_CTX_free);
    BIO* const line = BIO_new_connect(("127.0.0.1:" + std::to_string(gateway_->port())).c_str());
    const std::unique_ptr<SSL, void (*)(SSL*)> connection(SSL_new(settings.get()), &SSL_free);
    SSL_set_bio(connection.get(), line, line);
    if (SSL_connect(connection.get()) != 1) return "no connection";
    const std::unique_ptr<X509, void (*)(X509*)> shown(SSL_get1_peer_certificate(connection.get()),
                                                       &X509_free);
    const std::unique_ptr<BIO, int (*)(BIO*)> pem(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_X509(pem.get(), shown.get());
    char* text = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(pem.get(), &text));
    const auto read = identity::ReadCertificate(std::string_view(text, size));
    return read.ok() ? read->serial : "unreadable";
  }

  testing::TempDir root_;
  const std::int64_t now_ = SystemClock().WallMicros();
  config::Config config_ = config::DefaultConfig();
  std::unique_ptr<identity::Authority> authority_;
  Pair first_;
  std::size_t quiet_ = 0;
  std::unique_ptr<Gateway> gateway_;
};

TEST_F(CertificateRenewalTest, WhatFailsOnceIsTriedAgainUntilItHasWorked) {
  const Pair renewed = NewPair();
  Write(renewed);
  for (int look = 0; look < 3; ++look) {
    ASSERT_TRUE(IsQuiet()) << "an attempt leaves something open";
    {
      const OneFileLeft enough_to_read;
      gateway_->Tick();
    }
    EXPECT_THAT(gateway_->certificate_status(),
                ReasonIs(absl::StatusCode::kUnavailable, "gateway_certificate_not_shown"));
    EXPECT_EQ(Shown(), first_.serial);
  }
  EXPECT_TRUE(IsQuiet()) << "an attempt leaves something open";
  gateway_->Tick();
  EXPECT_OK(gateway_->certificate_status());
  EXPECT_EQ(Shown(), renewed.serial);
}

TEST_F(CertificateRenewalTest, FilesThatAreHalfWrittenAreReadAgain) {
  const Pair renewed = NewPair();
  // The stamp of the half must differ from the whole's, as it does where a program writes for long.
  Write({.certificate = renewed.certificate.substr(0, renewed.certificate.size() / 2),
         .key = renewed.key,
         .serial = {}});
  gateway_->Tick();
  EXPECT_THAT(gateway_->certificate_status(), ReasonIs("key_file_unreadable"));
  EXPECT_EQ(Shown(), first_.serial);
  Write(renewed);
  gateway_->Tick();
  EXPECT_OK(gateway_->certificate_status());
  EXPECT_EQ(Shown(), renewed.serial);
}

}  // namespace
}  // namespace par::gateway
