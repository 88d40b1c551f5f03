"""Word files (Office Open XML, ISO/IEC 29500) of somebody else: DOCX."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, Final

import mammoth
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from umlauf.engines.incoming.parts import Incoming, Kind, Note
from umlauf.engines.word import BROKEN, must_be_harmless
from umlauf.ground.text import Refused, fitted, from_html, to_markdown

_STYLES: Final = """
p[style-name='Title'] => h1:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
_BACK: Final = re.compile(r'<a href="#(?:foot|end)note-ref-[^"]*">↑</a>')


def read_word(data: bytes) -> Incoming:
    """The text with its marks; pictures are left out, tracked changes as if all were accepted.

    Raises ``Refused`` with ``incoming.bomb``, ``incoming.entities``, ``incoming.word`` or ``incoming.empty``.
    """
    pictures: list[str] = []

    def leave_out(image: Any) -> list[Any]:
        pictures.append(str(image.content_type))
        return []

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            must_be_harmless(archive)
        html = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, include_embedded_style_map=False, convert_image=leave_out
        ).value
    except DefusedXmlException as error:
        raise Refused(
            "incoming.entities",
            _("This Word file points to something outside itself and is not opened. Please ask for it as a PDF."),
        ) from error
    except BROKEN as error:
        raise Refused(
            "incoming.word",
            _("This Word file cannot be read. Please open it in Word, save it anew as DOCX and choose it again."),
        ) from error
    doc = fitted(from_html(_BACK.sub("", html)))
    if not doc:
        raise Refused("incoming.empty", _("This Word file has no text. Please choose another one."))
    notes = frozenset({Note.PICTURES} if pictures else ())
    return Incoming(kind=Kind.WORD, text=to_markdown(doc).strip(), notes=notes)
