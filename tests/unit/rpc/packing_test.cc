// Goal: batches go packed only where both ends agreed and it gains; what is unpacked is the very
// message; a packed message that breaks one rule of the format is never unpacked, and costs no more
// than it may.
// Method: messages through Pack and Unpack; a table of packed messages, each with one fault, most
// of them made by libzstd itself; both ends of a line over pipes that only note what they are
// given.
#include "common/rpc/packing.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "common/exchange/limits.h"
#include "tests/support/read_text.h"

namespace par::rpc {
namespace {

using exchange::kMaxMessageBytes;
using exchange::v1::LinkMessage;
using exchange::v1::Packed;
using google::protobuf::util::MessageDifferencer;

std::string Prose() { return testing::ReadText("docs/guide/commune-clerk.md"); }

LinkMessage PushOf(const std::string& body) {
  LinkMessage message;
  message.mutable_push()->mutable_stream()->set_unit("25001");
  message.mutable_push()->add_events()->mutable_item()->set_body(body);
  return message;
}
// Exactly so many bytes.
LinkMessage PushOfBytes(std::size_t bytes) {
  std::string body;
  while (body.size() < bytes) body += Prose();
  std::size_t length = bytes - 64;
  while (PushOf(body.substr(0, length)).ByteSizeLong() < bytes) ++length;
  return PushOf(body.substr(0, length));
}

// As any program may make a frame of `content`; `set` may change how.
template <typename Set>
std::string FrameOf(std::string_view content, Set set) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  set(context);
  std::string frame(ZSTD_compressBound(content.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context, frame.data(), frame.size(), content.data(), content.size());
  EXPECT_FALSE(ZSTD_isError(size)) << ZSTD_getErrorName(size);
  ZSTD_freeCCtx(context);
  frame.resize(size);
  return frame;
}
std::string FrameOf(std::string_view content) {
  return FrameOf(content, [](ZSTD_CCtx*) {});
}

Packed PackedOf(std::size_t unpacked, std::string frame) {
  Packed packed;
  packed.set_unpacked_bytes(static_cast<std::uint32_t>(unpacked));
  packed.set_frame(std::move(frame));
  return packed;
}
Packed PackedOf(const LinkMessage& message) {
  const std::string whole = message.SerializeAsString();
  return PackedOf(whole.size(), FrameOf(whole));
}

TEST(Packing, WhatIsUnpackedIsWhatWasPacked) {
  LinkMessage tail;
  tail.mutable_tail()->add_receipts()->set_node_id(Prose());
  LinkMessage down;
  down.mutable_down_push()->add_events()->mutable_item()->set_body(Prose());
  for (const LinkMessage& message :
       {tail, down, PushOf(Prose()), PushOfBytes(kLeastPacked), PushOfBytes(16 << 10),
        PushOfBytes(128 << 10), PushOfBytes(256 << 10), PushOfBytes(kMaxMessageBytes)}) {
    SCOPED_TRACE(message.ByteSizeLong());
    const auto packed = Pack(message);
    ASSERT_TRUE(packed.has_value());
    EXPECT_EQ(packed->packed().unpacked_bytes(), message.ByteSizeLong());
    EXPECT_LE(packed->packed().frame().size(), message.ByteSizeLong() * 3 / 4);
    const auto unpacked = Unpack(packed->packed());
    ASSERT_TRUE(unpacked.has_value());
    EXPECT_TRUE(MessageDifferencer::Equals(*unpacked, message));
  }
}

TEST(Packing, GoesAsItIsWhereThatIsNoWorse) {
  LinkMessage ack;
  ack.mutable_ack()->add_results()->set_reason(Prose());
  LinkMessage hello;
  hello.mutable_hello()->set_machine_id(Prose());
  struct Row {
    std::string_view why;
    LinkMessage message;
  };
  const Row rows[] = {
      {"nothing", {}},
      {"a heartbeat", PushOf("")},
      {"a byte too small", PushOfBytes(kLeastPacked - 1)},
      {"a byte larger than what is unpacked", PushOfBytes(kMaxMessageBytes + 1)},
      {"gains nothing", PushOf(SeededRandom(1).Bytes(64 << 10))},
      {"gains less than a quarter",
       PushOf(SeededRandom(1).Bytes(48 << 10) + std::string((48 << 10) / 5, ' '))},
      {"no batch: an answer", ack},
      {"no batch: a hello", hello},
  };
  for (const Row& row : rows) EXPECT_FALSE(Pack(row.message).has_value()) << row.why;
}

TEST(Packing, OtherFramesOfTheSameMessageAreTaken) {
  const LinkMessage message = PushOf(Prose());
  const std::string whole = message.SerializeAsString();
  struct Row {
    std::string_view why;
    ZSTD_cParameter parameter;
    int value;
  };
  constexpr Row kRows[] = {
      {"packed harder", ZSTD_c_compressionLevel, 19},
      {"packed less", ZSTD_c_compressionLevel, -5},
      {"with a checksum", ZSTD_c_checksumFlag, 1},
  };
  for (const Row& row : kRows) {
    const auto unpacked =
        Unpack(PackedOf(whole.size(), FrameOf(whole, [&](ZSTD_CCtx* context) {
                          ZSTD_CCtx_setParameter(context, row.parameter, row.value);
                        })));
    ASSERT_TRUE(unpacked.has_value()) << row.why;
    EXPECT_TRUE(MessageDifferencer::Equals(*unpacked, message)) << row.why;
  }
}

// The frame of a megabyte of zeros whose head tells `told` bytes (in the four bytes behind it).
std::string BombTelling(std::uint32_t told) {
  std::string frame = FrameOf(std::string(1 << 20, '\0'));
  for (unsigned i = 0; i < 4; ++i) frame[5 + i] = static_cast<char>(told >> (8 * i) & 0xffu);
  return frame;
}
// `frame` with a dictionary's number in its head.
std::string WithDictionary(std::string frame) {
  frame[4] = static_cast<char>(static_cast<unsigned char>(frame[4]) | 1u);
  return frame.insert(5, 1, '\x07');
}
const std::string kSkippable("\x50\x2a\x4d\x18\x04\0\0\0skip", 12);

struct BadRow {
  std::string_view why;
  Packed packed;
};

std::vector<BadRow> BadFrames() {
  const std::string whole = PushOf(Prose()).SerializeAsString();
  const std::string frame = FrameOf(whole);
  const std::size_t size = whole.size();
  const std::string large = PushOfBytes(kMaxMessageBytes + 1).SerializeAsString();
  return {
      {"nothing at all", Packed()},
      {"no size told", PackedOf(0, frame)},
      {"a size, and no frame", PackedOf(size, "")},
      {"a lie: a byte less than the frame has", PackedOf(size - 1, frame)},
      {"a lie: a byte more than the frame has", PackedOf(size + 1, frame)},
      {"a byte larger than a message", PackedOf(large.size(), FrameOf(large))},
      {"a bomb that tells its size", PackedOf(64 << 20, FrameOf(std::string(64 << 20, '\0')))},
      {"a bomb, small by its declaration", PackedOf(4096, FrameOf(std::string(64 << 20, '\0')))},
      {"a bomb, small by its head", PackedOf(4096, BombTelling(4096))},
      {"the largest size, and nothing behind it",
       PackedOf(kMaxMessageBytes,
                BombTelling(static_cast<std::uint32_t>(kMaxMessageBytes)).substr(0, 9))},
      {"cut short", PackedOf(size, frame.substr(0, frame.size() - 1))},
      {"cut behind its head", PackedOf(size, frame.substr(0, 8))},
      {"cut within its magic number", PackedOf(size, frame.substr(0, 4))},
      {"a byte behind it", PackedOf(size, frame + '\0')},
      {"two frames", PackedOf(size, frame + FrameOf(""))},
      {"two frames that together have the size",
       PackedOf(size, FrameOf(whole.substr(0, 4000)) + FrameOf(whole.substr(4000)))},
      {"a skippable frame alone", PackedOf(4, kSkippable)},
      {"a skippable frame first", PackedOf(size, kSkippable + frame)},
      {"a skippable frame last", PackedOf(size, frame + kSkippable)},
      {"no zstd", PackedOf(size, whole)},
      {"a head of zstd, and then anything",
       PackedOf(size, frame.substr(0, 9) + std::string(frame.size() - 9, '\xff'))},
      {"no size in its head", PackedOf(size, FrameOf(whole,
                                                     [](ZSTD_CCtx* context) {
                                                       ZSTD_CCtx_setParameter(
                                                           context, ZSTD_c_contentSizeFlag, 0);
                                                     }))},
      {"a window of its own", PackedOf(size, FrameOf(whole,
                                                     [](ZSTD_CCtx* context) {
                                                       ZSTD_CCtx_setParameter(context,
                                                                              ZSTD_c_windowLog, 10);
                                                     }))},
      {"a dictionary that nobody has", PackedOf(size, WithDictionary(frame))},
  };
}

std::vector<BadRow> BadMessages() {
  LinkMessage nested;
  *nested.mutable_packed() = PackedOf(PushOf(Prose()));
  LinkMessage hello;
  hello.mutable_hello()->set_node_id("C");
  LinkMessage ack;
  ack.mutable_hello_ack()->set_protocol(exchange::kProtocolMaximum);
  const std::string unknown("\x7a\x02hi", 4);  // Field 15.
  const std::string not_utf8("\x22\x05\x0a\x03\x12\x01\xff", 7);
  return {
      {"packed twice", PackedOf(nested)},
      {"a hello, which is never packed", PackedOf(hello)},
      {"a hello's answer", PackedOf(ack)},
      {"a message of a later version", PackedOf(unknown.size(), FrameOf(unknown))},
      {"no message", PackedOf(3, FrameOf("\xff\xff\xff"))},
      {"a unit's name that is no text", PackedOf(not_utf8.size(), FrameOf(not_utf8))},
  };
}

TEST(Packing, OneThatBreaksARuleIsNotUnpacked) {
  for (const auto& rows : {BadFrames(), BadMessages()}) {
    for (const BadRow& row : rows) EXPECT_FALSE(Unpack(row.packed).has_value()) << row.why;
  }
}

// Whatever was refused before: contexts are used again.
TEST(Packing, TheNextOneIsUnpackedAllTheSame) {
  const LinkMessage message = PushOf(Prose());
  for (const BadRow& row : BadFrames()) {
    (void)Unpack(row.packed);
    EXPECT_FALSE(Pack(PushOf(SeededRandom(1).Bytes(2000))).has_value());
    const auto packed = Pack(message);
    ASSERT_TRUE(packed.has_value()) << row.why;
    const auto unpacked = Unpack(packed->packed());
    ASSERT_TRUE(unpacked.has_value()) << row.why;
    EXPECT_TRUE(MessageDifferencer::Equals(*unpacked, message)) << row.why;
  }
}

struct Notes {
  std::vector<LinkMessage> sent;   // To the line.
  std::vector<LinkMessage> given;  // To the owner.
  std::vector<absl::Status> closed;
};

class NotedPipe final : public Pipe<LinkMessage> {
 public:
  explicit NotedPipe(Notes& notes) : notes_(notes) {}
  void Send(LinkMessage message) override { notes_.sent.push_back(std::move(message)); }
  void Close(const absl::Status& why) override { notes_.closed.push_back(why); }

 private:
  Notes& notes_;
};

// One end of a line.
struct End {
  Notes notes;
  std::shared_ptr<Pipe<LinkMessage>> pipe;  // As its owner has it.
  PipeEvents<LinkMessage> events;           // As the line has them.

  End() {
    events = Packing([this](std::shared_ptr<Pipe<LinkMessage>> taken) {
      pipe = std::move(taken);
      return PipeEvents<LinkMessage>{
          .opened = {},
          .received =
              [this](LinkMessage message, const std::function<void()>& next) {
                notes.given.push_back(std::move(message));
                next();
              },
          .closed = {}};
    })(std::make_shared<NotedPipe>(notes));
  }
  // Whether the next message would be read.
  bool Hear(LinkMessage message) {
    bool asked = false;
    events.received(std::move(message), [&] { asked = true; });
    return asked;
  }
};

LinkMessage Answer(std::uint32_t protocol,
                   exchange::v1::HelloStatus status = exchange::v1::HELLO_STATUS_OK) {
  LinkMessage message;
  message.mutable_hello_ack()->set_status(status);
  message.mutable_hello_ack()->set_protocol(protocol);
  return message;
}

TEST(PackingLine, EachEndPacksWhatItSendsOnceBothSpeakVersionTwo) {
  struct Row {
    std::string_view why;
    std::vector<LinkMessage> answers;
    bool packs;
  };
  const Row rows[] = {
      {"no hello was answered yet", {}, false},
      {"an older one, which names no version", {Answer(0)}, false},
      {"one of them speaks version 1", {Answer(1)}, false},
      {"both speak version 2", {Answer(2)}, true},
      {"a later version", {Answer(3)}, true},
      {"a hello that was put off agreed on nothing",
       {Answer(2, exchange::v1::HELLO_STATUS_BUSY)},
       false},
      {"a hello more, put off", {Answer(2), Answer(0, exchange::v1::HELLO_STATUS_BUSY)}, true},
      {"the last answer counts", {Answer(2), Answer(1)}, false},
  };
  const LinkMessage push = PushOf(Prose());
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    End upper;
    End lower;
    for (const LinkMessage& answer : row.answers) {
      upper.pipe->Send(answer);
      EXPECT_TRUE(lower.Hear(answer));
    }
    for (End* from : {&upper, &lower}) {
      End& to = from == &upper ? lower : upper;
      from->pipe->Send(push);
      const LinkMessage& sent = from->notes.sent.back();
      EXPECT_EQ(sent.has_packed(), row.packs);
      EXPECT_TRUE(to.Hear(sent));
      EXPECT_TRUE(MessageDifferencer::Equals(to.notes.given.back(), push));
    }
  }
}

TEST(PackingLine, WhatIsNotUnpackedReachesTheMachineAsItCame) {
  struct Row {
    std::string_view why;
    std::uint32_t protocol;
    Packed packed;
  };
  const std::string garbage(100, '\xff');
  const Row rows[] = {
      {"a good one, and nobody agreed to any", 0, PackedOf(PushOf(Prose()))},
      {"a good one from a peer of version 1", 1, PackedOf(PushOf(Prose()))},
      {"a bad one", 2, PackedOf(100, garbage)},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    End upper;
    if (row.protocol > 0) upper.pipe->Send(Answer(row.protocol));
    LinkMessage message;
    *message.mutable_packed() = row.packed;
    EXPECT_TRUE(upper.Hear(message));
    ASSERT_EQ(upper.notes.given.size(), 1u);
    EXPECT_TRUE(MessageDifferencer::Equals(upper.notes.given[0], message));
  }
}

TEST(PackingLine, ClosesWhatItStandsFor) {
  End lower;
  lower.pipe->Close(absl::AbortedError("enough"));
  EXPECT_THAT(lower.notes.closed, ::testing::ElementsAre(absl::AbortedError("enough")));
}

}  // namespace
}  // namespace par::rpc
