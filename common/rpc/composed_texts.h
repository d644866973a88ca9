// Texts from people are composed (NFC) where they come in, and nowhere later: what two people typed
// on two keyboards sorts, compares and hashes alike, and what is stored, signed or sent by another
// node keeps its bytes.
#pragma once

#include <memory>

namespace google::protobuf {
class Message;
}
namespace grpc::experimental {
class ServerInterceptorFactoryInterface;
}

namespace par::rpc {

// Every text in the request, and every file of YAML or CSV (bytes whose field's name ends in
// "_yaml", or is "file", "table" or "particulars") that is UTF-8. All other bytes stay as they
// came: hashes, signatures, request ids, items, pieces of evidence files.
// So do texts that nobody reads: passwords (hashed composed, by rules about what was sent;
// common/identity/password.h), codes, secrets, and paths of the node's machine.
void ComposeTexts(google::protobuf::Message& request);

// ComposeTexts of the request of every unary call to a service of ours, before its handler sees it.
[[nodiscard]] std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>
NewComposedTexts();

}  // namespace par::rpc
