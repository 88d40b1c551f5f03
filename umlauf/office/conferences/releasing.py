"""What a release of the programme would say, and to whom: for the page that offers it and the action that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from umlauf.office.circulars.models import Issue
from umlauf.office.conferences.enums import COMING, SHOWN, ContributionState
from umlauf.office.conferences.models import Conference, Contribution, ProgrammeVersion
from umlauf.office.conferences.programme import Change, Sheet, Touched, Voice, difference, touched
from umlauf.office.conferences.programme_rows import sheet_of, versions_out


class Told(StrEnum):
    """Whom a release tells: those who contribute to what has changed, and everybody who comes."""

    CONTRIBUTORS = "contributors"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class Release:
    """The programme as it would go out as version ``number``; how it differs from ``before``, which is out."""

    number: int
    sheet: Sheet
    before: ProgrammeVersion | None
    changes: tuple[Change, ...]
    touched: Touched

    @property
    def same(self) -> bool:
        """Whether readers have it already."""
        return self.before is not None and self.before.digest == self.sheet.digest


def release_of(conference: Conference, *, signed: bool) -> Release:
    """What would go out now. Until the signature it is version 1, and differs from nothing. Four or five queries."""
    sheet = sheet_of(conference)
    before = versions_out(conference).last() if signed else None
    old = Sheet.parse(before.content) if before else None
    changes = difference(old, sheet) if old else ()
    concerned = touched(changes, old, sheet) if old else Touched()
    return Release(before.number + 1 if before else 1, sheet, before, changes, concerned)


def contributors_touched(conference: Conference, release: Release) -> tuple[Contribution, ...]:
    """Who contributes to what has changed and is asked or has agreed, with an address or without. One query."""
    rows = Contribution.objects.filter(item__conference=conference, id__in=release.touched.voices)
    return tuple(rows.filter(state__in=SHOWN).select_related("item").order_by("item__position", "position"))


def gone(release: Release, rows: Sequence[Contribution]) -> tuple[Voice, ...]:
    """Who stands in the version that is out and in the next one no more; ``rows`` are those touched who stay.

    Nothing tells them: they have declined, somebody else comes, or their entry is no longer there.
    """
    if release.before is None:
        return ()
    there = {row.id for row in rows}
    before = Sheet.parse(release.before.content).voices()
    return tuple(voice for _item, voice in before if voice.key in release.touched.voices - there)


def coming_count(conference: Conference) -> int:
    """How many people come or wait. One query."""
    return conference.registrations.filter(state__in=COMING, purged_at=None).count()


def was_sent(issue: Issue | None) -> bool:
    return issue is not None and getattr(issue, "dispatch", None) is not None


def is_told(row: Contribution) -> bool:
    """Whether a release tells somebody: who has an address, and was asked by mail or has agreed.

    Whoever nobody has asked yet would hear from it first that they are to contribute.
    """
    return bool(row.email) and (row.asked_at is not None or row.state == ContributionState.CONFIRMED)


def by_mailbox(rows: Sequence[Contribution]) -> tuple[tuple[Contribution, ...], ...]:
    """Those with an address, put together by their mailboxes: each gets one mail."""
    found: dict[str, list[Contribution]] = {}
    for row in rows:
        if row.email:
            found.setdefault(row.email.casefold(), []).append(row)
    return tuple(tuple(own) for own in found.values())
