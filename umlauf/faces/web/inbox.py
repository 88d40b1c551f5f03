"""The inbox of somebody who acts for members: one entry a circular and county, over all associations."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django_scopes import scope

from umlauf.ground.core.actor import Role
from umlauf.ground.core.clock import office_now
from umlauf.ground.core.models import Association
from umlauf.office.circulars.content import Content
from umlauf.office.circulars.models import Recipient
from umlauf.office.circulars.queries import letters_of
from umlauf.office.directory.access import Hat
from umlauf.office.directory.models import Organisation

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A circular that an organisation got. ``over`` says that its deadline has passed."""

    recipient_id: int
    label: str
    association: str
    subject: str
    date: dt.date
    answer_by: dt.date | None
    over: bool


@dataclass(frozen=True, slots=True)
class House:
    """An organisation and what it got, the newest first."""

    organisation: Organisation
    entries: tuple[Entry, ...]


def inbox_of(hats: tuple[Hat, ...]) -> tuple[House, ...]:
    """What came to each organisation that the hats act for, from those associations alone that gave such a hat."""
    associations: defaultdict[Organisation, list[Association]] = defaultdict(list)
    for hat in hats:
        if hat.organisation is not None and Role.MEMBER in hat.roles:
            associations[hat.organisation].append(hat.association)
    return tuple(House(organisation, _entries(organisation, those)) for organisation, those in associations.items())


def _entries(organisation: Organisation, associations: list[Association]) -> tuple[Entry, ...]:
    now = office_now()
    today = {association.id: now.astimezone(ZoneInfo(association.zone)).date() for association in associations}
    with scope(association=associations):
        letters = list(letters_of(organisation.id)[:SHOWN])
    return tuple(_entry(letter, today[letter.association_id]) for letter in letters)


def _entry(letter: Recipient, today: dt.date) -> Entry:
    content = Content.parse(letter.issue.content)
    return Entry(
        recipient_id=letter.id,
        label=letter.issue.label,
        association=letter.issue.association.name,
        subject=content.subject,
        date=letter.issue.date,
        answer_by=content.answer_by,
        over=content.answer_by is not None and content.answer_by < today,
    )
