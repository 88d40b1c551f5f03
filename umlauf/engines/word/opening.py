"""What a Word file may be, looked at before anything reads it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from lzma import LZMAError
from typing import Final
from xml.parsers.expat import ExpatError

from defusedxml import ElementTree
from django.utils.translation import gettext as _

from umlauf.ground.core.limits import LIMITS, MB
from umlauf.ground.text import Refused

_ENTRIES: Final = 2_000
_UNPACKED: Final = 4 * LIMITS.annex_bytes  # bytes, all parts together, pictures too
_MARKUP: Final = 4 * MB  # bytes of XML: some 100 pages, which take some seconds
_DEEPEST: Final = 120  # elements in elements; tables in tables in tables have some 60
_RECORD: Final = 22  # bytes of the record at the end, without its comment
_READ: Final = frozenset({
    "officeDocument", "styles", "numbering", "footnotes", "endnotes", "comments", "commentsExtended",
    "custom-properties",
})  # fmt: skip  # relationships to the parts that the reader of the text opens, whatever they are called
_DOCUMENT: Final = "word/document.xml"
_TYPES: Final = "[Content_Types].xml"
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, ExpatError, SyntaxError, LookupError, ValueError, TypeError, AttributeError,
    NotImplementedError, RuntimeError, OSError, AssertionError, ArithmeticError, EOFError, LZMAError,
)  # fmt: skip  # what ZIP, XML and Word readers raise for parts that are broken, missing, or locked by a password


def looks_like_word(data: bytes) -> bool:
    """Whether a file is a ZIP archive with the main part of a Word file."""
    if not data.startswith(b"PK\x03\x04") or not _has_short_list(data):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _DOCUMENT in archive.namelist()
    except BROKEN:
        return False


def _has_short_list(data: bytes) -> bool:
    """Whether the archive has few parts, by the record at its end, before anything reads the list of them
    (APPNOTE.TXT 4.3.16)."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - _RECORD - 65_535))
    if end < 0 or len(data) < end + _RECORD:
        return False
    parts, size = struct.unpack_from("<HL", data, end + 10)
    return bool(parts <= _ENTRIES and size <= MB)


def must_be_harmless(archive: zipfile.ZipFile) -> None:
    """Sizes as the archive states them, which the reader does not go beyond; then each part without its own DTD.

    Raises ``Refused("incoming.bomb")``, and what ``BROKEN`` names or ``DefusedXmlException``.
    """
    infos = archive.infolist()
    markup = [info for info in infos if info.filename.lower().endswith((".xml", ".rels"))]
    sizes = (len(infos) > _ENTRIES, sum(one.file_size for one in infos) > _UNPACKED)
    if any(sizes) or sum(one.file_size for one in markup) > _MARKUP or len(set(archive.namelist())) < len(infos):
        raise Refused(
            "incoming.bomb",
            _("This Word file unpacks to more than can be read. Please save its text alone and choose that."),
        )
    for info in markup:
        part = archive.read(info)
        _must_be_flat(part)
        if info.filename.lower().endswith(".rels"):
            _must_name_markup(part)
        elif info.filename == _TYPES:
            _must_type_markup(part)


def _must_name_markup(relationships: bytes) -> None:
    """Refuses relationships by which a part is read as markup that was not looked at, since its name says otherwise."""
    for one in ElementTree.fromstring(relationships, forbid_dtd=True):
        kind, target = str(one.get("Type", "")).rsplit("/", 1)[-1], str(one.get("Target", ""))
        if kind in _READ and not target.lower().endswith(".xml"):
            raise ValueError(target)


def _must_type_markup(types: bytes) -> None:
    """Refuses types by which a part is read as markup that was not looked at (ISO/IEC 29500-2, 10.1.2.2)."""
    for one in ElementTree.fromstring(types, forbid_dtd=True):
        kind = str(one.get("ContentType", "")).lower()
        name = str(one.get("PartName") or f".{one.get('Extension', '')}").lower()
        if kind.endswith("xml") and not kind.startswith("image/") and not name.endswith((".xml", ".rels")):
            raise ValueError(name)


def _must_be_flat(part: bytes) -> None:
    """Refuses XML that is nested beyond all reason, since whoever reads it next goes down as deep."""
    depth = 0
    for event, element in ElementTree.iterparse(io.BytesIO(part), ("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise ValueError(depth)
        if event == "end":
            element.clear()
