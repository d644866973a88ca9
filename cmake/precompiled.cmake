# Precompiled headers: the library headers that most of a cold build goes into (gRPC alone costs a
# file 3 s) are read once per kind of target. Only outside headers stand here, never our own: a
# change of ours must rebuild what includes it and no more.
#
# A target names its kind (par_library's and par_test's HEADERS): plain, proto, rpc, or
# for tests plain_test, rpc_test, with PAR_TEST_OPTIONS. Every file still includes what it uses.

set(PAR_HEADERS_PLAIN
  <algorithm> <array> <cstdint> <functional> <map> <memory> <optional> <set> <span> <string>
  <string_view> <utility> <vector> <absl/status/status.h> <absl/status/statusor.h>
  <absl/strings/str_cat.h>)
set(PAR_HEADERS_PROTO ${PAR_HEADERS_PLAIN}
  <google/protobuf/arena.h> <google/protobuf/generated_message_reflection.h>
  <google/protobuf/generated_message_util.h> <google/protobuf/map.h>
  <google/protobuf/message.h> <google/protobuf/repeated_field.h>)
set(PAR_HEADERS_RPC ${PAR_HEADERS_PROTO}
  <grpcpp/generic/async_generic_service.h> <grpcpp/grpcpp.h> <grpcpp/support/client_callback.h>
  <grpcpp/support/server_callback.h>)
set(PAR_HEADERS_PLAIN_TEST ${PAR_HEADERS_PROTO} <gmock/gmock.h> <gtest/gtest.h>)
set(PAR_HEADERS_RPC_TEST ${PAR_HEADERS_RPC} <gmock/gmock.h> <gtest/gtest.h>)

# The owner of a kind's headers: a library of one empty file that the others reuse.
function(par_precompiled_kind kind)
  cmake_parse_arguments(ARG "" "" "HEADERS;LIBS;OPTIONS" ${ARGN})
  add_library(par_headers_${kind} STATIC "${CMAKE_SOURCE_DIR}/cmake/precompiled.cc")
  target_compile_options(par_headers_${kind} PRIVATE ${ARG_OPTIONS})
  target_link_libraries(par_headers_${kind} PUBLIC par_options ${ARG_LIBS})
  target_precompile_headers(par_headers_${kind} PRIVATE ${ARG_HEADERS})
endfunction()

par_precompiled_kind(plain HEADERS ${PAR_HEADERS_PLAIN} LIBS absl::status absl::statusor)
par_precompiled_kind(proto HEADERS ${PAR_HEADERS_PROTO} LIBS protobuf::libprotobuf absl::statusor)
par_precompiled_kind(rpc HEADERS ${PAR_HEADERS_RPC} LIBS gRPC::grpc++ absl::statusor)
par_precompiled_kind(plain_test HEADERS ${PAR_HEADERS_PLAIN_TEST}
  LIBS protobuf::libprotobuf absl::statusor GTest::gmock OPTIONS ${PAR_TEST_OPTIONS})
par_precompiled_kind(rpc_test HEADERS ${PAR_HEADERS_RPC_TEST}
  LIBS gRPC::grpc++ absl::statusor GTest::gmock OPTIONS ${PAR_TEST_OPTIONS})

function(par_use_precompiled target kind)
  target_precompile_headers(${target} REUSE_FROM par_headers_${kind})
  if(kind MATCHES "_test$")  # Otherwise the compiler would not take them.
    target_compile_options(${target} PRIVATE ${PAR_TEST_OPTIONS})
  endif()
endfunction()
