"""What a reader finds in a PDF."""

from __future__ import annotations

import pypdfium2


def text_of(pdf: bytes) -> str:
    """The words of a PDF with single blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
        return " ".join(" ".join(pages).split())
    finally:
        document.close()
