"""What a signed circular says, read once and kept: it never changes, and every recipient reads the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.safestring import SafeString

from umlauf.ground.text import to_html
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Issue
from umlauf.office.circulars.queries import frozen_annexes

KEPT = 16  # circulars; a text has 2 MB at most


@dataclass(frozen=True, slots=True)
class Paper:
    """An annex as a page names it."""

    number: int
    title: str
    filename: str
    size: int
    on_request: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The content of an issue, its text as HTML, how large its letter is, and the annexes that were signed with it."""

    content: Content
    body: SafeString
    letter_size: int
    annexes: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class _Signed:
    """An issue by what never changes: equal to itself as another request has read it."""

    id: int
    digest: str
    issue: Issue = field(compare=False)


def reading_of(issue: Issue) -> Reading:
    """What a circular says that was sent."""
    return _read(_Signed(issue.id, issue.digest, issue))


@lru_cache(maxsize=KEPT)
def _read(signed: _Signed) -> Reading:
    content = Content.parse(signed.issue.content)
    annexes = (
        Paper(one.annex.number, one.annex.title, one.filename, one.file.size, one.annex.on_request)
        for one in frozen_annexes(signed.issue)
    )
    return Reading(content, to_html(content.body), signed.issue.rendition.pdf.size, tuple(annexes))
