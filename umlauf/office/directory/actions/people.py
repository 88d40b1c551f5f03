"""People and the posts they hold: appoint, end, describe; find that two entries are one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from umlauf.ground.audit.chain import record
from umlauf.ground.core.actor import Actor
from umlauf.ground.core.addresses import check_address
from umlauf.ground.core.clock import office_today
from umlauf.ground.core.days import brief_day
from umlauf.ground.core.models import Association
from umlauf.ground.text import Refused
from umlauf.office.directory.access import (
    get_person_for,
    get_post_for,
    get_tenure_for,
    in_house_of,
    keeps_own_entries,
    must_keep_directory,
    must_keep_entries,
)
from umlauf.office.directory.enums import Salutation, TenureKind
from umlauf.office.directory.ledger import Pen, changed_meanwhile, must_be_as_seen, open_change
from umlauf.office.directory.models import Person, PersonDetails, Post, Tenure
from umlauf.office.directory.names import folded_words

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody, as somebody has written them."""

    last_name: str
    first_name: str = ""
    title: str = ""
    salutation: str = Salutation.NONE
    letter_form: str = ""
    envelope_form: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class TenureEntry:
    """From when to when, and how. ``carries_on`` beyond the last day until the successor starts."""

    since: dt.date
    until: dt.date | None = None
    kind: str = TenureKind.REGULAR
    carries_on: bool = False


@transaction.atomic
def enter_person(*, actor: Actor, entry: PersonEntry) -> Person:
    """Enter somebody. Raises ``Refused`` with ``person.name`` or for the address."""
    must_keep_directory(actor)
    values = person_values(entry)
    pen = open_change(actor, _("Person"))
    person = add_person(pen, values)
    _record(actor, "directory.person_entered", person, values)
    return person


@transaction.atomic
def describe_person(*, actor: Actor, person_id: int, entry: PersonEntry, seen: str | None = None) -> None:
    """Change how somebody is called, addressed and reached.

    ``seen`` is the digest of the ``PersonDetails``. Raises ``Refused`` as ``enter_person``, ``directory.changed``, or
    ``person.elsewhere`` when a member describes somebody who holds a post of somebody else as well.
    """
    must_keep_entries(actor)
    values = person_values(entry)
    pen = open_change(actor, _("Person"))
    known = get_person_for(actor, person_id)
    if keeps_own_entries(actor):
        pen.change.label = _post_of(known)  # the office is to see at a glance what a member has changed
    must_be_as_seen(seen, known)
    if keeps_own_entries(actor) and holds_elsewhere(actor, [person_id]):
        raise Refused(
            "person.elsewhere",
            _("%(name)s also holds a post outside of your house, so the association keeps the entry. Please tell it.")
            % {"name": known},
        )
    pen.replace(known, **values)
    _record(actor, "directory.person_described", known.person, values)


def _post_of(known: PersonDetails) -> str:
    held = Tenure.objects.filter(retired_at=None, person=known.person_id).order_by("since", "id")
    latest = held.select_related("post__function", "post__organisation").last()
    return f"{latest.post.function.name}, {latest.post.organisation.name}"[:200] if latest else _("Person")


def holds_elsewhere(actor: Actor, person_ids: Iterable[int]) -> frozenset[int]:
    """Those of the people who hold, or will hold, a post outside of the house of the actor, a member. Two queries."""
    today = office_today(Association.objects.get(id=actor.association_id))
    lasting = Q(until__isnull=True) | Q(until__gte=today) | Q(carries_on=True)
    tenures = Tenure.objects.filter(lasting, retired_at=None, person__in=list(person_ids))
    others = tenures.exclude(in_house_of(actor.organisation_id or 0, "post__organisation__"))
    return frozenset(others.values_list("person_id", flat=True))


def person_values(entry: PersonEntry) -> dict[str, object]:
    """The fields of a person for an entry. Raises ``Refused`` with ``person.name`` or for the address."""
    values: dict[str, object] = {name: " ".join(str(value).split()) for name, value in asdict(entry).items()}
    if not values["last_name"]:
        raise Refused("person.name", _("The last name is missing. Please fill it in."))
    values["salutation"] = Salutation(entry.salutation)
    values["email"] = check_address(entry.email) if entry.email else ""
    values["search_key"] = person_search_key(entry.first_name, entry.last_name)
    return values


def person_search_key(first_name: str, last_name: str) -> str:
    """What a search for people looks into: the folded words of the name, the last name first."""
    return " " + " ".join(folded_words(f"{last_name} {first_name}"))[:499]


def add_person(pen: Pen, values: dict[str, object]) -> Person:
    """A person with what is known of them."""
    person = Person.objects.create(association_id=pen.change.association_id)
    pen.enter(PersonDetails(person=person, **values))
    return person


@transaction.atomic
def appoint(
    *, actor: Actor, post_id: int, entry: TenureEntry, person_id: int | None = None, new: PersonEntry | None = None
) -> Tenure:
    """Let somebody hold a post: a known person, or a new one. The same once more: unchanged, nobody is entered twice.

    A regular holder whose time has no end yet ends on the day before. Raises ``Refused`` with ``tenure.days``,
    ``tenure.overlap`` when somebody else holds the post in these days, or as ``enter_person``.
    """
    must_keep_entries(actor)
    post = get_post_for(actor, post_id)
    values = person_values(new) if new is not None else {}
    _check_days(entry)
    pen = open_change(actor, f"{post.function.name}, {post.organisation.name}")
    if new is None:
        person = get_person_for(actor, person_id or 0).person
    else:
        person = _entered_before(post, entry, values) or add_person(pen, values)
    tenure = hold(pen, post, person, entry)
    _record(actor, "directory.appointed", person, values, label=pen.change.label)
    return tenure


def _entered_before(post: Post, entry: TenureEntry, values: dict[str, object]) -> Person | None:
    """Somebody who is called and reached just so and holds the post in these days: the button was pressed twice."""
    same = Tenure.objects.filter(retired_at=None, post=post, kind=entry.kind, since=entry.since, until=entry.until)
    details = PersonDetails.objects.filter(retired_at=None, person__in=same.values("person"), **values)
    return next((one.person for one in details.select_related("person")), None)


def hold(pen: Pen, post: Post, person: Person, entry: TenureEntry) -> Tenure:
    """Write a tenure, ending the one before it. Raises ``Refused("tenure.overlap")``."""
    known = list(Tenure.objects.filter(retired_at=None, post=post, kind=entry.kind).order_by("since", "id"))
    for one in known:
        same = (one.person_id, one.since, one.until) == (person.id, entry.since, entry.until)
        if same and one.carries_on == entry.carries_on:
            return one
    if not post.function.several:
        for one in known:
            if one.until is None and one.since < entry.since:
                pen.replace(one, until=entry.since - ONE_DAY)
            elif overlaps(one.since, one.until, entry):
                raise overlap(one)
    elif any(one.person_id == person.id and overlaps(one.since, one.until, entry) for one in known):
        raise overlap(next(one for one in known if one.person_id == person.id))
    tenure = Tenure(
        post=post,
        person=person,
        since=entry.since,
        until=entry.until,
        kind=TenureKind(entry.kind),
        carries_on=entry.carries_on,
    )
    pen.enter(tenure)
    return tenure


@transaction.atomic
def end_tenure(*, actor: Actor, tenure_id: int, last_day: dt.date, carries_on: bool = False) -> Tenure:
    """Let somebody hold a post until a day.

    Raises ``Refused`` with ``tenure.days``, ``tenure.overlap`` or ``directory.changed``.
    """
    must_keep_entries(actor)
    tenure = get_tenure_for(actor, tenure_id)
    pen = open_change(actor, f"{tenure.post.function.name}, {tenure.post.organisation.name}")
    if tenure.retired_at is not None:
        raise changed_meanwhile()
    if last_day < tenure.since:
        raise _wrong_days()
    _check_free(tenure, TenureEntry(tenure.since, last_day, tenure.kind))
    ended = pen.replace(tenure, until=last_day, carries_on=carries_on)
    _record(actor, "directory.tenure_ended", tenure.person, {}, label=pen.change.label)
    return ended


@transaction.atomic
def correct_tenure(*, actor: Actor, tenure_id: int, entry: TenureEntry | None) -> Tenure | None:
    """Correct the days of a tenure that were entered wrongly; None: it never was.

    Raises ``Refused`` with ``tenure.days``, ``tenure.overlap`` or ``directory.changed``.
    """
    must_keep_directory(actor)
    tenure = get_tenure_for(actor, tenure_id)
    pen = open_change(actor, f"{tenure.post.function.name}, {tenure.post.organisation.name}")
    corrected = None
    if entry is None:
        pen.retire(tenure)
    else:
        _check_days(entry)
        _check_free(tenure, entry)
        corrected = pen.replace(tenure, **asdict(entry))
    _record(actor, "directory.tenure_corrected", tenure.person, {}, label=pen.change.label)
    return corrected


def _check_free(tenure: Tenure, entry: TenureEntry) -> None:
    """Raises ``Refused("tenure.overlap")`` when somebody else holds the post of a tenure in other days."""
    others = Tenure.objects.filter(retired_at=None, post=tenure.post, kind=entry.kind).exclude(id=tenure.id)
    for one in others if not tenure.post.function.several else others.filter(person=tenure.person):
        if overlaps(one.since, one.until, entry):
            raise overlap(one)


def overlaps(since: dt.date, until: dt.date | None, entry: TenureEntry) -> bool:
    """Whether days and an entry have a day in common."""
    begins_in_time = entry.until is None or since <= entry.until
    return begins_in_time and (until is None or until >= entry.since)


def overlap(other: Tenure) -> Refused:
    """What somebody is told whose days are taken."""
    known = PersonDetails.objects.filter(person=other.person_id, retired_at=None).first()
    return Refused(
        "tenure.overlap",
        _("%(name)s holds this post from %(since)s to %(until)s. Please end that first or choose other days.")
        % {
            "name": str(known) if known else _("Somebody"),
            "since": brief_day(other.since),
            "until": brief_day(other.until) if other.until else _("now"),
        },
    )


def _check_days(entry: TenureEntry) -> None:
    if entry.until is not None and entry.until < entry.since:
        raise _wrong_days()


def _wrong_days() -> Refused:
    return Refused("tenure.days", _("The last day lies before the first. Please correct one of them."))


def _record(actor: Actor, event: str, person: Person, values: dict[str, object], label: str = "") -> None:
    name = " ".join(str(values[part]) for part in ("first_name", "last_name") if values.get(part))
    record(
        actor,
        event,
        subject=f"directory.Person:{person.id}",
        label=label or _("Person"),
        personal={"name": name} if name else None,
    )
