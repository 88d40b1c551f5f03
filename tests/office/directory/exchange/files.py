"""Files as people send them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl

from umlauf.engines.sheets import Sheet, as_csv
from umlauf.office.directory.exchange.columns import Choices, propose
from umlauf.office.directory.exchange.tables import Table, read_table


def csv_of(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


def sheet_of(heads: Sequence[str], *rows: Sequence[str]) -> bytes:
    return as_csv(Sheet("Liste", tuple(heads), tuple(tuple(row) for row in rows)))


def xlsx_of(*rows: Sequence[object], merged: str = "") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(list(row))
    if merged:
        page.merge_cells(merged)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def chosen_for(data: bytes) -> tuple[Table, Choices]:
    """The table, and the choices that its heads propose."""
    table = read_table(data)
    return table, Choices(mapping=propose(table.heads))
