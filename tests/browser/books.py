"""Workbooks for scenarios: what parctl writes, with cells as an official might fill them in; the same saved
again by LibreOffice; and files that are no honest workbooks."""
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as Tree

import nodes

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Tree.register_namespace("", MAIN)


def parctl(*arguments) -> str:
    return subprocess.run([str(nodes.PARCTL), *map(str, arguments)], check=True, capture_output=True, text=True).stdout


def _texts(parts: dict) -> list[str]:
    shared = parts.get("xl/sharedStrings.xml")  # The portal writes each text in its cell.
    return [] if shared is None else ["".join(one.itertext()) for one in Tree.fromstring(shared)]


def _sheet(parts: dict, name: str) -> str:
    names = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"].decode("utf-8"))
    return f"xl/worksheets/sheet{names.index(name) + 1}.xml"


class Formatted(NamedTuple):
    """A number in a format of Excel's own, or in one with a code."""
    value: float
    format: int | str


PERCENT, DAY = 9, 14


def _style(parts: dict, number_format: int | str) -> str:
    """A new style with that format."""
    styles = Tree.fromstring(parts["xl/styles.xml"])
    if isinstance(number_format, str):
        own = styles.find(f"{{{MAIN}}}numFmts")
        if own is None:
            own = Tree.Element(f"{{{MAIN}}}numFmts")
            styles.insert(0, own)
        code, number_format = number_format, 900 + len(own)  # Far behind those that parctl writes.
        Tree.SubElement(own, f"{{{MAIN}}}numFmt", {"numFmtId": str(number_format), "formatCode": code})
        own.set("count", str(len(own)))
    formats = styles.find(f"{{{MAIN}}}cellXfs")
    Tree.SubElement(formats, f"{{{MAIN}}}xf", {"numFmtId": str(number_format), "applyNumberFormat": "1"})
    formats.set("count", str(len(formats)))
    parts["xl/styles.xml"] = Tree.tostring(styles, encoding="utf-8", xml_declaration=True)
    return str(len(formats) - 1)


def _set(parts: dict, cell: Tree.Element, value) -> None:
    """A number is stored as one; a text as one."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, Formatted):
        cell.set("s", _style(parts, value.format))
        value = value.value
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        Tree.SubElement(Tree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t").text = value
    else:
        Tree.SubElement(cell, f"{{{MAIN}}}v").text = str(value)


def _text(cell: Tree.Element | None, texts: list[str]) -> str:
    if cell is None:
        return ""
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    value = cell.find(f"{{{MAIN}}}v")
    return texts[int(value.text)] if value is not None and cell.get("t") == "s" else ""


def fill(source: Path, target: Path, cells: dict[tuple[str, str, str], object]) -> dict[tuple[str, str, str], str]:
    """Writes `target` with these values at (sheet, id of the row, column); says where they stand: "F12". Of rows with
    the same id it is the first; of "" the first that is empty."""
    with zipfile.ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    texts = _texts(parts)
    places = {}
    for sheet in {sheet for sheet, _, _ in cells}:
        part = _sheet(parts, sheet)
        made = Tree.fromstring(parts[part])
        for row in made.iter(f"{{{MAIN}}}row"):
            found = {re.match("[A-Z]+", cell.get("r")).group(): cell for cell in row}
            identity = _text(found.get("A"), texts)
            for key, wanted in cells.items():
                if key[:2] == (sheet, identity) and key not in places:
                    _set(parts, found[key[2]], wanted)
                    places[key] = found[key[2]].get("r")
        parts[part] = Tree.tostring(made, encoding="utf-8", xml_declaration=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert places.keys() == cells.keys(), cells.keys() - places.keys()
    return places


def bombs(source: Path, folder: Path) -> dict[str, str]:
    """A part that unpacks to 15 MB out of some kilobytes; the same with a directory that tells another size."""
    made = {}
    for name, lie in (("bom.xlsx", False), ("bom-khai-gian.xlsx", True)):
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as package:
            for part in old.namelist():
                bomb = part == "xl/worksheets/sheet2.xml"
                package.writestr(part, b"<worksheet>" + b" " * (15 << 20) if bomb else old.read(part))
                if bomb and lie:
                    package.filelist[-1].file_size = 2000
        made[name] = str(folder / name)
    return made


def astray(source: Path, target: Path) -> None:
    """It says that its parts stand at what is no address."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for part in old.namelist():
            content = old.read(part)
            package.writestr(part, content.replace(b'Target="', b'Target="http://[') if part == "xl/_rels/workbook.xml.rels" else content)


def by_libreoffice(source: Path, folder: Path) -> Path:
    """Opened and saved again."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--convert-to",
                    "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(source)], check=True, capture_output=True)
    return folder / source.name


def main() -> None:
    """SOURCE TARGET CELLS: a scenario changes a workbook that it took away; CELLS is a list of sheet, id of the row,
    column and value in JSON, with "day" behind the number of a day."""
    source, target, cells = sys.argv[1:]
    fill(Path(source), Path(target), {(sheet, row, column): Formatted(value, DAY) if kind else value
                                      for sheet, row, column, value, *kind in json.loads(cells)})


if __name__ == "__main__":
    main()
