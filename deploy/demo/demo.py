"""The demonstration (see run-demo at the root): real nodes, driven with parctl, checked."""
import argparse
import contextlib
import csv
import os
import shutil
import signal
import sys
from decimal import Decimal
from pathlib import Path

import layout
import nodes
import portal
from nodes import Failed, Field, check, environment_ok, say, title
from story import APPEALS, DISTRICTS, NGHIA_HANH, OWN, TU_NGHIA, TWO_TIER, Story

STATED = str(layout.ROOT / "criteria" / "published" / "quang-dien-2023.yaml")


def one_province(story: Story) -> None:
    title("Quảng Trị năm 2023: máy chủ của tỉnh chấm lại từ số liệu của tỉnh")
    story.open_cycle(OWN, "Tự đánh giá của tỉnh Quảng Trị năm 2023", "province", "quang-tri",
                     "province-2023@1", ["quang-tri"], ahead=True)
    path = layout.ANSWERS / "quang-tri-2023.yaml"
    story.field.ask("quang-tri", "clerk", "assess", "fill", "--cycle", OWN, str(path))
    story.field.show("quang-tri", "leader", "assess", "show", "--cycle", OWN, "--unit", "quang-tri")
    sheet = story.field.ask("quang-tri", "leader", "assess", "show", "--cycle", OWN, "--unit",
                            "quang-tri")["sheet"]
    check(sheet["total_e4"] == "862482" and sheet["total_rounded"] == "86.25",
          f"tổng {sheet['total_e4']} phần vạn, làm tròn {sheet['total_rounded']}; "
          "cần 86,2482 và 86,25")
    published = story.field.ask("quang-tri", "council", "decision", "reconcile", "--stated",
                                str(layout.ROOT / "criteria/published/quang-tri-2023.yaml"))
    check(published["holds"], "bảng công bố của Quảng Trị khớp mọi phép cộng")
    areas = sum(int(area["score_e4"]) for area in sheet["areas"])
    check(len(sheet["areas"]) == 8 and areas == 862482, "tám lĩnh vực cộng lại đúng bằng tổng")


def quang_dien(story: Story) -> None:
    title("Quảng Điền năm 2023: bảng đã công bố không khớp, máy chủ chỉ ra chỗ lệch")
    arguments = ("decision", "reconcile", "--stated", STATED)
    story.field.show("quang-ngai", "council", *arguments, wanted=1)
    answer = story.field.ask("quang-ngai", "council", *arguments, wanted=1)
    real = [one for one in answer["differences"] if not one["rounding_only"]]
    check(not answer["holds"] and len(real) == 1 and Decimal(real[0]["difference"]).copy_abs()
          == Decimal("0.96"), "đúng một chênh lệch, 0,96 điểm")
    total, most = Decimal(answer["total"]), Decimal(answer["effective_maximum"])
    again = (total * 100 / most).quantize(Decimal("0.01"))
    check(total == Decimal("85.77") and most == Decimal("98.5")
          and Decimal(answer["converted_percent"]) == again == Decimal("87.08"),
          f"{total}/{most} công bố {answer['converted_percent']} %, tính lại {again} %")


def review_tu_nghia(story: Story, kill: bool) -> None:
    units = {unit.id: unit for unit in story.country.tu_nghia}
    everyone = list(units)
    story.wait_state(TU_NGHIA, "tu-nghia", everyone, "submitted")
    for unit in everyone:
        story.act("tu-nghia", TU_NGHIA, "accept", unit)
    story.advance("tu-nghia", TU_NGHIA, "in_review")
    for unit in everyone:
        story.act("tu-nghia", TU_NGHIA, "begin", unit)
    leaf = story.self_leaves("tu-nghia", TU_NGHIA, "la-ha")[0]
    story.act("tu-nghia", TU_NGHIA, "ask", "la-ha", "--criterion", leaf["id"], "--text",
              "Đề nghị nêu rõ văn bản kiểm chứng")
    if kill:
        title("Ngắt đột ngột tiến trình của máy chủ huyện (kill -9) giữa lúc thẩm định")
        story.field.kill("tu-nghia")
        say("máy chủ tu-nghia đã bị ngắt; các máy chủ xã vẫn làm việc")
        story.field.show("la-ha", "leader", "assess", "list")
        story.field.start("tu-nghia")
        story.field.wait_up("tu-nghia")
        say("máy chủ tu-nghia chạy lại từ dữ liệu trên đĩa")
    number = str(next(query["id"] for query in story.field.ask(
        "tu-nghia", "council", "review", "open", "--cycle", TU_NGHIA, "--unit", "la-ha")
        ["dossier"]["queries"]))
    story.field.wait("la-ha nhận câu hỏi", lambda: story.field.try_json(
        "la-ha", "clerk", "explain", leaf["id"], "--cycle", TU_NGHIA, "--unit", "la-ha", "--query",
        number, "--text", "Văn bản kiểm chứng là Kế hoạch số 12/KH-UBND") is not None)
    leaf = next(one for one in story.self_leaves("tu-nghia", TU_NGHIA, "song-ve")
                if int(one["score_e4"]) >= 5000)
    story.act("tu-nghia", TU_NGHIA, "adjust", "song-ve", "--criterion", leaf["id"], "--points",
              str(Decimal(int(leaf["score_e4"]) - 2500) / 10000), "--text",
              "Văn bản ban hành chậm so với thời hạn của kế hoạch (ví dụ trình diễn)")
    say(f"song-ve: tiêu chí {leaf['id']} bị trừ 0,25 điểm, có lý do")
    story.act("tu-nghia", TU_NGHIA, "return", "nghia-lam", "--text",
              "Đề nghị giải trình tỷ lệ số hóa")
    story.wait_own(TU_NGHIA, "nghia-lam", state="returned")
    story.hand_up(TU_NGHIA, "nghia-lam")
    story.wait_state(TU_NGHIA, "tu-nghia", ["nghia-lam"], "resubmitted")
    story.act("tu-nghia", TU_NGHIA, "begin", "nghia-lam")
    story.field.wait("câu trả lời của la-ha", lambda: "answer" in story.field.ask(
        "tu-nghia", "council", "review", "open", "--cycle", TU_NGHIA, "--unit", "la-ha")
        ["dossier"]["queries"][0])
    for unit in everyone:
        story.act("tu-nghia", TU_NGHIA, "agree-rest", unit)
        story.enter("tu-nghia", TU_NGHIA, units[unit])


def communes_of(story: Story, owner: str, cycle: str, name: str, units, number: str,
                criteria: str) -> dict:
    """A plain review: everything agreed."""
    ids = [unit.id for unit in units]
    story.open_cycle(cycle, name, "commune", owner, criteria, ids)
    for unit in units:
        story.submit(cycle, unit)
    story.review_plainly(owner, cycle, units)
    made = story.finish(owner, cycle, ids, number)
    for unit in ids:
        story.wait_decision(unit, made["id"])
    return made


def tu_nghia(story: Story, kill: bool) -> dict:
    units = story.country.tu_nghia
    title("Mười bốn xã, thị trấn của Tư Nghĩa tự đánh giá và gửi lên huyện")
    story.open_cycle(TU_NGHIA, "Đánh giá CCHC cấp xã huyện Tư Nghĩa năm 2023", "commune",
                     "tu-nghia", "commune-sample-2023@1", [unit.id for unit in units])
    for unit in units:
        story.submit(TU_NGHIA, unit, story.evidence(unit))
    for unit in units:
        story.field.wait(f"{unit.id} nhận biên nhận", lambda u=unit.id: (story.field.try_json(
            u, "leader", "assess", "show", "--cycle", TU_NGHIA, "--unit", u) or {}).get("delivery")
            in ("received", "decided"))
    story.field.show("la-ha", "leader", "assess", "list")
    title("Tài liệu kiểm chứng theo hồ sơ lên huyện, rồi lên tỉnh")
    story.wait_evidence(units, "tu-nghia", "quang-ngai")
    story.field.show("tu-nghia", "council", "links")
    title("Huyện Tư Nghĩa thẩm định: hỏi, điều chỉnh, trả lại, nhập điểm khảo sát và lãnh đạo")
    review_tu_nghia(story, kill)
    story.field.show("tu-nghia", "council", "figures", "rollup", "--cycle", TU_NGHIA)
    rollup = story.field.ask("tu-nghia", "council", "figures", "rollup", "--cycle", TU_NGHIA)
    percent = Decimal(rollup["on_time_percent"].replace(",", "."))
    check(percent == Decimal("99.97"), f"tỷ lệ đúng hạn {rollup['on_time_working']}; cần 99,97 %")
    title("Huyện Tư Nghĩa chốt, xếp hạng, công bố (số liệu chia cho từng xã là số liệu mẫu)")
    made = story.finish("tu-nghia", TU_NGHIA, [unit.id for unit in units], "2023/QĐ-UBND")
    story.field.show("tu-nghia", "council", "rank", "show", "--cycle", TU_NGHIA)
    ranks = story.ranking("tu-nghia", TU_NGHIA)
    check(len(ranks) == 14 and all(one["rank"] > 0 for one in ranks), "đủ 14 đơn vị có thứ hạng")
    for unit in units:
        story.wait_decision(unit.id, made["id"])
    story.field.show("la-ha", "leader", "decision", "show", made["id"])
    text = story.field.show("la-ha", "leader", "decision", "verify", made["id"])
    check("HỢP LỆ" in text and "KHÔNG HỢP LỆ" not in text and made["sha256"] in text,
          "xã La Hà tự kiểm tra được quyết định của huyện, cùng mã băm")
    title("Kết quả đã công bố thành dữ liệu mở, ai cũng tính lại được")
    folders = [story.open_data(unit, role, made["id"])
               for unit, role in (("tu-nghia", "publisher"), ("la-ha", "leader"))]
    check(len({(folder / "SHA256SUMS").read_bytes() for folder in folders}) == 1,
          "dữ liệu mở lập tại huyện và tại xã giống nhau từng byte")
    published = {row["unit"]: int(row["rank"]) for row in
                 csv.DictReader((folders[0] / "results.csv").open(encoding="utf-8", newline=""))}
    check(published == {one["unit"]: one["rank"] for one in ranks},
          "thứ hạng trong dữ liệu mở là thứ hạng đã công bố")
    title("Quyết định kèm phụ lục và biên bản thẩm định theo thể thức Nghị định 30/2020/NĐ-CP")
    papers = {story.paper(unit, role, "decision", "decision", "document", made["id"])
              for unit, role in (("tu-nghia", "publisher"), ("la-ha", "leader"))}
    check(len(papers) == 1, "văn bản lập tại huyện và tại xã giống nhau từng byte")
    dossier, receipt = (str(story.field.folder / name) for name in ("la-ha.bin", "bien-nhan"))
    la_ha = ("--cycle", TU_NGHIA, "--unit", "la-ha")
    story.field.ask("tu-nghia", "council", "review", "open", *la_ha, "--save", dossier)
    minutes = {story.paper("tu-nghia", "council", "minutes", "review", "minutes", *source)
               for source in (la_ha, ("--file", dossier))}
    check(len(minutes) == 1, "biên bản thẩm định La Hà lập tại máy chủ và từ tệp giống nhau từng byte")
    number = story.field.ask("la-ha", "leader", "receipt", "list", "--unit", "la-ha")["items"][-1]
    story.field.ask("la-ha", "leader", "receipt", "get", number["receipt_number"], "--unit",
                    "la-ha", "--to", receipt)
    check(bool(story.paper("la-ha", "leader", "receipt", "receipt", "document", "--file", receipt,
                           "--authority", str(story.field.folder / "authority" / "ca.crt"))),
          f"lập được giấy biên nhận số {number['receipt_number']}")
    return {"sha256": made["sha256"], "ranks": [(one["unit"], one["rank"], one["total_e4"])
                                                for one in ranks]}


def reviewed_total(story: Story, unit: str) -> int:
    return int(story.field.ask("nghia-hanh", "council", "review", "open", "--cycle", APPEALS,
                               "--unit", unit)["reviewed_sheet"]["total_e4"])


def appeal(story: Story) -> None:
    """One commune's appeal from the provisional score to the council's answer."""
    title("Kiến nghị về điểm tạm thời: rút, kiến nghị lại, huyện kết luận (kỳ còn hạn kiến nghị)")
    unit = story.country.nghia_hanh[0]
    owner, who = "nghia-hanh", ("--cycle", APPEALS, "--unit", unit.id)
    story.open_cycle(APPEALS, "Đợt chấm có kiến nghị (trình diễn)", "commune", owner,
                     "commune-sample-2023@1", [unit.id], ahead=True)
    story.submit(APPEALS, unit)
    story.wait_state(APPEALS, owner, [unit.id], "submitted")
    story.act(owner, APPEALS, "accept", unit.id)
    story.advance(owner, APPEALS, "in_review")
    story.act(owner, APPEALS, "begin", unit.id)
    leaf = next(one for one in story.self_leaves(owner, APPEALS, unit.id)
                if int(one["score_e4"]) >= 5000)
    points = int(leaf["score_e4"])
    story.act(owner, APPEALS, "adjust", unit.id, "--criterion", leaf["id"], "--points",
              str(Decimal(points - 5000) / 10000), "--text", "Chưa thấy văn bản (ví dụ trình diễn)")
    story.act(owner, APPEALS, "agree-rest", unit.id)
    story.enter(owner, APPEALS, unit)
    story.act(owner, APPEALS, "settle", unit.id)
    story.advance(owner, APPEALS, "provisional", "appeal_window")
    story.act(owner, APPEALS, "open-appeals", unit.id)
    provisional = reviewed_total(story, unit.id)
    story.wait_own(APPEALS, unit.id, state="appeal")
    for verb, text in (("appeal", "Văn bản đã gửi kèm hồ sơ"), ("withdraw-appeal", "Xem lại số liệu"),
                       ("appeal", "Văn bản số 12/KH-UBND đã gửi kèm hồ sơ")):
        story.field.ask(unit.id, "leader", verb, leaf["id"], *who, "--text", text)
    story.field.wait("kiến nghị tới huyện", lambda: [
        one["text"] for one in story.field.ask(owner, "council", "review", "open", *who)["dossier"]
        .get("appeals", [])] == ["Văn bản số 12/KH-UBND đã gửi kèm hồ sơ"])
    refused = story.field.show(owner, "council", "review", "finalise", *who, wanted=None)
    check("Chưa hết hạn kiến nghị" in refused or "chưa được giải quyết" in refused,
          "chưa có kết luận và còn hạn thì chưa chốt được")
    story.act(owner, APPEALS, "appeal", unit.id, "--criterion", leaf["id"], "--upheld", "--points",
              str(Decimal(points) / 10000), "--text", "Đã thấy văn bản, chấp nhận kiến nghị")
    check(reviewed_total(story, unit.id) == provisional + 5000,
          f"kiến nghị được chấp nhận, điểm của {unit.id} tăng lại 0,5")
    story.field.show(owner, "council", "review", "open", *who)
    refused = story.field.show(owner, "council", "review", "finalise", *who, wanted=None)
    check("Chưa hết hạn kiến nghị" in refused, "còn hạn kiến nghị thì chưa chốt kết quả")


def province(story: Story) -> dict:
    title("Huyện Tư Nghĩa tự đánh giá, lấy số liệu cấp xã đã thẩm định; tỉnh thẩm định")
    story.open_cycle(DISTRICTS, "Đánh giá CCHC cấp huyện tỉnh Quảng Ngãi năm 2023", "district",
                     "quang-ngai", "quang-ngai-district-2023@2", ["tu-nghia", "nghia-hanh"])
    units = [one for one in story.country.trees["quang-ngai"] if one.kind == "huyen"]
    ids = [unit.id for unit in units]
    for unit in units:
        story.field.ask(unit.id, "clerk", "assess", "fill", "--cycle", DISTRICTS,
                        str(unit.answers))
        story.field.show(unit.id, "clerk", "assess", "rollup", "--cycle", DISTRICTS, "--unit",
                         unit.id, "--from", f"{unit.id}-communes-2023")
        story.hand_up(DISTRICTS, unit.id)
    story.review_plainly("quang-ngai", DISTRICTS, units)
    made = story.finish("quang-ngai", DISTRICTS, ids, "3132/QĐ-UBND")
    story.field.show("quang-ngai", "council", "rank", "show", "--cycle", DISTRICTS)
    for below in ("tu-nghia", "nghia-hanh"):
        story.wait_decision(below, made["id"])
        story.field.show(below, "leader", "decision", "verify", made["id"])
    return made


def run(folder: Path, pages: Path | None, kill: bool) -> tuple[Field, dict]:
    country = layout.Country()
    field = Field(folder, country, pages)
    try:
        title(f"Lập cơ quan chứng thực, chứng thư, tài khoản cho {len(country.nodes)} máy chủ")
        field.prepare()
        field.start_all()
        story = Story(field)
        story.issue()
        one_province(story)
        quang_dien(story)
        result = tu_nghia(story, kill)
        communes_of(story, "nghia-hanh", NGHIA_HANH, "Đánh giá CCHC cấp xã huyện Nghĩa Hành",
                    country.nghia_hanh, "77/QĐ-UBND", "commune-sample-2023@1")
        appeal(story)
        province(story)
        title("Mô hình hai cấp: xã, phường trực thuộc tỉnh Quảng Trị")
        communes_of(story, "quang-tri", TWO_TIER, "Đánh giá CCHC cấp xã tỉnh Quảng Trị",
                    country.quang_tri, "88/QĐ-UBND", "commune-sample-2025@1")
        story.field.show("quang-tri", "council", "rank", "show", "--cycle", TWO_TIER)
        story.verify_ledgers()
    except BaseException:
        field.stop_all()
        raise
    return field, result


def first_use(field: Field) -> tuple[str, list[portal.Entrance]]:
    """What the browser finds: work, accounts, and portals that answer."""
    portal.leave_work(Story(field))
    title("Cổng của các máy chủ: tài khoản để đăng nhập")
    password, entrances = portal.let_in(field)
    portal.check_portals(field, field.pages is not None)
    portal.check_entrances(field, password, entrances)
    return password, entrances


def stay(field: Field, password: str, entrances: list[portal.Entrance]) -> None:
    if field.pages is not None:
        portal.print_entrances(field, password, entrances)
    title("Các máy chủ đang chạy; Ctrl-C để dừng")
    home = field.folder / "tu-nghia"
    print(f"  export PARNET_NODE=unix:{home}/client.sock\n"
          f"  export PARNET_TOKEN_FILE={home}/tu-nghia.council.token\n"
          f"  {nodes.PARCTL} rank show --cycle {TU_NGHIA}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # Ends the nodes as Ctrl-C does.
    with contextlib.suppress(KeyboardInterrupt):
        if sys.stdin.isatty() and field.pages is not None:
            print("  Enter: in mã xác thực lớp hai lúc này", flush=True)
            while sys.stdin.readline():
                portal.print_codes(entrances)
        signal.pause()


def main() -> int:
    parser = argparse.ArgumentParser(prog="run-demo")
    parser.add_argument("--once", action="store_true", help="chạy hết rồi dừng / end afterwards")
    parser.add_argument("--kill", action="store_true",
                        help="chạy lần hai, kill -9 máy chủ huyện giữa chừng / a second run with a kill")
    parser.add_argument("--keep-data", action="store_true", help="giữ lại .demo / keep .demo")
    parser.add_argument("--pages", type=Path, help="các trang đã dựng của cổng / the portal's pages")
    options = parser.parse_args()
    environment_ok()
    folder = Path(os.environ.get("PARNET_DEMO", layout.ROOT / ".demo"))
    field = None
    try:
        field, first = run(folder / "1", options.pages, kill=False)
        if options.kill:
            field.stop_all()
            field, second = run(folder / "2", options.pages, kill=True)
            title("So hai lần chạy: lần hai máy chủ huyện bị kill -9 giữa chừng")
            for run_name, result in (("lần một", first), ("lần hai", second)):
                print(f"  {run_name}: quyết định {result['sha256']}")
                print("    " + ", ".join(f"{rank}. {unit} {total}"
                                         for unit, rank, total in result["ranks"]))
            check(first == second, "xếp hạng và mã băm quyết định giống hệt nhau")
        entered = first_use(field)
        if not options.once:
            stay(field, *entered)
    except Failed as failed:
        print(f"\nKHÔNG ĐẠT: {failed}", file=sys.stderr)
        return 1
    finally:
        if field is not None:
            field.stop_all()
    if not options.keep_data:
        for made in ("1", "2"):
            shutil.rmtree(folder / made, ignore_errors=True)
        with contextlib.suppress(OSError):
            folder.rmdir()
    say("mọi kiểm tra đều đúng")
    return 0


if __name__ == "__main__":
    sys.exit(main())
