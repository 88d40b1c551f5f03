"""Where a circular stands in a list and by which words it is found: kept with it, so that long lists stay fast.

Written with the draft and with the signature, in their transactions. It can be made anew from them at any time.
"""

from __future__ import annotations

import datetime as dt

from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Circular
from umlauf.office.directory.names import sort_key


def place_of(date: dt.date, number: int) -> int:
    """By the date of the letter, then by number: 20161101 0000543."""
    return int(f"{date:%Y%m%d}{number:07}")


def words_of(content: Content) -> str:
    """Subject, keyword and file reference, folded."""
    return folded(f"{content.subject}\n{content.keyword}\n{content.file_reference}")


def folded(text: str) -> str:
    """The same for what is looked for: without case and accents, on all databases."""
    return sort_key(text)


def list_by_words(circular: Circular, content: Content) -> None:
    """Let a circular be found by what its newest draft says."""
    circular.words = words_of(content)
    circular.save(update_fields=["words"])


def list_by_number(circular: Circular, date: dt.date, number: int) -> None:
    """Let a signed circular stand where its number belongs."""
    circular.place = place_of(date, number)
    circular.save(update_fields=["place"])
