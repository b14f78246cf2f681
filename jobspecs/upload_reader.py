"""Reads a PDF or DOCX from standard input and writes its text to standard output.

Run by `jobspecs.uploads` in a process of its own with limits on time and memory: a file from a stranger may be built to
take hours or gigabytes, and a thread cannot be stopped. Imports nothing of the project, so that it starts fast.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Iterator

CPU_SECONDS = 10
MEMORY_BYTES = 1024**3
UNPACKED_BYTES = 40_000_000  # a Word file of 2 MB that unpacks to more is a bomb, not a description
CHARACTERS = 200_000
DAMAGED, ENCRYPTED, TOO_LONG, TOO_BIG_INSIDE = 10, 11, 12, 13  # exit statuses


class Unreadable(Exception):
    """The file cannot be read; `status` is the exit status that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def pdf_lines(data: bytes) -> Iterator[str]:
    """The lines of all pages. Raises Unreadable(ENCRYPTED) when a password is needed."""
    import pypdf  # one of the two readers is loaded, never both: each costs a good part of a second

    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(ENCRYPTED)
    for page in reader.pages:
        yield from page.extract_text().splitlines()
        yield ""


def docx_lines(data: bytes) -> Iterator[str]:
    """Paragraphs and table rows in their order; list items begin with "- "."""
    _refuse_bombs(data)
    import docx  # see pdf_lines
    from docx.table import Table

    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield " | ".join(dict.fromkeys(cell.text.strip() for cell in row.cells))
        else:
            properties = block._p.pPr
            numbered = properties is not None and properties.numPr is not None
            listed = numbered or (block.style is not None and (block.style.name or "").startswith("List"))
            yield f"- {block.text}" if listed and block.text.strip() else block.text


def _refuse_bombs(data: bytes) -> None:
    """zipfile never unpacks more of a member than its header promises, so the promises are what counts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > UNPACKED_BYTES:
            raise Unreadable(TOO_BIG_INSIDE)


def text_of(kind: str, data: bytes) -> str:
    """The whole text. Raises Unreadable(TOO_LONG) as soon as it passes the limit."""
    lines, size = [], 0
    for line in pdf_lines(data) if kind == "pdf" else docx_lines(data):
        lines.append(line)
        size += len(line) + 1
        if size > CHARACTERS:
            raise Unreadable(TOO_LONG)
    return "\n".join(lines)


def main(kind: str) -> int:
    """The exit status: 0, or why the file cannot be read."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        text = text_of(kind, sys.stdin.buffer.read())
    except Unreadable as problem:
        return problem.status
    except Exception:  # the readers raise a dozen kinds for damaged files, KeyError and RecursionError among them
        return DAMAGED
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
