"""CSV files as they come: with UTF-8 or the encoding of old German Windows, with semicolons, commas or tabs."""

from __future__ import annotations

import csv
import io
from itertools import islice

from django.utils.translation import gettext as _

from umlauf.engines.sheets import unshielded
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.exchange.tables import RowError, Table, table_of, too_many_rows

_BOM = b"\xef\xbb\xbf"
_DELIMITERS = ";,\t"


def read_csv(data: bytes) -> Table:
    """Raises ``Refused`` with ``import.encoding`` (and the line), ``import.size``, ``import.damaged`` or ``.empty``."""
    if (nul := data.find(b"\0")) >= 0:
        raise Refused(
            "import.encoding",
            _("Line %(line)s has a zero byte, so this is no plain text. Please save the file as CSV in UTF-8.")
            % {"line": _line_at(data, nul)},
        )
    text = decoded(data)
    errors: list[RowError] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    rows: list[tuple[int, list[str]]] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Refused(
                "import.damaged",
                _("Line %(line)s cannot be read. Please check whether a quotation mark is missing there.")
                % {"line": line},
            ) from error
        if cells is None:
            return table_of(rows, errors)
        if any(cell.strip() for cell in cells):
            rows.append((line, [unshielded(cell) for cell in cells]))
        if len(rows) > LIMITS.import_rows + 1:
            raise too_many_rows()


def decoded(data: bytes) -> str:
    """The text in UTF-8, else in Windows-1252. Raises ``Refused("import.encoding")`` where both stand in one file."""
    try:
        return data.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        wrong_at = error.start + (len(_BOM) if data.startswith(_BOM) else 0)
    if data.startswith(_BOM):
        raise _mixed(_line_at(data, wrong_at))
    lines = data.split(b"\n")
    written = [(number, line) for number, line in enumerate(lines, start=1) if not line.isascii()]
    as_utf8 = [number for number, line in written if _decodes(line, "utf-8")]
    as_windows = [number for number, line in written if not _decodes(line, "utf-8")]
    if as_utf8:
        raise _mixed(min(as_utf8, as_windows, key=len)[0])
    for number, line in written:
        if not _decodes(line, "cp1252"):
            raise _mixed(number)
    return data.decode("cp1252")


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _mixed(line: int) -> Refused:
    return Refused(
        "import.encoding",
        _("Line %(line)s is written in another encoding than the rest. Please save the file as CSV in UTF-8.")
        % {"line": line},
    )


def _line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _delimiter(text: str) -> str:
    """What parts the cells of the head, outside of quotation marks."""
    first = next((line for line in islice(io.StringIO(text), 50) if line.strip()), "")
    bare = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=bare.count)
