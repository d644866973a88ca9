"""Figures of the third quarter of 2023: song-ve has declared its own, la-ha declares in the browser, also from a
workbook that parctl made and an official filled in; the indicators are issued a second time in the browser."""
import books
import communes_cycle
import layout
import nodes

CATALOGUE = "par-report-district-2023"
# Of two rows of the report a node has none: what is asked of the district's offices is left out, and
# the communes are the district's units. It is asked for every quarter.
OFFICES = "unit: offices}"


def catalogue(field) -> str:
    text = (layout.ROOT / "figures" / "indicators-district-2023.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if OFFICES not in line]
    file = field.folder / "indicators.yaml"
    file.write_text("\n".join(lines).replace("    of: communes\n", "    of: tu-nghia\n") + "\nevery: quarter\n",
                    encoding="utf-8")
    return str(file)


def workbooks(field) -> dict:
    """La-ha's: two figures that are not here yet, one as a text with Vietnamese points; and one with four mistakes."""
    empty, right, wrong, later = (field.folder / name for name in ("mau.xlsx", "quy-3.xlsx", "quy-3-sai.xlsx", "quy-4.xlsx"))
    for period, out in (("2023-Q3", empty), ("2023-Q4", later)):
        books.parctl("figures", "template", "--indicators", catalogue(field), "--unit", "la-ha", "--title", "Thị trấn La Hà",
                     "--period", period, "--out", out)
    books.fill(empty, right, {("Số liệu", "files_received", "E"): 1050, ("Số liệu", "files_new", "E"): "1.044",
                              ("Cùng kỳ năm trước", "files_received", "E"): "1.234", ("Cùng kỳ năm trước", "files_resolved", "E"): 1201})
    books.astray(right, field.folder / "lac-duong.xlsx")
    mistakes = {("Số liệu", "files_received", "E"): "một nghìn", ("Số liệu", "files_new", "E"): 10.5,
                ("Số liệu", "files_resolved", "E"): -3, ("Cùng kỳ năm trước", "files_received", "E"): "12,5"}
    places = books.fill(empty, wrong, mistakes)
    return {"folder": str(field.folder), "parctl": str(nodes.PARCTL), "right": str(right), "wrong": str(wrong), "later": str(later), "astray": str(field.folder / "lac-duong.xlsx"),
            "places": {f"{sheet}!{places[sheet, row, column]}": str(value) for (sheet, row, column), value in mistakes.items()}}


def catalogues(field) -> dict:
    """The text that is in force, and one with two mistakes."""
    good = catalogue(field)
    bad = field.folder / "indicators-sai.yaml"
    text = (field.folder / "indicators.yaml").read_text(encoding="utf-8")
    bad.write_text(text.replace("group: files,", "group: filez,", 1).replace("kind: count,", "kind: counts,", 1), encoding="utf-8")
    return {"indicators": good, "badIndicators": str(bad)}


def prepare(field) -> dict:
    criteria = communes_cycle.district_set(field)
    field.ask("tu-nghia", "publisher", "figures", "issue", catalogue(field), "--as", "tu-nghia")
    for unit in ("la-ha", "song-ve"):
        field.wait(f"hệ chỉ tiêu tới {unit}", lambda u=unit: field.try_json(
            u, "leader", "figures", "indicators", "--id", CATALOGUE) is not None)
    figures = layout.ROOT / "figures" / "tu-nghia-communes-2023-q3.yaml"
    field.ask("song-ve", "leader", "figures", "declare", str(figures), "--unit", "song-ve",
              "--indicators", catalogue(field), wanted=1)  # Its figures have two contradictions.
    return {"catalogue": CATALOGUE, **workbooks(field), **catalogues(field), "criteria": criteria,
            "papers": str(field.folder / "papers"), "district": communes_cycle.parctl(field, "tu-nghia", "council")}
