"""What a file is, by its content. The name and the type that a browser claims are not believed."""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from umlauf.engines.letters import glyphs_missing
from umlauf.ground.core.limits import LIMITS

_OFFICE = "application/vnd.openxmlformats-officedocument"
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_MOST_ENTRIES = 10_000
_LONGEST_LIST = 2_000_000  # bytes, of what a ZIP file says of its parts
_LABELLED = re.compile(r"(?:anlagen?|anhang|annex|enclosure)[ ]?\d{0,2}(?!\w)[ ]?[-–:.)]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that may be an annex. ``shown`` says that a browser may show it instead of saving it."""

    suffix: str
    media_type: str
    shown: bool = False


PDF = Kind(".pdf", "application/pdf", shown=True)
PNG = Kind(".png", "image/png", shown=True)
JPEG = Kind(".jpg", "image/jpeg", shown=True)
DOCX = Kind(".docx", f"{_OFFICE}.wordprocessingml.document")
XLSX = Kind(".xlsx", f"{_OFFICE}.spreadsheetml.sheet")
ODT = Kind(".odt", "application/vnd.oasis.opendocument.text")
KINDS = (PDF, DOCX, XLSX, ODT, PNG, JPEG)
ACCEPTED = ",".join(kind.suffix for kind in KINDS)


class TooMuchInside(Exception):
    """An office file that would unpack to more than anybody wants."""


def recognise(data: bytes) -> Kind | None:
    """The kind of the file, None for any other. Office files with macros are another kind.

    Raises ``TooMuchInside``; nothing is unpacked to find that out.
    """
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    return _office_kind(data) if data.startswith(b"PK\x03\x04") else None


def shown_in_browser(media_type: str) -> bool:
    """Whether a file of this type is opened in the browser, rather than saved."""
    return any(kind.shown for kind in KINDS if kind.media_type == media_type)


def clean_filename(name: str, kind: Kind) -> str:
    """A name that every system takes, with the suffix that the content has."""
    stem = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/")).stem
    stem = _NOT_IN_NAMES.sub("-", stem)
    for character in glyphs_missing(stem):
        stem = stem.replace(character, "-")
    stem = stem.strip(" .-") or "annex"
    return stem[: LIMITS.name - len(kind.suffix)] + kind.suffix


def proposed_title(filename: str) -> str:
    """What an annex might be called, from the clean name of its file: „2016-11-18 Programm“.

    Without what the letter says itself, as in „Anlage 2 - Programm“.
    """
    words = " ".join(PurePath(filename).stem.replace("_", " ").split())
    return _LABELLED.sub("", words, count=1).strip() if _LABELLED.match(words) else words


def _office_kind(data: bytes) -> Kind | None:
    if not _short_list(data):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            if sum(part.file_size for part in archive.infolist()) > LIMITS.annex_unpacked_bytes:
                raise TooMuchInside
            if "word/document.xml" in names:
                return DOCX
            if "xl/workbook.xml" in names:
                return XLSX
            if "mimetype" in names and archive.getinfo("mimetype").file_size == len(ODT.media_type):
                return ODT if archive.read("mimetype") == ODT.media_type.encode() else None
    except zipfile.BadZipFile:
        return None
    return None


def _short_list(data: bytes) -> bool:
    """Whether a ZIP file has few parts, by the record at its end, before anything reads the list of them.

    No office file needs the wider numbers of ZIP64 (APPNOTE.TXT 4.3.15 and 4.3.16).
    """
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or len(data) < end + 22 or data[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        return False
    parts, size = struct.unpack_from("<HL", data, end + 10)
    return bool(parts <= _MOST_ENTRIES and size <= _LONGEST_LIST)
