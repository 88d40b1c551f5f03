"""Word files (Office Open XML, ISO/IEC 29500): what may be opened, and the draft of a letter out and back in."""

from umlauf.engines.word.draft import Origin, ReadDraft, WordDraft
from umlauf.engines.word.opening import BROKEN, looks_like_word, must_be_harmless
from umlauf.engines.word.reading import read_draft
from umlauf.engines.word.writing import MEDIA_TYPE, write_draft

__all__ = [
    "BROKEN",
    "MEDIA_TYPE",
    "Origin",
    "ReadDraft",
    "WordDraft",
    "looks_like_word",
    "must_be_harmless",
    "read_draft",
    "write_draft",
]
