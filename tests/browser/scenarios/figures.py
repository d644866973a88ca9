"""Figures of the third quarter of 2023: song-ve has declared its own, la-ha declares in the browser."""
import communes_cycle
import layout

CATALOGUE = "par-report-district-2023"
# Of two rows of the report a node has none: what is asked of the district's offices is left out, and
# the communes are the district's units.
OFFICES = "unit: offices}"


def catalogue(field) -> str:
    text = (layout.ROOT / "figures" / "indicators-district-2023.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if OFFICES not in line]
    file = field.folder / "indicators.yaml"
    file.write_text("\n".join(lines).replace("    of: communes\n", "    of: tu-nghia\n") + "\n",
                    encoding="utf-8")
    return str(file)


def prepare(field) -> dict:
    criteria = layout.ROOT / "criteria" / "quang-ngai-district-2023-v2.yaml"
    field.ask("tu-nghia", "publisher", "criteria", "import", str(criteria), "--as", "tu-nghia")
    for step in ("publish", "activate"):
        field.ask("tu-nghia", "publisher", "criteria", step, "quang-ngai-district-2023",
                  "--set-version", "2", "--as", "tu-nghia")
    field.ask("tu-nghia", "publisher", "figures", "issue", catalogue(field), "--as", "tu-nghia")
    for unit in ("la-ha", "song-ve"):
        field.wait(f"hệ chỉ tiêu tới {unit}", lambda u=unit: field.try_json(
            u, "leader", "figures", "indicators", "--id", CATALOGUE) is not None)
    figures = layout.ROOT / "figures" / "tu-nghia-communes-2023-q3.yaml"
    field.ask("song-ve", "leader", "figures", "declare", str(figures), "--unit", "song-ve",
              "--indicators", catalogue(field), wanted=1)  # Its figures have two contradictions.
    return {"catalogue": CATALOGUE, "indicators": catalogue(field), "criteria": str(criteria), "papers": str(field.folder / "papers"),
            "district": communes_cycle.parctl(field, "tu-nghia", "council")}
