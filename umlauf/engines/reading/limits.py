"""Sizes beyond which nothing is read, so that work stays bounded whatever comes in."""

from typing import Final

TEXT_BYTES: Final = 2_000_000
"""Largest text in bytes (2 MB), checked before a text is decoded."""

PDF_BYTES: Final = 25_000_000
"""Largest PDF in bytes: the limit of an annex, since only its attachment is read."""

FRONT_MATTER_CHARACTERS: Final = 64_000

HEAD_LINES: Final = 120
"""Lines that are not blank, within which kind, number, subject and addressees must stand."""

LINE_CHARACTERS: Final = 300
"""A longer line is prose, never a line of the head, the footer, the signature or a programme."""

SENTENCE_CHARACTERS: Final = 2_000
"""Sentences are cut here: a text without full stops must not become one sentence of two megabytes."""

ENTRIES: Final = 200
"""Most entries that a list of facts may have; what comes later in the text is left out."""
