"""Who is who in the demonstration: units, nodes, and the files each node is started with."""
import re
import socket
import zlib
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = ROOT / "criteria" / "answers"

SUPERIOR = ["clerk", "leader", "reviewer", "council", "publisher", "administrator"]
COMMUNE = ["clerk", "leader", "administrator"]
FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi"]
GIVEN = ["Thị Lan", "Văn Minh", "Thị Hồng", "Quang Huy", "Thị Thu Hà", "Đức Thắng", "Thị Phương",
         "Văn Sơn", "Ngọc Ánh", "Hữu Phước"]
HOSTED = "nghia-son"  # Too small for a machine of its own: it lives on its district's node.


@dataclass
class Unit:
    id: str
    name: str
    kind: str
    parent: str = ""
    group: str = ""
    answers: Path | None = None


@dataclass
class NodePlan:
    id: str
    level: str
    units: list[str]
    upper: str = ""
    children: list[str] = field(default_factory=list)
    port: int = 0  # Of the peer port, where it has children.
    portal: int = 0  # Of the port for browsers; 0: any.


def field_of(path: Path, name: str) -> str:
    match = re.search(rf'^{name}: *"?([^"\n]*?)"?$', path.read_text(encoding="utf-8"), re.M)
    return match.group(1) if match else ""


def communes(folder: str, parent: str) -> list[Unit]:
    kinds = {"Thị trấn": "thi-tran", "Phường": "phuong", "Xã": "xa"}
    found = []
    for path in sorted((ANSWERS / folder).glob("*.yaml")):
        title = field_of(path, "title")
        kind = next(k for word, k in kinds.items() if title.startswith(word))
        found.append(Unit(field_of(path, "unit"), title, kind, parent, field_of(path, "group"), path))
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Country:
    """Quảng Ngãi in three levels and Quảng Trị in two."""

    def __init__(self) -> None:
        self.tu_nghia = communes("tu-nghia", "tu-nghia")
        self.nghia_hanh = communes("nghia-hanh", "nghia-hanh")
        self.quang_tri = communes("quang-tri-two-tier", "quang-tri")
        district = "huyện, thị xã, thành phố"
        self.trees = {
            "quang-ngai": [
                Unit("quang-ngai", "Tỉnh Quảng Ngãi", "tinh"),
                Unit("tu-nghia", "Huyện Tư Nghĩa", "huyen", "quang-ngai", district,
                     ANSWERS / "tu-nghia-district-2023.yaml"),
                Unit("nghia-hanh", "Huyện Nghĩa Hành", "huyen", "quang-ngai", district,
                     ANSWERS / "nghia-hanh-district-2023.yaml"),
                *self.tu_nghia, *self.nghia_hanh],
            "quang-tri": [Unit("quang-tri", "Tỉnh Quảng Trị", "tinh",
                               answers=ANSWERS / "quang-tri-2023.yaml"), *self.quang_tri],
        }
        self.nodes: dict[str, NodePlan] = {}
        for province in self.trees:
            self._add(NodePlan(province, "province", [province]))
        for district_id in ("tu-nghia", "nghia-hanh"):
            self._add(NodePlan(district_id, "district", [district_id], upper="quang-ngai"))
        self.nodes["tu-nghia"].units.append(HOSTED)
        for unit in [*self.tu_nghia, *self.nghia_hanh, *self.quang_tri]:
            if unit.id != HOSTED:
                self._add(NodePlan(unit.id, "commune", [unit.id], upper=unit.parent))

    def _add(self, node: NodePlan) -> None:
        self.nodes[node.id] = node
        if node.upper:
            self.nodes[node.upper].children.append(node.id)

    def node_of(self, unit: str) -> str:
        return next(node.id for node in self.nodes.values() if unit in node.units)

    def all_units(self) -> list[Unit]:
        return [unit for tree in self.trees.values() for unit in tree]

    def roles_of(self, unit: Unit) -> list[str]:
        return COMMUNE if unit.kind in ("xa", "phuong", "thi-tran") else SUPERIOR


def below(plan: NodePlan, nodes: dict[str, NodePlan]) -> list[str]:
    """At every depth: what a commune's node signs, its district's node hands on to the province."""
    return [found for child in plan.children for found in [child, *below(nodes[child], nodes)]]


def full_name(unit: str, role: str) -> str:
    """Composed; the same in every run."""
    at = zlib.crc32(f"{unit}.{role}".encode())
    return f"{FAMILIES[at % len(FAMILIES)]} {GIVEN[at // 64 % len(GIVEN)]}"


def position(unit: Unit, role: str) -> str:
    """What such a person is in his unit."""
    if unit.kind in ("xa", "phuong", "thi-tran"):
        return {"clerk": "Công chức Văn phòng - Thống kê",
                "leader": "Chủ tịch Ủy ban nhân dân"}.get(role, "Quản trị hệ thống")
    return {"clerk": "Chuyên viên Văn phòng", "leader": "Chủ tịch Ủy ban nhân dân", "reviewer": "Chuyên viên Nội vụ",
            "council": "Phó Chủ tịch Ủy ban nhân dân", "publisher": "Chánh Văn phòng"}.get(role, "Quản trị hệ thống")


def config_yaml(plan: NodePlan, nodes: dict[str, NodePlan], pages: Path | None = None) -> str:
    """docs/formats/config.md"""
    lines = [f"node_id: {plan.id}", f"level: {plan.level}", f"units: [{', '.join(plan.units)}]",
             "data_directory: data", "mark_directory: mark"]
    if plan.upper:
        lines += ["upper:", f"  id: {plan.upper}", f"  unit: {nodes[plan.upper].units[0]}",
                  f"  address: 127.0.0.1:{nodes[plan.upper].port}"]
    if plan.children:
        lines.append("children:")
        lines += [f"  - {{id: {child}, units: [{', '.join(nodes[child].units)}]}}"
                  for child in below(plan, nodes)]
        lines += ["peer:", f"  listen: 127.0.0.1:{plan.port}"]
    lines += ["portal:", f"  listen: 127.0.0.1:{plan.portal}"]
    if pages:
        # Who publishes shows its decisions to everybody.
        lines += [f"  folder: {pages}", f"  public: {str(bool(plan.children)).lower()}"]
    lines += ["client:", "  listen: unix:client.sock", "certificates:", "  authority: keys/ca.crt",
              "  certificate: keys/node.crt", "  key: keys/node.key",
              "signing_key: keys/signing.key", "signing_certificate: keys/signing.crt",
              "node_keys: ../authority/node-keys.txt", "bootstrap_accounts: accounts.yaml"]
    return "\n".join(lines) + "\n"


def cycle_yaml(cycle: str, title: str, level: str, owner: str, criteria: str,
               units: list[str], deadlines: dict[str, str]) -> str:
    dates = "\n".join(f"  {name}: {date}" for name, date in deadlines.items())
    return (f"format: parnet/cycle/1\nid: {cycle}\ntitle: {title}\nyear: 2023\nlevel: {level}\n"
            f"owner: {owner}\nset: {criteria}\nunits: [{', '.join(sorted(units))}]\n"
            f"deadlines:\n{dates}\nlate: accept_late\nrounds: 2\n")


def entered_points(path: Path, leaves: set[str]) -> str:
    """The points of `leaves` in an answers file, as a file for `parctl review enter`."""
    rows = re.findall(r'^  "?([^":]+)"?: \{points: ([\d.]+), source: "?(.*?)"?\}$',
                      path.read_text(encoding="utf-8"), re.M)
    lines = [f'  "{leaf}": {{points: {points}, source: "{source}"}}'
             for leaf, points, source in rows if leaf in leaves]
    return "points:\n" + "\n".join(lines) + "\n" if lines else ""
