"""What the office sees of those who contribute: who was asked when, who has answered what, and who got no mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from umlauf.engines.mail.models import Message
from umlauf.faces.web.programme_page import VoiceRow, voice_row
from umlauf.ground.core.clock import office_now
from umlauf.office.conferences.contributors import is_internal, may_be_asked, returned_mails, unasked
from umlauf.office.conferences.enums import ContributionState
from umlauf.office.conferences.models import Conference, Contribution, Contributor, ContributorPhoto
from umlauf.office.conferences.programme_words import programme_title
from umlauf.office.responses.queries import local_day


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A mailbox with all that it contributes, or one contribution without an address.

    ``waits`` are the contributions for which it is still to be asked. ``lost``: its last mail did not arrive.
    """

    email: str
    names: tuple[str, ...]
    voices: tuple[VoiceRow, ...]
    contributor: Contributor | None
    waits: tuple[int, ...]
    reminded: bool
    lost: Message | None

    @property
    def photo(self) -> ContributorPhoto | None:
        return getattr(self.contributor, "photo", None)

    @property
    def silent(self) -> bool:
        """Whether it was asked, has left something open, and got no mail today."""
        asked = [one.row for one in self.voices if _linked(one.row)]
        opened = any(row.state == ContributionState.REQUESTED for row in asked)
        return self.contributor is not None and opened and not self.reminded

    @property
    def linked(self) -> bool:
        """Whether there is a link that opens something."""
        return self.contributor is not None and any(_linked(one.row) for one in self.voices)


def _linked(row: Contribution) -> bool:
    return row.asked_at is not None and not is_internal(row)


def contributors_page(conference: Conference) -> dict[str, Any]:
    """All of the page. As many queries however many contribute."""
    known = list(conference.contributors.select_related("photo").defer("photo__data"))
    rows = person_rows(conference, known)
    shown = {row.contributor.id for row in rows if row.contributor}
    return {
        "conference": conference,
        "title": programme_title(conference),
        "rows": rows,
        "ahead": may_be_asked(conference, office_now()),
        "waiting": [row for row in rows if row.waits],
        "silent": [row for row in rows if row.silent],
        "unread": [row for row in rows if row.contributor and row.contributor.unread],
        "gone": [one for one in known if one.unread and one.id not in shown],
        "seen": conference.programme.revision,
    }


def person_rows(conference: Conference, contributors: Sequence[Contributor]) -> list[PersonRow]:
    """Those who contribute, in the order of the programme. Two queries."""
    named = Contribution.objects.filter(item__conference=conference).exclude(name="", office="")
    shown = named.exclude(state__in=(ContributionState.IDEA, ContributionState.REPLACED))
    mailboxes: dict[str, list[Contribution]] = {}
    for row in shown.select_related("item__parent", "replaces").order_by("item__position", "position", "id"):
        mailboxes.setdefault(row.email.casefold() or f"#{row.id}", []).append(row)
    known = {one.email: one for one in contributors}
    lost = returned_mails(conference)
    today = local_day(office_now(), conference.association)
    return [
        _person(own, known.get(email), lost.get(email), mailed=_mailed_on(known.get(email), conference) == today)
        for email, own in mailboxes.items()
    ]


def _mailed_on(contributor: Contributor | None, conference: Conference) -> object:
    return local_day(contributor.mailed_at, conference.association) if contributor else None


def _person(
    own: Sequence[Contribution], contributor: Contributor | None, lost: Message | None, *, mailed: bool
) -> PersonRow:
    return PersonRow(
        email=own[0].email,
        names=tuple(dict.fromkeys(row.name or row.office for row in own)),
        voices=tuple(voice_row(row) for row in own),
        contributor=contributor,
        waits=tuple(row.id for row in unasked(own)),
        reminded=mailed,
        lost=lost,
    )
