"""What a member can change of its own entries, as data that can wait for the association, and how each is carried out.

What the association keeps for itself (tags, functions, memberships) is in none of them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db.models import Model

from umlauf.ground.core.actor import Actor
from umlauf.office.directory.access import get_organisation_for, get_person_for, get_post_for, get_tenure_for
from umlauf.office.directory.actions.organisations import ContactEntry, Intake, contact_of, set_contact
from umlauf.office.directory.actions.people import (
    PersonEntry,
    TenureEntry,
    appoint,
    describe_person,
    end_tenure,
)
from umlauf.office.directory.actions.posts import details_of, reach_post, set_responsibility
from umlauf.office.directory.enums import OwnEntry
from umlauf.office.directory.models import Post, Responsibility, Tenure


@dataclass(frozen=True, slots=True)
class ContactChange:
    """How an organisation is reached, and where it takes letters in."""

    organisation_id: int
    entry: ContactEntry
    intake: tuple[Intake, ...]


@dataclass(frozen=True, slots=True)
class PostChange:
    """How a post is reached."""

    post_id: int
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """Somebody holds a post: somebody of the house (``person_id``), or ``new``."""

    post_id: int
    tenure: TenureEntry
    person_id: int | None
    new: PersonEntry | None


@dataclass(frozen=True, slots=True)
class Ending:
    """Somebody holds a post until a day."""

    tenure_id: int
    last_day: dt.date
    carries_on: bool


@dataclass(frozen=True, slots=True)
class PersonChange:
    """How somebody is called and reached."""

    person_id: int
    entry: PersonEntry


@dataclass(frozen=True, slots=True)
class ResponsibilityChange:
    """Which post is responsible for a keyword; None: nobody is known any more."""

    organisation_id: int
    keyword: str
    post_id: int | None


OwnChange = ContactChange | PostChange | Appointment | Ending | PersonChange | ResponsibilityChange

KINDS: Final[Mapping[type[OwnChange], OwnEntry]] = {
    ContactChange: OwnEntry.CONTACT,
    PostChange: OwnEntry.POST,
    Appointment: OwnEntry.APPOINTMENT,
    Ending: OwnEntry.ENDING,
    PersonChange: OwnEntry.PERSON,
    ResponsibilityChange: OwnEntry.RESPONSIBILITY,
}


def as_values(change: OwnChange) -> dict[str, Any]:
    """A change as JSON keeps it; days as ``2016-11-01``."""
    values: dict[str, Any] = json.loads(json.dumps(asdict(change), default=str))
    return values


def from_values(kind: str, values: Mapping[str, Any]) -> OwnChange:
    """The change that ``as_values`` wrote."""
    match OwnEntry(kind):
        case OwnEntry.CONTACT:
            intake = tuple(Intake(**one) for one in values["intake"])
            return ContactChange(values["organisation_id"], ContactEntry(**values["entry"]), intake)
        case OwnEntry.POST:
            return PostChange(**values)
        case OwnEntry.APPOINTMENT:
            new = PersonEntry(**values["new"]) if values["new"] else None
            return Appointment(values["post_id"], _tenure(values["tenure"]), values["person_id"], new)
        case OwnEntry.ENDING:
            last_day = dt.date.fromisoformat(values["last_day"])
            return Ending(values["tenure_id"], last_day, values["carries_on"])
        case OwnEntry.PERSON:
            return PersonChange(values["person_id"], PersonEntry(**values["entry"]))
        case OwnEntry.RESPONSIBILITY:
            return ResponsibilityChange(**values)


def _tenure(values: Mapping[str, Any]) -> TenureEntry:
    until = dt.date.fromisoformat(values["until"]) if values["until"] else None
    return TenureEntry(dt.date.fromisoformat(values["since"]), until, values["kind"], values["carries_on"])


def carry_out(actor: Actor, change: OwnChange, seen: str | None = None) -> None:
    """Write a change as its own action does, with what that raises. ``seen`` is for those that have such a digest."""
    match change:
        case ContactChange():
            set_contact(
                actor=actor,
                organisation_id=change.organisation_id,
                entry=change.entry,
                intake=change.intake,
                tags=None,
                seen=seen,
            )
        case PostChange():
            reach_post(actor=actor, post_id=change.post_id, email=change.email, phone=change.phone, seen=seen)
        case Appointment():
            appoint(
                actor=actor, post_id=change.post_id, entry=change.tenure, person_id=change.person_id, new=change.new
            )
        case Ending():
            end_tenure(actor=actor, tenure_id=change.tenure_id, last_day=change.last_day, carries_on=change.carries_on)
        case PersonChange():
            describe_person(actor=actor, person_id=change.person_id, entry=change.entry, seen=seen)
        case ResponsibilityChange():
            set_responsibility(
                actor=actor, organisation_id=change.organisation_id, keyword=change.keyword, post_id=change.post_id
            )


def label_of(actor: Actor, change: OwnChange) -> str:
    """The post or organisation that a change is about. Names no person. Raises ``Http404`` for another's row."""
    match change:
        case ContactChange():
            return get_organisation_for(actor, change.organisation_id).name
        case ResponsibilityChange():
            return f"{change.keyword}, {get_organisation_for(actor, change.organisation_id).name}"
        case PostChange() | Appointment():
            return _post(get_post_for(actor, change.post_id))
        case Ending():
            return _post(get_tenure_for(actor, change.tenure_id).post)
        case PersonChange():
            held = Tenure.objects.filter(retired_at=None, person=get_person_for(actor, change.person_id).person_id)
            latest = held.select_related("post__function", "post__organisation").order_by("since", "id").last()
            return _post(latest.post) if latest else ""


def _post(post: Post) -> str:
    return f"{post.function.name} {post.subject}".strip() + f", {post.organisation.name}"


def rows_of(actor: Actor, change: OwnChange) -> tuple[Model | None, ...]:
    """What stands of the entries that a change is about, for a digest. Raises ``Http404`` for another's row."""
    match change:
        case ContactChange():
            return contact_of(get_organisation_for(actor, change.organisation_id)).own_rows
        case PostChange():
            return (details_of(get_post_for(actor, change.post_id)),)
        case Appointment():
            post = get_post_for(actor, change.post_id)
            return (details_of(post), *Tenure.objects.filter(retired_at=None, post=post))
        case Ending():
            return (get_tenure_for(actor, change.tenure_id),)
        case PersonChange():
            return (get_person_for(actor, change.person_id),)
        case ResponsibilityChange():
            organisation = get_organisation_for(actor, change.organisation_id)
            standing = Responsibility.objects.filter(retired_at=None, organisation=organisation)
            same = change.keyword.casefold()
            return tuple(one for one in standing.order_by("id") if one.keyword.casefold() == same)
