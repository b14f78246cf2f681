from __future__ import annotations

import io
import random
import struct
import time
import zipfile
import zlib

import docx
import pypdf
import pytest

from jobspecs.uploads import MAX_BYTES, MAX_CHARACTERS, UploadProblem, text_of_upload

DESCRIPTION = "Night Baker\nKnead and shape 400 loaves before five.\nMust hold a food hygiene certificate."


def pdf(content: bytes, *, filtered: bytes = b"") -> bytes:
    """A PDF of one page whose content stream is given."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filtered, content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return bytes(out + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)


def text_pdf(text: str) -> bytes:
    lines = b" T* ".join(b"(%s) Tj" % line.encode("ascii") for line in text.split("\n"))
    return pdf(b"BT /F 12 Tf 14 TL 50 700 Td " + lines + b" ET")


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("Night Baker", level=1)
    document.add_paragraph("Knead and shape 400 loaves before five.", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Shift", "1 to 9 am"
    document.add_paragraph("Must hold a food hygiene certificate.")
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return file.getvalue()


def encrypted_pdf(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(text_pdf(DESCRIPTION)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def problem(name: str, data: bytes) -> UploadProblem:
    with pytest.raises(UploadProblem) as caught:
        text_of_upload(name, data)
    return caught.value


def test_a_pdf_gives_its_lines() -> None:
    assert text_of_upload("baker.pdf", text_pdf(DESCRIPTION)).split("\n") == DESCRIPTION.split("\n")


def test_a_word_file_gives_paragraphs_lists_and_tables_in_order() -> None:
    lines = [line for line in text_of_upload("baker.docx", word_file()).split("\n") if line]
    assert lines == [
        "Night Baker",
        "- Knead and shape 400 loaves before five.",
        "Shift | 1 to 9 am",
        "Must hold a food hygiene certificate.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["baker.txt", "baker.md", "baker"])
def test_text_is_read_in_the_encodings_people_have(name: str, encoding: str) -> None:
    text = "Bäcker – “nights”\r\n• Knead"
    assert text_of_upload(name, text.encode(encoding)) == "Bäcker – “nights”\n• Knead"


def test_the_content_counts_and_not_the_name() -> None:
    assert "loaves" in text_of_upload("baker.txt", text_pdf(DESCRIPTION))
    assert "loaves" in text_of_upload("baker.pdf", word_file())
    assert text_of_upload("baker.docx", DESCRIPTION.encode()) == DESCRIPTION


def test_a_pdf_that_opens_without_a_password_is_read() -> None:
    assert "loaves" in text_of_upload("baker.pdf", encrypted_pdf(""))


def test_noise_of_one_megabyte_is_not_a_text() -> None:
    noise = random.Random(7).randbytes(1024 * 1024)
    assert problem("noise.txt", noise).code == "not_text"


@pytest.mark.parametrize(
    ("code", "says", "data"),
    [
        ("too_large", "larger than 2 MB", b"a" * (MAX_BYTES + 1)),
        ("empty", "is empty", b""),
        ("empty", "is empty", b" \r\n\t\n"),
        ("encrypted", "password", encrypted_pdf("secret")),
        ("no_text", "probably a scan", pdf(b"q 600 0 0 800 0 0 cm /Im0 Do Q")),
        ("no_text", "holds no words", saved(docx.Document())),
        ("damaged", "is damaged", b"%PDF-1.4\nnothing that follows is a PDF"),
        ("damaged", "is damaged", word_file()[:3000]),
        ("damaged", "is damaged", zipped(**{"word/document.xml": b"<not xml"})),
        ("unknown_type", "an image", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("unknown_type", "old Word file", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200)),
        ("unknown_type", "neither PDF, Word nor text", zipped(**{"xl/workbook.xml": b"<workbook/>"})),
        ("too_long", "more than 200,000 characters", b"word " * (MAX_CHARACTERS // 5 + 1)),
        ("too_long", "more than 200,000 characters", text_pdf("\n".join(["many words in a line " * 4] * 2600))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_problem_is_told_in_plain_words(code: str, says: str, data: bytes) -> None:
    told = problem("upload.bin", data)
    assert told.code == code
    assert says in str(told)
    assert "“upload.bin”" in str(told)


def test_a_zip_bomb_in_a_word_file_is_refused_quickly() -> None:
    begun = time.monotonic()
    told = problem("bomb.docx", zipped(**{"word/document.xml": b" " * 100_000_000}))
    assert told.code == "too_large"
    assert time.monotonic() - begun < 30


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(zipped(**{"word/document.xml": b" " * 100_000_000}))
    entry = bomb.index(b"PK\x01\x02")
    bomb[entry + 24 : entry + 28] = struct.pack("<I", 1000)  # the size that the directory promises
    assert problem("bomb.docx", bytes(bomb)).code == "damaged"


def test_a_pdf_bomb_ends_within_the_limit() -> None:
    begun = time.monotonic()
    stream = zlib.compress(b"BT /F 12 Tf (a) Tj ET " * 4_000_000, 9)
    assert problem("bomb.pdf", pdf(stream, filtered=b"/Filter /FlateDecode")).code in {"damaged", "too_slow", "too_long"}
    assert time.monotonic() - begun < 60
