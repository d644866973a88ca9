"""A cycle in which song-ve fills in from its file and la-ha works in the browser, later with its answers as a
workbook: as parctl writes it, as LibreOffice saves it, with cells that are wrong, and as a bomb."""
import re

import books
import communes_cycle
import layout
import nodes

CYCLE = "tu-nghia-communes-2023"
SET = layout.ROOT / "criteria" / "commune-sample-2023.yaml"
# What an official might type, and what he is told of it.
WRONG = {
    ("Số liệu", "1.1.3.a", "F"): ("ba mươi ba", "“ba mươi ba”: không phải số"),
    ("Số liệu", "1.3.2.a", "F"): (-4, "“-4”: không được âm"),
    ("Số liệu", "1.1.1.d", "F"): ("31/13/2023", "“31/13/2023”: không phải ngày như 20/12/2023"),
    ("Số liệu", "1.3.1.done", "F"): ("có lẽ", "“có lẽ”: phải là “có” hoặc “không”"),
    ("Số liệu", "1.1.3.b", "F"): (books.Formatted(0.5, books.PERCENT),
                                  "“50%”: ô định dạng phần trăm, mà số liệu này không phải tỷ lệ phần trăm"),
    ("Số liệu", "3.4.3.b", "F"): (books.Formatted(0.5, '[=0]"-";0%'),
                                  "“50%”: ô định dạng phần trăm, mà số liệu này không phải tỷ lệ phần trăm"),
    ("Số liệu", "7.2.2.rate", "F"): (books.Formatted(0.975, "[<=1]0.0%;0.0"),
                                     "“0.975”: số có định dạng kèm điều kiện, khi thì hiện phần trăm hoặc ngày, khi thì hiện số thường; "
                                     "hãy chọn một định dạng duy nhất"),
    ("Số liệu", "6.4.2.x", "F"): ("1.500", "“1.500”: số ghi dạng chữ, đọc được hai cách (1.500 là một nghìn rưỡi hay 1,5); "
                                  "hãy đổi ô sang dạng số"),
    ("Số liệu", "6.2.d", "F"): (books.Formatted(45000.5, books.DAY), "“45000.5”: ô có cả giờ; hãy chỉ để ngày"),
    ("Tự chấm", "1.1.3", "E"): ("Tự chấm điểm", "“Tự chấm điểm”: tiêu chí này không khai như vậy được"),
}


def own_answers(field) -> tuple:
    """La-ha's file without the points that others give; its figures, and those of the year before."""
    text = (layout.ANSWERS / "tu-nghia" / "la-ha.yaml").read_text(encoding="utf-8")
    text = "\n".join(line for line in text.splitlines() if "{points:" not in line) + "\n"
    file = field.folder / "la-ha.yaml"
    file.write_text(text, encoding="utf-8")
    lists = []
    for name in ("figures", "previous"):
        lines = re.search(rf"^{name}:\n((?:  .*\n)+)", text, re.MULTILINE).group(1)
        lists.append({key: value for _, key, value in re.findall(r'^  ("?)([\w.-]+)\1: (\S+)$', lines, re.MULTILINE)})
    return file, *lists


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã huyện Tư Nghĩa năm 2023")
    communes_cycle.fill(field, CYCLE, "song-ve")
    file, figures, before = own_answers(field)
    book = field.folder / "la-ha.xlsx"
    books.parctl("assess", "template", "--criteria", SET, "--answers", file, "--out", book)
    wrong = field.folder / "la-ha-sai.xlsx"
    places = books.fill(book, wrong, {place: value for place, (value, _) in WRONG.items()})
    return {
        "cycle": CYCLE, "folder": str(field.folder), "parctl": str(nodes.PARCTL), "set": str(SET), "figures": figures, "before": before,
        "book": str(book), "saved": str(books.by_libreoffice(book, field.folder / "libreoffice")), "wrong": str(wrong),
        "places": {f"{key[0]}!{places[key]}": told for key, (_, told) in WRONG.items()},
        "bombs": books.bombs(book, field.folder),
    }
