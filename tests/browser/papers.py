"""PDF files for scenarios: of several pages, signed as an office signs, or as large as is asked for."""
import random
import subprocess
from pathlib import Path

CONTENTS = 8192  # Room for the signature, in bytes.


class _File:
    """Objects with their places, and the table of them at the end."""

    def __init__(self) -> None:
        self.bytes = bytearray(b"%PDF-1.7\n")
        self.places: dict[int, int] = {}

    def add(self, number: int, body: bytes) -> None:
        self.places[number] = len(self.bytes)
        self.bytes += b"%d 0 obj\n%s\nendobj\n" % (number, body)

    def end(self) -> None:
        table = len(self.bytes)
        self.bytes += b"xref\n0 %d\n0000000000 65535 f \n" % (len(self.places) + 1)
        for number in sorted(self.places):
            self.bytes += b"%010d 00000 n \n" % self.places[number]
        self.bytes += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
            len(self.places) + 1, table)


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _pages(file: _File, texts: list[str], first: int, extra: bytes, ballast: int) -> None:
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(texts)))
    file.add(1, b"<< /Type /Catalog /Pages 2 0 R %s >>" % extra)
    file.add(2, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(texts)))
    file.add(3, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for i, text in enumerate(texts):
        if i == len(texts) // 2 and ballast > 0:  # A reader that takes what it needs never fetches it.
            file.add(first + 2 * len(texts), _stream(random.Random(ballast).randbytes(ballast)))
        number = first + 2 * i
        file.add(number, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                         b"/Resources << /Font << /F1 3 0 R >> >> >>" % (number + 1))
        lines = "".join(f"0 -26 Td ({text} - dong {line}) Tj " for line in range(1, 22))
        file.add(number + 1, _stream(f"BT /F1 22 Tf 60 790 Td ({text}) Tj /F1 11 Tf {lines}ET".encode("ascii")))


def plain(texts: list[str], ballast: int = 0) -> bytes:
    file = _File()
    _pages(file, texts, 4, b"", ballast)
    file.end()
    return bytes(file.bytes)


def signed(texts: list[str], folder: Path) -> bytes:
    """Signed at this moment by the clerical office, with a certificate of its own making."""
    key, certificate = folder / "office.key", folder / "office.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out",
                    str(certificate), "-days", "30", "-subj", "/O=UBND thi tran La Ha/CN=Van thu La Ha",
                    "-addext", "keyUsage=critical,digitalSignature"], check=True, capture_output=True)
    file = _File()
    _pages(file, texts, 6, b"/AcroForm << /SigFlags 3 /Fields [4 0 R] >>", 0)
    file.add(4, b"<< /FT /Sig /Type /Annot /Subtype /Widget /T (Van thu) /Rect [0 0 0 0] /F 132 /P 6 0 R /V 5 0 R >>")
    hole = b"<" + b"0" * (2 * CONTENTS) + b">"
    room = b"[0 0000000000 0000000000 0000000000]"
    file.add(5, b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange %s /Contents %s >>"
             % (room, hole))
    file.end()
    start = file.bytes.index(hole)
    end = start + len(hole)
    covered = b"[0 %010d %010d %010d]" % (start, end, len(file.bytes) - end)
    at = file.bytes.index(room)
    file.bytes[at:at + len(room)] = covered
    data = folder / "signed-part"
    data.write_bytes(bytes(file.bytes[:start] + file.bytes[end:]))
    cms = subprocess.run(["openssl", "cms", "-sign", "-binary", "-in", str(data), "-signer", str(certificate), "-inkey",
                          str(key), "-md", "sha256", "-outform", "DER", "-nosmimecap"], check=True, capture_output=True)
    file.bytes[start + 1:end - 1] = cms.stdout.hex().encode("ascii").ljust(2 * CONTENTS, b"0")
    return bytes(file.bytes)
