"""A year's assessment, told by the people of every level through parctl."""
import datetime
import hashlib
import json
from pathlib import Path

import layout
from nodes import Failed, Field, check, pdf, say, title



def today() -> datetime.date:
    """Where the deadlines hold, wherever this machine's clock thinks it is."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()


DATE = today()
# Files below criteria/, with the version in use of each. The first Quảng Ngãi set is the text as
# printed, whose defects must be accepted by name; the second is the one that can be used.
SETS = {"quang-ngai": [("commune-sample-2023", 1), ("quang-ngai-district-2023", 1),
                       ("quang-ngai-district-2023-v2", 2)],
        "quang-tri": [("commune-sample-2025", 1), ("province-2023", 1)]}
KEPT = {"quang-ngai-district-2023": ["lint_no_case", "lint_case_repeated", "lint_cases_overlap"]}
UNITS = {"quang-ngai": "quang-ngai-2023.yaml", "quang-tri": "quang-tri-2025.yaml"}
# Who works in Excel: the unit tree and the set of this top, the answers of this commune.
EXCEL_TOP, EXCEL_SET, EXCEL_UNIT = "quang-tri", "commune-sample-2025", "la-ha"
# The sources that the unit above enters, by the rule kinds of the sets.
ENTERED = {"8.1.1", "8.1.2", "8.1.3", "8.1.4", "8.1.5", "8.5", "8.6"}

TU_NGHIA = "tu-nghia-communes-2023"
NGHIA_HANH = "nghia-hanh-communes-2023"
DISTRICTS = "quang-ngai-districts-2023"
TWO_TIER = "quang-tri-communes-2023"
OWN = "quang-tri-2023"
APPEALS = "nghia-hanh-appeals-2023"


def day(offset: int) -> str:
    return (DATE + datetime.timedelta(days=offset)).isoformat()


class Story:
    def __init__(self, field: Field) -> None:
        self.field = field
        self.country = field.country

    def issue(self) -> None:
        title("Cây đơn vị và bộ chỉ số")
        for top in self.country.trees:
            units = layout.ROOT / "criteria" / "units" / UNITS[top]
            if top == EXCEL_TOP:
                units = self.workbook(top, "units", ("units", "template", "--file", str(units), "--out"))
            self.field.show(top, "administrator", "units", "import", str(units), "--yes", "--as", top)
            for name, version in SETS[top]:
                accept = ["--accept", *KEPT[name]] if name in KEPT else []
                file = layout.ROOT / "criteria" / f"{name}.yaml"
                if name == EXCEL_SET:
                    file = self.workbook(top, name, ("criteria", "convert", str(file), "--xlsx"))
                made = self.field.ask(top, "publisher", "criteria", "import", str(file), "--as", top, *accept)
                for step in ("publish", "activate"):
                    self.field.ask(top, "publisher", "criteria", step, made["set"]["id"],
                                   "--set-version", str(version), "--as", top)
            self.field.show(top, "publisher", "criteria", "list")
        for top, units in self.country.trees.items():
            for unit in units:
                self.field.wait(f"bộ chỉ số tới {unit.id}", lambda u=unit, t=top: self._sets(u, t))
        say("mọi đơn vị đã có cây đơn vị và bộ chỉ số đang áp dụng")

    def workbook(self, unit: str, name: str, command: tuple[str, ...]):
        """An Excel file of the country's folder, made by a command whose last word is its path."""
        path = self.field.folder / f"{name}.xlsx"
        path.unlink(missing_ok=True)  # Of an earlier telling: parctl replaces none.
        self.field.show(unit, "administrator", *command, str(path))
        return path

    def _sets(self, unit: layout.Unit, top: str) -> bool:
        answer = self.field.try_json(unit.id, "leader", "criteria", "list")
        have = {(one["id"], one["version"]) for one in (answer or {}).get("sets", [])
                if one["state"] == "SET_STATE_ACTIVE"}
        return have.issuperset((name.removesuffix("-v2"), version) for name, version in SETS[top]
                               if name not in KEPT)

    def open_cycle(self, cycle: str, name: str, level: str, owner: str, criteria: str,
                   units: list[str], ahead: bool = False) -> None:
        # Appeals are taken before the appeal deadline and results become final after it, so no
        # cycle has both on one day. Where results are published here every deadline but the last is
        # over and the cycle accepts what comes late; where appeals are shown all lie ahead.
        deadlines = {"submit": day(30), "review": day(31), "appeal": day(32), "publish": day(33)} \
            if ahead else {"submit": day(-3), "review": day(-2), "appeal": day(-1), "publish": day(7)}
        path = self.field.folder / f"{cycle}.yaml"
        path.write_text(layout.cycle_yaml(cycle, name, level, owner, criteria, units,
                                          deadlines), encoding="utf-8")
        self.field.ask(owner, "administrator", "cycle", "open", str(path), "--as", owner)
        self.advance(owner, cycle, "self_assessing")
        say(f"kỳ {cycle}: hạn tính theo hôm nay: {deadlines}; gửi muộn vẫn nhận (late: accept_late)")
        for unit in units:
            self.field.wait(f"kỳ {cycle} tới {unit}", lambda u=unit: (self.field.try_json(
                u, "leader", "cycle", "show", cycle) or {}).get("cycle", {}).get("state")
                            == "self_assessing")

    def advance(self, owner: str, cycle: str, *states: str) -> None:
        for state in states:
            self.field.ask(owner, "council", "cycle", "advance", cycle, "--to", state, "--as",
                           owner)

    def evidence(self, unit: layout.Unit) -> str:
        """The id of the document that was added."""
        path = self.field.folder / f"{unit.id}.pdf"
        path.write_bytes(pdf(f"Ke hoach CCHC nam 2023 - {unit.id} (tai lieu mau)"))
        added = self.field.ask(unit.id, "clerk", "evidence", "add", str(path), "--unit", unit.id,
                               "--number", "12/KH-UBND", "--date", "2023-01-13", "--issuer",
                               f"UBND {unit.name}", "--subject", "Kế hoạch CCHC năm 2023",
                               "--pages", "1")
        if added["document"]["size"] != str(path.stat().st_size):
            raise Failed(f"{unit.id}: tài liệu có kích thước khác tệp gửi")
        return added["document"]["id"]

    def wait_evidence(self, units: list[layout.Unit], *nodes: str) -> None:
        """Each node holds the file of each unit, byte for byte."""
        for node in nodes:
            for unit in units:
                want = (self.field.folder / f"{unit.id}.pdf").read_bytes()
                name = hashlib.sha256(want).hexdigest()
                path = (self.field.folder / node / "data" / "evidence" / "sha256" / name[:2] /
                        name[2:4] / name)
                self.field.wait(f"tệp của {unit.id} tới máy chủ {node}", path.exists)
                check(path.read_bytes() == want, f"máy chủ {node} giữ tệp của {unit.id}: {name}")

    def submit(self, cycle: str, unit: layout.Unit, document: str = "") -> None:
        """Fill in, approve, submit. `document` is evidence of the plan, criterion 1.1.2."""
        answers = unit.answers
        if document:
            text = answers.read_text(encoding="utf-8")
            answers = self.field.folder / f"{unit.id}-answers.yaml"
            answers.write_text(text.replace('"1.1.2": {', f'"1.1.2": {{evidence: [{document}], '),
                               encoding="utf-8")
        if unit.id == EXCEL_UNIT:
            answers = self.workbook(unit.id, unit.id, (
                "assess", "template", "--cycle", cycle, "--answers", str(answers), "--out"))
        self.field.ask(unit.id, "clerk", "assess", "fill", "--cycle", cycle, str(answers))
        self.hand_up(cycle, unit.id)

    def hand_up(self, cycle: str, unit: str) -> None:
        for step in ("approve", "submit"):
            self.field.ask(unit, "leader", "assess", step, "--cycle", cycle, "--unit", unit)

    def queue(self, cycle: str, owner: str) -> dict[str, str]:
        rows = (self.field.try_json(owner, "council", "review", "queue", "--cycle", cycle) or {})
        return {row["unit"]: row["state"] for row in rows.get("rows", [])}

    def wait_state(self, cycle: str, owner: str, units: list[str], state: str) -> None:
        self.field.wait(f"{owner} thấy {len(units)} hồ sơ ở trạng thái {state}", lambda: all(
            self.queue(cycle, owner).get(unit) == state for unit in units))

    def wait_own(self, cycle: str, unit: str, **wanted: str) -> None:
        def there() -> bool:
            answer = self.field.try_json(unit, "leader", "assess", "show", "--cycle", cycle,
                                         "--unit", unit) or {}
            return all(answer.get(name) == value for name, value in wanted.items())
        self.field.wait(f"{unit} thấy {wanted}", there)

    def act(self, owner: str, cycle: str, verb: str, unit: str, *more: str) -> None:
        self.field.ask(owner, "council", "review", verb, "--cycle", cycle, "--unit", unit, *more)

    def enter(self, owner: str, cycle: str, unit: layout.Unit, leaves: set[str] = frozenset(ENTERED)) -> None:
        text = layout.entered_points(unit.answers, leaves)
        if not text:
            return
        path = self.field.folder / f"{unit.id}-entered.yaml"
        path.write_text(text, encoding="utf-8")
        self.act(owner, cycle, "enter", unit.id, "--file", str(path))

    def review_plainly(self, owner: str, cycle: str, units: list[layout.Unit]) -> None:
        """What was handed in is accepted, reviewed, and agreed to."""
        ids = [unit.id for unit in units]
        self.wait_state(cycle, owner, ids, "submitted")
        for unit in ids:
            self.act(owner, cycle, "accept", unit)
        self.advance(owner, cycle, "in_review")
        for unit in units:
            for verb in ("begin", "agree-rest"):
                self.act(owner, cycle, verb, unit.id)
            self.enter(owner, cycle, unit)

    def to_final(self, owner: str, cycle: str, units: list[str]) -> None:
        for unit in units:
            self.act(owner, cycle, "settle", unit)
        self.advance(owner, cycle, "provisional", "appeal_window")
        for step in ("open-appeals", "finalise"):
            for unit in units:
                self.act(owner, cycle, step, unit)
        self.advance(owner, cycle, "final")

    def finish(self, owner: str, cycle: str, units: list[str], number: str) -> dict:
        """From reviewed dossiers to the published decision; returns its summary."""
        self.to_final(owner, cycle, units)
        self.field.show(owner, "council", "decision", "reconcile", "--cycle", cycle)
        made = self.field.ask(owner, "publisher", "decision", "publish", "--cycle", cycle,
                              "--number", number, "--date", DATE.isoformat())
        self.field.show(owner, "publisher", "decision", "list")
        return made

    def wait_decision(self, unit: str, decision: str) -> None:
        self.field.wait(f"quyết định {decision[:12]} tới {unit}", lambda: decision in {
            one["id"] for one in (self.field.try_json(unit, "leader", "decision", "list") or {})
            .get("decisions", [])})

    def paper(self, unit: str, role: str, kind: str, *arguments: str) -> str:
        """Makes an official document; returns its SHA-256."""
        return self.field.ask(unit, role, *arguments, "--particulars",
                              str(layout.ROOT / "criteria" / "documents" / f"{kind}.yaml"), "--out",
                              str(self.field.folder / f"{unit}-{kind}.docx"))["docx_sha256"]

    def open_data(self, unit: str, role: str, decision: str) -> Path:
        """Writes the decision's open data at the unit's node; returns the folder."""
        folder = self.field.folder / f"{unit}-du-lieu-mo"
        self.field.show(unit, role, "decision", "open-data", decision, "--out", str(folder))
        return folder

    def ranking(self, owner: str, cycle: str) -> list[dict]:
        path = self.field.folder / f"{cycle}.xlsx"
        answer = self.field.ask(owner, "council", "rank", "show", "--cycle", cycle, "--xlsx", str(path))
        if not path.read_bytes().startswith(b"PK"):
            raise Failed(f"{path}: không phải tệp Excel")
        return answer["units"]

    def verify_ledgers(self) -> None:
        title("Dựng lại sổ cái của mọi máy chủ")
        for node in self.country.nodes:
            answer = self.field.ask(node, "administrator", "ledger", "verify", "--rebuild")
            check(bool(answer["holds"]) and int(answer["rows_compared"]) > 0,
                  f"{node}: {answer['entries']} bút toán, dựng lại giống hệt "
                  f"{answer['rows_compared']} dòng")

    def self_leaves(self, owner: str, cycle: str, unit: str) -> list[dict]:
        opened = self.field.ask(owner, "council", "review", "open", "--cycle", cycle, "--unit", unit)
        return [leaf for leaf in opened["self_sheet"]["leaves"]
                if leaf["source"] == "self_assessed" and leaf["state"] == "LEAF_STATE_SCORED"]


def pretty(value) -> str:
    return json.dumps(value, ensure_ascii=False)
