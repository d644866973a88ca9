// What gRPC itself writes on the standard error.
#pragma once

namespace par::rpc {

// From now on only why gRPC ends the process, unless GRPC_VERBOSITY is set. The rest says nothing
// that whoever opened a connection is not told, is in a form of its own, a line for each stranger
// who knocks, and waits for whoever reads it. Before gRPC is used.
void QuietLibrary();

}  // namespace par::rpc
