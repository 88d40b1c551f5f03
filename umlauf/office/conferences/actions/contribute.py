"""What a contributor says by the link: whether they come, with which talk, what they need, who could come instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.limits import LIMITS
from umlauf.ground.text import Refused
from umlauf.office.circulars.checks import check_characters, check_length
from umlauf.office.conferences.actions.photos import forget_photos
from umlauf.office.conferences.contributor_access import actor_by_link, lock_contributor
from umlauf.office.conferences.contributor_mailing import content_of
from umlauf.office.conferences.contributors import (
    ANSWERABLE,
    contributions_of,
    may_be_asked,
    state_of_contributor,
)
from umlauf.office.conferences.enums import ContributionState
from umlauf.office.conferences.event_entries import paragraphs
from umlauf.office.conferences.models import Conference, Contribution, Contributor, Programme
from umlauf.office.responses.access import one_line
from umlauf.office.responses.wording import contact_line


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of one contribution. ``comes`` None: nothing yet. ``deputy``: who could come instead."""

    comes: bool | None = None
    title: str = ""
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class ContributorEntry:
    """What a form says: by the id of each contribution, and for all of them. ``seen``: the digest that it showed."""

    said: Mapping[int, Said] = field(default_factory=dict)
    wishes: str = ""
    seen: str = ""


@transaction.atomic
def answer_as_contributor(*, contributor_id: int, generation: int, entry: ContributorEntry) -> Contributor:
    """Write down what whoever has the link says; it is in no version until somebody releases one. Inside the scope.

    The same form once more changes nothing. Raises ``Refused`` with ``link.invalid``, ``contributor.begun``,
    ``contributor.changed`` for what was not seen, ``circular.long`` or ``circular.characters``.
    """
    one, programme = lock_contributor(contributor_id, generation)
    _must_be_ahead(one.conference)
    rows = list(contributions_of(one))
    answers = [(row, _checked(row, entry.said[row.id])) for row in rows if row.id in entry.said]
    wishes = _text(_("What you need"), entry.wishes)
    changed = [(row, said) for row, said in answers if row.state in ANSWERABLE and _differs(row, said)]
    if not changed and wishes == one.wishes:
        return one
    if entry.seen != state_of_contributor(one, rows):
        raise Refused(
            "contributor.changed",
            _("Something has changed here since you opened the page. Nothing was saved. Please look at it once more."),
        )
    _write(one, programme, changed, wishes)
    return one


def _must_be_ahead(conference: Conference) -> None:
    if not may_be_asked(conference, office_now()):
        raise Refused(
            "contributor.begun",
            _("It has begun or was cancelled, so nothing can be changed here any more. Please turn to %(contact)s.")
            % {"contact": contact_line(content_of(conference), conference.association)},
        )


def _checked(row: Contribution, said: Said) -> Said:
    """In its normal form: a talk has a title, and only who declines proposes somebody."""
    declines = said.comes is False or (said.comes is None and row.state == ContributionState.DECLINED)
    title = row.title if declines else one_line(said.title)
    check_length(_("Title of the talk"), title, LIMITS.name)
    check_characters(_("Title of the talk"), title)
    deputy = _text(_("Who could come instead"), said.deputy) if declines else ""
    return replace(said, title=title, deputy=deputy)


def _text(label: str, text: str) -> str:
    clean = paragraphs(text)
    check_length(label, clean, LIMITS.note)
    check_characters(label, clean)
    return clean


def _differs(row: Contribution, said: Said) -> bool:
    return (_state(row, said), said.title, said.deputy) != (row.state, row.title, row.deputy)


def _state(row: Contribution, said: Said) -> str:
    if said.comes is None:
        return row.state
    return ContributionState.CONFIRMED if said.comes else ContributionState.DECLINED


def _write(one: Contributor, programme: Programme, changed: Sequence[tuple[Contribution, Said]], wishes: str) -> None:
    states = []
    for row, said in changed:
        before, row.state = row.state, _state(row, said)
        row.title, row.deputy = said.title, said.deputy
        row.answered_at = office_now() if row.state != before else row.answered_at
        row.save(update_fields=["state", "title", "deputy", "answered_at"])
        states.append(f"{row.item_id}: {row.state}")
    forget_photos(one.conference_id)
    programme.revision += 1  # also for wishes alone: whoever notes the answers as read has not read these
    programme.save(update_fields=["revision"])
    one.wishes, one.unread = wishes, True
    one.save(update_fields=["wishes", "unread"])
    record(
        actor_by_link(one),
        "conferences.contributor_answered",
        subject=f"conferences.Conference:{one.conference_id}",
        label=f"{one.conference.title}: {', '.join(states) or '–'}"[: LIMITS.name],
    )
