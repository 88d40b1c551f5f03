"""Circulars as files: text in whatever encoding, or a PDF that carries its facts."""

import io
import json
from typing import Final

import pikepdf

from umlauf.engines.reading.circular import read_circular
from umlauf.engines.reading.decoding import decode
from umlauf.engines.reading.facts import Facts
from umlauf.engines.reading.limits import PDF_BYTES, TEXT_BYTES
from umlauf.engines.reading.refusals import ReadingRefused

FACTS_NAME: Final = "umlauf-facts.json"
"""The name of the attachment with which a letter carries its facts."""


def read_file(data: bytes, name: str) -> Facts:
    """The facts of a circular given as the bytes of a file; `name` only serves the sentences of a refusal.

    Text may be UTF-8, UTF-16 or cp1252; a PDF must carry `umlauf-facts.json` and is taken back without loss. Raises
    ReadingRefused, with the codes of `decode`, of `read_circular`, and reading.pdf_unreadable,
    reading.pdf_without_facts.
    """
    if data.startswith(b"%PDF"):
        return _facts_of_pdf(data, name)
    return read_circular(decode(data, name))


def _facts_of_pdf(data: bytes, name: str) -> Facts:
    if len(data) > PDF_BYTES:
        raise ReadingRefused("reading.too_large", size=len(data), limit=PDF_BYTES)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            attached = pdf.attachments.get(FACTS_NAME)
            content = attached.get_file().read_bytes() if attached is not None else None
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, KeyError, AttributeError):
        raise ReadingRefused("reading.pdf_unreadable", name=name) from None
    if content is None:
        raise ReadingRefused("reading.pdf_without_facts", name=name)
    if len(content) > TEXT_BYTES:
        raise ReadingRefused("reading.too_large", size=len(content), limit=TEXT_BYTES)
    try:
        return Facts.parse(json.loads(content))
    except (ValueError, RecursionError):
        raise ReadingRefused("reading.facts_invalid", field=FACTS_NAME) from None
