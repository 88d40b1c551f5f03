"""Who was asked by mail to contribute, what their link opens, and what the office has to look after. Inside a scope."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Q, QuerySet
from django_scopes import scopes_disabled

from umlauf.engines.mail.enums import NEEDS_A_PERSON
from umlauf.engines.mail.models import Message
from umlauf.ground.core.clock import office_now
from umlauf.office.conferences.calendar import span_of
from umlauf.office.conferences.enums import SHOWN, ConferenceStatus, ContributionState
from umlauf.office.conferences.mailing import key_prefix
from umlauf.office.conferences.models import Conference, Contribution, Contributor, ProgrammeItem, ProgrammeVersion
from umlauf.office.conferences.programme import Sheet
from umlauf.office.conferences.queries import final_day, takes_place
from umlauf.office.responses.queries import local_day

ANSWERABLE: Final = (*SHOWN, ContributionState.DECLINED)
"""What somebody may say otherwise by the link."""
INTERNAL: Final = Q(item__internal=True) | Q(item__parent__internal=True)
"""Of what the office keeps to itself nobody is told by mail or link."""
_KEYS: Final = ("contributor:", "programme:")  # what comes behind ``key_prefix`` in the keys of their mails
_KEY: Final = re.compile(r"conference:(\d+):(?:contributor|programme):")


def contributor_of_link(contributor_id: int, generation: int) -> Contributor | None:
    """Whom a link belongs to, until the last day of the conference is over and while something has their address.

    Asked before any house is known, so it looks into all associations. Two queries.
    """
    with scopes_disabled():
        known = Contributor.objects.filter(id=contributor_id, link_generation=generation, association__active=True)
        found = known.select_related("association", "conference__association", "conference__circular__series").first()
        if found is None or local_day(office_now(), found.association) > final_day(found.conference):
            return None
        return found if contributions_of(found).exists() else None


def contributions_of(contributor: Contributor) -> QuerySet[Contribution]:
    """What they were asked for, in the order of the programme, also where somebody else comes now."""
    own = Contribution.objects.filter(item__conference=contributor.conference_id, email__iexact=contributor.email)
    asked = own.exclude(INTERNAL).exclude(state=ContributionState.IDEA).exclude(asked_at=None)
    return asked.select_related("item__room", "item__parent").order_by("item__position", "position", "id")


def state_of_contributor(contributor: Contributor, rows: Iterable[Contribution]) -> str:
    """A digest of all that their page shows but the hosts, so that nobody agrees to what they have not seen."""
    conference = contributor.conference
    place = (conference.venue, conference.street, conference.postal_code, conference.city)
    event = (conference.title, *span_of(conference), *place, conference.directions, conference.access_notes)
    own = [(row.id, row.state, row.title, row.deputy, *_person(row), *_placed(row.item)) for row in rows]
    told = json.dumps([event, own, contributor.wishes], default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _person(row: Contribution) -> tuple[str, ...]:
    return (row.kind, row.name, row.office, row.role)


def _placed(item: ProgrammeItem) -> tuple[object, ...]:
    return (item.title, item.day, item.starts_at, item.ends_at, item.timing, item.text, item.room and item.room.name)


def has_begun(conference: Conference, now: dt.datetime) -> bool:
    """Whether it has begun, by its time, else with its first day where it is held."""
    start = span_of(conference)[0]
    return now >= start if isinstance(start, dt.datetime) else local_day(now, conference.association) >= start


def may_be_asked(conference: Conference, now: dt.datetime) -> bool:
    """Whether it still helps to ask somebody by mail, and to take an answer."""
    return takes_place(conference, now) and not has_begun(conference, now)


def unasked(rows: Iterable[Contribution]) -> list[Contribution]:
    """Those of the rows that wait to be asked and have an address."""
    waiting = [row for row in rows if row.state == ContributionState.REQUESTED and row.email and row.asked_at is None]
    return [row for row in waiting if not is_internal(row)]


def is_internal(row: Contribution) -> bool:
    """Whether the office keeps it to itself, as ``INTERNAL`` has it."""
    return row.item.internal or (row.item.parent is not None and row.item.parent.internal)


def mails_to_contributors(conference_ids: Collection[int]) -> dict[tuple[int, str], Message]:
    """The last mail to each contributor, by conference and address in small letters. One query."""
    prefixes = (f"{key_prefix(one)}{what}" for one in conference_ids for what in _KEYS)
    theirs = reduce(or_, (Q(key__startswith=prefix) for prefix in prefixes), Q(pk=None))
    known = Message.objects.filter(theirs).only("key", "recipient", "state", "bounce", "last_reply", "queued_at")
    return {(_conference_in(one.key), one.recipient.casefold()): one for one in known.order_by("id")}


def returned_mails(conference: Conference) -> dict[str, Message]:
    """Those of them that did not arrive, or may not have, by address in small letters. One query."""
    last = mails_to_contributors([conference.id])
    return {address: one for (_id, address), one in last.items() if one.state in NEEDS_A_PERSON}


def _conference_in(key: str) -> int:
    found = _KEY.match(key)
    return int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class News:
    """What the office has to look after at a conference: how many have said something, how many cannot be reached."""

    conference: Conference
    answered: int
    unreached: int


def news_of_contributors() -> list[News]:
    """The conferences ahead of the association in scope where there is some, the next first.

    Two queries, and up to three more where there is some.
    """
    unread = Contributor.objects.filter(unread=True).order_by().values_list("conference")
    answered: dict[int, int] = dict(unread.annotate(count=Count("id")))
    unreached = _unreached()
    ids = {*answered, *unreached}
    if not ids:
        return []
    now = office_now()
    ahead = Conference.objects.filter(id__in=ids).exclude(status=ConferenceStatus.CANCELLED)
    found = ahead.select_related("association").order_by("starts_on", "id")
    return [News(one, answered.get(one.id, 0), unreached[one.id]) for one in found if takes_place(one, now)]


def _unreached() -> Counter[int]:
    """By conference, how many of those who contribute got no mail by the last one."""
    stuck = Message.objects.filter(key__startswith="conference:", state__in=sorted(NEEDS_A_PERSON))
    ids = {_conference_in(key) for key in stuck.values_list("key", flat=True)} - {0}
    if not ids:
        return Counter()
    lost = {where for where, one in mails_to_contributors(ids).items() if one.state in NEEDS_A_PERSON}
    rows = Contribution.objects.filter(item__conference__in=ids, state__in=SHOWN).exclude(email="")
    known = {
        (conference_id, email.casefold()) for conference_id, email in rows.values_list("item__conference", "email")
    }
    return Counter(conference_id for conference_id, _email in lost & known)


@dataclass(frozen=True, slots=True)
class Behind:
    """How many have agreed, and how many have gone, of whom a version does not say so yet."""

    agreed: int
    gone: int


def behind(version: ProgrammeVersion, rows: Sequence[ProgrammeItem]) -> Behind:
    """What of the answers a version lacks. ``rows`` are the items with their contributions; no query."""
    released = {voice.key: voice.state for _item, voice in Sheet.parse(version.content).voices()}
    hidden = {row.id for row in rows if row.internal}
    voices = [one for row in rows if not {row.id, row.parent_id} & hidden for one in row.contributions.all()]
    agreed = [one for one in voices if one.state == ContributionState.CONFIRMED and released.get(one.id) != one.state]
    gone = [one for one in voices if one.state not in SHOWN and one.id in released]
    return Behind(len(agreed), len(gone))
