"""A cycle for evidence, and the files that are brought to it."""
import datetime

import communes_cycle
import papers
from story import today

CYCLE = "evidence-2023"
PAGES = 5
BALLAST = 20 << 20


def prepare(field) -> dict:
    communes_cycle.open_cycle(field, CYCLE, "Đánh giá CCHC cấp xã năm 2023, kỳ có tài liệu")
    communes_cycle.fill(field, CYCLE, "la-ha")
    folder = field.folder / "papers"
    folder.mkdir()
    files = {
        "ke-hoach.pdf": papers.signed([f"Ke hoach trang {i}" for i in range(1, 4)], folder),
        "bao-cao.pdf": papers.plain([f"Bao cao trang {i}" for i in range(1, PAGES + 1)], BALLAST),
        "bao-cao-2.pdf": papers.plain(["Bao cao khac"], BALLAST),
        "rong.pdf": b"",
        "ban-nhap.docx": b"PK\x03\x04",
        "khong-phai.pdf": b"\x89PNG\r\n\x1a\n" + bytes(2000),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with open(folder / "qua-lon.pdf", "wb") as large:
        large.write(b"%PDF-1.7\n")
        large.truncate((200 << 20) + 1)
    # The office signed when the file was made; the plan of 2023 was to be signed by 20/01/2023.
    return {"cycle": CYCLE, "papers": str(folder), "today": today().isoformat(),
            "daysLate": (today() - datetime.date(2023, 1, 20)).days}
