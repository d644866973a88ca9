"""The browser's side of the demonstration: work that waits for each role, accounts to sign in with,
and whether every portal answers."""
import base64
import hashlib
import hmac
import json
import secrets
import struct
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import filled
import layout
from nodes import Failed, Field, check, say, title
from story import Story

OPEN = "tu-nghia-open-2023"
READY = "tu-nghia-ready-2023"
DISTRICT = "tu-nghia"
CLERK, LEADER, REVIEWED, HANDED_IN, SETTLED = "la-ha", "song-ve", "nghia-my", "nghia-lam", "nghia-hoa"
READY_UNITS = ["nghia-dien", "nghia-hiep"]
# Figures that the clerk finds empty.
LEFT_OUT = ("1.1.3.a", "1.1.3.b", "1.3.2.a", "1.3.2.b", "petitions.commune.received",
            "petitions.commune.resolved")

# Whose accounts are printed, in the order of a dossier's way, with what waits for each.
PEOPLE = [
    (CLERK, "clerk", "kỳ đang mở: điền các số liệu còn trống của La Hà; số liệu quý III"),
    (CLERK, "leader", "xem hồ sơ đang điền; khi đủ thì duyệt và gửi"),
    (CLERK, "administrator", "tài khoản của đơn vị, đường truyền lên huyện"),
    (LEADER, "clerk", "hồ sơ Sông Vệ đã điền đủ"),
    (LEADER, "leader", "kỳ đang mở: duyệt hồ sơ Sông Vệ rồi gửi lên huyện"),
    (DISTRICT, "reviewer", "thẩm định Nghĩa Mỹ: một tiêu chí đã hỏi, các tiêu chí khác chờ ý kiến"),
    (DISTRICT, "council", "tiếp nhận Nghĩa Lâm, chốt điểm Nghĩa Hòa, bỏ phiếu ở phiên họp thứ nhất"),
    (DISTRICT, "publisher", "kỳ chờ công bố: lập và công bố quyết định"),
    (DISTRICT, "administrator", "cấp mã một lần cho Trần Thị Mai, người mới"),
    ("quang-ngai", "council", "kết quả các huyện đã công bố; số liệu gộp"),
    ("quang-ngai", "administrator", "đơn vị, bộ chỉ số, đường truyền của tỉnh"),
]
SECOND_FACTOR = {"reviewer", "council", "publisher", "administrator"}


@dataclass
class Entrance:
    """What one person signs in with."""

    unit: str
    role: str
    work: str
    key: bytes = b""  # Of the second factor.
    recovery: list[str] = field(default_factory=list)

    @property
    def account(self) -> str:
        return f"{self.unit}.{self.role}"


def one_time_code(key: bytes) -> str:
    """RFC 6238: six digits, 30 seconds, SHA-1."""
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1_000_000:06d}"


def leave_work(story: Story) -> None:
    """A cycle that is open and one that waits for its decision, with work for every role."""
    title("Một kỳ đang mở và một kỳ chờ công bố: việc cho từng vai trò")
    units = {unit.id: unit for unit in story.country.tu_nghia}
    everyone = [CLERK, LEADER, REVIEWED, HANDED_IN, SETTLED]
    story.open_cycle(OPEN, "CCHC cấp xã huyện Tư Nghĩa, kỳ đang mở", "commune", DISTRICT,
                     "commune-sample-2023@1", everyone, ahead=True)
    lines = units[CLERK].answers.read_text(encoding="utf-8").splitlines(keepends=True)
    partly = story.field.folder / f"{CLERK}-partly.yaml"
    partly.write_text("".join(line for line in lines if line.split(":")[0].strip(' "')
                              not in LEFT_OUT), encoding="utf-8")
    for unit, path in ((CLERK, partly), (LEADER, units[LEADER].answers)):
        story.field.ask(unit, "clerk", "assess", "fill", "--cycle", OPEN, str(path))
    for unit in (REVIEWED, HANDED_IN, SETTLED):
        story.submit(OPEN, units[unit])
    story.wait_state(OPEN, DISTRICT, [REVIEWED, HANDED_IN, SETTLED], "submitted")
    for unit in (REVIEWED, SETTLED):
        for verb in ("accept", "begin"):
            story.act(DISTRICT, OPEN, verb, unit)
    leaf = story.self_leaves(DISTRICT, OPEN, REVIEWED)[0]
    story.act(DISTRICT, OPEN, "ask", REVIEWED, "--criterion", leaf["id"], "--text",
              "Đề nghị nêu rõ văn bản kiểm chứng")
    story.act(DISTRICT, OPEN, "agree-rest", SETTLED)
    story.enter(DISTRICT, OPEN, units[SETTLED])
    filled.session(story, OPEN)
    filled.newcomer(story)
    filled.figures(story)
    filled.plan(story)
    story.open_cycle(READY, "CCHC cấp xã huyện Tư Nghĩa, kỳ chờ công bố", "commune", DISTRICT,
                     "commune-sample-2023@1", READY_UNITS)
    for unit in READY_UNITS:
        story.submit(READY, units[unit])
    story.review_plainly(DISTRICT, READY, [units[unit] for unit in READY_UNITS])
    story.to_final(DISTRICT, READY, READY_UNITS)
    states = story.queue(OPEN, DISTRICT)
    check(all(states.get(unit) == state for unit, state in (
        (REVIEWED, "in_review"), (HANDED_IN, "submitted"), (SETTLED, "in_review"))),
        f"huyện có hồ sơ chờ tiếp nhận, chờ thẩm định, chờ chốt: {states}")


def let_in(nodes: Field) -> tuple[str, list[Entrance]]:
    """Everybody of PEOPLE gets a password (one for all, of this run), and a second factor where the
    role needs one: through one-time codes, as people do."""
    password = f"thu-nghiem-{secrets.token_hex(3)}"
    kept = nodes.folder / "mat-khau.txt"
    kept.touch(mode=0o600)
    kept.write_text(password, encoding="utf-8")
    code_file = nodes.folder / "ma-mot-lan.txt"
    code_file.touch(mode=0o600)
    entrances = []
    for unit, role, work in PEOPLE:
        one = Entrance(unit, role, work)
        code = nodes.ask(unit, "administrator", "account", "code", one.account)["code"]
        code_file.write_text(code, encoding="utf-8")
        nodes.ask(unit, role, "account", "set-password", one.account, "--code-file", str(code_file),
                  "--password-file", str(kept))
        if role in SECOND_FACTOR:
            uri = nodes.ask(unit, role, "account", "totp", "enrol")["uri"]
            secret = parse_qs(urlsplit(uri).query)["secret"][0]
            one.key = base64.b32decode(secret + "=" * (-len(secret) % 8))
            code_file.write_text(one_time_code(one.key), encoding="utf-8")
            one.recovery = nodes.ask(unit, role, "account", "totp", "confirm", "--code-file",
                                     str(code_file))["recovery_codes"]
        entrances.append(one)
    code_file.unlink()
    return password, entrances


def fetch(url: str, body: dict | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(url, headers={"Content-Type": "application/json"},
                                     data=None if body is None else json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()
    except OSError as why:
        raise Failed(f"{url}: không trả lời / no answer: {why}") from why


def check_portals(nodes: Field, pages: bool) -> None:
    """Every node's portal takes commands and, where pages were built, serves them."""
    for node in nodes.country.nodes:
        base = nodes.portal(node)
        if fetch(f"{base}/healthz/ready")[0] != 200:
            raise Failed(f"{node}: cổng {base} chưa sẵn sàng")
        if pages and (got := fetch(base + "/"))[0] != 200 or pages and b'id="app"' not in got[1]:
            raise Failed(f"{node}: cổng {base} không có trang")
    check(True, f"cổng của cả {len(nodes.country.nodes)} máy chủ đều trả lời" +
          (", có trang để đăng nhập" if pages else ""))


def check_entrances(nodes: Field, password: str, entrances: list[Entrance]) -> None:
    """Signs in as each, as the page does, and out again."""
    for one in entrances:
        base = nodes.portal(nodes.country.node_of(one.unit)) + "/par.account.v1.AccountService"
        asked = {"requestId": base64.b64encode(secrets.token_bytes(16)).decode(),
                 "account": one.account, "password": password}
        if one.recovery:
            asked["code"] = one.recovery.pop()
        status, text = fetch(f"{base}/SignIn", asked)
        if status != 200 or json.loads(text).get("withheld"):
            raise Failed(f"{one.account}: không đăng nhập được / cannot sign in: {text.decode()}")
    check(True, f"đăng nhập được bằng cả {len(entrances)} tài khoản, đủ vai trò")


def print_entrances(nodes: Field, password: str, entrances: list[Entrance]) -> None:
    title("Mở trình duyệt và đăng nhập")
    print(f"  Mật khẩu của mọi tài khoản dưới đây: {password}\n"
          "  Vai trò cần xác thực lớp hai: trang sẽ hỏi mã; nhập một mã dự phòng (mỗi mã dùng một lần).\n")
    node = ""
    for one in entrances:
        if (at := nodes.country.node_of(one.unit)) != node:
            node = at
            print(f"  {nodes.portal(node)}    máy chủ {node}")
        codes = f"mã dự phòng: {'  '.join(one.recovery[:2])}" if one.recovery else ""
        print(f"    {one.account:<26}{codes}".rstrip() + f"\n      {one.work}")
    others = [f"{node} {nodes.portal(node)}" for node in nodes.country.nodes
              if node not in {nodes.country.node_of(one.unit) for one in entrances}]
    print("\n  Cổng của các máy chủ khác (quản trị viên cấp mã bằng parctl account code):")
    for at in range(0, len(others), 2):
        print("    " + "".join(f"{one:<44}" for one in others[at:at + 2]).rstrip())
    print(flush=True)


def print_codes(entrances: list[Entrance]) -> None:
    """The second factor's codes of this half minute, as a telephone would show them."""
    left = 30 - int(time.time()) % 30
    say(f"mã xác thực lúc này (còn {left} giây)")
    for one in entrances:
        if one.key:
            print(f"    {one.account:<25}{one_time_code(one.key)}", flush=True)
