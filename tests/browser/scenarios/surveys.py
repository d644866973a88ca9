"""A cycle of 2021 that a sample survey of two waves feeds, still without results; the real figures of Quảng
Trị's SIPAS of 2023 as a file, and what parctl makes of both files."""
import json
import subprocess

import books
import layout
import nodes
from communes_cycle import COMMUNES, OWNER
from story import Story, day

CYCLE = "tu-nghia-surveys-2021"
SURVEYS = layout.ROOT / "criteria" / "surveys"


def in_2021(text: str) -> str:
    return text.replace("2023", "2021").replace("commune-sample-2021", "commune-sample-2023")


def score(survey, results) -> dict:
    """Remarks end the command with 1."""
    done = subprocess.run([str(nodes.PARCTL), "--format", "json", "--lang", "vi", "survey", "score", "--survey",
                           str(survey), "--results", str(results)], capture_output=True, text=True, check=False)
    return json.loads(done.stdout, parse_float=str, parse_int=str)


def council_yaml() -> str:
    members = "\n".join(f"  - {{account: {OWNER}.{role}, name: {name}, role: {part}}}" for role, name, part in (
        ("council", "Nguyễn Văn An", "Chủ tịch Hội đồng"), ("leader", "Trần Thị Bình", "Ủy viên")))
    return (f"format: parnet/council/1\ntitle: Hội đồng đánh giá của lãnh đạo UBND huyện năm 2021\ncycle: {CYCLE}\n"
            f"basis: 2873/QĐ-UBND\nmembers:\n{members}\nquorum: 2/3\nmethod: mean\ndeadline: {day(5)}\n")


def prepare(field) -> dict:
    text = layout.cycle_yaml(CYCLE, "Khảo sát phục vụ chấm điểm cấp xã năm 2021", "commune", OWNER, "commune-sample-2023@1",
                             COMMUNES, {"submit": day(30), "review": day(31), "appeal": day(32), "publish": day(33)})
    file = field.folder / f"{CYCLE}.yaml"
    file.write_text(text.replace("year: 2023", "year: 2021"), encoding="utf-8")
    field.ask(OWNER, "administrator", "cycle", "open", str(file), "--as", OWNER)
    Story(field).advance(OWNER, CYCLE, "self_assessing")
    survey = field.folder / "survey-2021.yaml"
    survey.write_text(in_2021((SURVEYS / "sipas-commune-sample-2023.yaml").read_text(encoding="utf-8")), encoding="utf-8")
    results = field.folder / "survey-results-2021.yaml"
    results.write_text(in_2021((SURVEYS / "results" / "commune-sample-sipas-2023.yaml").read_text(encoding="utf-8")),
                       encoding="utf-8")
    field.ask(OWNER, "publisher", "survey", "issue", str(survey), "--as", OWNER)
    book = field.folder / "ket-qua.xlsx"
    books.parctl("survey", "template", "--survey", survey, "--results", results, "--out", book)
    typed = books.fill(book, field.folder / "ket-qua-chu.xlsx", {("Kết quả", "song-ve", "D"): "một trăm hai"})
    beyond = books.fill(book, field.folder / "ket-qua-vuot.xlsx", {("Kết quả", "song-ve", "E"): 500})
    province = SURVEYS / "sipas-province-2023.yaml"
    figures = SURVEYS / "results" / "quang-tri-sipas-2023.yaml"
    return {
        "typed": list(typed.values())[0], "beyond": list(beyond.values())[0], "cycle": CYCLE, "folder": str(field.folder), "council": council_yaml(), "chair": layout.full_name(OWNER, "council"),
        "definition": province.read_text(encoding="utf-8"), "figures": figures.read_text(encoding="utf-8"),
        "province": score(province, figures), "communes": score(survey, results),
    }
