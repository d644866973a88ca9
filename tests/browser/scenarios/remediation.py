"""Two files of a plan for Tư Nghĩa's communes: one that says what cannot be, one to be issued. The
publisher issues it in the browser."""
from story import day

YEAR = int(day(0)[:4])
PLAN = f"""format: parnet/remediation-plan/1
title: Khắc phục tồn tại, hạn chế về cải cách hành chính của các xã, thị trấn huyện Tư Nghĩa
unit: tu-nghia
set: commune-sample-2023@1
year: {YEAR}
number: 135/KH-UBND
offices:
  - {{id: la-ha, name: UBND thị trấn La Hà}}
  - {{id: song-ve, name: UBND thị trấn Sông Vệ}}
  - {{id: hai-tran, name: "UBND các thị trấn", units: [la-ha, song-ve]}}
  - {{id: noi-vu, name: Phòng Nội vụ, units: [tu-nghia]}}
tasks:
  - id: nv-1.1.2
    criteria: ["1.1.2"]
    reason: Kế hoạch ban hành chậm
    measure: Ban hành kế hoạch cải cách hành chính trước ngày 31 tháng 01
    lead: noi-vu
    with: [hai-tran]
    deadline: {day(-45)}
    product: Kế hoạch
    regain: 0.5
  - id: nv-1.1.3
    criteria: ["1.1.3"]
    reason: Còn nhiệm vụ chưa hoàn thành
    measure: Hoàn thành các nhiệm vụ còn lại của kế hoạch
    lead: la-ha
    deadline: {day(20)}
    product: Báo cáo kết quả
    regain: 0.3636
  - id: nv-3.4.2
    criteria: ["3.4.2"]
    reason: Có hồ sơ quá hạn
    measure: Trả hồ sơ đúng hạn, xin lỗi bằng văn bản khi chậm
    lead: hai-tran
    with: [noi-vu]
    deadline: DEADLINE
    product: Báo cáo hằng quý
    regain: 0.0489
  - id: nv-1.5
    criteria: ["1.5"]
    reason: Chưa có sáng kiến nào được công nhận
    measure: Hướng dẫn công chức đăng ký sáng kiến
    lead: song-ve
    when: "{YEAR}"
    product: Sáng kiến được công nhận
    regain: 0.25
"""


def prepare(field) -> dict:
    right, wrong = field.folder / "ke-hoach.yaml", field.folder / "ke-hoach-sai.yaml"
    right.write_text(PLAN.replace("DEADLINE", day(120)), encoding="utf-8")
    wrong.write_text(PLAN.replace("DEADLINE", "31/13").replace('["1.1.2"]', '["1.1.99"]'),
                     encoding="utf-8")
    return {"right": str(right), "wrong": str(wrong), "year": YEAR, "afterDeadline": day(21), "folder": str(field.folder)}
