"""What a file is, by its content. The name and the type that a browser claims are not believed."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from umlauf.ground.core.limits import LIMITS

_OFFICE = "application/vnd.openxmlformats-officedocument"
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_MOST_ENTRIES = 10_000


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


def recognise(data: bytes) -> Kind | None:
    """The kind of the file, None for any other. Office files with macros are another kind."""
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
    stem = _NOT_IN_NAMES.sub("-", stem).strip(" .-") or "annex"
    return stem[: LIMITS.name - len(kind.suffix)] + kind.suffix


def _office_kind(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if len(names) > _MOST_ENTRIES or any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            if "word/document.xml" in names:
                return DOCX
            if "xl/workbook.xml" in names:
                return XLSX
            if "mimetype" in names and archive.getinfo("mimetype").file_size == len(ODT.media_type):
                return ODT if archive.read("mimetype") == ODT.media_type.encode() else None
    except zipfile.BadZipFile:
        return None
    return None
