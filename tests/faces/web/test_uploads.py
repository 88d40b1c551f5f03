"""What a file is by its content, and what it is called: by its suffix and the title that is proposed for it."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from tests.faces.web.stage import PDF
from umlauf.faces.web.uploads import ODT, TooMuchInside, clean_filename, proposed_title, recognise
from umlauf.ground.core.limits import LIMITS, MB


def office_file(*names: str, mimetype: bytes = b"") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, b"<x/>")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (PDF, ".pdf"),
        (b"\x89PNG\r\n\x1a\n...", ".png"),
        (b"\xff\xd8\xff\xe0...", ".jpg"),
        (office_file("[Content_Types].xml", "word/document.xml"), ".docx"),
        (office_file("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        (office_file("content.xml", mimetype=ODT.media_type.encode()), ".odt"),
        (office_file("word/document.xml", "word/vbaProject.bin"), None),
        (office_file("run.exe"), None),
        (office_file("content.xml", mimetype=b"application/vnd.oasis.opendocument.graphics"), None),
        (b"PK\x03\x04 broken", None),
        (b"MZ program", None),
        (b"<html>%PDF-</html>", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_content_says(data: bytes, suffix: str | None) -> None:
    kind = recognise(data)
    assert (kind.suffix if kind else None) == suffix


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Programm.pdf", "Programm.pdf"),
        ("Programm.exe", "Programm.pdf"),
        ("..\\..\\C:\\autoexec.bat", "autoexec.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ('a"b\r\nX: y.pdf', "a-b-X- y.pdf"),
        ("", "annex.pdf"),
        ("Ü" * 300 + ".pdf", "Ü" * 196 + ".pdf"),
    ],
)
def test_a_file_gets_a_name_that_every_system_takes(name: str, clean: str) -> None:
    kind = recognise(PDF)
    assert kind is not None
    assert clean_filename(name, kind) == clean


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Programm.pdf", "Programm"),
        ("2016-11-18_Programm_der__Konferenz.pdf", "2016-11-18 Programm der Konferenz"),
        ("Erlass vom 18.11.2016.pdf", "Erlass vom 18.11.2016"),
        ("Anlage 2 - Entwurf.docx", "Entwurf"),
        ("Anlage_1_Anmeldung.pdf", "Anmeldung"),
        ("Anlagenverzeichnis.pdf", "Anlagenverzeichnis"),
        ("Anhang 3.pdf", ""),
        ("annex.pdf", ""),
    ],
)
def test_a_title_is_proposed_from_the_name(name: str, title: str) -> None:
    assert proposed_title(name) == title


def packed(size: int, count: int = 1, names: tuple[str, ...] = ("word/document.xml",)) -> bytes:
    """An office file that unpacks to ``count`` times ``size`` bytes more than its names."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
        for part in range(count):
            archive.writestr(f"word/media/{part}.xml", bytes(size))
    return data.getvalue()


def test_what_unpacks_to_too_much_is_told_from_its_list() -> None:
    bomb = packed(10 * MB, LIMITS.annex_unpacked_bytes // MB // 10 + 1)
    assert len(bomb) < MB
    with pytest.raises(TooMuchInside):
        recognise(bomb)
    assert recognise(packed(10 * MB)) is not None


def test_what_has_too_many_parts_is_no_office_file() -> None:
    assert recognise(packed(0, 9_000)) is not None
    assert recognise(packed(0, 11_000)) is None


def changed_end(place: int, *values: int, shape: str) -> bytes:
    """An office file whose record at the end says something else."""
    data = bytearray(packed(10))
    end = data.rfind(b"PK\x05\x06")
    struct.pack_into(shape, data, end + place, *values)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        changed_end(12, 2_000_001, shape="<L"),  # a list that is longer than any
        changed_end(10, 0xFFFF, shape="<H"),
        packed(10)[:-10],
        packed(10).replace(b"PK\x05\x06", b"PK\x06\x07" + bytes(16) + b"PK\x05\x06"),  # with the record of ZIP64
    ],
    ids=range(4),
)
def test_a_list_that_would_be_long_to_read_is_not_read(data: bytes) -> None:
    assert recognise(data) is None


def test_a_name_has_nothing_that_the_letter_cannot_show() -> None:
    kind = recognise(PDF)
    assert kind is not None
    assert clean_filename("Programm \U0001f389 neu.pdf", kind) == "Programm - neu.pdf"
