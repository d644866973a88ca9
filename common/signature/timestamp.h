// Time stamps (RFC 3161): an authority's signed word that certain bytes were there at a time.
#pragma once

#include <openssl/bio.h>

#include <cstdint>
#include <string_view>

#include "common/domain/signature.h"
#include "common/signature/anchors.h"
#include "common/signature/cms.h"

namespace par::signature {

struct Stamp {
  // Empty: this authority stamped these bytes. Otherwise what CheckMessage says, or
  // signature_stamp_broken: it is over other bytes, or not a time stamp.
  std::string_view fault;
  std::int64_t time = 0;  // UTC microseconds.
  Anchors::Judgement authority;
  SignedMessage message;
};

// `stamped` reads the bytes that the stamp is to be over; `now` in UTC seconds.
[[nodiscard]] Stamp CheckStamp(std::string_view der, BIO* stamped, const Anchors& anchors,
                               std::int64_t now);

}  // namespace par::signature
