# What every target of the project shares: language level, warnings, sanitizers, the linker, and the
# ways to add a target: par_library, par_proto_library, par_test, par_bench.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_DEV "-O1 -g1")
set(CMAKE_C_FLAGS_DEV "-O1 -g1")
# A test's own code, long tables mostly, runs once; optimising it costs more than all else about it.
set(PAR_TEST_OPTIONS $<$<CONFIG:Dev>:-O0>)

find_program(PAR_CCACHE ccache)
if(PAR_CCACHE)
  # What ccache asks for with precompiled headers; nothing here uses __DATE__ or __TIME__.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${PAR_CCACHE}")
endif()
find_program(PAR_MOLD mold)
if(PAR_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

set(PAR_SANITIZE "" CACHE STRING "Sanitizers for our own code, for example address,undefined")
add_library(par_options INTERFACE)
target_include_directories(par_options INTERFACE "${CMAKE_SOURCE_DIR}")
set(gnu $<CXX_COMPILER_ID:GNU>)  # Warnings are g++'s; clang only builds what fuzzes.
target_compile_options(par_options INTERFACE -fno-omit-frame-pointer
  $<${gnu}:-Wall> $<${gnu}:-Wextra> $<${gnu}:-Wpedantic> $<${gnu}:-Wshadow> $<${gnu}:-Wconversion>
  $<${gnu}:-Werror> $<${gnu}:-Winvalid-pch>
  # g++ 12 sees overlaps (at -O3) and overruns (with precompiled headers) in std::string that are
  # none: GCC bugs 105651 and 105329.
  $<${gnu}:-Wno-restrict> $<${gnu}:-Wno-array-bounds> $<${gnu}:-Wno-stringop-overflow>)
# g++ looks for memory to free whenever its use has grown by a third, which costs a fifth of the
# time; below 1 GiB (in KiB here) it need not, and it takes less than that again.
add_compile_options("$<$<COMPILE_LANG_AND_ID:CXX,GNU>:--param=ggc-min-heapsize=1048576>")
# One setting for libraries and programs, so that they can share precompiled headers; Debian's g++
# links programs position-independent by itself.
add_compile_options(-fPIC $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)
if(PAR_SANITIZE)
  add_compile_options(-fsanitize=${PAR_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PAR_SANITIZE})
endif()
option(PAR_FUZZ "Watch which code an input reaches, for tests/fuzz; needs clang" OFF)
if(PAR_FUZZ)
  # Debian's libraries come from g++, whose types of functions and classes clang would not know.
  add_compile_options(-fsanitize=fuzzer-no-link -fno-sanitize=vptr,function)
endif()

# The nodes' malloc; sanitizers bring their own.
if(NOT PAR_SANITIZE)
  find_library(PAR_JEMALLOC jemalloc REQUIRED)
  set(PAR_MALLOC "${PAR_JEMALLOC}")
endif()

find_package(Threads REQUIRED)
find_package(absl REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(GTest REQUIRED)
find_package(Protobuf REQUIRED)
find_package(gRPC CONFIG REQUIRED)
include(precompiled)

# par_library(NAME SOURCES a.cc... LIBS x... [HEADERS kind]): one folder, one library.
function(par_library name)
  cmake_parse_arguments(ARG "" "HEADERS" "SOURCES;LIBS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC par_options ${ARG_LIBS})
  if(NOT ARG_HEADERS)
    set(ARG_HEADERS plain)
  endif()
  par_use_precompiled(${name} ${ARG_HEADERS})
endfunction()

# par_with_pdf_check(TARGET): puts pdf-check where a program looks for it, into its own folder.
function(par_with_pdf_check target)
  add_dependencies(${target} pdf-check)
  add_custom_command(TARGET ${target} POST_BUILD COMMAND "${CMAKE_COMMAND}" -E create_symlink
    "$<TARGET_FILE:pdf-check>" "$<TARGET_FILE_DIR:${target}>/pdf-check")
endfunction()

# Notes that these test files are built: see par_check_every_test_is_built.
function(par_note_tests)
  foreach(source IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    set_property(GLOBAL APPEND PROPERTY PAR_TEST_SOURCES "${source}")
  endforeach()
endfunction()

# par_test_objects(NAME SOURCES a_test.cc... LIBS x...): tests that more than one binary runs.
function(par_test_objects name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS" ${ARGN})
  add_library(${name} OBJECT ${ARG_SOURCES})
  par_use_precompiled(${name} plain_test)
  target_link_libraries(${name} PUBLIC par_options ${ARG_LIBS} GTest::gmock)
  par_note_tests(${ARG_SOURCES})
endfunction()

# par_test(NAME SOURCES a_test.cc... LIBS x... [HEADERS kind] [ARGS ...]): one test binary, one row in CTest.
function(par_test name)
  cmake_parse_arguments(ARG "" "HEADERS;TIMEOUT" "SOURCES;LIBS;ARGS" ${ARGN})
  if(NOT ARG_HEADERS)
    set(ARG_HEADERS plain_test)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  par_use_precompiled(${name} ${ARG_HEADERS})
  target_link_libraries(${name} PRIVATE par_options ${ARG_LIBS} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} ${ARG_ARGS} WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  par_note_tests(${ARG_SOURCES})
endfunction()

# par_bench(NAME SOURCES a_bench.cc... LIBS x... [HEADERS kind]): a benchmark is built with the rest and run by hand.
function(par_bench name)
  cmake_parse_arguments(ARG "" "HEADERS" "SOURCES;LIBS" ${ARGN})
  if(NOT ARG_HEADERS)
    set(ARG_HEADERS plain)
  endif()
  find_package(benchmark REQUIRED)
  add_executable(${name} ${ARG_SOURCES})
  par_use_precompiled(${name} ${ARG_HEADERS})
  target_link_libraries(${name} PRIVATE par_options ${ARG_LIBS} benchmark::benchmark)
  par_note_tests(${ARG_SOURCES})
endfunction()

# A test file that no target builds is a test that nobody runs: configuring stops.
function(par_check_every_test_is_built)
  get_property(built GLOBAL PROPERTY PAR_TEST_SOURCES)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS
    "${CMAKE_SOURCE_DIR}/tests/*_test.cc" "${CMAKE_SOURCE_DIR}/tests/*_bench.cc")
  foreach(file IN LISTS found)
    if(NOT file IN_LIST built)
      message(FATAL_ERROR "${file} is built by no target: add it to a par_test or par_bench")
    endif()
  endforeach()
endfunction()
