"""Tables as files for a spreadsheet. Whatever a cell says, it stays text: nothing in it is ever computed or opened."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import Final

from xlsxwriter import Workbook

XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE: Final = "text/csv; charset=utf-8"
_COMPUTED: Final = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet takes for a formula (CWE-1236)
_WIDEST: Final = 48  # characters


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its title, the heads of its columns, and rows of as many cells."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_xlsx(sheet: Sheet) -> bytes:
    """The table as a workbook, with a head that stays in sight and columns as wide as what they hold."""
    file = io.BytesIO()
    taken_as_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, {"in_memory": True, **taken_as_text}) as book:
        page = book.add_worksheet(sheet.title)
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, head in enumerate(sheet.columns):
            page.write_string(0, column, head, bold)
            cells = [row[column] for row in sheet.rows]
            page.set_column(column, column, min(_WIDEST, max(map(len, (head, *cells))) + 2))
        for line, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                page.write_string(line, column, cell)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    return file.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """The table as a German spreadsheet opens it by a double click: semicolons, CRLF, and UTF-8 that says so."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in (sheet.columns, *sheet.rows):
        writer.writerow([shielded(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig")


def shielded(cell: str) -> str:
    """A cell of a CSV file that no spreadsheet computes: with an apostrophe in front.

    One that begins with apostrophes already gets one more, so that ``unshielded`` gives back what it was.
    """
    return f"'{cell}" if _COMPUTED.match(cell) else cell


def unshielded(cell: str) -> str:
    """What a cell was before ``shielded``."""
    return cell[1:] if cell.startswith("'") and _COMPUTED.match(cell) else cell
