"""What la-ha reported over 2025, quarter by quarter, beside its dossier of that year; its dossier of the year
before, which it handed in."""
import communes_cycle
import layout
from communes_cycle import COMMUNES, OWNER
from story import Story, day

CYCLE, BEFORE = "reported-2025", "reported-2024"
SET = "commune-sample-2025"
CATALOGUE = """format: parnet/indicators/1
id: bao-cao-quy
title: Chỉ tiêu báo cáo quý của xã, thị trấn
indicators:
  received: {title: Hồ sơ tiếp nhận, kind: count, unit: hồ sơ}
  resolved: {title: Hồ sơ đã giải quyết, kind: count, unit: hồ sơ}
  on_time: {title: Hồ sơ đúng hạn, kind: count, unit: hồ sơ, part_of: resolved}
  open: {title: Hồ sơ đang giải quyết, kind: count, unit: hồ sơ, over_time: last}
criteria:
  set: quang-ngai-district-2023
  children:
    of: tu-nghia
    figures:
      tthc.commune.received: {of: received}
      tthc.commune.resolved: {of: resolved}
      tthc.commune.on_time: {of: on_time}
      tthc.commune.in_progress: {of: open}
"""
QUARTERS = [(300, 290, 285, 10), (250, 245, 245, 15), (260, 270, 270, 5), (240, 225, 220, 20)]


def open_cycle(field, cycle: str, year: int, criteria: str) -> None:
    deadlines = {"submit": day(30), "review": day(31), "appeal": day(32), "publish": day(33)}
    text = layout.cycle_yaml(cycle, f"Đánh giá CCHC cấp xã năm {year}", "commune", OWNER, criteria, COMMUNES, deadlines)
    file = field.folder / f"{cycle}.yaml"
    file.write_text(text.replace("year: 2023", f"year: {year}"), encoding="utf-8")
    field.ask(OWNER, "administrator", "cycle", "open", str(file), "--as", OWNER)
    Story(field).advance(OWNER, cycle, "self_assessing")
    for unit in COMMUNES:
        field.wait(f"kỳ {cycle} tới {unit}", lambda u=unit: any(
            one["id"] == cycle and one["state"] == "self_assessing"
            for one in (field.try_json(u, "leader", "cycle", "list") or {}).get("cycles", [])))


def declare(field, indicators: str, unit: str) -> None:
    for number, (received, resolved, on_time, left) in enumerate(QUARTERS, 1):
        file = field.folder / f"{unit}-{number}.yaml"
        file.write_text(f"format: parnet/figures/1\nindicators: bao-cao-quy\ntitle: Báo cáo quý\nperiod: 2025-Q{number}\n"
                        f"units:\n  - {{id: {unit}, title: {unit}}}\nfigures:\n  {unit}: {{received: {received}, "
                        f"resolved: {resolved}, on_time: {on_time}, open: {left}}}\n", encoding="utf-8")
        field.ask(unit, "leader", "figures", "declare", str(file), "--unit", unit, "--indicators", indicators)


def prepare(field) -> dict:
    criteria = str(layout.ROOT / "criteria" / f"{SET}.yaml")
    field.ask(OWNER, "publisher", "criteria", "import", criteria, "--as", OWNER)
    for step in ("publish", "activate"):
        field.ask(OWNER, "publisher", "criteria", step, SET, "--set-version", "1", "--as", OWNER)
    open_cycle(field, BEFORE, 2024, "commune-sample-2023@1")
    open_cycle(field, CYCLE, 2025, f"{SET}@1")
    communes_cycle.fill(field, BEFORE, "la-ha")
    Story(field).hand_up(BEFORE, "la-ha")
    indicators = field.folder / "bao-cao-quy.yaml"
    indicators.write_text(CATALOGUE, encoding="utf-8")
    field.ask(OWNER, "publisher", "figures", "issue", str(indicators), "--as", OWNER)
    for unit in COMMUNES:
        field.wait(f"hệ chỉ tiêu tới {unit}", lambda u=unit: field.try_json(
            u, "leader", "figures", "indicators", "--id", "bao-cao-quy") is not None)
        declare(field, str(indicators), unit)
    leader = f"{layout.full_name('la-ha', 'leader')}, Chủ tịch Ủy ban nhân dân"
    return {"cycle": CYCLE, "leader": leader}
