"""What else a portal in use holds: a quarter's figures, a plan to win points back, a session of the
council, a new colleague."""
import layout
from story import DATE, Story, day

DISTRICT = "tu-nghia"
CATALOGUE = "par-report-district-2023"
# Whose figures are there, and whether they contradict each other; the others are still to report.
REPORTED = {"song-ve": True, "nghia-ky": False}
NEWCOMER = "tu-nghia.mai"
SESSION = "phien-1"


def figures(story: Story) -> None:
    """The district's catalogue of indicators, asked of its communes alone."""
    source = layout.ROOT / "figures"
    text = (source / "indicators-district-2023.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "unit: offices}" not in line]
    path = story.field.folder / "indicators.yaml"
    path.write_text("\n".join(lines).replace("    of: communes\n", f"    of: {DISTRICT}\n") + "\n",
                    encoding="utf-8")
    story.field.ask(DISTRICT, "publisher", "figures", "issue", str(path), "--as", DISTRICT)
    for unit, contradicts in REPORTED.items():
        story.field.wait(f"hệ chỉ tiêu tới {unit}", lambda u=unit: story.field.try_json(
            u, "leader", "figures", "indicators", "--id", CATALOGUE) is not None)
        # What contradicts itself is taken all the same, for the portal to show.
        story.field.ask(unit, "leader", "figures", "declare",
                        str(source / "tu-nghia-communes-2023-q3.yaml"), "--unit", unit,
                        "--indicators", str(path), wanted=1 if contradicts else 0)


def plan(story: Story) -> None:
    year = DATE.year
    tasks = [("1.1.2", "Ban hành kế hoạch chậm", "Ban hành kế hoạch trước ngày 31 tháng 01", -20, "0.25"),
             ("1.1.3", "Còn nhiệm vụ chưa hoàn thành", "Hoàn thành các nhiệm vụ còn lại của kế hoạch", 15,
              "0.3636"),
             ("3.4.2", "Có hồ sơ quá hạn", "Trả hồ sơ đúng hạn, xin lỗi bằng văn bản khi chậm", 90, "0.0489")]
    lines = [f"format: parnet/remediation-plan/1\ntitle: Khắc phục tồn tại, hạn chế năm {year} (trình diễn)",
             f"unit: {DISTRICT}\nset: commune-sample-2023@1\nyear: {year}\nnumber: 135/KH-UBND\noffices:",
             "  - {id: la-ha, name: UBND thị trấn La Hà}\n  - {id: song-ve, name: UBND thị trấn Sông Vệ}",
             "tasks:"]
    for criterion, reason, measure, days, regain in tasks:
        lines.append(f"  - id: nv-{criterion}\n    criteria: [\"{criterion}\"]\n    reason: {reason}\n"
                     f"    measure: {measure}\n    lead: la-ha\n    with: [song-ve]\n"
                     f"    deadline: {day(days)}\n    product: Báo cáo kết quả\n    regain: {regain}")
    path = story.field.folder / "ke-hoach.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    story.field.ask(DISTRICT, "publisher", "remediation", "issue", str(path), "--as", DISTRICT)


def session(story: Story, cycle: str) -> None:
    """On what a reviewer has asked about."""
    story.field.ask(DISTRICT, "council", "session", "open", SESSION, "--cycle", cycle, "--title",
                    "Phiên họp thứ nhất", "--held-on", DATE.isoformat(), "--chair",
                    f"{DISTRICT}.council", "--member", f"{DISTRICT}.council", "--quorum", "1")


def newcomer(story: Story) -> None:
    """Who has no password yet."""
    story.field.ask(DISTRICT, "administrator", "account", "add", NEWCOMER, "--full-name",
                    "Trần Thị Mai", "--unit", DISTRICT, "--role", "clerk")
