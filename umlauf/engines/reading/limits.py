"""Sizes beyond which nothing is read, so that work stays bounded whatever comes in."""

from typing import Final

from umlauf.ground.core.limits import LIMITS

TEXT_BYTES: Final = LIMITS.text_bytes
"""Largest text in bytes, checked before a text is decoded."""

PDF_BYTES: Final = LIMITS.annex_bytes
"""Largest PDF in bytes: the limit of an annex, since only its attachment is read."""

FRONT_MATTER_CHARACTERS: Final = 64_000

HEAD_LINES: Final = 120
"""Lines that are not blank, within which kind, number, subject and addressees must stand."""

LINE_CHARACTERS: Final = 300
"""A longer line is prose, never a line of the head, the footer, the signature or a programme."""

HEAD_CHARACTERS: Final = 40_000
"""How far the head is looked for: a text in which it is not found by then is refused before the rest is read."""

SEARCHED_CHARACTERS: Final = 400_000
"""How far into the text facts are looked for (about 150 pages); the body is always whole."""

SENTENCES: Final = 4_000
"""How many sentences of the text are searched for facts."""

DATES_IN_SENTENCE: Final = 20
"""A sentence with more dates than this is a table; the later ones are not looked at."""

SENTENCE_CHARACTERS: Final = 2_000
"""Sentences are cut here: a text without full stops must not become one sentence of two megabytes."""

ENTRIES: Final = 200
"""Most entries that a list of facts may have; what comes later in the text is left out."""

WRITTEN_CHARACTERS: Final = 40_000
"""How much of a text is read while somebody writes it (about 15 pages), since that happens again and again."""
