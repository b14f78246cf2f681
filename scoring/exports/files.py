"""A table of results as CSV and as a workbook. No cell is ever a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from scoring.exports.table import ABOUT_SCORES, About, Cell, Column, Result, cells_of, header_of
from scoring.fairness.form import harmless

WIDTHS = {"Candidate": 26, "E-mail": 28, "Interview": 38, "Submitted": 18, "Decided": 18, "No score for": 36}
WIDTH, ABOUT_WIDTHS = 13, (30, 12, 60)
IN_A_CELL = 32_767  # characters, by Excel's own limit


def as_csv(results: Iterable[Result], columns: Sequence[Column]) -> str:
    """With a byte-order mark, so that spreadsheets read UTF-8; times in ISO 8601."""
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([harmless(name) for name in header_of(columns)])
    writer.writerows([_as_text(cell) for cell in cells_of(result, columns)] for result in results)
    return out.getvalue()


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="seconds")
    return harmless(cell) if isinstance(cell, str) else str(cell)


def as_workbook(results: Iterable[Result], columns: Sequence[Column], about: About) -> bytes:
    """An .xlsx file with the sheets "Results" and "About"; numbers are numbers, times are times."""
    out = BytesIO()
    # Rows are written one after another and kept in no memory; 5,000 interviews are a small file.
    with xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, time, wrapped = (
            book.add_format(style) for style in ({"bold": True}, {"num_format": "yyyy-mm-dd hh:mm"}, {"text_wrap": True})
        )
        _results(book.add_worksheet("Results"), results, columns, bold, time)
        _about(book.add_worksheet("About"), about, bold, time, wrapped)
    return out.getvalue()


def _results(sheet: Worksheet, results: Iterable[Result], columns: Sequence[Column], bold: Format, time: Format) -> None:
    names = header_of(columns)
    sheet.freeze_panes(1, 1)
    for at, name in enumerate(names):
        sheet.set_column(at, at, WIDTHS.get(name, WIDTH))
        sheet.write_string(0, at, name, bold)
    for row, result in enumerate(results, start=1):
        for at, cell in enumerate(cells_of(result, columns)):
            _write(sheet, row, at, cell, time)


def _write(sheet: Worksheet, row: int, at: int, cell: Cell, time: Format) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, at, cell.astimezone(UTC).replace(tzinfo=None), time)
    elif isinstance(cell, int | Decimal):
        sheet.write_number(row, at, cell)
    elif cell:
        sheet.write_string(row, at, cell[:IN_A_CELL])


def _about(sheet: Worksheet, about: About, bold: Format, time: Format, wrapped: Format) -> None:
    for at, width in enumerate(ABOUT_WIDTHS):
        sheet.set_column(at, at, width)
    facts: tuple[tuple[str, Cell], ...] = (
        ("Job spec", about.title),
        ("Level", about.level),
        ("Current version", about.version),
        ("Rubric", about.rubric),
        ("Exported (UTC)", about.exported_at),
    )
    for row, (name, cell) in enumerate(facts):
        sheet.write_string(row, 0, name, bold)
        _write(sheet, row, 1, cell, time)
    row = len(facts) + 1
    for rule in ABOUT_SCORES:
        sheet.write_string(row, 0, rule)
        row += 1
    row += 1
    for at, name in enumerate(("Competency", "Weight", "What an answer of each level shows")):
        sheet.write_string(row, at, name, bold)
    for line in about.lines:
        row += 1
        sheet.write_string(row, 0, line.name)
        _write(sheet, row, 1, line.weight, time)
        anchors = "\n".join(f"{level}: {anchor}" for level, anchor in enumerate(line.anchors, start=1))
        sheet.write_string(row, 2, anchors[:IN_A_CELL], wrapped)
