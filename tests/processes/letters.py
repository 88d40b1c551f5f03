"""Circulars as text, each another one, for the house of ``tests.cast``."""

from __future__ import annotations

from pathlib import Path

LETTER = """An die
Landkreise

Integrationskonferenz
Az.: 103-55/fe

1. November 2016

# Rundschreiben

## Einladung zur Konferenz {number}

**Kurzfassung:**

Wir laden zur Konferenz {number} ein.

Die Konferenz findet in Musterstadt statt. Wir bitten, die Teilnahme bis zum 18. November 2016 anzumelden.

Brandstätter
"""


def letter_text(number: int) -> str:
    return LETTER.format(number=number)


def write_letter(folder: Path, number: int) -> Path:
    """The file of a circular; another number is another text."""
    file = folder / f"rundschreiben-{number}.md"
    file.write_text(letter_text(number), encoding="utf-8")
    return file
