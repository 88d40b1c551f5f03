"""Files as rows: encodings, separators, formulas, merged cells, and files that are far too long."""

from __future__ import annotations

import datetime as dt
import io
import resource
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from tests.office.directory.exchange.files import csv_of, sheet_of, xlsx_of
from umlauf.engines.sheets import Sheet, as_csv, as_xlsx, shielded, unshielded
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.directory.exchange.tables import read_table

HEADS = ("Schlüssel", "Name")
CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


def refusal_of(data: bytes) -> Refused:
    with pytest.raises(Refused) as refusal:
        read_table(data)
    return refusal.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encoding_and_separator_are_found(encoding: str, delimiter: str) -> None:
    data = csv_of(f"Schlüssel{delimiter}Name", f'15085{delimiter}"Köthen{delimiter} „Harz"', encoding=encoding)
    table = read_table(data)
    assert table.heads == HEADS
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("15085", f"Köthen{delimiter} „Harz"))]


def test_lines_are_those_of_the_file() -> None:
    table = read_table(csv_of("Schlüssel;Name", "", '1;"zwei', 'Zeilen"', ";;", "2;x"))
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("1", "zwei\r\nZeilen")), (6, ("2", "x"))]


def test_a_row_with_too_many_cells_is_an_error_of_its_own() -> None:
    table = read_table(csv_of("Schlüssel;Name", "1;a;b", "2;b;;", "3"))
    assert [row.cells for row in table.rows] == [("2", "b"), ("3", "")]
    assert [error.line for error in table.errors] == [2]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"Name\r\nK\xc3\xb6then\r\nG\xfcsten\r\nK\xc3\xb6nnern\r\n", "3"),
        (b"\xef\xbb\xbfName\r\nG\xfcsten\r\n", "2"),
        (b"Name\r\nG\xfcsten\r\nK\x81nnern\r\n", "3"),
        (b"Name\r\nG\x00sten\r\n", "2"),
    ],
)
def test_mixed_encodings_name_the_line(data: bytes, line: str) -> None:
    refusal = refusal_of(data)
    assert refusal.code == "import.encoding"
    assert line in str(refusal)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import.empty"),
        (b"\r\n;;\r\n", "import.empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "import.kind"),
        (b"%PDF-1.7\n", "import.kind"),
        (b"PK\x03\x04 but nothing else", "import.damaged"),
        (b"x" * (LIMITS.import_bytes + 1), "import.size"),
        (b'Name\r\n"' + b"x" * 200_000, "import.damaged"),
    ],
)
def test_other_files_are_refused_kindly(data: bytes, code: str) -> None:
    assert refusal_of(data).code == code


def test_an_archive_is_no_workbook() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("liste.csv", "Name")
    assert refusal_of(file.getvalue()).code == "import.kind"


def test_a_workbook_gives_text() -> None:
    day, price = dt.datetime.combine(dt.date(2016, 12, 31), dt.time()), 1234.5
    table = read_table(
        xlsx_of(("Key", "Seit", "Fläche", "Ja", "Leer"), (1001, day, price, True, None), ("x", day.date()))
    )
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ("1001", "2016-12-31", "1234,5", "1", "")),
        (3, ("x", "2016-12-31", "", "", "")),
    ]


def test_a_formula_is_an_error_that_names_the_cell() -> None:
    table = read_table(xlsx_of(("a", "b", "c"), (1, 2, 3), (4, 5, "=A2+B2"), (7, 8, 9)))
    assert [row.line for row in table.rows] == [2, 4]
    (error,) = table.errors
    assert error.line == 3
    assert "C3" in error.sentence


def test_merged_cells_name_their_range() -> None:
    refusal = refusal_of(xlsx_of(("a", "b"), (1, 2), (3, 4), merged="A2:A3"))
    assert refusal.code == "import.merged"
    assert "A2:A3" in str(refusal)


def test_the_first_sheet_that_is_shown_counts() -> None:
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("versteckt").hide()
        shown = book.add_worksheet("Liste")
        shown.write_string(0, 0, "Name")
        shown.write_string(1, 0, "Harz")
        shown.activate()
        shown.set_first_sheet()
    assert read_table(file.getvalue()).rows[0].cells == ("Harz",)


def test_a_million_rows_are_refused_early() -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(("Name",)))) as small,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as big,
    ):
        for part in small.infolist():
            if part.filename != "xl/worksheets/sheet1.xml":
                big.writestr(part, small.read(part))
        row = '<row><c t="inlineStr"><is><t>Landkreis Harz</t></is></c></row>'
        sheet = f"<sheetData>{row * 1_000_000}</sheetData>"
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        big.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{space}">{sheet}</worksheet>')
    for data in (file.getvalue(), b"Name\r\n" + b"Landkreis Harz\r\n" * 1_000_000):
        before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
        assert refusal_of(data).code == "import.size"
        assert time.perf_counter() - begun < 10
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_bomb_is_refused_by_what_it_unpacks_to() -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(("Name",)))) as small,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as big,
    ):
        for part in small.infolist():
            big.writestr(part, small.read(part))
        with big.open("xl/media/image.png", "w", force_zip64=True) as bomb:
            for _part in range(LIMITS.import_unpacked_bytes // 1_000_000 + 1):
                bomb.write(b"\0" * 1_000_000)
    assert refusal_of(file.getvalue()).code == "import.size"


def test_entities_are_not_opened() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_of(("Name",)))) as small, zipfile.ZipFile(file, "w") as other:
        for part in small.infolist():
            if part.filename != "xl/workbook.xml":
                other.writestr(part, small.read(part))
        other.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY y "z">]><workbook>&y;</workbook>')
    assert refusal_of(file.getvalue()).code == "import.damaged"


@pytest.mark.parametrize("cell", ["=1+1", "+49 391", "-", "@x", "'=1", "''=1", "'", "'x", "\t=1", "", "x"])
def test_the_apostrophe_of_the_export_goes_again(cell: str) -> None:
    assert unshielded(shielded(cell)) == cell
    assert not shielded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.tuples(CELL, CELL), max_size=5))
def test_cells_come_back_from_csv(rows: list[tuple[str, str]]) -> None:
    told = [row for row in rows if any(cell.strip() for cell in row)]
    table = read_table(as_csv(Sheet("Liste", HEADS, tuple(told))))
    assert table.heads == HEADS
    assert [row.cells for row in table.rows] == told
    assert table.errors == ()


def test_cells_come_back_from_a_workbook() -> None:
    rows = (("=1+1", "'=1"), ("01001", " ß "), ("31.12.2016", "1.234,5"))
    table = read_table(as_xlsx(Sheet("Liste", HEADS, rows)))
    assert [row.cells for row in table.rows] == list(rows)


def test_sheet_of_is_what_the_office_writes() -> None:
    assert read_table(sheet_of(HEADS, ("1", "a"))).rows[0].cells == ("1", "a")
