"""Workbooks (XLSX), read as a stream: dates and numbers become the text that a person would have written."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import zipfile
from collections.abc import Iterable
from xml.etree.ElementTree import Element, ParseError

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.exchange.tables import RowError, Table, other_kind, table_of, too_many_rows

_BROKEN = (KeyError, ValueError, TypeError, IndexError, ParseError, zipfile.BadZipFile, DefusedXmlException, EOFError)


def read_xlsx(data: bytes) -> Table:
    """The first visible sheet.

    Raises ``Refused`` with ``import.kind``, ``import.size``, ``import.merged``, ``import.damaged`` or ``import.empty``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if "xl/workbook.xml" not in parts.namelist():
                raise other_kind()
            if sum(part.file_size for part in parts.infolist()) > LIMITS.import_unpacked_bytes:
                raise too_many_rows()
            name, path = _first_sheet(parts)
            _look_through(parts, path)
        return _read(data, name)
    except (*_BROKEN, NotImplementedError, RuntimeError) as error:
        raise Refused(
            "import.damaged",
            _("The workbook is damaged or has a password. Please open it and save it anew as .xlsx or .csv."),
        ) from error


def _first_sheet(parts: zipfile.ZipFile) -> tuple[str, str]:
    """Name and path of the first sheet that is not hidden."""
    book = fromstring(parts.read("xl/workbook.xml"))
    targets = {
        one.get("Id"): one.get("Target", "") for one in fromstring(parts.read("xl/_rels/workbook.xml.rels")).iter()
    }
    sheets = [one for one in book.iter() if one.tag.endswith("}sheet")]
    shown = next((one for one in sheets if one.get("state", "visible") == "visible"), sheets[0])
    relation = next(value for key, value in shown.attrib.items() if key.endswith("}id"))
    target = targets[relation]
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    return shown.attrib["name"], path


def _look_through(parts: zipfile.ZipFile, path: str) -> None:
    """Count the rows and look for merged cells, before anything is kept in memory."""
    count = 0
    merged: list[str] = []
    rows: Element | None = None
    with parts.open(path) as sheet:
        for event, element in iterparse(sheet, events=("start", "end")):
            if event == "start":
                rows = element if element.tag.endswith("}sheetData") else rows
            elif element.tag.endswith("}row"):
                count += any(len(cell) for cell in element)
                if count > LIMITS.import_rows + 1:
                    raise too_many_rows()
                if rows is not None:
                    rows.clear()
            elif element.tag.endswith("}mergeCell"):
                merged.append(element.get("ref", ""))
    if merged:
        raise Refused(
            "import.merged",
            _("Cells are merged in %(ranges)s. Please unmerge them, so that each row says all that it means.")
            % {"ranges": ", ".join(merged[:5])},
        )


def _read(data: bytes, name: str) -> Table:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        sheet = book[name]
        sheet.reset_dimensions()  # files are about that say less than they hold
        rows: list[tuple[int, list[str]]] = []
        errors: list[RowError] = []
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [_text(cell.value) for cell in cells]
            if any(text.strip() for text in texts):
                rows.append((line, texts))
                errors += _wrong_cells(line, cells)
        return table_of(rows, errors)
    finally:
        book.close()


def _wrong_cells(line: int, cells: Iterable[object]) -> list[RowError]:
    """Formulas, and what a formula has left behind when it failed."""
    found = []
    for column, cell in enumerate(cells, start=1):
        kind = getattr(cell, "data_type", "")
        place = f"{get_column_letter(column)}{line}"
        if kind == "f":
            sentence = _("Cell %(cell)s is a formula. Please replace it by its value.") % {"cell": place}
            found.append(RowError(line, "", sentence))
        elif kind == "e":
            sentence = _("Cell %(cell)s holds an error of the spreadsheet. Please correct it.") % {"cell": place}
            found.append(RowError(line, "", sentence))
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    return str(value)
