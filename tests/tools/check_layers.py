#!/usr/bin/env python3
"""Fails if a folder includes one above it, the domain touches the world, or a file grows too long.

Usage: check_layers.py ROOT. Prints every breach as file:line: reason; exit 1 if there is any.
"""
import re
import sys
from pathlib import Path

# Each layer may include itself and the layers before it. Folders on one line may not include each
# other unless ALSO says so.
LAYERS = [
    ["common/base"],
    ["common/domain"],
    ["common/storage", "common/codec", "common/spreadsheet", "proto"],
    ["common/ledger"],
    ["common/exchange", "common/evidence", "common/identity", "common/signature"],
    ["common/oidc"],
    ["common/services", "common/document", "common/config"],
    ["common/storage/rocks", "common/rpc", "common/gateway"],
    ["common/node"],
    ["commune-node"],
    ["district-node"],
    ["province-node"],
]
ALSO = {("common/codec", "proto"), ("common/gateway", "common/rpc"),
        ("common/services", "common/document"), ("common/storage/rocks", "common/storage")}
# parctl talks to nodes as any client does; only its offline commands reach the domain.
FREE = ("parctl", "tests")
PURE = re.compile(r"#include\s*<(thread|mutex|chrono|random|fstream|iostream|filesystem|unordered_map|"
                  r"unordered_set|future|atomic|grpc.*|rocksdb.*|google/.*|spdlog.*)>")
DETERMINISTIC = ("common/domain", "common/ledger", "common/exchange")
BANNED = [
    (re.compile(r"system_clock|steady_clock|\btime\(nullptr\)"), "take a Clock (common/base/clock.h)"),
    (re.compile(r"std::random_device|std::mt19937|\brand\(\)"), "take a Random (common/base/random.h)"),
    (re.compile(r"std::this_thread|std::thread|std::async"), "threads live in common/node"),
    (re.compile(r"co_await|co_yield|co_return"), "no coroutines: g++ 12.2 destroys temporaries twice"),
]
ONLY = [  # header pattern, folders that may include it, why
    (re.compile(r"#include\s*<rocksdb/"), ("common/storage/rocks", "tests"), "only common/storage/rocks"),
    (re.compile(r"#include\s*<microhttpd"), ("common/gateway/http_server", "common/gateway/live_request"),
     "only what carries HTTP in common/gateway"),
    (re.compile(r"#include\s*<(zip.h|pugixml.hpp|xlsxwriter.h)>"),
     ("common/spreadsheet", "common/document", "tests"), "only where files of offices are made or read"),
    (re.compile(r"#include\s*<(curl/|cjose/|jansson)"), ("common/oidc", "tests"), "only common/oidc"),
    (re.compile(r"#include\s*<zstd"), ("common/base/zstd_frame.cc", "tests"), "only common/base/zstd_frame.cc"),
    (re.compile(r"#include\s*<(spdlog|fmt)/"), ("common/node/stderr_log",),
     "write to a Log (common/base/log.h)"),
    (re.compile(r"#include\s*<CLI/"), ("parctl/command_line.cc", "common/node/node_main.cc"),
     "parctl/command_line.h: the header costs a file seconds"),
]
GRPC = re.compile(r"#include\s*<grpcpp/")
GRPC_FOLDERS = ("common/rpc", "common/node", "common/gateway/inside_", "parctl", "tests")
SOURCES = {".h", ".cc", ".inc"}
LONG_CHECKED = SOURCES | {".py", ".sh", ".proto", ".ts", ".svelte", ".cmake"}
LIMIT = 400


def layer_of(path):
    best = None
    for number, names in enumerate(LAYERS):
        for name in names:
            if path.startswith(name + "/") and (best is None or len(name) > len(best[1])):
                best = (number, name)
    return best


def check_include(path, target):
    mine, theirs = layer_of(path), layer_of(target)
    if "_handler." in path and target.startswith("common/rpc/"):
        return None  # A handler stands beside its desk and is made of common/rpc.
    if mine is None or theirs is None or mine[1] == theirs[1]:
        return None
    if theirs[0] < mine[0] or (mine[1], theirs[1]) in ALSO:
        return None
    return f"{mine[1]} may not include {theirs[1]}"


def check_file(root, file):
    path = file.relative_to(root).as_posix()
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    if len(lines) > LIMIT:
        yield 1, f"{len(lines)} lines, at most {LIMIT}"
    if file.suffix not in SOURCES:
        return
    free = path.startswith(FREE)
    for number, line in enumerate(lines, 1):
        include = re.match(r'#include\s*"([^"]+)"', line)
        if include and not free:
            target = include.group(1)
            if target.startswith("par/"):
                target = "proto/" + target
            breach = check_include(path, target)
            if breach:
                yield number, breach
        if path.startswith("common/domain/") and PURE.search(line):
            yield number, "the domain is pure: no I/O, clock, thread, hash order, protobuf, gRPC"
        if path.startswith(DETERMINISTIC):
            for pattern, instead in BANNED:
                if pattern.search(line):
                    yield number, instead
        for pattern, folders, why in ONLY:
            if pattern.search(line) and not path.startswith(folders):
                yield number, why
        if GRPC.search(line) and not path.startswith(GRPC_FOLDERS) and "_handler." not in path:
            yield number, "gRPC headers: only common/rpc and *_handler files"


# Made by a build of the portal (portal/.gitignore).
MADE = ("portal/src/gen/", "portal/dist/")


def breaches(root):
    skip = ("build/", ".git/", ".demo/", "node_modules/")
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root).as_posix()
        if not file.is_file() or file.suffix not in LONG_CHECKED or path.startswith(skip):
            continue
        if "/node_modules/" in path or path.startswith(MADE):
            continue
        for number, reason in check_file(root, file):
            yield f"{path}:{number}: {reason}"


def main():
    found = list(breaches(Path(sys.argv[1]).resolve()))
    print("\n".join(found) if found else "layers, purity and size: all as they should be")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
