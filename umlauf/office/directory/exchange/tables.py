"""A file as rows of text: which kind it is, what is wrong with it as a whole, and which of its rows cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OTHERS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"<?xml", b"<!DOCTYPE", b"<html")


@dataclass(frozen=True, slots=True)
class Row:
    """A row with as many cells as the head has, and its line in the file (of its first line, from 1)."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row cannot be taken in: its line, the column by its head (or empty), and a sentence.

    ``repaired`` is the key that seems to be meant, where a zero in front was lost.
    """

    line: int
    column: str
    sentence: str
    repaired: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says: heads, rows that say anything at all, and errors of rows that cannot be read."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    errors: tuple[RowError, ...] = ()


def read_table(data: bytes) -> Table:
    """Read a CSV file, a workbook (XLSX) or cards (VCF), whatever its name.

    Raises ``Refused`` with ``import.empty``, ``import.kind`` (another kind of file), ``import.size``,
    ``import.encoding``, ``import.merged`` or ``import.damaged``.
    """
    # Each reader needs the dataclasses above.
    from umlauf.office.directory.exchange.cards import read_cards
    from umlauf.office.directory.exchange.delimited import read_csv
    from umlauf.office.directory.exchange.workbooks import read_xlsx

    if len(data) > LIMITS.import_bytes:
        raise Refused(
            "import.size",
            _("The file is larger than %(most)s MB. Please divide it.") % {"most": LIMITS.import_bytes // 1_000_000},
        )
    if not data.strip():
        raise empty()
    start = data.lstrip()[:20]
    if data.startswith(_ZIP):
        return read_xlsx(data)
    if start.removeprefix(b"\xef\xbb\xbf").upper().startswith(b"BEGIN:VCARD"):
        return read_cards(data)
    if data.startswith(_OLD_OFFICE):
        raise Refused(
            "import.kind",
            _("This is a workbook of the old kind (.xls). Please open it and save it as .xlsx or .csv."),
        )
    if start.startswith(_OTHERS):
        raise other_kind()
    return read_csv(data)


def other_kind() -> Refused:
    """What somebody is told whose file is no table."""
    return Refused(
        "import.kind", _("This file is no table. Please choose a file that was saved as .csv, .xlsx or .vcf.")
    )


def empty() -> Refused:
    """What somebody is told whose file says nothing."""
    return Refused("import.empty", _("The file has no rows. Please choose one with a head and rows below it."))


def too_many_rows() -> Refused:
    """What somebody is told whose file goes on too long."""
    return Refused(
        "import.size", _("The file has more than %(most)s rows. Please divide it.") % {"most": LIMITS.import_rows}
    )


def table_of(rows: list[tuple[int, list[str]]], errors: list[RowError]) -> Table:
    """The table with the first row as its head. Cells beyond the head are an error of their row.

    Raises ``Refused("import.empty")`` where no row says anything.
    """
    if not rows:
        raise empty()
    heads = [" ".join(head.split()) for head in rows[0][1]]
    while heads and not heads[-1]:
        heads.pop()
    width = len(heads)
    found, wrong = [], list(errors)
    bad = {error.line for error in errors}
    for line, cells in rows[1:]:
        if any(cell.strip() for cell in cells[width:]):
            wrong.append(
                RowError(line, "", _("The row has more cells than the head has columns. Please check its separators."))
            )
        elif line not in bad:
            found.append(Row(line, tuple((cells + [""] * width)[:width])))
    return Table(tuple(heads), tuple(found), tuple(sorted(wrong, key=lambda error: error.line)))
