"""Three years of Tư Nghĩa's two communes: 2021 imported, 2022 published (Sông Vệ with none of the points that others
give, so second), 2023 settled; and a second version of the criteria set. What parctl says of them goes along."""
import re

import layout
from communes_cycle import COMMUNES, OWNER
from story import ENTERED, DATE, Story, day

FORMER = "tu-nghia-ranking-2022"
CYCLE = "tu-nghia-ranking-2023"
SET = "commune-sample-2023"


def open_year(field, cycle: str, year: int, deadlines: dict) -> None:
    file = field.folder / f"{cycle}.yaml"
    file.write_text(layout.cycle_yaml(cycle, f"Xếp hạng CCHC cấp xã huyện Tư Nghĩa năm {year}", "commune", OWNER,
                                      f"{SET}@1", COMMUNES, deadlines).replace("year: 2023", f"year: {year}"),
                    encoding="utf-8")
    field.ask(OWNER, "administrator", "cycle", "open", str(file), "--as", OWNER)
    Story(field).advance(OWNER, cycle, "self_assessing")


def hand_in(field, story: Story, cycle: str) -> None:
    for unit in COMMUNES:
        field.wait(f"kỳ đánh giá tới {unit}", lambda u=unit: any(
            one["id"] == cycle and one["state"] == "self_assessing"
            for one in (field.try_json(u, "leader", "cycle", "list") or {}).get("cycles", [])))
        field.ask(unit, "clerk", "assess", "fill", "--cycle", cycle, str(layout.ANSWERS / OWNER / f"{unit}.yaml"))
        story.hand_up(cycle, unit)
    story.wait_state(cycle, OWNER, COMMUNES, "submitted")
    for unit in COMMUNES:
        story.act(OWNER, cycle, "accept", unit)
    story.advance(OWNER, cycle, "in_review")
    for unit in COMMUNES:
        story.act(OWNER, cycle, "begin", unit)


def enter(field, story: Story, cycle: str, unit: str, nothing: bool = False) -> None:
    text = layout.entered_points(layout.ANSWERS / OWNER / f"{unit}.yaml", ENTERED)
    path = field.folder / f"{cycle}-{unit}-entered.yaml"
    path.write_text(re.sub(r"points: [\d.]+", "points: 0", text) if nothing else text, encoding="utf-8")
    story.act(OWNER, cycle, "enter", unit, "--file", str(path))


def former_year(field, story: Story) -> None:
    open_year(field, FORMER, 2022, {"submit": day(-3), "review": day(-2), "appeal": day(-1), "publish": day(7)})
    hand_in(field, story, FORMER)
    for unit in COMMUNES:
        enter(field, story, FORMER, unit, nothing=unit == "song-ve")
        story.act(OWNER, FORMER, "agree-rest", unit)
        story.act(OWNER, FORMER, "settle", unit)
    story.advance(OWNER, FORMER, "provisional", "appeal_window")
    for step in ("open-appeals", "finalise"):
        for unit in COMMUNES:
            story.act(OWNER, FORMER, step, unit)
    story.advance(OWNER, FORMER, "final")
    field.ask(OWNER, "publisher", "decision", "publish", "--cycle", FORMER, "--number", "187/QĐ-UBND",
              "--date", DATE.isoformat())


def this_year(field, story: Story) -> None:
    open_year(field, CYCLE, 2023, {"submit": day(1), "review": day(20), "appeal": day(25), "publish": day(40)})
    hand_in(field, story, CYCLE)
    story.act(OWNER, CYCLE, "ask", "la-ha", "--criterion", "1.1.3", "--text", "Đề nghị nêu rõ văn bản kiểm chứng")
    query = field.ask(OWNER, "council", "review", "open", "--cycle", CYCLE, "--unit", "la-ha")["dossier"]["queries"][0]
    field.wait("la-ha nhận câu hỏi", lambda: field.try_json(
        "la-ha", "clerk", "explain", "1.1.3", "--cycle", CYCLE, "--unit", "la-ha", "--query", str(query["id"]),
        "--text", "Văn bản kiểm chứng là Kế hoạch số 12/KH-UBND") is not None)
    story.act(OWNER, CYCLE, "adjust", "song-ve", "--criterion", "1.1.3", "--points", "1.5", "--text",
              "Hai nhiệm vụ hoàn thành sau ngày 31/12")
    field.wait("câu trả lời của la-ha", lambda: "answer" in field.ask(
        OWNER, "council", "review", "open", "--cycle", CYCLE, "--unit", "la-ha")["dossier"]["queries"][0])
    for unit in COMMUNES:
        enter(field, story, CYCLE, unit)
        story.act(OWNER, CYCLE, "agree-rest", unit)
        story.act(OWNER, CYCLE, "settle", unit)


def imported_year(field) -> None:
    """What was published before there was a node; one total contradicts its areas, and somebody answers for it."""
    group = field.ask(OWNER, "council", "rank", "show", "--cycle", CYCLE)["units"][0]["group"]
    file = field.folder / "cac-nam.yaml"
    file.write_text(f"""format: parnet/published-years/1
tables:
  - year: 2021
    index: par
    group: "{group}"
    group_size: 2
    maximum: 100
    document: {{number: 21/QĐ-UBND, date: 2022-01-10, issuer: UBND huyện Tư Nghĩa}}
    rows:
      - {{unit: song-ve, name: Thị trấn Sông Vệ, rank: 1, total: 80, places_up: 1}}
      - {{unit: la-ha, name: Thị trấn La Hà, rank: 2, total: 70.5, places_up: -1, areas: {{"1": 40, "2": 20}}}}
""", encoding="utf-8")
    assert field.try_json(OWNER, "publisher", "history", "enter", str(file)) is None, "it contradicts itself"
    field.ask(OWNER, "publisher", "history", "enter", str(file), "--basis", "Ghi theo bản in")


def second_version(field) -> None:
    """Asks for thirteen articles where the first asks for twelve."""
    text = (layout.ROOT / "criteria" / f"{SET}.yaml").read_text(encoding="utf-8")
    for old, new in (("\nversion: 1\n", "\nversion: 2\n"), ("{when: n >= 12, score: 1}", "{when: n >= 13, score: 1}"),
                     ("{when: 6 <= n < 12, score: 0.5}", "{when: 6 <= n < 13, score: 0.5}")):
        assert old in text, old
        text = text.replace(old, new, 1)
    file = field.folder / "set-2.yaml"
    file.write_text(text, encoding="utf-8")
    field.ask(OWNER, "publisher", "criteria", "import", str(file), "--as", OWNER)
    field.ask(OWNER, "publisher", "criteria", "publish", SET, "--set-version", "2", "--as", OWNER)


def prepare(field) -> dict:
    story = Story(field)
    former_year(field, story)
    this_year(field, story)
    imported_year(field)
    second_version(field)
    return {
        "cycle": CYCLE,
        "ranking": field.ask(OWNER, "council", "rank", "show", "--cycle", CYCLE)["units"],
        "systemic": field.ask(OWNER, "council", "remediation", "systemic", "--cycle", CYCLE),
        "changes": field.ask(OWNER, "council", "rank", "compare", "--cycle", CYCLE, "--set", SET, "--set-version", "2")["changes"],
        "laHa": field.ask(OWNER, "council", "review", "open", "--cycle", CYCLE, "--unit", "la-ha")["reviewed_sheet"],
    }
