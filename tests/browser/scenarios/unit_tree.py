"""A district's node with a tree of its own, and workbooks of all sorts for it: of another node, as many units as the
country has, with macros."""
import zipfile

import books
import communes_cycle
import layout

UNIT = "ba-to"
COMMUNES = {"ba-dong": "Xã Ba Động", "ba-thanh": "Xã Ba Thành", "ba-vinh": "Xã Ba Vinh"}
COUNTRY = 10_598


def units_yaml(communes: dict[str, str]) -> str:
    rows = [f"  - {{id: {UNIT}, name: Huyện Ba Tơ, kind: huyen}}"]
    rows += [f"  - {{id: {one}, code: \"0{index}\", name: {name}, kind: xa, parent: {UNIT}}}"
             for index, (one, name) in enumerate(communes.items())]
    return "format: parnet/units/1\nunits:\n" + "\n".join(rows) + "\n"


def prepare(field) -> dict:
    plan = layout.NodePlan(UNIT, "province", [UNIT, *COMMUNES])
    home = field.folder / plan.id
    home.mkdir()
    field.offline("ca", "issue", plan.id, "--folder", str(field.folder / "authority"), "--to",
                  str(home / "keys"), "--ip", "127.0.0.1")
    token = home / f"{UNIT}.administrator.token"
    field.offline("account", "bootstrap", f"{UNIT}.administrator", "--full-name", "Phạm Thị Hoa",
                  "--unit", UNIT, "--role", "administrator", "--to", str(home / "accounts.yaml"), "--token-to", str(token))
    plan.portal = layout.free_port()
    (home / "config.yaml").write_text(layout.config_yaml(plan, {plan.id: plan}, field.pages), encoding="utf-8")
    field.country.nodes[plan.id] = plan
    field.start(plan.id)
    field.wait_up(plan.id)
    (home / "units.yaml").write_text(units_yaml(COMMUNES), encoding="utf-8")
    field.ask(UNIT, "administrator", "units", "import", str(home / "units.yaml"), "--yes", "--as", UNIT)
    return {"unit_tree": field.portal(plan.id), "parctl_there": communes_cycle.parctl(field, UNIT, "administrator"), "folder": str(home), **_books(home)}


def _books(home) -> dict:
    (home / "country.yaml").write_text(units_yaml({f"xa-{i}": f"Xã {i}" for i in range(COUNTRY)}), encoding="utf-8")
    books.parctl("units", "template", "--file", home / "country.yaml", "--out", home / "ca-nuoc.xlsx")
    books.parctl("units", "template", "--file", home / "units.yaml", "--out", home / "mau.xlsx")
    books.fill(home / "mau.xlsx", home / "noi-khac.xlsx", {("Thông tin", "unit", "C"): "quang-tri"})
    with zipfile.ZipFile(home / "mau.xlsx") as old, zipfile.ZipFile(home / "macro.xlsx", "w", zipfile.ZIP_DEFLATED) as package:
        for part in old.namelist():
            package.writestr(part, old.read(part))
        package.writestr("xl/vbaProject.bin", b"macro")
    return {"country_book": str(home / "ca-nuoc.xlsx"), "made_by_hand": str(home / "mau.xlsx"), "of_another": str(home / "noi-khac.xlsx"),
            "with_macros": str(home / "macro.xlsx")}
