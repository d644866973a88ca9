"""Real processes: one per node, spoken to with parctl alone."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import layout

BUILD = Path(os.environ.get("PARNET_BUILD", layout.ROOT / "build" / "dev"))
PARCTL = BUILD / "parctl" / "parctl"
PATIENCE = 120  # Seconds that one thing may take before the demonstration fails.


class Failed(Exception):
    """Something is not as it must be."""


def say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def title(text: str) -> None:
    print(f"\n=== {text}", flush=True)


class Field:
    """A folder with everything of one run, and the processes that run in it."""

    def __init__(self, folder: Path, country: layout.Country, pages: Path | None = None) -> None:
        self.folder = folder
        self.pages = pages  # That every node's portal serves.
        self.country = country
        self.running: dict[str, subprocess.Popen] = {}
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if len(str(folder / "nghia-phuong" / "client.sock").encode()) > 107:
            raise Failed(f"đường dẫn quá dài cho ổ cắm Unix / path too long: {folder}")

    def offline(self, *arguments: str) -> str:
        return self._run([str(PARCTL), *arguments], 0)

    def _run(self, command: list[str], wanted: int | None) -> str:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE,
                              check=False)
        if wanted is not None and done.returncode != wanted:
            raise Failed(f"{' '.join(command)}\n  mã kết thúc {done.returncode}, cần {wanted}\n"
                         f"{done.stdout}{done.stderr}")
        return done.stdout if wanted is not None else done.stdout + done.stderr

    def prepare(self) -> None:
        """Authority, certificates, signing keys, accounts with tokens, configurations."""
        authority = self.folder / "authority"
        self.offline("ca", "init", "--folder", str(authority), "--name", "parnet demo")
        for plan in self.country.nodes.values():
            if plan.children:
                plan.port = layout.free_port()
        for plan in self.country.nodes.values():
            home = self.folder / plan.id
            home.mkdir()
            self.offline("ca", "issue", plan.id, "--folder", str(authority), "--to",
                         str(home / "keys"), "--ip", "127.0.0.1")
            config = layout.config_yaml(plan, self.country.nodes, self.pages)
            (home / "config.yaml").write_text(config, encoding="utf-8")
        for unit in self.country.all_units():
            home = self.folder / self.country.node_of(unit.id)
            for role in self.country.roles_of(unit):
                self.offline("account", "bootstrap", f"{unit.id}.{role}", "--full-name",
                             layout.full_name(unit.id, role), "--position",
                             layout.position(unit, role), "--unit", unit.id, "--role", role, "--to",
                             str(home / "accounts.yaml"), "--token-to",
                             str(home / f"{unit.id}.{role}.token"))

    def start(self, node: str) -> None:
        level = self.country.nodes[node].level
        home = self.folder / node
        log = open(home / "log.txt", "ab")  # pylint: disable=consider-using-with
        self.running[node] = subprocess.Popen(
            [str(BUILD / f"{level}-node" / f"{level}-node"), "serve", "--config",
             str(home / "config.yaml")], stdout=log, stderr=log, cwd=home)
        log.close()

    def wait_up(self, node: str) -> None:
        def up() -> bool:
            if self.running[node].poll() is not None:
                raise Failed(f"{node}: đã dừng, xem / stopped, see {self.folder / node}/log.txt")
            return self.try_json(node, "administrator", "cycle", "list") is not None
        self.wait(f"{node} trả lời", up)

    def start_all(self) -> None:
        for node in self.country.nodes:
            self.start(node)
        for node in self.country.nodes:
            self.wait_up(node)
        say(f"{len(self.running)} máy chủ đang chạy, mỗi máy chủ một tiến trình")

    def portal(self, node: str) -> str:
        """Where browsers connect; the node chose the port, and said so when it was ready."""
        log = (self.folder / node / "log.txt").read_text(encoding="utf-8")
        return f"http://127.0.0.1:{re.findall(r', http:([0-9]+)$', log, re.M)[-1]}"

    def kill(self, node: str) -> None:
        """As a power cut does; only a process that this run started."""
        process = self.running.pop(node)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop_all(self) -> None:
        for process in self.running.values():
            process.terminate()
        for node, process in self.running.items():
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                say(f"{node} không dừng trong 30 giây, buộc dừng")
                process.kill()
                process.wait()
        self.running.clear()

    def _command(self, unit: str, role: str, arguments: tuple[str, ...]) -> list[str]:
        home = self.folder / self.country.node_of(unit)
        return [str(PARCTL), "--node", f"unix:{home / 'client.sock'}", "--token-file",
                str(home / f"{unit}.{role}.token"), *arguments]

    def ask(self, unit: str, role: str, *arguments: str, wanted: int = 0) -> dict:
        """The answer as JSON; the command must end with `wanted`."""
        command = self._command(unit, role, ("--lang", "en", "--format", "json", *arguments))
        return json.loads(self._run(command, wanted) or "{}")

    def try_json(self, unit: str, role: str, *arguments: str) -> dict | None:
        command = self._command(unit, role, ("--format", "json", *arguments))
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE,
                              check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def show(self, unit: str, role: str, *arguments: str, wanted: int | None = 0) -> str:
        """Prints what a person would see."""
        text = self._run(self._command(unit, role, ("--lang", "vi", *arguments)), wanted)
        print(f"  $ parctl {' '.join(arguments)}        # tại máy chủ {self.country.node_of(unit)}")
        print("".join(f"    {line}\n" for line in text.splitlines()), flush=True)
        return text

    def wait(self, what: str, ready) -> None:
        """Polls until `ready()`; a line every ten seconds says what is waited for."""
        begun = told = time.monotonic()
        while not ready():
            now = time.monotonic()
            if now - begun > PATIENCE:
                raise Failed(f"chờ quá {PATIENCE} giây / waited too long: {what}")
            if now - told > 10:
                say(f"vẫn chờ: {what} ({int(now - begun)} giây)")
                told = now
            time.sleep(0.2)


def check(holds: bool, text: str) -> None:
    print(f"  {'ĐÚNG' if holds else 'SAI '}  {text}", flush=True)
    if not holds:
        raise Failed(text)


def pdf(text: str) -> bytes:
    """A small real PDF of one page."""
    stream = f"BT /F1 14 Tf 60 760 Td ({text}) Tj ET".encode("ascii")
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
               b"/Resources << /Font << /F1 5 0 R >> >> >>",
               b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
               b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
                  b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1,
                                                 len(out)))


def environment_ok() -> None:
    for name in ("parctl/parctl", "commune-node/commune-node", "district-node/district-node",
                 "province-node/province-node"):
        if not os.access(BUILD / name, os.X_OK):
            print(f"thiếu / missing: {BUILD / name}", file=sys.stderr)
            sys.exit(2)
