"""The text of an uploaded job description: PDF, DOCX, TXT or MD.

What a file is, is probed; its name is never believed. PDF and DOCX are read in a process of their own with limits on
time and memory (`upload_reader`), so that no file can hold a web worker.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile

from jobspecs import upload_reader

MAX_BYTES = 2 * 1024 * 1024
MAX_CHARACTERS = upload_reader.CHARACTERS
SECONDS = 15  # of the clock, for the reading process
ADVICE = "Save it as PDF, DOCX, TXT or MD, or paste the text."

_FOREIGN = {  # first bytes of what people upload by mistake
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"II*\x00": "an image",
    b"MM\x00*": "an image",
    b"{\\rtf": "an RTF file",
    b"\xd0\xcf\x11\xe0": "an old Word file (.doc) or one with a password",
    b"\x1f\x8b": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"Rar!": "an archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
}


class UploadProblem(Exception):
    """The upload gives no text. The message says to a person what is wrong and what to do; `code` is for programs.

    Codes: too_large, empty, encrypted, no_text, damaged, not_text, unknown_type, too_long, too_slow.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def text_of_upload(name: str, data: bytes) -> str:
    """The text of an upload, with "\\n" line ends and no outer blank lines. `name` is used in messages only.

    Raises UploadProblem. Takes at most SECONDS, whatever the file holds.
    """
    label = f"“{name}”" if name else "The file"
    if len(data) > MAX_BYTES:
        raise UploadProblem("too_large", f"{label} is larger than {MAX_BYTES // 1024**2} MB. Paste the text instead.")
    if not data.strip(b"\x00 \t\r\n"):
        raise UploadProblem("empty", f"{label} is empty. Choose another file, or paste the text.")
    kind = _kind_of(label, data)
    text = _decoded(label, data) if kind == "text" else _read_apart(label, kind, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if len(text) > MAX_CHARACTERS:
        raise _too_long(label)
    if not any(character.isalnum() for character in text):
        raise _without_text(label, kind)
    return text


def _kind_of(label: str, data: bytes) -> str:
    """pdf, docx or text, by content. Raises UploadProblem for everything that is known to be something else."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _kind_of_zip(label, data)
    for first, what in _FOREIGN.items():
        if data.startswith(first):
            raise UploadProblem("unknown_type", f"{label} is {what}, which cannot be read here. {ADVICE}")
    return "text"


def _kind_of_zip(label: str, data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _damaged(label) from error
    if "word/document.xml" in names:
        return "docx"
    raise UploadProblem("unknown_type", f"{label} is neither PDF, Word nor text. {ADVICE}")


def _read_apart(label: str, kind: str, data: bytes) -> str:
    command = [sys.executable, "-I", upload_reader.__file__, kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 (our own)
    except subprocess.TimeoutExpired as error:
        raise _too_slow(label) from error
    if done.returncode == 0:
        return done.stdout.decode("utf-8")
    if done.returncode == upload_reader.ENCRYPTED:
        raise UploadProblem("encrypted", f"{label} is protected by a password. Save it without one, or paste the text.")
    if done.returncode == upload_reader.TOO_LONG:
        raise _too_long(label)
    if done.returncode == upload_reader.TOO_BIG_INSIDE:
        raise UploadProblem("too_large", f"{label} unpacks to far more than a description. Paste the text instead.")
    if done.returncode < 0:  # stopped by the system at its limit of time
        raise _too_slow(label)
    raise _damaged(label)


def _decoded(label: str, data: bytes) -> str:
    """Text of UTF-8, UTF-16 with a mark, or Windows-1252. Raises UploadProblem when it is noise."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    if is_noise(text):
        raise UploadProblem("not_text", f"{label} holds no readable text. {ADVICE}")
    return text


def is_noise(text: str) -> bool:
    """Control and replacement characters make more than one part in fifty, or letters and spaces less than half."""
    sample = text[:100_000]
    odd = sum(1 for c in sample if c == "\ufffd" or (not c.isprintable() and c not in "\t\n\r\f\xa0\u200b\ufeff"))
    plain = sum(1 for c in sample if c.isalpha() or c.isspace())
    return odd * 50 > len(sample) or plain * 2 < len(sample)


def _too_long(label: str) -> UploadProblem:
    return UploadProblem(
        "too_long", f"{label} holds more than {MAX_CHARACTERS:,} characters of text. Upload the description alone."
    )


def _without_text(label: str, kind: str) -> UploadProblem:
    if kind == "pdf":
        return UploadProblem("no_text", f"{label} holds no text: it is probably a scan. Paste the text instead.")
    return UploadProblem("no_text", f"{label} holds no words. Choose another file, or paste the text.")


def _damaged(label: str) -> UploadProblem:
    return UploadProblem("damaged", f"{label} is damaged and cannot be opened. Save it again, or paste the text.")


def _too_slow(label: str) -> UploadProblem:
    return UploadProblem("too_slow", f"{label} takes too long to read. Paste the text instead.")
